package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.network.NetworkCompiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A cloud whose descriptions, by the real AWS CLI, are imported into another one, is that cloud again. */
@Tag("conformance")
@TestInstance(Lifecycle.PER_CLASS)
final class ImportTest {
    private static final Path EXAMPLES = Path.of(System.getenv("POSTERN_HOME"), "examples");
    private static final Path PERIMETER = EXAMPLES.resolve("perimeter").resolve("perimeter.yaml");

    private TestingCloud cloud;
    private Path described = Path.of("");

    @TempDir
    private Path directory = Path.of("");

    @BeforeAll
    void describe(@TempDir Path host) throws IOException {
        cloud = TestingCloud.start(host.resolve("host"));
        described = host.resolve("described");
        cloud.root()
                .script(
                        host,
                        EXAMPLES.resolve("perimeter").resolve("setup").toString(),
                        host.resolve("ids").toString())
                .succeeded();
        cloud.root()
                .script(host, EXAMPLES.resolve("import").resolve("describe").toString(), described.toString())
                .succeeded();
    }

    @AfterAll
    void stop() throws IOException {
        if (cloud != null) {
            cloud.close();
        }
    }

    private Finished imported(Path from, Path data, String... more) {
        List<String> words = new ArrayList<>(List.of(from.toString(), "--data", data.toString()));
        words.addAll(List.of(more));
        return ChildJvm.run(Map.of(), directory, "dev.postern.server.Main", "import", words.toArray(String[]::new));
    }

    @Test
    void isTheSameNetwork() {
        Path data = directory.resolve("data");
        String said = imported(described, data, "--paper").succeeded();
        assertThat(NetworkCompiler.compile(StateImport.snapshot(data)).print())
                .as(said)
                .isEqualTo(NetworkCompiler.compile(StateImport.snapshot(cloud.data()))
                        .print());
        assertThat(said).doesNotContain("nothing like it", "network_load_balancer", "there is no service");
    }

    @Test
    void onPaperItAnswersAndSendsNothing() throws Exception {
        try (TestingCloud paper = TestingCloud.prepare(directory.resolve("paper"))) {
            imported(described, paper.data(), "--paper").succeeded();
            ServerProcess server = ServerProcess.start(paper);
            try {
                Finished verified = cli(paper, "verify", PERIMETER.toString());
                assertThat(verified.output()).contains("15 of 15 lines hold", "packets: not run");
                assertThat(cli(paper, "why", "app", "db:5432").output()).contains("sg-", "rtb-");
                Finished probe = cli(paper, "why", "app", "db:5432", "--probe");
                assertThat(probe.exitCode()).isNotZero();
                assertThat(probe.errors()).contains("on paper");
                assertThat(paper.root().aws(directory, "ec2 describe-vpcs").path("Vpcs"))
                        .hasSameSizeAs(
                                cloud.root().aws(directory, "ec2 describe-vpcs").path("Vpcs"));
            } finally {
                server.stop();
            }
        }
    }

    @Test
    void instancesRunAndAnswer() throws Exception {
        try (TestingCloud running = TestingCloud.prepare(directory.resolve("running"))) {
            imported(described, running.data()).succeeded();
            ServerProcess server = ServerProcess.start(running);
            try {
                running.root().aws(directory, "ec2 wait instance-running");
                Finished verified = cli(running, "verify", PERIMETER.toString());
                assertThat(verified.output())
                        .as(verified.errors())
                        .contains("15 of 15 lines hold", "of them really sent")
                        .doesNotContain("packets: not run");
            } finally {
                server.stop();
            }
        }
    }

    private Finished cli(TestingCloud of, String first, String... more) {
        List<String> words = new ArrayList<>(List.of(more));
        words.addAll(List.of("--data", of.data().toString(), "--port", Integer.toString(of.port())));
        return ChildJvm.run(Map.of(), directory, "dev.postern.cli.Main", first, words.toArray(String[]::new));
    }

    @Test
    void refusesWhatCannotBe() throws IOException {
        Path data = directory.resolve("data");
        Path bad = Files.createDirectories(directory.resolve("bad"));
        Files.writeString(bad.resolve("vpcs.json"), "{\n  \"Vpcs\": [\n");
        Finished broken = imported(bad, data);
        assertThat(broken.exitCode()).isEqualTo(2);
        assertThat(broken.errors()).contains("vpcs.json:3:1");
        assertThat(data).doesNotExist();
        imported(described, data).succeeded();
        Finished again = imported(described, data);
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.errors()).contains("holds something already");
    }
}
