package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Connection;
import dev.postern.wire.http.Headers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

final class BucketPoliciesTest {
    private static final Scope SCOPE = new Scope(S3Fixture.OURS, Region.US_EAST_1);
    private static final VpcId VPC = new VpcId("vpc-00000000000000001");
    private static final VpcEndpointId DOOR = new VpcEndpointId("vpce-00000000000000001");

    private final S3Fixture s3;
    private final S3Client root;

    BucketPoliciesTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        root = s3.root();
        root.createBucket(b -> b.bucket("bucket"));
        root.putObject(b -> b.bucket("bucket").key("k"), RequestBody.fromString("text"));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    private void throughTheDoor(Optional<String> endpointPolicy) {
        s3.commit(Change.put(new VpcEndpoint(
                SCOPE,
                DOOR,
                VPC,
                "com.amazonaws.us-east-1.s3",
                VpcEndpoint.State.AVAILABLE,
                Instant.EPOCH,
                endpointPolicy,
                new VpcEndpoint.Gateway(List.of()),
                Instant.EPOCH,
                Tags.NONE)));
        s3.connection = new Connection.ThroughEndpoint(
                SCOPE,
                VPC,
                DOOR,
                Connection.Kind.GATEWAY,
                Optional.of(new NetworkInterfaceId("eni-00000000000000001")),
                Ip.of("10.0.1.5"),
                true);
    }

    private String read(S3Client client) {
        return client.getObjectAsBytes(b -> b.bucket("bucket").key("k")).asUtf8String();
    }

    @Test
    void copiesFromAnotherRegionOnlyOutsideTheDoor() {
        S3Client far = s3.client("root" + S3Fixture.OURS, new Region("eu-west-1"));
        far.createBucket(b -> b.bucket("far").createBucketConfiguration(c -> c.locationConstraint("eu-west-1")));
        far.putObject(b -> b.bucket("far").key("k"), software.amazon.awssdk.core.sync.RequestBody.fromString("far"));
        throughTheDoor(Optional.empty());
        assertThat(refusal(() -> root.copyObject(b -> b.sourceBucket("far")
                        .sourceKey("k")
                        .destinationBucket("bucket")
                        .destinationKey("copy"))))
                .isEqualTo("403 AccessDenied: VPC endpoints do not support cross-region requests");
        s3.connection = new Connection.Public(Ip.of("198.18.0.9"), true);
        root.copyObject(b ->
                b.sourceBucket("far").sourceKey("k").destinationBucket("bucket").destinationKey("copy"));
        assertThat(root.getObjectAsBytes(b -> b.bucket("bucket").key("copy")).asUtf8String())
                .isEqualTo("far");
    }

    @Test
    void admitsOnlyWhoComesThroughTheDoor() {
        root.putBucketPolicy(b -> b.bucket("bucket").policy(Policies.onlyThrough(DOOR.value(), "bucket")));
        String named = "with an explicit deny in a resource-based policy";
        assertThat(refusal(() -> root.listObjectsV2(b -> b.bucket("bucket"))))
                .isEqualTo("403 AccessDenied: User: arn:aws:iam::111111111111:root is not authorized to perform:"
                        + " s3:ListBucket on resource: \"arn:aws:s3:::bucket\" " + named);
        assertThat(refusal(() -> read(root)))
                .isEqualTo("403 AccessDenied: User: arn:aws:iam::111111111111:root is not authorized to perform:"
                        + " s3:GetObject on resource: \"arn:aws:s3:::bucket/k\" " + named);
        throughTheDoor(Optional.empty());
        assertThat(read(root)).isEqualTo("text");
    }

    @Test
    void letsTheRootUserRepairAPolicyThatLocksEverybodyOut() {
        root.putBucketPolicy(b -> b.bucket("bucket").policy(Policies.onlyThrough(DOOR.value(), "bucket")));
        s3.user(
                "admin",
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\","
                        + "\"Resource\":\"*\"}}");
        S3Client admin = s3.client("admin", Region.US_EAST_1);
        assertThat(refusal(() -> admin.deleteBucketPolicy(b -> b.bucket("bucket"))))
                .startsWith("403 AccessDenied");
        assertThat(root.getBucketPolicy(b -> b.bucket("bucket")).policy()).contains("OnlyTheDoor");
        root.deleteBucketPolicy(b -> b.bucket("bucket"));
        assertThat(read(root)).isEqualTo("text");
    }

