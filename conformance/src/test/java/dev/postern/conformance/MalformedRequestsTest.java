package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests that no client makes, each signed as it should be: bombs of XML, keys that lead out of their bucket, lengths that are none. S3's
 * error is the answer to each.
 */
@Tag("conformance")
class MalformedRequestsTest {
    private static final String SCRIPT = "s3-malformed.py";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void areRefusedAsS3RefusesThem() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"));
                InputStream script = Objects.requireNonNull(MalformedRequestsTest.class.getResourceAsStream(SCRIPT))) {
            Path file = Files.writeString(
                    directory.resolve(SCRIPT), new String(script.readAllBytes(), StandardCharsets.UTF_8));
            // Debian's Python: another one on the path may have no botocore.
            Finished finished = Finished.run(
                    Map.of("PYTHONDONTWRITEBYTECODE", "1"),
                    directory,
                    "/usr/bin/python3",
                    file.toString(),
                    cloud.endpoint().toString(),
                    Clients.ROOT.accessKeyId(),
                    Clients.ROOT.secretAccessKey());
            assertThat(finished.succeeded()).endsWith("requests refused as they should be");
        }
    }
}
