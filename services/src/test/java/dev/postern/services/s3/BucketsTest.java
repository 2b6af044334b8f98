package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.s3.model.Tag;

final class BucketsTest {
    private static final Region FRANKFURT = new Region("eu-central-1");

    private final S3Fixture s3;

    BucketsTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    @Test
    void takesTagsAwayThatARequestDoesNotName() {
        S3Client client = s3.root();
        client.createBucket(b -> b.bucket("bucket"));
        client.putObject(b -> b.bucket("bucket").key("k").tagging("a=b"), RequestBody.fromString("x"));
        client.putBucketTagging(b -> b.bucket("bucket").tagging(t -> t.tagSet(tag("a", "b"))));
        assertThat(client.getBucketTagging(b -> b.bucket("bucket")).tagSet()).hasSize(1);
        client.putBucketPolicy(b -> b.bucket("bucket").policy(Policies.letEverybody("s3:*", "bucket*", true)));
        for (String path : List.of("/bucket?tagging", "/bucket/k?tagging")) {
            assertThat(s3.raw("PUT", "s3.amazonaws.com", path, Headers.NONE, "<Tagging><Tag/></Tagging>")
                            .status())
                    .isEqualTo(400);
            assertThat(s3.raw("PUT", "s3.amazonaws.com", path, Headers.NONE, "<Tagging/>")
                            .status())
                    .isLessThan(300);
        }
        assertThat(refusal(() -> client.getBucketTagging(b -> b.bucket("bucket"))))
                .startsWith("404 NoSuchTagSet");
        assertThat(client.getObjectTagging(b -> b.bucket("bucket").key("k")).tagSet())
                .isEmpty();
        client.putBucketTagging(b -> b.bucket("bucket").tagging(t -> t.tagSet(tag("a", "b"))));
        client.putBucketTagging(b -> b.bucket("bucket").tagging(t -> t.tagSet(List.of())));
        assertThat(refusal(() -> client.getBucketTagging(b -> b.bucket("bucket"))))
                .startsWith("404 NoSuchTagSet");
    }

    @Test
    void keepsWhetherEncryptionUsesABucketKey() {
        s3.root().createBucket(b -> b.bucket("keyed"));
        ServerSideEncryptionRule rule = ServerSideEncryptionRule.builder()
                .applyServerSideEncryptionByDefault(d -> d.sseAlgorithm("AES256"))
                .bucketKeyEnabled(true)
                .build();
        s3.root().putBucketEncryption(b -> b.bucket("keyed").serverSideEncryptionConfiguration(c -> c.rules(rule)));
        assertThat(bucketKey()).isTrue();
        s3.root().deleteBucketEncryption(b -> b.bucket("keyed"));
        assertThat(bucketKey()).isFalse();
    }

    private boolean bucketKey() {
        return s3.root()
                .getBucketEncryption(b -> b.bucket("keyed"))
                .serverSideEncryptionConfiguration()
                .rules()
                .getFirst()
                .bucketKeyEnabled();
    }

    @Test
    void takesBackOwnershipControls() {
        s3.root().createBucket(b -> b.bucket("owned"));
        assertThat(s3.root()
                        .deleteBucketOwnershipControls(b -> b.bucket("owned"))
                        .sdkHttpResponse()
                        .statusCode())
                .isEqualTo(204);
        assertThat(refusal(() -> s3.root().getBucketOwnershipControls(b -> b.bucket("owned"))))
                .isEqualTo("404 OwnershipControlsNotFoundError: The bucket ownership controls were not found");
        s3.root().deleteBucketOwnershipControls(b -> b.bucket("owned"));
    }

    @Test
    void makesListsFindsAndRemovesBuckets() {
        S3Client client = s3.root();
        client.createBucket(b -> b.bucket("one"));
        client.createBucket(b -> b.bucket("another"));
        assertThat(client.listBuckets().buckets()).extracting(Bucket::name).containsExactly("another", "one");
        assertThat(client.listBuckets().owner().id()).hasSize(64);
        assertThat(client.headBucket(b -> b.bucket("one")).bucketRegion()).isEqualTo("us-east-1");
        assertThat(client.getBucketLocation(b -> b.bucket("one")).locationConstraintAsString())
                .isNullOrEmpty();
        client.deleteBucket(b -> b.bucket("one"));
        assertThat(client.listBuckets().buckets()).hasSize(1);
        assertThat(refusal(() -> client.listObjectsV2(b -> b.bucket("one"))))
                .isEqualTo("404 NoSuchBucket: The specified bucket does not exist");
    }

