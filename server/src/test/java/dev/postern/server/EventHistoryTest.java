package dev.postern.server;

import static dev.postern.server.TestingGateway.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.model.AccountId;
import dev.postern.model.Scope;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Connection;
import dev.postern.server.gateway.FrontDoor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** The event history by the SDK over the wire: what is told of requests, to whom, and what never is. */
final class EventHistoryTest {
    private static final String ACCOUNT = "000000000000";
    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}""";
    private static final ObjectMapper JSON = new ObjectMapper();

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
    void stop() throws Exception {
        trail.close();
        gateway.close();
    }

    private List<Event> by(LookupAttributeKey key, String value) {
        return trail.lookupEvents(r -> r.lookupAttributes(is(key, value))).events();
    }

    private static LookupAttribute is(LookupAttributeKey key, String value) {
        return LookupAttribute.builder().attributeKey(key).attributeValue(value).build();
    }

    private static JsonNode json(Event event) {
        try {
            return JSON.readTree(event.cloudTrailEvent());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Ec2Client ec2(AwsCredentialsProvider who) {
        return gateway.client(Ec2Client.builder(), who);
    }

    private IamClient iam() {
        return gateway.client(IamClient.builder(), TestingGateway.ROOT);
    }

    @Test
    void anEventSaysWhoDidWhatFromWhere() {
        String vpc;
        try (Ec2Client ec2 = ec2(TestingGateway.ROOT)) {
            vpc = ec2.createVpc(r -> r.cidrBlock("10.1.0.0/16")).vpc().vpcId();
        }
        Event event = by(LookupAttributeKey.EVENT_NAME, "CreateVpc").getFirst();
        JsonNode json = json(event);
        assertThat(List.of(event.eventId(), event.eventName(), event.eventSource(), event.readOnly(), event.username()))
                .containsExactly(json.path("eventID").asText(), "CreateVpc", "ec2.amazonaws.com", "false", "root");
        assertThat(event.accessKeyId()).isEqualTo("test");
        assertThat(event.eventTime()).isEqualTo(json.path("eventTime").asText());
        assertThat(event.resources()).anySatisfy(resource -> {
            assertThat(resource.resourceType()).isEqualTo("AWS::EC2::VPC");
            assertThat(resource.resourceName()).isEqualTo(vpc);
        });
        assertThat(json.path("userIdentity").toString())
                .isEqualTo(
                        "{\"type\":\"Root\",\"principalId\":\"000000000000\","
                                + "\"arn\":\"arn:aws:iam::000000000000:root\",\"accountId\":\"000000000000\",\"accessKeyId\":\"test\"}");
        assertThat(List.of(
                        json.path("eventVersion").asText(),
                        json.path("awsRegion").asText(),
                        json.path("sourceIPAddress").asText(),
                        json.path("requestParameters").path("cidrBlock").asText(),
                        json.path("responseElements").path("vpc").path("vpcId").asText(),
                        json.path("eventType").asText(),
                        json.path("managementEvent").asText(),
                        json.path("recipientAccountId").asText(),
                        json.path("eventCategory").asText()))
                .containsExactly(
                        "1.11",
                        "us-east-1",
                        "127.0.0.1",
                        "10.1.0.0/16",
                        vpc,
                        "AwsApiCall",
                        "true",
                        ACCOUNT,
                        "Management");
        assertThat(json.path("userAgent").asText()).startsWith("aws-sdk-java");
        assertThat(json.has("errorCode")).isFalse();
        assertThat(by(LookupAttributeKey.RESOURCE_NAME, vpc)).contains(event);
        assertThat(by(LookupAttributeKey.EVENT_ID, event.eventId())).containsExactly(event);
    }

    @Test
    void aRefusalIsToldWithItsError() {
        AwsCredentialsProvider user = gateway.user("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""");
        try (Ec2Client ec2 = ec2(user)) {
            assertThat(refusal(() -> ec2.createVpc(r -> r.cidrBlock("10.1.0.0/16"))))
                    .startsWith("UnauthorizedOperation");
        }
        try (Ec2Client ec2 = ec2(TestingGateway.ROOT)) {
            assertThat(refusal(() -> ec2.deleteVpc(r -> r.vpcId("vpc-0123456789abcdef0"))))
                    .startsWith("InvalidVpcID");
        }
        JsonNode denied = json(by(LookupAttributeKey.USERNAME, "limited").getFirst());
        assertThat(denied.path("errorCode").asText()).isEqualTo("Client.UnauthorizedOperation");
        assertThat(denied.path("errorMessage").asText()).contains("not authorized to perform");
        assertThat(denied.path("userIdentity").path("type").asText()).isEqualTo("IAMUser");
        assertThat(denied.path("responseElements").isNull()).isTrue();
        JsonNode unknown = json(by(LookupAttributeKey.EVENT_NAME, "DeleteVpc").getFirst());
        assertThat(unknown.path("errorCode").asText()).isEqualTo("Client.InvalidVpcID.NotFound");
    }

    @Test
    void aSessionIsToldWithTheRoleThatItIsOf() {
        Credentials session = session();
        try (Ec2Client ec2 = ec2(provider(session))) {
            assertThat(refusal(ec2::describeVpcs)).startsWith("UnauthorizedOperation");
        }
        JsonNode identity =
                json(by(LookupAttributeKey.USERNAME, "jo").getFirst()).path("userIdentity");
        assertThat(identity.path("type").asText()).isEqualTo("AssumedRole");
        assertThat(identity.path("arn").asText()).isEqualTo("arn:aws:sts::" + ACCOUNT + ":assumed-role/app/jo");
        JsonNode issuer = identity.path("sessionContext").path("sessionIssuer");
        assertThat(issuer.path("arn").asText()).isEqualTo("arn:aws:iam::" + ACCOUNT + ":role/app");
        assertThat(issuer.path("userName").asText()).isEqualTo("app");
        assertThat(identity.path("sessionContext")
                        .path("attributes")
                        .path("mfaAuthenticated")
                        .asText())
                .isEqualTo("false");
        assertThat(by(LookupAttributeKey.ACCESS_KEY_ID, session.accessKeyId())).hasSize(1);
    }

    private Credentials session() {
        AwsCredentialsProvider user = gateway.user("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}""");
        try (IamClient iam = iam();
                StsClient sts = gateway.client(StsClient.builder(), user)) {
            iam.createRole(r -> r.roleName("app").assumeRolePolicyDocument(TRUST));
            return sts.assumeRole(r ->
                            r.roleArn("arn:aws:iam::" + ACCOUNT + ":role/app").roleSessionName("jo"))
                    .credentials();
        }
    }

    private static AwsCredentialsProvider provider(Credentials of) {
        return StaticCredentialsProvider.create(
                AwsSessionCredentials.create(of.accessKeyId(), of.secretAccessKey(), of.sessionToken()));
    }

    @Test
    void noSecretIsEverInAnEvent() {
        List<String> secrets = new ArrayList<>(List.of("attack at dawn", "#!/bin/secret", "for your eyes only"));
        Credentials session = session();
        secrets.add(session.secretAccessKey());
        secrets.add(session.sessionToken());
        try (IamClient iam = iam();
                KmsClient kms = gateway.client(KmsClient.builder(), TestingGateway.ROOT);
                Ec2Client ec2 = ec2(TestingGateway.ROOT);
                SnsClient sns = gateway.client(SnsClient.builder(), TestingGateway.ROOT)) {
            iam.createUser(r -> r.userName("u"));
            AccessKey key = iam.createAccessKey(r -> r.userName("u")).accessKey();
            secrets.add(key.secretAccessKey());
            String keyId = kms.createKey().keyMetadata().keyId();
            kms.encrypt(r -> r.keyId(keyId).plaintext(SdkBytes.fromUtf8String("attack at dawn")));
            kms.generateDataKey(r -> r.keyId(keyId).keySpec(DataKeySpec.AES_256));
            assertThat(refusal(() -> kms.decrypt(r -> r.keyId(keyId)
                            .ciphertextBlob(SdkBytes.fromUtf8String("x"))
                            .grantTokens("for your eyes only"))))
                    .isNotEqualTo("none");
            secrets.add(ec2.createKeyPair(r -> r.keyName("k")).keyMaterial());
            assertThat(refusal(() -> ec2.runInstances(
                            r -> r.imageId("ami-1").minCount(1).maxCount(1).userData("IyEvYmluL3NlY3JldA=="))))
                    .isNotEqualTo("none");
            secrets.add("IyEvYmluL3NlY3JldA==");
            String topic = sns.createTopic(r -> r.name("t")).topicArn();
            sns.publish(r -> r.topicArn(topic).message("for your eyes only"));
        }
        List<Event> events = all();
        assertThat(events)
                .extracting(Event::eventName)
                .contains("CreateAccessKey", "Encrypt", "RunInstances", "CreateTopic");
        assertThat(events).allSatisfy(event -> assertThat(event.toString()).doesNotContain(secrets));
        JsonNode assumed =
                json(by(LookupAttributeKey.EVENT_NAME, "CreateAccessKey").getFirst());
        assertThat(assumed.path("responseElements")
                        .path("accessKey")
                        .path("secretAccessKey")
                        .asText())
                .isEqualTo("HIDDEN_DUE_TO_SECURITY_REASONS");
        assertThat(json(by(LookupAttributeKey.EVENT_NAME, "RunInstances").getFirst())
                        .path("requestParameters")
                        .path("userData")
                        .asText())
                .isEqualTo("<sensitiveDataRemoved>");
    }

    private List<Event> all() {
        return trail.lookupEventsPaginator().events().stream().toList();
    }

    @Test
    void dataEventsAreNotInTheHistory() {
        try (S3Client s3 = gateway.client(S3Client.builder().forcePathStyle(true), TestingGateway.ROOT);
                DynamoDbClient dynamo = gateway.client(DynamoDbClient.builder(), TestingGateway.ROOT)) {
            s3.createBucket(r -> r.bucket("bucket"));
            s3.putObject(r -> r.bucket("bucket").key("k"), RequestBody.fromString("body"));
            s3.listObjectsV2(r -> r.bucket("bucket"));
            s3.getBucketLocation(r -> r.bucket("bucket"));
            assertThat(refusal(() -> s3.getBucketPolicy(r -> r.bucket("bucket"))))
                    .startsWith("NoSuchBucketPolicy");
            assertThat(refusal(() -> dynamo.scan(r -> r.tableName("none")))).isNotEqualTo("none");
        }
        List<Event> events = all();
        assertThat(events)
                .extracting(Event::eventName)
                .containsExactly("GetBucketPolicy", "GetBucketLocation", "CreateBucket");
        JsonNode made = json(events.getLast());
        assertThat(made.path("requestParameters").path("bucketName").asText()).isEqualTo("bucket");
        assertThat(made.path("eventSource").asText()).isEqualTo("s3.amazonaws.com");
        assertThat(json(events.getFirst()).path("errorCode").asText()).isEqualTo("NoSuchBucketPolicy");
    }

    @Test
    void servicesWithoutRegionAreToldInVirginia() {
        try (IamClient iam = iam();
                Ec2Client ec2 = Ec2Client.builder()
                        .endpointOverride(gateway.endpoint())
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(TestingGateway.ROOT)
                        .build();
                CloudTrailClient there = CloudTrailClient.builder()
                        .endpointOverride(gateway.endpoint())
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(TestingGateway.ROOT)
                        .build()) {
            iam.createUser(r -> r.userName("u"));
            ec2.describeVpcs();
            assertThat(there.lookupEvents().events())
                    .extracting(Event::eventName)
                    .containsExactly("DescribeVpcs");
        }
        assertThat(all()).extracting(Event::eventName).containsExactly("CreateUser");
    }

    @Test
    void eachAccountSeesItsOwnAlone() {
        try (Ec2Client ec2 = ec2(gateway.account("111111111111"));
                CloudTrailClient other = gateway.client(CloudTrailClient.builder(), gateway.account("222222222222"))) {
            ec2.describeVpcs();
            assertThat(other.lookupEvents().events()).isEmpty();
        }
        assertThat(all()).isEmpty();
    }

    @Test
    void aRequestThroughAnEndpointNamesItAndWhatItsPolicyRefusesIsNotTold() {
        AwsCredentialsProvider owner = gateway.account("333333333333");
        try (Ec2Client ec2 = ec2(owner)) {
            String vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
            String endpoint = ec2.createVpcEndpoint(r -> r.vpcId(vpc)
                            .vpcEndpointType("Interface")
                            .privateDnsEnabled(false)
                            .serviceName("com.amazonaws.us-east-1.ec2")
                            .policyDocument("""
                                    {"Statement":[{"Effect":"Allow","Principal":"*","Action":"ec2:DescribeVpcs","Resource":"*"}]}"""))
                    .vpcEndpoint()
                    .vpcEndpointId();
            Connection.ThroughEndpoint through = new Connection.ThroughEndpoint(
                    new Scope(new AccountId("333333333333"), dev.postern.model.Region.US_EAST_1),
                    new VpcId(vpc),
                    new VpcEndpointId(endpoint),
                    Connection.Kind.INTERFACE,
                    Optional.empty(),
                    Ip.of("10.0.0.7"),
                    true);
            gateway.setDoor(_ -> FrontDoor.toAll(through));
            try (Ec2Client inside = ec2(TestingGateway.ROOT)) {
                inside.describeVpcs();
                assertThat(refusal(inside::describeSubnets)).contains("no VPC endpoint policy allows");
            }
            gateway.setDoor(peer -> FrontDoor.toAll(new Connection.Public(peer.remote(), peer.secure())));
            List<Event> events = all();
            assertThat(events).extracting(Event::eventName).containsExactly("DescribeVpcs");
            JsonNode json = json(events.getFirst());
            assertThat(json.path("vpcEndpointId").asText()).isEqualTo(endpoint);
            assertThat(json.path("vpcEndpointAccountId").asText()).isEqualTo("333333333333");
            assertThat(json.path("sourceIPAddress").asText()).isEqualTo("10.0.0.7");
        }
    }

    @Test
    void pagesGoFromTheNewestToTheOldestAndOnlyOn() throws Exception {
        try (Ec2Client ec2 = ec2(TestingGateway.ROOT);
                ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<java.util.concurrent.Future<?>> asked = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                asked.add(many.submit(() -> ec2.describeVpcs()));
            }
            for (var one : asked) {
                one.get();
            }
        }
        List<Event> events = new ArrayList<>();
        LookupEventsResponse page =
                trail.lookupEvents(r -> r.lookupAttributes(is(LookupAttributeKey.EVENT_NAME, "DescribeVpcs")));
        events.addAll(page.events());
        assertThat(page.events()).hasSize(50);
        String token = page.nextToken();
        assertThat(refusal(() -> trail.lookupEvents(r -> r.nextToken(token)))).startsWith("InvalidNextTokenException");
        while (page.nextToken() != null) {
            String next = page.nextToken();
            page = trail.lookupEvents(
                    r -> r.nextToken(next).lookupAttributes(is(LookupAttributeKey.EVENT_NAME, "DescribeVpcs")));
            events.addAll(page.events());
        }
        assertThat(events).hasSize(120).extracting(Event::eventId).doesNotHaveDuplicates();
        assertThat(events).extracting(Event::eventTime).isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    @Test
    void timesAndAttributesAreHeldTo() {
        try (Ec2Client ec2 = ec2(TestingGateway.ROOT)) {
            ec2.describeVpcs();
        }
        Instant now = Instant.now();
        assertThat(trail.lookupEvents(r -> r.endTime(now.minus(Duration.ofDays(1))))
                        .events())
                .isEmpty();
        assertThat(trail.lookupEvents(r -> r.startTime(now.minus(Duration.ofHours(1))))
                        .events())
                .isNotEmpty();
        assertThat(refusal(() -> trail.lookupEvents(r -> r.startTime(now).endTime(now.minusSeconds(60)))))
                .startsWith("InvalidTimeRangeException");
        assertThat(refusal(() -> trail.lookupEvents(r -> r.maxResults(51)))).startsWith("InvalidMaxResultsException");
        assertThat(refusal(() -> trail.lookupEvents(r -> r.maxResults(0)))).startsWith("InvalidMaxResultsException");
        assertThat(refusal(() -> trail.lookupEvents(r -> r.lookupAttributes(
                        is(LookupAttributeKey.EVENT_NAME, "A"), is(LookupAttributeKey.USERNAME, "B")))))
                .startsWith("InvalidLookupAttributesException");
        assertThat(refusal(() -> by(LookupAttributeKey.READ_ONLY, "maybe")))
                .startsWith("InvalidLookupAttributesException");
        assertThat(refusal(() -> trail.lookupEvents(r -> r.nextToken("nonsense"))))
                .startsWith("InvalidNextTokenException");
        assertThat(refusal(() -> trail.lookupEvents(r -> r.eventCategory("insight"))))
                .contains("EventCategory is not supported");
    }

    @Test
    void whoMayNotLookIsTold() {
        AwsCredentialsProvider user = gateway.user("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:*","Resource":"*"}]}""");
        try (CloudTrailClient limited = gateway.client(CloudTrailClient.builder(), user)) {
            assertThat(refusal(limited::lookupEvents))
                    .startsWith("AccessDeniedException")
                    .contains("cloudtrail:LookupEvents");
        }
        assertThat(json(by(LookupAttributeKey.USERNAME, "limited").getFirst())
                        .path("errorCode")
                        .asText())
                .isEqualTo("AccessDenied");
    }
}
