package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import dev.postern.model.request.Caller;
import dev.postern.model.request.RequestContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Locked versions, as the SDK sees them. */
final class ObjectLocksTest {
    private static final String LOCKED = "403 AccessDenied: Access Denied because object protected by object lock.";
    private static final String MALFORMED = "400 MalformedXML";

    private final S3Fixture s3;
    private final S3Client client;
    private final Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    ObjectLocksTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        client = s3.root();
        client.createBucket(b -> b.bucket("vault").objectLockEnabledForBucket(true));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    private void later(Duration by) {
        s3.clock = Clock.offset(Clock.systemUTC(), by);
    }

    private Instant days(int days) {
        return begin.plus(Duration.ofDays(days));
    }

    private String put(String key, Consumer<PutObjectRequest.Builder> more) {
        return client.putObject(b -> more.accept(b.bucket("vault").key(key)), RequestBody.fromString("text"))
                .versionId();
    }

    private String put(String key, ObjectLockMode mode, int days) {
        return put(key, b -> b.objectLockMode(mode).objectLockRetainUntilDate(days(days)));
    }

    private String deleted(String key, String version, boolean bypass) {
        return refusal(() -> client.deleteObject(
                b -> b.bucket("vault").key(key).versionId(version).bypassGovernanceRetention(bypass ? true : null)));
    }

    private void delete(String key, String version, boolean bypass) {
        client.deleteObject(
                b -> b.bucket("vault").key(key).versionId(version).bypassGovernanceRetention(bypass ? true : null));
    }

    private Object retain(String key, String version, ObjectLockRetentionMode mode, int days, boolean bypass) {
        return client.putObjectRetention(b -> b.bucket("vault")
                .key(key)
                .versionId(version)
                .bypassGovernanceRetention(bypass ? true : null)
                .retention(r -> r.mode(mode).retainUntilDate(days(days))));
    }

    private int versions() {
        return client.listObjectVersions(b -> b.bucket("vault")).versions().size();
    }

    private void byDefault(Consumer<DefaultRetention.Builder> retention) {
        client.putObjectLockConfiguration(b -> b.bucket("vault")
                .objectLockConfiguration(
                        c -> c.objectLockEnabled(ObjectLockEnabled.ENABLED).rule(r -> r.defaultRetention(retention))));
    }