    @Test
    void keepsNamesUniqueInTheWholeCloud() {
        s3.root().createBucket(b -> b.bucket("taken"));
        s3.root().createBucket(b -> b.bucket("taken")); // in N. Virginia, once more is no error
        assertThat(refusal(() ->
                        s3.client("root" + S3Fixture.THEIRS, Region.US_EAST_1).createBucket(b -> b.bucket("taken"))))
                .startsWith("409 BucketAlreadyExists: The requested bucket name is not available.");
        S3Client frankfurt = s3.client("root" + S3Fixture.OURS, FRANKFURT);
        frankfurt.createBucket(b -> b.bucket("in-frankfurt")
                .createBucketConfiguration(c -> c.locationConstraint(BucketLocationConstraint.EU_CENTRAL_1)));
        assertThat(refusal(() -> frankfurt.createBucket(b -> b.bucket("in-frankfurt")
                        .createBucketConfiguration(c -> c.locationConstraint(BucketLocationConstraint.EU_CENTRAL_1)))))
                .isEqualTo("409 BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and"
                        + " you already own it.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ab", "Upper", "under_score", "dot..dot", "-begin", "end-", "192.168.1.1", "xn--x", "b--ol-s3"})
    void refusesNamesThatAreNone(String name) throws IOException {
        // The SDK knows them too and would not ask.
        assertThat(body(s3.raw("PUT", "s3.us-east-1.amazonaws.com", "/" + name, Headers.NONE, "")))
                .contains("<Code>InvalidBucketName</Code><Message>The specified bucket is not valid.</Message>");
    }

    private static String body(HttpResponse response) throws IOException {
        return new String(InProcessHttp.read(response.payload()), StandardCharsets.UTF_8);
    }

    @Test
    void placesABucketWhereEndpointAndConstraintAgree() {
        S3Client virginia = s3.root();
        S3Client frankfurt = s3.client("root" + S3Fixture.OURS, FRANKFURT);
        assertThat(refusal(() -> frankfurt.createBucket(b -> b.bucket("elsewhere")
                        .createBucketConfiguration(c -> c.locationConstraint(BucketLocationConstraint.EU_WEST_1)))))
                .isEqualTo("400 IllegalLocationConstraintException: The eu-west-1 location constraint is incompatible"
                        + " for the region specific endpoint this request was sent to.");
        assertThat(refusal(() -> frankfurt.createBucket(
                        b -> b.bucket("elsewhere").createBucketConfiguration(c -> c.locationConstraint("us-east-1")))))
                .startsWith("400 IllegalLocationConstraintException: The us-east-1 location constraint is");
        assertThat(refusal(() -> virginia.createBucket(
                        b -> b.bucket("mars").createBucketConfiguration(c -> c.locationConstraint("mars-1")))))
                .isEqualTo("400 InvalidLocationConstraint: The specified location-constraint is not valid");
        virginia.createBucket(b -> b.bucket("from-virginia")
                .createBucketConfiguration(c -> c.locationConstraint(BucketLocationConstraint.EU_CENTRAL_1)));
        assertThat(virginia.listBuckets(b -> b.prefix("from-")).buckets())
                .extracting(Bucket::bucketRegion)
                .containsExactly("eu-central-1");
        assertThat(virginia.listBuckets().buckets())
                .extracting(Bucket::bucketRegion)
                .containsOnlyNulls();
        assertThat(refusal(() -> virginia.listBuckets(b -> b.bucketRegion("eu-east-1"))))
                .isEqualTo("400 InvalidArgument: Argument value eu-east-1 is not a valid AWS Region");
        assertThat(frankfurt.getBucketLocation(b -> b.bucket("from-virginia")).locationConstraintAsString())
                .isEqualTo("eu-central-1");
    }

