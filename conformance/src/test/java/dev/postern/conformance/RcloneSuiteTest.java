package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tests that rclone has for remotes, with S3 as the remote: those of its backend, of what it does with files there, of its mounts and
 * of syncing both ways. Which of them do not pass, and why, is in {@code rclone/disagreements.txt}. Debian's archive has the source and
 * what compiles it, so this is among the tests that take the network.
 *
 * @see <a href="https://github.com/rclone/rclone/blob/v1.60.1/CONTRIBUTING.md#testing">How rclone tests</a>
 */
@Tag("differential")
final class RcloneSuiteTest {
    private static final int TESTS_MIN = 550;
    private static final int NOT_THERE = 75;
    private static final List<String> PACKAGES = List.of("backend/s3", "fs/operations", "fs/sync", "vfs", "cmd/bisync");
    private static final List<String> FILES = List.of("fetch.sh", "packages.txt");
    private static final Pattern TOLD = Pattern.compile("--- (PASS|FAIL|SKIP): (.+) \\([0-9.]+s\\)$");

    @TempDir
    private Path directory = Path.of("");

    @Test
    void allTestsPassButThoseThatAreKnown() throws IOException {
        Path suite = fetched();
        Map<String, String> told = new TreeMap<>();
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Path configuration = configuration(cloud);
            for (String name : PACKAGES) {
                told.putAll(run(suite, name, configuration));
            }
        }
        List<String> failed = named(told, "FAIL");
        System.out.printf(
                "differential: rclone 1.60.1: %d tests passed, %d failed, %d skipped themselves%n",
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
        List<String> words = new ArrayList<>(List.of("bash", "fetch.sh"));
        words.addAll(PACKAGES);
        Finished finished = Finished.run(Map.of(), suite, words);
        assumeThat(finished.exitCode()).as("Debian's archive has the suite").isNotEqualTo(NOT_THERE);
        finished.succeeded();
        return suite;
    }

    /** Without a name for AWS: with that, rclone would put the bucket before an address. */
    private Path configuration(TestingCloud cloud) throws IOException {
        return Files.writeString(directory.resolve("rclone.conf"), """
                [TestS3]
                type = s3
                provider = Minio
                access_key_id = %s
                secret_access_key = %s
                region = us-east-1
                endpoint = %s
                """.formatted(
                        Clients.ROOT.accessKeyId(), Clients.ROOT.secretAccessKey(), cloud.endpoint()));
    }

    /** What became of each test of a package, by the names of both. */
    private Map<String, String> run(Path suite, String name, Path configuration) {
        Map<String, String> environment = Map.of(
                "RCLONE_CONFIG", configuration.toString(),
                "HOME", directory.toString(),
                "XDG_CACHE_HOME", directory.resolve("caches").toString(),
                "AWS_CA_BUNDLE", "");
        Path sources = suite.resolve("go/src/github.com/rclone/rclone").resolve(name);
        String program = suite.resolve(name.replace('/', '-')).toString();
        Finished finished = Finished.run(environment, sources, program, "-test.v", "-remote", "TestS3:");
        Map<String, String> told = new TreeMap<>();
        for (String line : finished.output().lines().toList()) {
            var matcher = TOLD.matcher(line);
            if (matcher.find()) {
                told.put(name + " " + matcher.group(2), matcher.group(1));
            }
        }
        boolean complete = finished.exitCode() == 0 || told.containsValue("FAIL");
        assertThat(complete).as("%s: %s", name, finished).isTrue();
        return told;
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
        return Objects.requireNonNull(RcloneSuiteTest.class.getResourceAsStream("rclone/" + name), name);
    }
}
