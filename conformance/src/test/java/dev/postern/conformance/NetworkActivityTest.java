package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.testkit.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What an endpoint's policy refuses an instance is told its owner in a file, and the history outlives the server. */
@Tag("conformance")
final class NetworkActivityTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String ADMITTED = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},
            "Action":["s3:GetBucketAcl","s3:PutObject"],"Resource":["arn:aws:s3:::logs","arn:aws:s3:::logs/*"]}]}""";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void whatAnEndpointsPolicyRefusesIsToldItsOwner() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Clients root = cloud.root();
            SmallNetwork network = SmallNetwork.make(root);
            for (String bucket : List.of("logs", "other")) {
                root.s3().createBucket(create -> create.bucket(bucket));
            }
            root.s3().putBucketPolicy(put -> put.bucket("logs").policy(ADMITTED));
            root.aws(directory, "cloudtrail create-trail --name watch --s3-bucket-name logs");
            root.aws(
                    directory,
                    "cloudtrail put-event-selectors --trail-name watch --advanced-event-selectors"
                            + " [{\"FieldSelectors\":[{\"Field\":\"eventCategory\",\"Equals\":[\"NetworkActivity\"]},"
                            + "{\"Field\":\"eventSource\",\"Equals\":[\"s3.amazonaws.com\"]},"
                            + "{\"Field\":\"errorCode\",\"Equals\":[\"VpceAccessDenied\"]}]}]");
            root.aws(directory, "cloudtrail start-logging --name watch");
            String web = network.instances().getFirst();
            cloud.shell(web, directory, "curl -s -o /dev/null http://small-network.s3.us-east-1.amazonaws.com/note");
            cloud.shell(web, directory, "curl -s -o /dev/null http://other.s3.us-east-1.amazonaws.com/key");
            Await.until("a file comes", LIMIT, () -> !keys(root.s3()).isEmpty());
            JsonNode records = records(root.s3());
            assertThat(records).singleElement().satisfies(record -> {
                assertThat(record.path("eventName").asText()).isEqualTo("GetObject");
                assertThat(record.path("errorCode").asText()).isEqualTo("VpceAccessDenied");
                assertThat(record.path("vpcEndpointId").asText()).isEqualTo(network.endpoint());
                assertThat(record.path("sourceIPAddress").asText()).isEqualTo(SmallNetwork.address(0));
            });
            assertThat(root.aws(directory, "cloudtrail get-trail-status --name watch")
                            .path("IsLogging")
                            .asBoolean())
                    .isTrue();

            cloud.restart();
            JsonNode events = root.aws(
                    directory,
                    "cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=CreateTrail");
            assertThat(events.path("Events")).singleElement().satisfies(event -> {
                assertThat(event.path("Resources").toString()).contains("AWS::CloudTrail::Trail", "watch");
                assertThat(event.path("CloudTrailEvent").asText()).contains("\"s3BucketName\":\"logs\"");
            });
            cloud.reset();
            assertThat(root.aws(directory, "cloudtrail lookup-events")
                            .path("Events")
                            .toString())
                    .doesNotContain("CreateTrail");
        }
    }

    private static List<String> keys(S3Client s3) {
        return s3
                .listObjectsV2(list ->
                        list.bucket("logs").prefix("AWSLogs/000000000000/CloudTrail-NetworkActivity/us-east-1/"))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    private static JsonNode records(S3Client s3) throws IOException {
        byte[] packed = s3.getObjectAsBytes(get -> get.bucket("logs").key(keys(s3).getFirst()))
                .asByteArray();
        try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return JSON.readTree(unpacked).path("Records");
        }
    }
}