    @Test
    void namesTheEndpointPolicyThatRefuses() {
        throughTheDoor(
                Optional.of("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","
                        + "\"Action\":\"s3:*\",\"Resource\":[\"arn:aws:s3:::other\",\"arn:aws:s3:::other/*\"]}]}"));
        assertThat(refusal(() -> read(root))).endsWith("because no VPC endpoint policy allows the s3:GetObject action");
        assertThat(refusal(() -> root.listBuckets()))
                .endsWith("because no VPC endpoint policy allows the s3:ListAllMyBuckets action");
    }

    @Test
    void asksForPermissionPerOperationAndKey() {
        s3.user(
                "reader",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:GetObject\","
                        + "\"s3:DeleteObject\"],\"Resource\":\"arn:aws:s3:::bucket/k*\"},{\"Effect\":\"Allow\","
                        + "\"Action\":\"s3:ListBucket\",\"Resource\":\"arn:aws:s3:::bucket\","
                        + "\"Condition\":{\"StringEquals\":{\"s3:prefix\":\"k\"}}}]}");
        S3Client reader = s3.client("reader", Region.US_EAST_1);
        assertThat(read(reader)).isEqualTo("text");
        assertThat(reader.listObjectsV2(b -> b.bucket("bucket").prefix("k")).keyCount())
                .isEqualTo(1);
        assertThat(refusal(() -> reader.listObjectsV2(b -> b.bucket("bucket"))))
                .isEqualTo("403 AccessDenied: User: arn:aws:iam::111111111111:user/reader is not authorized to perform:"
                        + " s3:ListBucket on resource: \"arn:aws:s3:::bucket\" because no identity-based policy allows"
                        + " the s3:ListBucket action");
        // Who may not list is not told that a key does not exist.
        assertThat(refusal(() -> reader.getObjectAsBytes(b -> b.bucket("bucket").key("k-none"))))
                .startsWith("403 AccessDenied");
        assertThat(refusal(() -> reader.putObject(b -> b.bucket("bucket").key("k"), RequestBody.fromString("new"))))
                .contains("s3:PutObject on resource: \"arn:aws:s3:::bucket/k\"");
        assertThat(refusal(() -> reader.listBuckets()))
                .isEqualTo(
                        "403 AccessDenied: User: arn:aws:iam::111111111111:user/reader is not authorized to perform:"
                                + " s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action");
        var deleted = reader.deleteObjects(b -> b.bucket("bucket")
                .delete(d -> d.objects(
                        ObjectIdentifier.builder().key("k").build(),
                        ObjectIdentifier.builder().key("other").build())));
        assertThat(deleted.deleted()).extracting(d -> d.key()).containsExactly("k");
        assertThat(deleted.errors()).extracting(e -> e.key() + " " + e.code()).containsExactly("other AccessDenied");
    }

    @Test
    void keepsAccountsApartUnlessThePolicySharesTheBucket() {
        S3Client theirs = s3.client("root" + S3Fixture.THEIRS, Region.US_EAST_1);
        assertThat(refusal(() -> read(theirs))).isEqualTo("403 AccessDenied: Access Denied");
        root.putBucketPolicy(b -> b.bucket("bucket")
                .policy("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                        + "\"Principal\":{\"AWS\":\"222222222222\"},\"Action\":\"s3:GetObject\","
                        + "\"Resource\":\"arn:aws:s3:::bucket/*\"}]}"));
        assertThat(read(theirs)).isEqualTo("text");
    }

    @Test
    void knowsAccountsByTheirCanonicalIds() {
        String policy = """
                {"Statement":[{"Effect":"Allow","Principal":{"CanonicalUser":"%s"},"Action":"s3:GetObject",
                 "Resource":"arn:aws:s3:::bucket/*"}]}""";
        root.putBucketPolicy(b -> b.bucket("bucket").policy(policy.formatted(S3Fixture.THEIRS.canonicalUserId())));
        S3Client stranger = s3.client("root" + S3Fixture.THEIRS, Region.US_EAST_1);
        assertThat(stranger.getObjectAsBytes(b -> b.bucket("bucket").key("k")).asUtf8String())
                .isEqualTo("text");
        assertThat(refusal(() ->
                        root.putBucketPolicy(b -> b.bucket("bucket").policy(policy.formatted("0".repeat(64))))))
                .isEqualTo("400 MalformedPolicy: Invalid principal in policy");
    }

