package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is exported of the worked example holds at once, and no more after a change. */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExportTest {
    private PerimeterExample example;

    @TempDir
    private Path directory = Path.of("");

    @BeforeAll
    void start(@TempDir Path host) throws IOException {
        example = new PerimeterExample(host);
    }

    @AfterAll
    void stop() throws IOException {
        if (example != null) {
            example.close();
        }
    }

    private Finished postern(String command, String first, String... more) {
        return example.postern(directory, command, first, more);
    }

    /** No cloud is asked; the report for programs is in {@code report.xml}. */
    private Finished compared(Path old, Path now) {
        return ChildJvm.run(
                Map.of(),
                directory,
                "dev.postern.cli.Main",
                "verify",
                "--diff",
                old.toString(),
                now.toString(),
                "--junit",
                directory.resolve("report.xml").toString());
    }

    @Test
    void whatIsExportedHoldsUntilSomethingChanges() throws IOException {
        Path file = directory.resolve("exported.yaml");
        assertThat(postern("export", "perimeter", "-o", file.toString()).succeeded())
                .isEmpty();
        String exported = Files.readString(file);
        assertThat(exported).contains("from: \"web\"").contains("because: ").contains("expect: allowed");
        Path again = directory.resolve("again.yaml");
        postern("export", "perimeter", "-o", again.toString()).succeeded();
        assertThat(again).as("the same state again").hasSameBinaryContentAs(file);
        assertThat(postern("verify", file.toString(), "--paper").succeeded()).doesNotContain("BROKEN");
        assertThat(postern("verify", file.toString()).succeeded())
                .as("by packets")
                .doesNotContain("BROKEN")
                .doesNotContain(" 0 of them really sent");
        example.change(directory, "application-closed", "spoil");
        try {
            Path after = directory.resolve("after.yaml");
            postern("export", "perimeter", "--like", file.toString(), "-o", after.toString())
                    .succeeded();
            Finished compared = compared(file, after);
            assertThat(compared.exitCode()).isEqualTo(1);
            assertThat(compared.output().lines().filter(line -> line.contains(" was ")))
                    .as(compared.output())
                    .containsExactly("web -> app:8080 was allowed, is denied");
            assertThat(compared.output()).contains("  before: security group", "  now: security group");
            assertThat(directory.resolve("report.xml"))
                    .content()
                    .contains(" failures=\"1\"", "<failure message=\"web -&gt; app:8080 was allowed, is denied\">");
            assertThat(compared(file, again).output()).startsWith("0 of ");
            Finished found = postern("verify", file.toString(), "--paper");
            assertThat(found.exitCode()).isEqualTo(1);
            assertThat(found.output().lines().filter(line -> line.contains(" is denied at the ")))
                    .singleElement()
                    .asString()
                    .contains("web")
                    .contains("8080")
                    .contains("security group");
        } finally {
            example.change(directory, "application-closed", "mend");
        }
    }

    @Test
    void aFileWithAMistakeIsNotCompared() throws IOException {
        Path good = directory.resolve("good.yaml");
        Files.writeString(good, "perimeter:\n  - {from: web, to: app:80, expect: allowed}\n");
        Path bad = directory.resolve("bad.yaml");
        Files.writeString(bad, "perimeter:\n  - from: web\n    to: app:80\n    expect: maybe\n");
        Finished found = compared(good, bad);
        assertThat(found.exitCode()).isEqualTo(2);
        assertThat(found.errors()).contains(bad + ":4:13: expect is allowed or denied, not maybe");
        assertThat(compared(good, directory.resolve("none.yaml")).exitCode()).isEqualTo(2);
        assertThat(postern("verify", good.toString(), "--diff", good.toString(), good.toString())
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void onlyPerimetersAreExported() {
        Finished found = postern("export", "everything");
        assertThat(found.exitCode()).isEqualTo(2);
        assertThat(found.errors()).contains("what can be exported is perimeter, not everything");
    }
}
