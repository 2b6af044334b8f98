package dev.postern.server;

import static dev.postern.server.TestingGateway.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.model.AccountId;
import dev.postern.model.Scope;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Connection;
import dev.postern.server.gateway.FrontDoor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedEventSelector;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedFieldSelector;
import software.amazon.awssdk.services.cloudtrail.model.DataResource;
import software.amazon.awssdk.services.cloudtrail.model.EventSelector;
import software.amazon.awssdk.services.cloudtrail.model.GetEventSelectorsResponse;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailStatusResponse;
import software.amazon.awssdk.services.cloudtrail.model.ReadWriteType;
import software.amazon.awssdk.services.cloudtrail.model.Trail;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Trails by the SDK over the wire: which events they select, and the files in their buckets. */
final class TrailDeliveryTest {
    @TempDir
    private Path directory;

    private TrailLogs logs;
    private TestingGateway gateway;
    private CloudTrailClient trails;
    private S3Client s3;

    @BeforeEach
    void start() throws IOException {
        logs = new TrailLogs(directory);
        gateway = logs.gateway;
        trails = logs.trails;
        s3 = logs.s3;
    }

    @AfterEach
    void stop() throws IOException {
        logs.close();
    }

    @Test
    void managementEventsAreDeliveredWhileItLogs() {
        trails.createTrail(r -> r.name("audit").s3BucketName("logs"));
        try (Ec2Client ec2 = gateway.client(Ec2Client.builder(), TestingGateway.ROOT)) {
            ec2.describeVpcs();
            assertThat(logs.keys()).isEmpty();
            trails.startLogging(r -> r.name("audit"));
            ec2.describeSubnets();
            s3.putObject(r -> r.bucket("logs").key("mine"), RequestBody.fromString("x"));
            s3.deleteObject(r -> r.bucket("logs").key("mine"));
            assertThat(logs.keys())
                    .singleElement()
                    .satisfies(key -> assertThat(key)
                            .matches("AWSLogs/000000000000/CloudTrail/us-east-1/[0-9]{4}/[0-9]{2}/[0-9]{2}/"
                                    + "000000000000_CloudTrail_us-east-1_[0-9]{8}T[0-9]{4}Z_[A-Z2-7]{16}\\.json\\.gz"));
            assertThat(logs.names()).containsExactly("StartLogging", "DescribeSubnets");
            trails.stopLogging(r -> r.name("audit"));
            ec2.describeVpcs();
            assertThat(logs.names()).containsExactly("StartLogging", "DescribeSubnets");
        }
        GetTrailStatusResponse status = trails.getTrailStatus(r -> r.name("audit"));
        assertThat(status.isLogging()).isFalse();
        assertThat(status.startLoggingTime()).isBeforeOrEqualTo(status.stopLoggingTime());
        assertThat(status.latestDeliveryTime()).isNotNull();
        assertThat(status.latestDeliveryError()).isNull();
    }

    @Test
    void aBucketThatNoLongerAdmitsItIsToldInTheStatus() {
        logs.logging("audit");
        logs.admit(TrailLogs.ACCOUNT, "other");
        assertThat(logs.keys()).isEmpty();
        assertThat(trails.getTrailStatus(r -> r.name("audit")).latestDeliveryError())
                .isEqualTo("AccessDenied");
        assertThat(refusal(() -> trails.updateTrail(r -> r.name("audit").s3KeyPrefix("x"))))
                .startsWith("InsufficientS3BucketPolicyException");
        logs.admit(TrailLogs.ACCOUNT, "audit");
        assertThat(logs.keys()).hasSize(1);
        assertThat(trails.getTrailStatus(r -> r.name("audit")).latestDeliveryError())
                .isNull();
    }

