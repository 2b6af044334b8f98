package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AWS CLI archives an object and restores it, though the server is killed in between. */
@Tag("conformance")
final class RestoredObjectsCliTest {
    private static final String RESTORE =
            "s3api restore-object --bucket vault --key cold --restore-request Days=1,GlacierJobParameters={Tier=Standard}";

    @TempDir
    private Path directory = Path.of("");

    private JsonNode head(Clients root) {
        return root.aws(directory, "s3api head-object --bucket vault --key cold");
    }

    @Test
    void aRestoreIsGoneOnWithAfterTheServerWasKilled() throws IOException {
        Path file = Files.writeString(directory.resolve("cold.txt"), "content");
        try (TestingCloud cloud = TestingCloud.prepare(directory.resolve("host"))) {
            Clients root = cloud.root();
            String[] get = {"s3api", "get-object", "--bucket", "vault", "--key", "cold", "read.txt"};
            try (ServerProcess server = ServerProcess.start(cloud)) {
                root.s3().createBucket(r -> r.bucket("vault"));
                root.cli("aws", directory, "s3", "cp", file.toString(), "s3://vault/cold", "--storage-class", "GLACIER")
                        .succeeded();
                assertThat(root.cli("aws", directory, get).errors())
                        .contains(
                                "(InvalidObjectState) when calling the GetObject operation: The operation is not valid"
                                        + " for the object's storage class");
                root.cli("aws", directory, RESTORE.split(" ", -1)).succeeded();
                server.kill();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            try (ServerProcess server = ServerProcess.start(cloud)) {
                Await.until(
                        "the copy is there",
                        Duration.ofMinutes(2),
                        () -> head(root)
                                .path("Restore")
                                .asText()
                                .startsWith("ongoing-request=\"false\", expiry-date="));
                assertThat(head(root).path("StorageClass").asText()).isEqualTo("GLACIER");
                root.cli("aws", directory, get).succeeded();
                assertThat(directory.resolve("read.txt")).hasContent("content");
                assertThat(root.cli("aws", directory, "s3", "ls", "s3://vault").succeeded())
                        .contains("cold");
                server.stop();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