    @Test
    void aBucketWithObjectLockKeepsVersionsForGood() {
        assertThat(client.getBucketVersioning(b -> b.bucket("vault")).status())
                .isEqualTo(BucketVersioningStatus.ENABLED);
        assertThat(client.getObjectLockConfiguration(b -> b.bucket("vault"))
                        .objectLockConfiguration()
                        .objectLockEnabled())
                .isEqualTo(ObjectLockEnabled.ENABLED);
        assertThat(refusal(() -> client.putBucketVersioning(b ->
                        b.bucket("vault").versioningConfiguration(v -> v.status(BucketVersioningStatus.SUSPENDED)))))
                .isEqualTo("409 InvalidBucketState: An Object Lock configuration is present on this bucket, so the"
                        + " versioning state cannot be changed.");
        client.putBucketVersioning(
                b -> b.bucket("vault").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        client.deleteBucket(b -> b.bucket("vault"));
    }

    @Test
    void aBucketThatKeepsVersionsCanGetObjectLock() {
        client.createBucket(b -> b.bucket("plain"));
        assertThat(refusal(() -> client.getObjectLockConfiguration(b -> b.bucket("plain"))))
                .isEqualTo("404 ObjectLockConfigurationNotFoundError: Object Lock configuration does not exist for this"
                        + " bucket");
        assertThat(refusal(() -> client.putObjectLockConfiguration(b -> b.bucket("plain")
                        .objectLockConfiguration(c -> c.objectLockEnabled(ObjectLockEnabled.ENABLED)))))
                .isEqualTo("409 InvalidBucketState: Versioning must be 'Enabled' on the bucket to apply a Object Lock"
                        + " configuration");
        client.putObject(b -> b.bucket("plain").key("old"), RequestBody.fromString("old"));
        client.putBucketVersioning(
                b -> b.bucket("plain").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        client.putObjectLockConfiguration(
                b -> b.bucket("plain").objectLockConfiguration(c -> c.objectLockEnabled(ObjectLockEnabled.ENABLED)));
        // What is there from before can be locked, too.
        client.putObjectLegalHold(b -> b.bucket("plain").key("old").legalHold(h -> h.status("ON")));
        assertThat(refusal(() ->
                        client.deleteObject(b -> b.bucket("plain").key("old").versionId("null"))))
                .isEqualTo(LOCKED);
    }

    @Test
    void refusesConfigurationsThatMeanNothing() {
        List<Consumer<ObjectLockConfiguration.Builder>> meaningless = List.of(
                c -> {},
                c -> c.objectLockEnabled("Disabled"),
                c -> c.rule(r -> r.defaultRetention(d -> d.mode("GOVERNANCE").days(1))),
                c -> c.objectLockEnabled("Enabled").rule(r -> {}),
                c -> c.objectLockEnabled("Enabled").rule(r -> r.defaultRetention(d -> {})));
        for (Consumer<ObjectLockConfiguration.Builder> one : meaningless) {
            assertThat(refusal(() -> client.putObjectLockConfiguration(
                            b -> b.bucket("vault").objectLockConfiguration(one))))
                    .startsWith(MALFORMED);
        }
        assertThat(refusal(() -> configured(r -> r.mode("GOVERNANCE")))).startsWith(MALFORMED);
        assertThat(refusal(() -> configured(r -> r.mode("governance").days(1)))).startsWith(MALFORMED);
        assertThat(refusal(() -> configured(r -> r.mode("COMPLIANCE").days(1).years(1))))
                .startsWith(MALFORMED);
        assertThat(refusal(() -> configured(r -> r.mode("COMPLIANCE").days(0))))
                .isEqualTo("400 InvalidArgument: Default retention period must be a positive integer value.");
        assertThat(refusal(() -> configured(r -> r.mode("COMPLIANCE").years(101))))
                .isEqualTo("400 InvalidArgument: Default retention period too large.");
    }

    private Object configured(Consumer<DefaultRetention.Builder> retention) {
        byDefault(retention);
        return "configured";
    }

    @Test
    void nobodyDeletesWhatIsKeptInCompliance() {
        String version = put("k", ObjectLockMode.COMPLIANCE, 2);
        HeadObjectResponse head = client.headObject(b -> b.bucket("vault").key("k"));
        assertThat(head.objectLockMode()).isEqualTo(ObjectLockMode.COMPLIANCE);
        assertThat(head.objectLockRetainUntilDate()).isEqualTo(days(2));
        assertThat(head.objectLockLegalHoldStatus()).isNull();
        assertThat(deleted("k", version, false)).isEqualTo(LOCKED);
        assertThat(deleted("k", version, true)).isEqualTo(LOCKED);
        assertThat(refusal(() -> retain("k", version, ObjectLockRetentionMode.COMPLIANCE, 1, true)))
                .isEqualTo(LOCKED);
        assertThat(refusal(() -> retain("k", version, ObjectLockRetentionMode.GOVERNANCE, 9, true)))
                .isEqualTo(LOCKED);
        retain("k", version, ObjectLockRetentionMode.COMPLIANCE, 3, false);
        // A delete marker and a new version lay themselves over it.
        assertThat(client.deleteObject(b -> b.bucket("vault").key("k")).deleteMarker())
                .isTrue();
        put("k", b -> {});
        later(Duration.ofDays(2).plusHours(1));
        assertThat(deleted("k", version, false)).isEqualTo(LOCKED);
        later(Duration.ofDays(3).plusMinutes(1));
        delete("k", version, false);
        assertThat(versions()).isEqualTo(1);
    }

    @Test
    void whoMayBypassesGovernanceIfTheySayTheyDo() {
        String version = put("k", ObjectLockMode.GOVERNANCE, 2);
        assertThat(deleted("k", version, false)).isEqualTo(LOCKED);
        retain("k", version, ObjectLockRetentionMode.GOVERNANCE, 3, false);
        assertThat(refusal(() -> retain("k", version, ObjectLockRetentionMode.GOVERNANCE, 2, false)))
                .isEqualTo(LOCKED);
        assertThat(refusal(() -> retain("k", version, ObjectLockRetentionMode.COMPLIANCE, 3, false)))
                .isEqualTo(LOCKED);
        s3.user(
                "clerk",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:DeleteObject*\","
                        + "\"s3:PutObjectRetention\"],\"Resource\":\"*\"}]}");
        S3Client clerk = s3.client("clerk", Region.US_EAST_1);
        assertThat(refusal(() -> clerk.deleteObject(
                        b -> b.bucket("vault").key("k").versionId(version).bypassGovernanceRetention(true))))
                .isEqualTo(LOCKED);
        // The permission is asked only where there is something to bypass.
        String free = put("free", b -> {});
        clerk.deleteObject(b -> b.bucket("vault").key("free").versionId(free).bypassGovernanceRetention(true));
        retain("k", version, ObjectLockRetentionMode.GOVERNANCE, 1, true);
        client.putObjectRetention(b -> b.bucket("vault")
                .key("k")
                .versionId(version)
                .bypassGovernanceRetention(true)
                .retention(r -> {}));
        assertThat(refusal(
                        () -> client.getObjectRetention(b -> b.bucket("vault").key("k"))))
                .isEqualTo("404 NoSuchObjectLockConfiguration: The specified object does not have a ObjectLock"
                        + " configuration");
        retain("k", version, ObjectLockRetentionMode.GOVERNANCE, 1, false);
        delete("k", version, true);
        assertThat(versions()).isZero();
    }

    @Test
    void aLegalHoldLastsUntilItIsTakenAway() {
        String version = put(
                "k",
                b -> b.objectLockLegalHoldStatus("ON")
                        .objectLockMode("GOVERNANCE")
                        .objectLockRetainUntilDate(days(1)));
        assertThat(deleted("k", version, true)).isEqualTo(LOCKED);
        later(Duration.ofDays(400));
        assertThat(deleted("k", version, false)).isEqualTo(LOCKED);
        assertThat(client.getObjectLegalHold(b -> b.bucket("vault").key("k"))
                        .legalHold()
                        .status())
                .isEqualTo(ObjectLockLegalHoldStatus.ON);
        client.putObjectLegalHold(b -> b.bucket("vault").key("k").legalHold(h -> h.status("OFF")));
        assertThat(client.headObject(b -> b.bucket("vault").key("k")).objectLockLegalHoldStatusAsString())
                .isEqualTo("OFF");
        delete("k", version, false);
        String never = put("never", b -> {});
        assertThat(refusal(() -> client.getObjectLegalHold(
                        b -> b.bucket("vault").key("never").versionId(never))))
                .startsWith("404 NoSuchObjectLockConfiguration");
        assertThat(refusal(() -> client.putObjectLegalHold(
                        b -> b.bucket("vault").key("never").legalHold(h -> h.status("MAYBE")))))
                .startsWith(MALFORMED);
    }

    @Test
    void aBatchDeletesWhatIsNotLocked() {
        String kept = put("kept", ObjectLockMode.COMPLIANCE, 1);
        String bypassed = put("bypassed", ObjectLockMode.GOVERNANCE, 1);
        String free = put("free", b -> {});
        List<ObjectIdentifier> all = List.of(
                ObjectIdentifier.builder().key("kept").versionId(kept).build(),
                ObjectIdentifier.builder().key("bypassed").versionId(bypassed).build(),
                ObjectIdentifier.builder().key("free").versionId(free).build(),
                ObjectIdentifier.builder().key("kept").build());
        DeleteObjectsResponse done = client.deleteObjects(b -> b.bucket("vault").delete(d -> d.objects(all)));
        assertThat(done.errors()).extracting(S3Error::key).containsExactly("kept", "bypassed");
        assertThat(done.errors()).extracting(S3Error::versionId).containsExactly(kept, bypassed);
        assertThat(done.errors())
                .extracting(e -> "403 " + e.code() + ": " + e.message())
                .containsOnly(LOCKED);
        assertThat(done.deleted()).hasSize(2);
        DeleteObjectsResponse again = client.deleteObjects(
                b -> b.bucket("vault").delete(d -> d.objects(all.subList(0, 2))).bypassGovernanceRetention(true));
        assertThat(again.errors()).extracting(S3Error::key).containsExactly("kept");
        assertThat(again.deleted()).hasSize(1);
        assertThat(versions()).isEqualTo(1);
    }

    @Test
    void newObjectsAreKeptAsTheBucketSays() {
        byDefault(r -> r.mode("GOVERNANCE").years(1));
        put("k", b -> {});
        HeadObjectResponse head = client.headObject(b -> b.bucket("vault").key("k"));
        assertThat(head.objectLockModeAsString()).isEqualTo("GOVERNANCE");
        assertThat(Duration.between(head.lastModified(), head.objectLockRetainUntilDate()))
                .isBetween(Duration.ofDays(365), Duration.ofDays(365).plusSeconds(1));
        put("own", ObjectLockMode.COMPLIANCE, 1);
        assertThat(client.headObject(b -> b.bucket("vault").key("own")).objectLockRetainUntilDate())
                .isEqualTo(days(1));
        // A copy has the lock of a new object, not of its original.
        client.copyObject(b -> b.sourceBucket("vault")
                .sourceKey("own")
                .destinationBucket("vault")
                .destinationKey("c"));
        assertThat(client.headObject(b -> b.bucket("vault").key("c")).objectLockModeAsString())
                .isEqualTo("GOVERNANCE");
        String upload =
                client.createMultipartUpload(b -> b.bucket("vault").key("m")).uploadId();
        assertThat(refusal(() -> s3.rootWithoutChecksums()
                        .uploadPart(
                                b -> b.bucket("vault").key("m").uploadId(upload).partNumber(1),
                                RequestBody.fromString("part"))))
                .isEqualTo("400 InvalidRequest: Content-MD5 OR x-amz-checksum- HTTP header is required for Put Part"
                        + " requests with Object Lock parameters");
        String etag = client.uploadPart(
                        b -> b.bucket("vault").key("m").uploadId(upload).partNumber(1), RequestBody.fromString("part"))
                .eTag();
        client.completeMultipartUpload(b -> b.bucket("vault")
                .key("m")
                .uploadId(upload)
                .multipartUpload(m ->
                        m.parts(CompletedPart.builder().partNumber(1).eTag(etag).build())));
        assertThat(client.headObject(b -> b.bucket("vault").key("m")).objectLockModeAsString())
                .isEqualTo("GOVERNANCE");
        assertThat(refusal(() -> s3.rootWithoutChecksums()
                        .putObject(b -> b.bucket("vault").key("k"), RequestBody.fromString("x"))))
                .isEqualTo("400 InvalidRequest: Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object"
                        + " requests with Object Lock parameters");
    }

    @Test
    void refusesHeadersThatMeanNothing() {
        assertThat(refusal(() -> put("k", b -> b.objectLockMode("COMPLIANCE"))))
                .isEqualTo(
                        "400 InvalidArgument: x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both"
                                + " be supplied");
        assertThat(refusal(() -> put("k", b -> b.objectLockMode("governance").objectLockRetainUntilDate(days(1)))))
                .isEqualTo("400 InvalidArgument: Unknown wormMode directive.");
        assertThat(refusal(() -> put("k", ObjectLockMode.COMPLIANCE, -1)))
                .isEqualTo("400 InvalidArgument: The retain until date must be in the future!");
        assertThat(refusal(() -> put("k", b -> b.objectLockLegalHoldStatus("on"))))
                .isEqualTo("400 InvalidArgument: Legal Hold must be either of 'ON' or 'OFF'");
        assertThat(refusal(() -> put(
                        "k",
                        b -> b.objectLockMode("COMPLIANCE")
                                .overrideConfiguration(
                                        o -> o.putHeader("x-amz-object-lock-retain-until-date", "tomorrow")))))
                .isEqualTo("400 InvalidArgument: The retain until date must be provided in ISO 8601 format");
        put("k", b -> {});
        assertThat(refusal(() -> retain("k", "null", ObjectLockRetentionMode.GOVERNANCE, 1, false)))
                .startsWith("404 NoSuchVersion");
        assertThat(refusal(() -> client.putObjectRetention(b -> b.bucket("vault")
                        .key("k")
                        .retention(
                                r -> r.mode(ObjectLockRetentionMode.GOVERNANCE).retainUntilDate(days(-1))))))
                .isEqualTo("400 InvalidArgument: The retain until date must be in the future!");
        assertThat(refusal(() -> client.putObjectRetention(
                        b -> b.bucket("vault").key("k").retention(r -> r.mode(ObjectLockRetentionMode.GOVERNANCE)))))
                .startsWith(MALFORMED);
        String marker = client.deleteObject(b -> b.bucket("vault").key("k")).versionId();
        assertThat(refusal(() -> retain("k", marker, ObjectLockRetentionMode.GOVERNANCE, 1, false)))
                .startsWith("405 MethodNotAllowed");
        client.createBucket(b -> b.bucket("plain"));
        client.putObject(b -> b.bucket("plain").key("k"), RequestBody.empty());
        assertThat(refusal(() -> client.putObjectLegalHold(
                        b -> b.bucket("plain").key("k").legalHold(h -> h.status("ON")))))
                .isEqualTo("400 InvalidRequest: Bucket is missing Object Lock Configuration");
        assertThat(refusal(
                        () -> client.getObjectRetention(b -> b.bucket("plain").key("k"))))
                .isEqualTo("400 InvalidRequest: Bucket is missing Object Lock Configuration");
    }

    @Test
    void policiesSayHowLongAndInWhichMode() {
        s3.user(
                "archivist",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"},"
                        + "{\"Effect\":\"Deny\",\"Action\":[\"s3:PutObject\",\"s3:PutObjectRetention\"],\"Resource\":\"*\","
                        + "\"Condition\":{\"NumericGreaterThan\":{\"s3:object-lock-remaining-retention-days\":\"10\"}}},"
                        + "{\"Effect\":\"Deny\",\"Action\":\"s3:PutObjectRetention\",\"Resource\":\"*\",\"Condition\":"
                        + "{\"StringEquals\":{\"s3:object-lock-mode\":\"COMPLIANCE\"}}},"
                        + "{\"Effect\":\"Deny\",\"Action\":\"s3:PutObjectLegalHold\",\"Resource\":\"*\",\"Condition\":"
                        + "{\"StringEquals\":{\"s3:object-lock-legal-hold\":\"OFF\"}}},"
                        + "{\"Effect\":\"Deny\",\"Action\":\"s3:PutObject\",\"Resource\":\"*\",\"Condition\":"
                        + "{\"DateGreaterThan\":{\"s3:object-lock-retain-until-date\":\"2100-01-01T00:00:00Z\"}}}]}");
        S3Client archivist = s3.client("archivist", Region.US_EAST_1);
        put("k", b -> {});
        archivist.putObject(
                b -> b.bucket("vault").key("x").objectLockMode("GOVERNANCE").objectLockRetainUntilDate(days(10)),
                RequestBody.empty());
        assertThat(refusal(() -> archivist.putObject(
                        b -> b.bucket("vault")
                                .key("x")
                                .objectLockMode("GOVERNANCE")
                                .objectLockRetainUntilDate(days(12)),
                        RequestBody.empty())))
                .contains("explicit deny");
        assertThat(refusal(() -> archivist.putObjectRetention(b -> b.bucket("vault")
                        .key("k")
                        .retention(r -> r.mode("GOVERNANCE").retainUntilDate(days(12))))))
                .contains("s3:PutObjectRetention", "explicit deny");
        assertThat(refusal(() -> archivist.putObjectRetention(b -> b.bucket("vault")
                        .key("k")
                        .retention(r -> r.mode("COMPLIANCE").retainUntilDate(days(2))))))
                .contains("explicit deny");
        archivist.putObjectLegalHold(b -> b.bucket("vault").key("k").legalHold(h -> h.status("ON")));
        assertThat(refusal(() -> archivist.putObjectLegalHold(
                        b -> b.bucket("vault").key("k").legalHold(h -> h.status("OFF")))))
                .contains("s3:PutObjectLegalHold", "explicit deny");
    }

    @Test
    void whatIsSaidOfLocksNeedsPermissionsOfItsOwn() {
        String version = put(
                "k",
                b -> b.objectLockLegalHoldStatus("ON")
                        .objectLockMode("GOVERNANCE")
                        .objectLockRetainUntilDate(days(1)));
        s3.user(
                "writer",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:PutObject\","
                        + "\"s3:GetObject\",\"s3:GetObjectLegalHold\",\"s3:CreateBucket\"],\"Resource\":\"*\"}]}");
        S3Client writer = s3.client("writer", Region.US_EAST_1);
        HeadObjectResponse head = writer.headObject(b -> b.bucket("vault").key("k"));
        assertThat(head.objectLockModeAsString()).isNull();
        assertThat(head.objectLockRetainUntilDate()).isNull();
        assertThat(head.objectLockLegalHoldStatusAsString()).isEqualTo("ON");
        assertThat(refusal(() -> writer.putObject(
                        b -> b.bucket("vault").key("x").objectLockLegalHoldStatus("ON"), RequestBody.empty())))
                .contains("s3:PutObjectLegalHold");
        assertThat(refusal(() -> writer.putObject(
                        b -> b.bucket("vault")
                                .key("x")
                                .objectLockMode("GOVERNANCE")
                                .objectLockRetainUntilDate(days(1)),
                        RequestBody.empty())))
                .contains("s3:PutObjectRetention");
        assertThat(refusal(() -> writer.getObjectRetention(
                        b -> b.bucket("vault").key("k").versionId(version))))
                .contains("s3:GetObjectRetention");
        assertThat(refusal(() -> writer.createBucket(b -> b.bucket("mine").objectLockEnabledForBucket(true))))
                .contains("s3:PutBucketObjectLockConfiguration");
    }

    @Test
    void whatWouldBeDecidedKnowsOfLocks() {
        put("k", ObjectLockMode.GOVERNANCE, 1);
        SupposedRequest deletion = s3.service.aimed(
                s3.cloud.snapshot(),
                SupposedRequest.of("s3:DeleteObjectVersion", Optional.of("vault"), Optional.of("k")));
        RequestContext context = s3.context(new Caller.Root(S3Fixture.OURS), Region.US_EAST_1);
        Supposition supposed = s3.service.suppose(deletion, context);
        assertThat(supposed.decision().orElseThrow().allowed()).isTrue();
        assertThat(supposed.locked()).hasValueSatisfying(e -> assertThat(LOCKED).endsWith(e.getMessage()));
        later(Duration.ofDays(2));
        context = s3.context(new Caller.Root(S3Fixture.OURS), Region.US_EAST_1);
        assertThat(s3.service.suppose(deletion, context).locked()).isEmpty();
    }
}