    @Test
    void basicSelectorsChooseObjectsAndWhatWrites() {
        logs.logging("audit");
        s3.createBucket(r -> r.bucket("data"));
        trails.putEventSelectors(r -> r.trailName("audit")
                .eventSelectors(EventSelector.builder()
                        .readWriteType(ReadWriteType.WRITE_ONLY)
                        .includeManagementEvents(false)
                        .dataResources(DataResource.builder()
                                .type("AWS::S3::Object")
                                .values("arn:aws:s3:::data/in")
                                .build())
                        .build()));
        assertThat(trails.getTrail(r -> r.name("audit")).trail().hasCustomEventSelectors())
                .isTrue();
        s3.putObject(r -> r.bucket("data").key("in/1"), RequestBody.fromString("x"));
        s3.putObject(r -> r.bucket("data").key("out/1"), RequestBody.fromString("x"));
        s3.getObjectAsBytes(r -> r.bucket("data").key("in/1"));
        List<JsonNode> records = logs.records().stream()
                .filter(record -> record.path("eventCategory").asText().equals("Data"))
                .toList();
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.path("eventName").asText()).isEqualTo("PutObject");
            assertThat(record.path("requestParameters").path("key").asText()).isEqualTo("in/1");
            assertThat(record.path("resources").path(0).path("ARN").asText()).isEqualTo("arn:aws:s3:::data/in/1");
            assertThat(record.path("resources").path(1).path("accountId").asText())
                    .isEqualTo(TrailLogs.ACCOUNT);
            assertThat(record.path("managementEvent").asBoolean()).isFalse();
        });
        assertThat(refusal(() -> trails.putEventSelectors(r -> r.trailName("audit")
                        .eventSelectors(EventSelector.builder()
                                .dataResources(DataResource.builder()
                                        .type("AWS::Lambda::Function")
                                        .values("arn:aws:lambda")
                                        .build())
                                .build()))))
                .isEqualTo(
                        "InvalidEventSelectorsException: The data resource type AWS::Lambda::Function is not supported.");
    }

    @Test
    void advancedSelectorsChooseByFields() {
        logs.logging("audit");
        s3.createBucket(r -> r.bucket("data"));
        AdvancedEventSelector objects = TrailLogs.all(
                TrailLogs.is("eventCategory", "Data"),
                TrailLogs.is("resources.type", "AWS::S3::Object"),
                AdvancedFieldSelector.builder()
                        .field("resources.ARN")
                        .startsWith("arn:aws:s3:::data/")
                        .build(),
                AdvancedFieldSelector.builder()
                        .field("eventName")
                        .notEquals("HeadObject")
                        .build());
        AdvancedEventSelector writes =
                TrailLogs.all(TrailLogs.is("eventCategory", "Management"), TrailLogs.is("readOnly", "false"));
        trails.putEventSelectors(r -> r.trailName("audit").advancedEventSelectors(objects, writes));
        GetEventSelectorsResponse kept = trails.getEventSelectors(r -> r.trailName("audit"));
        assertThat(kept.hasEventSelectors()).isFalse();
        assertThat(kept.advancedEventSelectors()).hasSize(2);
        s3.putObject(r -> r.bucket("data").key("k"), RequestBody.fromString("x"));
        s3.headObject(r -> r.bucket("data").key("k"));
        assertThat(refusal(() -> s3.headBucket(r -> r.bucket("data2")))).isNotEqualTo("none");
        assertThat(refusal(() -> s3.getObjectAsBytes(r -> r.bucket("data").key("none"))))
                .startsWith("NoSuchKey");
        s3.getBucketLocation(r -> r.bucket("data"));
        s3.deleteBucketTagging(r -> r.bucket("data"));
        assertThat(logs.records())
                .extracting(record -> record.path("eventName").asText()
                        + record.path("errorCode").asText())
                .containsExactlyInAnyOrder(
                        "StartLogging",
                        "CreateBucket",
                        "PutEventSelectors",
                        "PutObject",
                        "GetObjectNoSuchKey",
                        "DeleteBucketTagging");
    }

    @Test
    void aTrailOfAllRegionsIsAShadowElsewhereAndHasGlobalEvents() {
        trails.createTrail(r -> r.name("local").s3BucketName("logs").includeGlobalServiceEvents(false));
        trails.startLogging(r -> r.name("local"));
        trails.createTrail(
                r -> r.name("world").s3BucketName("logs").s3KeyPrefix("w").isMultiRegionTrail(true));
        trails.startLogging(r -> r.name("world"));
        String arn = trails.getTrail(r -> r.name("world")).trail().trailARN();
        try (CloudTrailClient there = CloudTrailClient.builder()
                        .endpointOverride(gateway.endpoint())
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(TestingGateway.ROOT)
                        .build();
                IamClient iam = gateway.client(IamClient.builder(), TestingGateway.ROOT)) {
            assertThat(there.describeTrails().trailList())
                    .extracting(Trail::name)
                    .containsExactly("world");
            assertThat(there.describeTrails(r -> r.includeShadowTrails(false)).trailList())
                    .isEmpty();
            assertThat(there.getTrail(r -> r.name(arn)).trail().homeRegion()).isEqualTo("us-east-1");
            assertThat(refusal(() -> there.getTrail(r -> r.name("world")))).startsWith("TrailNotFoundException");
            assertThat(refusal(() -> there.stopLogging(r -> r.name(arn)))).startsWith("InvalidHomeRegionException");
            assertThat(refusal(() -> there.getTrail(r -> r.name("arn:aws:s3:::x"))))
                    .startsWith("CloudTrailARNInvalidException");
            iam.createUser(r -> r.userName("u"));
        }
        assertThat(logs.keys())
                .anySatisfy(key -> assertThat(key).startsWith("w/AWSLogs/000000000000/CloudTrail/eu-west-1/"))
                .anySatisfy(key -> assertThat(key).startsWith("w/AWSLogs/000000000000/CloudTrail/us-east-1/"));
        assertThat(logs.names().stream().filter("CreateUser"::equals)).hasSize(1);
    }

    @Test
    void theOwnerOfAnEndpointIsToldWhatItsPolicyRefuses() {
        String owner = "333333333333";
        AwsCredentialsProvider keys = gateway.account(owner);
        logs.admit(owner, "watch");
        try (CloudTrailClient watching = gateway.client(CloudTrailClient.builder(), keys);
                Ec2Client ec2 = gateway.client(Ec2Client.builder(), keys)) {
            String vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
            String endpoint = ec2.createVpcEndpoint(r -> r.vpcId(vpc)
                            .vpcEndpointType("Interface")
                            .privateDnsEnabled(false)
                            .serviceName("com.amazonaws.us-east-1.ec2")
                            .policyDocument("""
                                    {"Statement":[{"Effect":"Allow","Principal":"*","Action":"ec2:DescribeVpcs","Resource":"*"}]}"""))
                    .vpcEndpoint()
                    .vpcEndpointId();
            watching.createTrail(r -> r.name("watch").s3BucketName("logs"));
            watching.putEventSelectors(r -> r.trailName("watch")
                    .advancedEventSelectors(TrailLogs.all(
                            TrailLogs.is("eventCategory", "NetworkActivity"),
                            TrailLogs.is("eventSource", "ec2.amazonaws.com"),
                            TrailLogs.is("errorCode", "VpceAccessDenied"))));
            watching.startLogging(r -> r.name("watch"));
            ask(owner, vpc, endpoint);
            assertThat(logs.keys())
                    .singleElement()
                    .satisfies(key ->
                            assertThat(key).startsWith("AWSLogs/" + owner + "/CloudTrail-NetworkActivity/us-east-1/"));
            assertThat(logs.records()).singleElement().satisfies(record -> {
                assertThat(record.path("eventCategory").asText()).isEqualTo("NetworkActivity");
                assertThat(record.path("eventType").asText()).isEqualTo("AwsVpceEvent");
                assertThat(record.path("eventName").asText()).isEqualTo("DescribeSubnets");
                assertThat(record.path("errorCode").asText()).isEqualTo("VpceAccessDenied");
                assertThat(record.path("vpcEndpointId").asText()).isEqualTo(endpoint);
                assertThat(record.path("vpcEndpointAccountId").asText()).isEqualTo(owner);
                assertThat(record.path("recipientAccountId").asText()).isEqualTo(owner);
                assertThat(record.path("userIdentity").toString())
                        .isEqualTo("{\"type\":\"AWSAccount\",\"principalId\":\"" + TrailLogs.ACCOUNT
                                + "\",\"accountId\":\"" + TrailLogs.ACCOUNT + "\"}");
                assertThat(record.has("requestParameters")).isFalse();
            });
            watching.putEventSelectors(r -> r.trailName("watch")
                    .advancedEventSelectors(TrailLogs.all(
                            TrailLogs.is("eventCategory", "NetworkActivity"),
                            TrailLogs.is("eventSource", "ec2.amazonaws.com"))));
            ask(owner, vpc, endpoint);
            assertThat(logs.names()).containsExactlyInAnyOrder("DescribeSubnets", "DescribeVpcs", "DescribeSubnets");
        }
    }

    /** One request that the endpoint's policy lets through, one that it does not. */
    private void ask(String owner, String vpc, String endpoint) {
        gateway.setDoor(_ -> FrontDoor.toAll(new Connection.ThroughEndpoint(
                new Scope(new AccountId(owner), dev.postern.model.Region.US_EAST_1),
                new VpcId(vpc),
                new VpcEndpointId(endpoint),
                Connection.Kind.INTERFACE,
                Optional.empty(),
                Ip.of("10.0.0.7"),
                true)));
        try (Ec2Client inside = gateway.client(Ec2Client.builder(), TestingGateway.ROOT)) {
            inside.describeVpcs();
            assertThat(refusal(inside::describeSubnets)).contains("no VPC endpoint policy allows");
        }
        gateway.setDoor(peer -> FrontDoor.toAll(new Connection.Public(peer.remote(), peer.secure())));
    }

    @Test
    void theOwnerOfABucketIsToldWhatOthersDoInIt() {
        logs.logging("audit");
        trails.putEventSelectors(r -> r.trailName("audit")
                .advancedEventSelectors(TrailLogs.all(
                        TrailLogs.is("eventCategory", "Data"), TrailLogs.is("resources.type", "AWS::S3::Object"))));
        try (S3Client other =
                gateway.client(S3Client.builder().forcePathStyle(true), gateway.account("444444444444"))) {
            assertThat(refusal(() -> other.putObject(r -> r.bucket("logs").key("k"), RequestBody.fromString("x"))))
                    .startsWith("AccessDenied");
        }
        JsonNode record = logs.records().stream()
                .filter(one -> one.path("eventName").asText().equals("PutObject"))
                .findFirst()
                .orElseThrow();
        assertThat(record.path("userIdentity").path("type").asText()).isEqualTo("AWSAccount");
        assertThat(record.path("errorCode").asText()).isEqualTo("AccessDenied");
        assertThat(record.path("recipientAccountId").asText()).isEqualTo(TrailLogs.ACCOUNT);
        assertThat(record.has("sharedEventID")).isTrue();
    }
}
