package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/** The AWS CLI decodes what EC2 said, as long as the cloud keeps its key. */
@Tag("conformance")
final class EncodedRefusalCliTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MARK = "Encoded authorization failure message: ";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void theCommandLineDecodesWhatWasRefusedBeforeARestart() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Clients root = cloud.root();
            root.iam().createUser(r -> r.userName("bob"));
            root.iam().putUserPolicy(r -> r.userName("bob").policyName("no").policyDocument("""
                            {"Version":"2012-10-17","Statement":[{"Sid":"NoVpc","Effect":"Deny","Action":"ec2:CreateVpc",
                            "Resource":"*"}]}"""));
            var key = root.iam().createAccessKey(r -> r.userName("bob")).accessKey();
            Clients bob = cloud.as(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
            String refusal = bob.cli("aws", directory, "ec2", "create-vpc", "--dry-run", "--cidr-block", "10.0.0.0/16")
                    .errors();
            assertThat(refusal).contains("(UnauthorizedOperation) when calling the CreateVpc operation");
            String encoded =
                    refusal.substring(refusal.indexOf(MARK) + MARK.length()).strip();
            String[] decode = {"sts", "decode-authorization-message", "--encoded-message", encoded};
            assertThat(bob.cli("aws", directory, decode).errors())
                    .contains("(AccessDenied) when calling the DecodeAuthorizationMessage operation");
            JsonNode stranger = cloud.control("accounts", Map.of("account", "111122223333"));
            assertThat(cloud.as(AwsBasicCredentials.create(
                                    stranger.path("accessKeyId").asText(),
                                    stranger.path("secretAccessKey").asText()))
                            .cli("aws", directory, decode)
                            .errors())
                    .contains("(InvalidAuthorizationMessageException)");

            cloud.restart();
            JsonNode message = JSON.readTree(root.aws(directory, String.join(" ", decode))
                    .path("DecodedMessage")
                    .asText());
            assertThat(message.at("/matchedStatements/items/0/statementId").asText())
                    .isEqualTo("NoVpc");
            assertThat(message.at("/context/principal/name").asText()).isEqualTo("bob");

            cloud.stop();
            Files.writeString(cloud.data().resolve("messages.key"), "");
            cloud.start();
            assertThat(cloud.status().path("mended").toString()).contains("KEY_FILE_DAMAGED", "messages.key");
            assertThat(root.cli("aws", directory, decode).errors()).contains("(InvalidAuthorizationMessageException)");
        }
    }
}
