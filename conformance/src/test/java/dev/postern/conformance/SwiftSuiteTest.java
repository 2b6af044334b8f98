package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    private static final PublicSuite SUITE = new PublicSuite("swift", "Swift 2.30.1");
    private static final int TESTS_MIN = 110;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void allTestsPassButThoseThatAreKnown() throws IOException {
        Path suite = SUITE.fetched(directory, List.of("run.py"), List.of());
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
        SUITE.verify(told, TESTS_MIN);
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
}