    @Test
    void refusesPrincipalsThatAreGone() {
        for (String gone :
                List.of("AIDAGONEGONEGONEGONE1", "arn:aws:sts::" + S3Fixture.OURS + ":assumed-role/gone/x")) {
            assertThat(refusal(
                            () -> root.putBucketPolicy(b -> b.bucket("bucket").policy("""
                            {"Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"s3:GetObject",
                             "Resource":"arn:aws:s3:::bucket/*"}]}""".formatted(gone)))))
                    .isEqualTo("400 MalformedPolicy: Invalid principal in policy");
        }
    }

    @Test
    void blocksPublicPoliciesUntilToldOtherwise() {
        String open = Policies.letEverybody("s3:GetObject", "bucket/*", false);
        assertThat(refusal(() -> root.putBucketPolicy(b -> b.bucket("bucket").policy(open))))
                .isEqualTo("403 AccessDenied: User: arn:aws:iam::111111111111:root is not authorized to perform:"
                        + " s3:PutBucketPolicy on resource: \"arn:aws:s3:::bucket\" because public policies are"
                        + " prevented by the BlockPublicPolicy setting in S3 Block Public Access.");
        root.putPublicAccessBlock(b -> b.bucket("bucket")
                .publicAccessBlockConfiguration(c -> c.blockPublicPolicy(false).restrictPublicBuckets(false)));
        root.putBucketPolicy(b -> b.bucket("bucket").policy(open));
        assertThat(root.getBucketPolicyStatus(b -> b.bucket("bucket"))
                        .policyStatus()
                        .isPublic())
                .isTrue();
        assertThat(read(s3.anonymous())).isEqualTo("text");
        root.putPublicAccessBlock(
                b -> b.bucket("bucket").publicAccessBlockConfiguration(c -> c.restrictPublicBuckets(true)));
        assertThat(refusal(() -> read(s3.anonymous()))).isEqualTo("403 AccessDenied: Access Denied");
        assertThat(read(root)).isEqualTo("text");
        root.deletePublicAccessBlock(b -> b.bucket("bucket"));
        assertThat(refusal(() -> root.getPublicAccessBlock(b -> b.bucket("bucket"))))
                .startsWith("404 NoSuchPublicAccessBlockConfiguration");
        assertThat(read(s3.anonymous())).isEqualTo("text");
    }

    @Test
    void refusesPoliciesThatAreNone() {
        assertThat(policyError("no json"))
                .isEqualTo("400 MalformedPolicy: Policies must be valid JSON and the first byte must be '{'");
        assertThat(policyError("{\"Version\":\"2012-10-17\"}"))
                .isEqualTo("400 MalformedPolicy: Missing required field Statement");
        assertThat(policyError(Policies.letEverybody("s3:GetObject", "other/*", true)))
                .isEqualTo("400 MalformedPolicy: Policy has invalid resource");
        assertThat(policyError(Policies.letEverybody("s3:GetObject", "bucket", true)))
                .isEqualTo("400 MalformedPolicy: Action does not apply to any resource(s) in statement");
        assertThat(policyError(
                        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
                                + "\"arn:aws:iam::111111111111:user/nobody\"},\"Action\":\"s3:GetObject\","
                                + "\"Resource\":\"arn:aws:s3:::bucket/*\"}]}"))
                .isEqualTo("400 MalformedPolicy: Invalid principal in policy");
        assertThat(refusal(() -> root.getBucketPolicy(b -> b.bucket("bucket")))).startsWith("404 NoSuchBucketPolicy");
    }

    private String policyError(String policy) {
        return refusal(() -> root.putBucketPolicy(b -> b.bucket("bucket").policy(policy)));
    }

    @Test
    void tellsStrangersNothing() {
        assertThat(refusal(() -> read(s3.anonymous()))).isEqualTo("403 AccessDenied: Access Denied");
        assertThat(refusal(() -> s3.anonymous().listBuckets())).isEqualTo("403 AccessDenied: Access Denied");
        assertThat(s3.raw("GET", "localhost", "/bucket/k", Headers.NONE, "").status())
                .isEqualTo(403);
    }
}
