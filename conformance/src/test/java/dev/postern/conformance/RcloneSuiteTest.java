package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    private static final PublicSuite SUITE = new PublicSuite("rclone", "rclone 1.60.1");
    private static final int TESTS_MIN = 550;
    private static final List<String> PACKAGES = List.of("backend/s3", "fs/operations", "fs/sync", "vfs", "cmd/bisync");
    private static final Pattern TOLD = Pattern.compile("--- (PASS|FAIL|SKIP): (.+) \\([0-9.]+s\\)$");

    @TempDir
    private Path directory = Path.of("");

    @Test
    void allTestsPassButThoseThatAreKnown() throws IOException {
        Path suite = SUITE.fetched(directory, List.of(), PACKAGES);
        Map<String, String> told = new TreeMap<>();
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Path configuration = configuration(cloud);
            for (String name : PACKAGES) {
                told.putAll(run(suite, name, configuration));
            }
        }
        SUITE.verify(told, TESTS_MIN);
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
}
