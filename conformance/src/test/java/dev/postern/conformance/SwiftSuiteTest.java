package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tests that OpenStack Swift has for S3, which it checks itself with, and partly AWS, against a cloud. Which of them do not pass, and
 * why, is in {@code swift/disagreements.txt}. Debian's archive has the source and what it imports, so this is among the tests that take
 * the network.
 *
 * @see <a href="https://github.com/openstack/swift/tree/2.30.1/test/s3api">The tests that are for AWS, too</a>
 */
@Tag("differential")
final class SwiftSuiteTest {
    private static final int TESTS_MIN = 110;
    private static final int NOT_THERE = 75;
    private static final List<String> FILES = List.of("fetch.sh", "packages.txt", "run.py");

    @TempDir
    private Path directory = Path.of("");

    @Test
    void allTestsPassButThoseThatAreKnown() throws IOException {
        Path suite = fetched();
        Map<String, String> told = new TreeMap<>();
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Finished finished = run(suite, cloud);
            assertThat(finished.output()).as("%s", finished).endsWith("done\n");
            finished.output()
                    .lines()
                    .map(line -> line.split(" ", 2))
                    .filter(words -> words.length == 2)
                    .forEach(words -> told.put(words[1], words[0]));
        }
        List<String> failed = named(told, "FAIL");
        System.out.printf(
                "differential: Swift 2.30.1: %d tests passed, %d failed, %d skipped themselves%n",
                named(told, "PASS").size(), failed.size(), named(told, "SKIP").size());
        assertThat(told).hasSizeGreaterThan(TESTS_MIN);
        assertThat(failed).containsExactlyInAnyOrderElementsOf(disagreements());
    }

    private Path fetched() throws IOException {
        Path suite = Files.createDirectory(directory.resolve("suite"));
        for (String name : FILES) {
            try (InputStream resource = resource(name)) {
                Files.copy(resource, suite.resolve(name));
            }
        }
        Finished finished = Finished.run(Map.of(), suite, "bash", "fetch.sh");
        assumeThat(finished.exitCode())
                .as("Debian's archive has the suite, and Python is its 3.11")
                .isNotEqualTo(NOT_THERE);
        finished.succeeded();
        return suite;
    }

    private static Finished run(Path suite, TestingCloud cloud) throws IOException {
        String libraries;
        try (var found = Files.newDirectoryStream(suite.resolve("root/usr/lib"), "*-linux-gnu")) {
            libraries = found.iterator().next().toString();
        }
        Map<String, String> environment = Map.of(
                "AWS_CA_BUNDLE", "",
                "AWS_CONFIG_FILE", "/nowhere",
                "AWS_SHARED_CREDENTIALS_FILE", "/nowhere",
                "LD_LIBRARY_PATH", libraries,
                "SWIFT_TEST_QUIET_BOTO_LOGS", "yes");
        return Finished.run(
                environment,
                suite,
                "/usr/bin/python3",
                "-W",
                "ignore",
                "run.py",
                cloud.endpoint().toString(),
                Clients.ROOT.accessKeyId(),
                Clients.ROOT.secretAccessKey());
    }

    private static List<String> named(Map<String, String> told, String what) {
        return told.entrySet().stream()
                .filter(test -> test.getValue().equals(what))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<String> disagreements() throws IOException {
        try (InputStream resource = resource("disagreements.txt")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.substring(0, line.indexOf('|')))
                    .toList();
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(SwiftSuiteTest.class.getResourceAsStream("swift/" + name), name);
    }
}