    @Test
    void sendsClientsToTheBucketsRegion() {
        S3Client frankfurt = s3.client("root" + S3Fixture.OURS, FRANKFURT);
        s3.root().createBucket(b -> b.bucket("far"));
        frankfurt.createBucket(b -> b.bucket("near")
                .createBucketConfiguration(c -> c.locationConstraint(BucketLocationConstraint.EU_CENTRAL_1)));
        assertThat(refusal(() -> frankfurt.listObjectsV2(b -> b.bucket("far"))))
                .startsWith("301 PermanentRedirect: The bucket you are attempting to access must be addressed");
        assertThat(refusal(() -> s3.root().listObjectsV2(b -> b.bucket("near"))))
                .isEqualTo("400 AuthorizationHeaderMalformed: The authorization header is malformed; the region"
                        + " 'us-east-1' is wrong; expecting 'eu-central-1'");
        var redirect = s3.raw("HEAD", "near.s3.us-east-1.amazonaws.com", "/", Headers.NONE, "");
        assertThat(redirect.status()).isEqualTo(301);
        assertThat(redirect.headers().first("x-amz-bucket-region")).contains("eu-central-1");
    }

    @Test
    void removesOnlyEmptyBuckets() {
        S3Client client = s3.root();
        client.createBucket(b -> b.bucket("full"));
        client.putObject(b -> b.bucket("full").key("k"), RequestBody.fromString("x"));
        assertThat(refusal(() -> client.deleteBucket(b -> b.bucket("full"))))
                .isEqualTo("409 BucketNotEmpty: The bucket you tried to delete is not empty");
        client.deleteObject(b -> b.bucket("full").key("k"));
        client.deleteBucket(b -> b.bucket("full"));
        client.createBucket(b -> b.bucket("full"));
        assertThat(client.listObjectsV2(b -> b.bucket("full")).contents()).isEmpty();
    }

    @Test
    void refusesByNameWhatANewerSdkBrought() {
        S3Client client = s3.root();
        assertThat(refusal(() -> client.createBucket(b -> b.bucket("spaced").bucketNamespace("account-regional"))))
                .startsWith("501 NotImplemented");
        client.createBucket(b -> b.bucket("plain"));
        ServerSideEncryptionRule rule = ServerSideEncryptionRule.builder()
                .applyServerSideEncryptionByDefault(d -> d.sseAlgorithm("AES256"))
                .blockedEncryptionTypes(t -> t.encryptionTypeWithStrings("SSE-C"))
                .build();
        assertThat(refusal(() -> client.putBucketEncryption(
                        b -> b.bucket("plain").serverSideEncryptionConfiguration(c -> c.rules(rule)))))
                .startsWith("501 NotImplemented");
        assertThat(refusal(() -> client.putObject(
                        b -> b.bucket("plain").key("k").checksumXXHASH3("AAAAAAAAAAA="), RequestBody.fromString("x"))))
                .startsWith("400 InvalidRequest");
        assertThat(client.listObjectsV2(b -> b.bucket("plain")).contents()).isEmpty();
    }

