package dev.postern.server;

import static dev.postern.server.TestingGateway.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** What more than one account is told of the same request. */
final class SharedEventsTest {
    private static final String ACCOUNT = "000000000000";
    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}""";

    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private CloudTrailClient trail;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
        trail = gateway.client(CloudTrailClient.builder(), TestingGateway.ROOT);
    }

    @AfterEach
    void stop() throws IOException {
        trail.close();
        gateway.close();
    }

    private static List<Event> told(CloudTrailClient to, String name) {
        LookupAttribute is = LookupAttribute.builder()
                .attributeKey(LookupAttributeKey.EVENT_NAME)
                .attributeValue(name)
                .build();
        return to.lookupEvents(r -> r.lookupAttributes(is)).events();
    }

    private static JsonNode json(Event event) {
        try {
            return new ObjectMapper().readTree(event.cloudTrailEvent());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theAccountOfARoleOrKeyIsToldOfWhoUsesItFromElsewhere() {
        AwsCredentialsProvider stranger = gateway.account("555555555555");
        try (IamClient iam = gateway.client(IamClient.builder(), TestingGateway.ROOT);
                IamClient theirs = gateway.client(IamClient.builder(), stranger);
                KmsClient kms = gateway.client(KmsClient.builder(), TestingGateway.ROOT);
                CloudTrailClient history = gateway.client(CloudTrailClient.builder(), stranger)) {
            iam.createRole(r -> r.roleName("app").assumeRolePolicyDocument(TRUST));
            theirs.createUser(r -> r.userName("jo"));
            theirs.putUserPolicy(r -> r.userName("jo").policyName("p").policyDocument("""
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:*","kms:*"],"Resource":"*"}]}"""));
            AccessKey key = theirs.createAccessKey(r -> r.userName("jo")).accessKey();
            String arn = kms.createKey().keyMetadata().arn();
            try (StsClient sts = gateway.client(StsClient.builder(), provider(key));
                    KmsClient outside = gateway.client(KmsClient.builder(), provider(key))) {
                sts.assumeRole(
                        r -> r.roleArn("arn:aws:iam::" + ACCOUNT + ":role/app").roleSessionName("there"));
                assertThat(refusal(() -> outside.describeKey(r -> r.keyId(arn))))
                        .startsWith("AccessDenied");
            }
            JsonNode own = json(told(history, "AssumeRole").getFirst());
            JsonNode told = json(told(trail, "AssumeRole").getFirst());
            assertThat(own.path("userIdentity").path("userName").asText()).isEqualTo("jo");
            assertThat(told.path("userIdentity").path("type").asText()).isEqualTo("AWSAccount");
            assertThat(told.path("userIdentity").path("accountId").asText()).isEqualTo("555555555555");
            assertThat(told.path("sharedEventID")).isEqualTo(own.path("sharedEventID"));
            assertThat(told.path("eventID")).isNotEqualTo(own.path("eventID"));
        }
        assertThat(told(trail, "DescribeKey")).isEmpty();
    }

    private static AwsCredentialsProvider provider(AccessKey of) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(of.accessKeyId(), of.secretAccessKey()));
    }
}
