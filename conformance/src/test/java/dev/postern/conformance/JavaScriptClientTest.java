package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * S3 as the SDK for JavaScript 3 has it: {@code javascript/s3.mjs}. npm fetches the SDK, exactly what the lock file says, so this is among
 * the tests that take the network.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/client/s3/">The SDK's client of S3</a>
 */
@Tag("differential")
final class JavaScriptClientTest {
    private static final List<String> FILES = List.of("package.json", "package-lock.json", "s3.mjs");

    @TempDir
    private Path directory = Path.of("");

    @Test
    void doesWhatAnApplicationDoes() throws IOException {
        Path script = Files.createDirectories(directory.resolve("script"));
        for (String name : FILES) {
            try (var resource = JavaScriptClientTest.class.getResourceAsStream("javascript/" + name)) {
                Files.copy(Objects.requireNonNull(resource, name), script.resolve(name));
            }
        }
        Finished.run(Map.of(), script, "npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund")
                .succeeded();
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Map<String, String> environment = Map.of(
                    "AWS_ACCESS_KEY_ID",
                    Clients.ROOT.accessKeyId(),
                    "AWS_SECRET_ACCESS_KEY",
                    Clients.ROOT.secretAccessKey(),
                    "AWS_CONFIG_FILE",
                    "/nowhere",
                    "AWS_SHARED_CREDENTIALS_FILE",
                    "/nowhere");
            Finished finished = Finished.run(
                    environment, script, "node", "s3.mjs", cloud.endpoint().toString());
            assertThat(finished.succeeded()).isEqualTo("done");
        }
    }
}
