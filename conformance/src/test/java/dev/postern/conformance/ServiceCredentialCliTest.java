package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AWS CLI makes credentials for one service, which outlive the server without what is secret. */
@Tag("conformance")
final class ServiceCredentialCliTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void theCommandLineMakesCredentialsForOneService() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Clients root = cloud.root();
            root.iam().createUser(r -> r.userName("alice"));
            JsonNode made = root.aws(
                            directory,
                            "iam create-service-specific-credential --user-name alice"
                                    + " --service-name codecommit.amazonaws.com")
                    .path("ServiceSpecificCredential");
            assertThat(made.path("ServicePassword").asText()).hasSize(44);
            String id = made.path("ServiceSpecificCredentialId").asText();

            cloud.restart();
            JsonNode kept = root.aws(directory, "iam list-service-specific-credentials --user-name alice")
                    .path("ServiceSpecificCredentials");
            assertThat(kept).singleElement().satisfies(one -> {
                assertThat(one.path("ServiceSpecificCredentialId").asText()).isEqualTo(id);
                assertThat(one.path("ServiceUserName").asText()).isEqualTo("alice-at-000000000000");
                assertThat(one.has("ServicePassword")).isFalse();
            });
            assertThat(root.cli("aws", directory, "iam", "delete-user", "--user-name", "alice")
                            .errors())
                    .contains("(DeleteConflict)");
            assertThat(root.cli(
                                    "aws",
                                    directory,
                                    "iam",
                                    "create-service-specific-credential",
                                    "--user-name",
                                    "alice",
                                    "--service-name",
                                    "ec2.amazonaws.com")
                            .errors())
                    .contains("(NotSupportedService)");
        }
    }
}