    @Test
    void answersTheQuestionsThatToolsAskUnprompted() {
        S3Client client = s3.root();
        client.createBucket(b -> b.bucket("plain"));
        assertThat(client.getBucketAcl(b -> b.bucket("plain"))
                        .grants()
                        .getFirst()
                        .permissionAsString())
                .isEqualTo("FULL_CONTROL");
        assertThat(client.getBucketAcl(b -> b.bucket("plain"))
                        .grants()
                        .getFirst()
                        .grantee()
                        .typeAsString())
                .isEqualTo("CanonicalUser");
        assertThat(client.getBucketVersioning(b -> b.bucket("plain")).statusAsString())
                .isNull();
        assertThat(client.getBucketEncryption(b -> b.bucket("plain"))
                        .serverSideEncryptionConfiguration()
                        .rules()
                        .getFirst()
                        .applyServerSideEncryptionByDefault()
                        .sseAlgorithmAsString())
                .isEqualTo("AES256");
        assertThat(client.getBucketOwnershipControls(b -> b.bucket("plain"))
                        .ownershipControls()
                        .rules()
                        .getFirst()
                        .objectOwnershipAsString())
                .isEqualTo("BucketOwnerEnforced");
        assertThat(client.getBucketRequestPayment(b -> b.bucket("plain")).payerAsString())
                .isEqualTo("BucketOwner");
        assertThat(client.getBucketLogging(b -> b.bucket("plain")).loggingEnabled())
                .isNull();
        assertThat(client.getBucketAccelerateConfiguration(b -> b.bucket("plain"))
                        .statusAsString())
                .isNull();
        assertThat(client.getBucketNotificationConfiguration(b -> b.bucket("plain"))
                        .hasTopicConfigurations())
                .isFalse();
        assertThat(refusal(() -> client.getBucketCors(b -> b.bucket("plain"))))
                .startsWith("404 NoSuchCORSConfiguration");
        assertThat(refusal(() -> client.getBucketWebsite(b -> b.bucket("plain"))))
                .startsWith("404 NoSuchWebsiteConfiguration");
        assertThat(refusal(() -> client.getBucketLifecycleConfiguration(b -> b.bucket("plain"))))
                .startsWith("404 NoSuchLifecycleConfiguration");
        assertThat(refusal(() -> client.getBucketReplication(b -> b.bucket("plain"))))
                .startsWith("404 ReplicationConfigurationNotFoundError");
        assertThat(refusal(() -> client.getObjectLockConfiguration(b -> b.bucket("plain"))))
                .startsWith("404 ObjectLockConfigurationNotFoundError");
        assertThat(refusal(() -> client.getBucketTagging(b -> b.bucket("plain"))))
                .startsWith("404 NoSuchTagSet");
        assertThat(refusal(() -> client.getBucketPolicy(b -> b.bucket("plain"))))
                .startsWith("404 NoSuchBucketPolicy");
        assertThat(client.listBucketMetricsConfigurations(b -> b.bucket("plain"))
                        .metricsConfigurationList())
                .isEmpty();
        assertThat(refusal(() -> client.putBucketReplication(b -> b.bucket("plain")
                        .replicationConfiguration(c -> c.role("r").rules(List.of())))))
                .startsWith("501 NotImplemented");
    }

    @Test
    void takesTheSettingsThatItHasAnyway() {
        S3Client client = s3.root();
        client.createBucket(b -> b.bucket("plain"));
        putEncryption(client, "AES256");
        assertThat(refusal(() -> putEncryption(client, "aws:kms:dsse"))).startsWith("501 NotImplemented");
        putOwnership(client, "BucketOwnerEnforced");
        putOwnership(client, "ObjectWriter");
        assertThat(refusal(() -> putOwnership(client, "Anybody"))).startsWith("400 MalformedXML");
        client.deleteBucketEncryption(b -> b.bucket("plain"));
        client.deleteBucketCors(b -> b.bucket("plain"));
        client.deleteBucketWebsite(b -> b.bucket("plain"));
        client.deleteBucketLifecycle(b -> b.bucket("plain"));
        client.deleteBucketReplication(b -> b.bucket("plain"));
    }

    private static PutBucketEncryptionResponse putEncryption(S3Client client, String algorithm) {
        ServerSideEncryptionRule rule = ServerSideEncryptionRule.builder()
                .applyServerSideEncryptionByDefault(d -> d.sseAlgorithm(algorithm))
                .build();
        return client.putBucketEncryption(b -> b.bucket("plain").serverSideEncryptionConfiguration(c -> c.rules(rule)));
    }

    private static PutBucketOwnershipControlsResponse putOwnership(S3Client client, String ownership) {
        OwnershipControlsRule rule =
                OwnershipControlsRule.builder().objectOwnership(ownership).build();
        return client.putBucketOwnershipControls(b -> b.bucket("plain").ownershipControls(c -> c.rules(rule)));
    }

    @Test
    void keepsTags() {
        S3Client client = s3.root();
        client.createBucket(b -> b.bucket("tagged"));
        client.putBucketTagging(b -> b.bucket("tagged").tagging(t -> t.tagSet(tag("b", "2"), tag("a", "1"))));
        assertThat(client.getBucketTagging(b -> b.bucket("tagged")).tagSet())
                .extracting(t -> t.key() + "=" + t.value())
                .containsExactly("a=1", "b=2");
        assertThat(refusal(() ->
                        client.putBucketTagging(b -> b.bucket("tagged").tagging(t -> t.tagSet(tag("aws:x", "1"))))))
                .startsWith("400 InvalidTag");
        client.deleteBucketTagging(b -> b.bucket("tagged"));
        assertThat(refusal(() -> client.getBucketTagging(b -> b.bucket("tagged"))))
                .startsWith("404 NoSuchTagSet");
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
