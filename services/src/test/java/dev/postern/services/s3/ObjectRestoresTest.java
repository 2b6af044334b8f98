package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.Region;
import dev.postern.model.request.Ids;
import dev.postern.model.s3.Bucket;
import dev.postern.storage.objects.Restoration;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.InvalidObjectStateException;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.RestoreObjectResponse;
import software.amazon.awssdk.services.s3.model.RestoreRequest;
import software.amazon.awssdk.services.s3.model.RestoreStatus;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;

/** Objects that are archived, and what can be read of them when, on a clock that is turned. */
final class ObjectRestoresTest {
    private static final String COLD =
            "403 InvalidObjectState: The operation is not valid for the object's storage class";
    private static final String COLD_SOURCE =
            "403 InvalidObjectState: Operation is not valid for the source object's storage class";
    private static final String WARM =
            "403 InvalidObjectState: Restore is not allowed for the object's current storage class";
    private static final String ONGOING = "409 RestoreAlreadyInProgress: Object restore is already in progress";
    private static final String MALFORMED =
            "400 MalformedXML: The XML you provided was not well-formed or did not validate against our published schema";

    private static final Tag TAG = Tag.builder().key("a").value("b").build();

    private final S3Fixture s3;
    private final S3Client client;
    private final RestoreSweep sweep;

    ObjectRestoresTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        client = s3.root();
        sweep = new RestoreSweep(s3.cloud::snapshot, s3.store, EventPost.NONE, new Ids(new Random(1)));
        s3.at("2030-01-15T12:00:00Z");
        client.createBucket(b -> b.bucket("bucket"));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    private void later(Duration duration) {
        s3.at(s3.clock.instant().plus(duration).toString());
    }

    private void put(String key, String storageClass) {
        client.putObject(
                b -> b.bucket("bucket").key(key).storageClass(storageClass), RequestBody.fromString("content"));
    }

    private String read(String key) {
        return client.getObjectAsBytes(b -> b.bucket("bucket").key(key)).asUtf8String();
    }

    private HeadObjectResponse head(String key) {
        return client.headObject(b -> b.bucket("bucket").key(key));
    }

    private int restore(String key, Consumer<RestoreRequest.Builder> how) {
        RestoreObjectResponse response =
                client.restoreObject(b -> b.bucket("bucket").key(key).restoreRequest(how));
        return response.sdkHttpResponse().statusCode();
    }

    private int restore(String key, int days, String tier) {
        return restore(key, r -> r.days(days).glacierJobParameters(g -> g.tier(tier)));
    }

    private String copied(Consumer<CopyObjectRequest.Builder> more) {
        return client.copyObject(b -> more.accept(b.sourceBucket("bucket")
                        .sourceKey("k")
                        .destinationBucket("bucket")
                        .destinationKey("copy")))
                .copyObjectResult()
                .eTag();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GLACIER", "DEEP_ARCHIVE"})
    void whatIsArchivedIsToldOfAndNotRead(String cold) {
        put("k", cold);
        assertThat(refusal(() -> read("k"))).isEqualTo(COLD);
        assertThatThrownBy(() -> read("k"))
                .isInstanceOfSatisfying(
                        InvalidObjectStateException.class,
                        e -> assertThat(e.storageClassAsString()).isEqualTo(cold));
        assertThat(refusal(() ->
                        client.getObjectAsBytes(b -> b.bucket("bucket").key("k").range("bytes=0-1"))))
                .isEqualTo(COLD);
        HeadObjectResponse head = head("k");
        assertThat(head.storageClassAsString()).isEqualTo(cold);
        assertThat(head.contentLength()).isEqualTo(7);
        assertThat(head.restore()).isNull();
        assertThat(client.getObjectAttributes(
                                b -> b.bucket("bucket").key("k").objectAttributesWithStrings("StorageClass"))
                        .storageClassAsString())
                .isEqualTo(cold);
        assertThat(client.listObjectsV2(b -> b.bucket("bucket"))
                        .contents()
                        .getFirst()
                        .storageClassAsString())
                .isEqualTo(cold);
        assertThat(refusal(() -> copied(b -> {}))).isEqualTo(COLD_SOURCE);
        assertThat(refusal(() -> copied(b -> b.destinationKey("k").storageClass("STANDARD"))))
                .isEqualTo(COLD_SOURCE);
        String upload = client.createMultipartUpload(b -> b.bucket("bucket").key("parts"))
                .uploadId();
        assertThat(refusal(() -> client.uploadPartCopy(b -> b.sourceBucket("bucket")
                        .sourceKey("k")
                        .destinationBucket("bucket")
                        .destinationKey("parts")
                        .uploadId(upload)
                        .partNumber(1))))
                .isEqualTo(COLD_SOURCE);
        client.deleteObject(b -> b.bucket("bucket").key("k"));
        put("k", "STANDARD");
        assertThat(read("k")).isEqualTo("content");
    }

    @Test
    void copiesAndUploadsAreArchivedWhereTheySaySo() {
        put("k", "GLACIER_IR");
        assertThat(read("k")).isEqualTo("content");
        copied(b -> b.storageClass("DEEP_ARCHIVE"));
        assertThat(refusal(() -> read("copy"))).isEqualTo(COLD);
        String upload = client.createMultipartUpload(
                        b -> b.bucket("bucket").key("parts").storageClass("GLACIER"))
                .uploadId();
        assertThat(client.listParts(b -> b.bucket("bucket").key("parts").uploadId(upload))
                        .storageClassAsString())
                .isEqualTo("GLACIER");
        String etag = client.uploadPart(
                        b -> b.bucket("bucket").key("parts").uploadId(upload).partNumber(1),
                        RequestBody.fromString("part"))
                .eTag();
        client.completeMultipartUpload(b -> b.bucket("bucket")
                .key("parts")
                .uploadId(upload)
                .multipartUpload(m ->
                        m.parts(CompletedPart.builder().partNumber(1).eTag(etag).build())));
        assertThat(head("parts").storageClassAsString()).isEqualTo("GLACIER");
        assertThat(refusal(() -> read("parts"))).isEqualTo(COLD);
    }

    @Test
    void aCopyComesAndGoes() {
        put("k", "GLACIER");
        assertThat(restore("k", 3, "Standard")).isEqualTo(202);
        assertThat(head("k").restore()).isEqualTo("ongoing-request=\"true\"");
        assertThat(refusal(() -> read("k"))).isEqualTo(COLD);
        later(Duration.ofSeconds(5));
        String there = "ongoing-request=\"false\", expiry-date=\"Sat, 19 Jan 2030 00:00:00 GMT\"";
        assertThat(head("k").restore()).isEqualTo(there);
        assertThat(client.getObjectAsBytes(b -> b.bucket("bucket").key("k"))
                        .response()
                        .restore())
                .isEqualTo(there);
        sweep.tend(s3.clock.instant());
        sweep.tend(s3.clock.instant());
        assertThat(head("k").restore()).isEqualTo(there);
        assertThat(head("k").storageClassAsString()).isEqualTo("GLACIER");
        copied(b -> {});
        assertThat(read("copy")).isEqualTo("content");
        copied(b -> b.sourceKey("k").destinationKey("for good").storageClass("STANDARD_IA"));
        copied(b -> b.sourceKey("for good").destinationKey("for good").storageClass("STANDARD"));
        assertThat(head("for good").storageClassAsString()).isNull();
        assertThat(head("copy").restore()).isNull();
        client.putObjectTagging(b -> b.bucket("bucket").key("k").tagging(t -> t.tagSet(TAG)));
        s3.at("2030-01-18T23:59:59Z");
        assertThat(read("k")).isEqualTo("content");
        s3.at("2030-01-19T00:00:00Z");
        assertThat(refusal(() -> read("k"))).isEqualTo(COLD);
        assertThat(head("k").restore()).isNull();
        sweep.tend(s3.clock.instant());
        assertThat(s3.store
                        .find(
                                s3.cloud.snapshot().all(Bucket.class).stream()
                                        .findFirst()
                                        .orElseThrow()
                                        .bucketId(),
                                "k")
                        .orElseThrow()
                        .head()
                        .restoration())
                .isEmpty();
        assertThat(restore("k", 1, "Bulk")).as("again").isEqualTo(202);
    }

    @Test
    void whatIsThereStaysLongerAndWhatIsOngoingComesSooner() {
        put("k", "GLACIER");
        assertThat(restore("k", 1, "Bulk")).isEqualTo(202);
        later(Duration.ofSeconds(1));
        assertThat(refusal(() -> restore("k", 1, "Bulk"))).isEqualTo(ONGOING);
        assertThat(refusal(() -> restore("k", 2, "Standard"))).as("other days").isEqualTo(ONGOING);
        assertThat(restore("k", 1, "Standard")).isEqualTo(202);
        assertThat(refusal(() -> restore("k", 1, "Bulk"))).isEqualTo(ONGOING);
        later(Duration.ofSeconds(4));
        assertThat(head("k").restore()).isEqualTo("ongoing-request=\"true\"");
        later(Duration.ofSeconds(1));
        assertThat(read("k")).isEqualTo("content");
        s3.at("2030-01-16T01:00:00Z");
        assertThat(restore("k", r -> r.days(5))).isEqualTo(200);
        assertThat(head("k").restore())
                .isEqualTo("ongoing-request=\"false\", expiry-date=\"Tue, 22 Jan 2030 00:00:00 GMT\"");
        assertThat(restore("k", 1, "Standard")).isEqualTo(200);
        assertThat(head("k").restore())
                .isEqualTo("ongoing-request=\"false\", expiry-date=\"Fri, 18 Jan 2030 00:00:00 GMT\"");
    }

    @Test
    void aRestoreThatMeansNothingIsRefused() {
        put("warm", "STANDARD");
        put("instant", "GLACIER_IR");
        for (String key : List.of("warm", "instant")) {
            assertThat(refusal(() -> restore(key, 1, "Standard"))).isEqualTo(WARM);
        }
        put("k", "GLACIER");
        put("deep", "DEEP_ARCHIVE");
        assertThat(refusal(() -> restore("none", 1, "Standard"))).startsWith("404 NoSuchKey");
        assertThat(refusal(() -> restore("k", r -> {}))).isEqualTo(MALFORMED);
        assertThat(refusal(() -> restore("k", 1, "Fast"))).isEqualTo(MALFORMED);
        assertThat(refusal(() -> restore("k", r -> r.days(1).type("OTHER")))).isEqualTo(MALFORMED);
        for (int days : new int[] {0, -1, 1_000_001}) {
            assertThat(refusal(() -> restore("k", days, "Standard")))
                    .startsWith("400 InvalidArgument: restoration days should be at");
        }
        assertThat(refusal(() -> client.restoreObject(b -> b.bucket("bucket").key("k"))))
                .isEqualTo("400 MissingRequestBodyError: Request Body is empty");
        assertThat(refusal(() -> restore("k", r -> r.type("SELECT")))).startsWith("405 MethodNotAllowed");
        assertThat(refusal(() -> restore("deep", 1, "Expedited")))
                .isEqualTo("400 InvalidArgument: Retrieval option is not supported by this storage class");
        assertThat(head("k").restore()).isNull();
        assertThat(head("deep").restore()).isNull();
        assertThat(restore("deep", 1_000_000, "Bulk")).isEqualTo(202);
    }

    @Test
    void eachVersionIsRestoredForItself() {
        client.putBucketVersioning(b -> b.bucket("bucket").versioningConfiguration(v -> v.status("Enabled")));
        put("k", "GLACIER");
        String old = head("k").versionId();
        put("k", "DEEP_ARCHIVE");
        String marker = client.deleteObject(b -> b.bucket("bucket").key("k")).versionId();
        assertThat(refusal(() -> restore("k", 1, "Standard"))).startsWith("404 NoSuchKey");
        assertThat(refusal(() -> client.restoreObject(
                        b -> b.bucket("bucket").key("k").versionId(marker).restoreRequest(r -> r.days(1)))))
                .startsWith("405 MethodNotAllowed");
        client.restoreObject(b -> b.bucket("bucket").key("k").versionId(old).restoreRequest(r -> r.days(1)));
        client.deleteObject(b -> b.bucket("bucket").key("k").versionId(marker));
        later(Duration.ofSeconds(5));
        assertThat(client.getObjectAsBytes(b -> b.bucket("bucket").key("k").versionId(old))
                        .asUtf8String())
                .isEqualTo("content");
        assertThat(head("k").restore()).as("the newest").isNull();
        assertThat(client.listObjectVersions(
                                b -> b.bucket("bucket").optionalObjectAttributesWithStrings("RestoreStatus"))
                        .versions())
                .extracting(v -> v.restoreStatus() == null)
                .containsExactly(true, false);
    }

    @Test
    void listingsTellHowFarItIsWhereTheyAreAsked() {
        put("a", "GLACIER");
        put("b", "GLACIER");
        put("c", "DEEP_ARCHIVE");
        restore("b", 1, "Expedited");
        restore("c", 1, "Bulk");
        later(Duration.ofSeconds(1));
        RestoreStatus there = RestoreStatus.builder()
                .isRestoreInProgress(false)
                .restoreExpiryDate(Instant.parse("2030-01-17T00:00:00Z"))
                .build();
        RestoreStatus ongoing =
                RestoreStatus.builder().isRestoreInProgress(true).build();
        ListObjectsV2Response told =
                client.listObjectsV2(b -> b.bucket("bucket").optionalObjectAttributesWithStrings("RestoreStatus"));
        assertThat(told.contents()).extracting(S3Object::restoreStatus).containsExactly(null, there, ongoing);
        assertThat(client.listObjects(b -> b.bucket("bucket").optionalObjectAttributesWithStrings("RestoreStatus"))
                        .contents())
                .extracting(S3Object::restoreStatus)
                .containsExactly(null, there, ongoing);
        assertThat(client.listObjectsV2(b -> b.bucket("bucket")).contents())
                .extracting(S3Object::restoreStatus)
                .containsOnlyNulls();
        assertThat(refusal(() ->
                        client.listObjectsV2(b -> b.bucket("bucket").optionalObjectAttributesWithStrings("Colour"))))
                .startsWith("400 InvalidArgument");
    }

    @Test
    void toRestoreAndToReadAreTwoPermissions() {
        put("k", "GLACIER");
        s3.user("archivist", Policies.identity("s3:RestoreObject", "*", ""));
        s3.user("reader", Policies.identity("s3:GetObject", "*", ""));
        S3Client archivist = s3.client("archivist", Region.US_EAST_1);
        S3Client reader = s3.client("reader", Region.US_EAST_1);
        Consumer<software.amazon.awssdk.services.s3.model.RestoreObjectRequest.Builder> asked =
                b -> b.bucket("bucket").key("k").restoreRequest(r -> r.days(1));
        assertThat(refusal(() -> reader.restoreObject(asked)))
                .startsWith("403 AccessDenied")
                .contains("s3:RestoreObject");
        assertThat(refusal(() -> reader.getObjectAsBytes(b -> b.bucket("bucket").key("k"))))
                .isEqualTo(COLD);
        archivist.restoreObject(asked);
        assertThat(refusal(
                        () -> archivist.getObjectAsBytes(b -> b.bucket("bucket").key("k"))))
                .startsWith("403 AccessDenied");
        S3Client stranger = s3.client("root" + S3Fixture.THEIRS, Region.US_EAST_1);
        assertThat(refusal(() -> stranger.restoreObject(asked))).startsWith("403 AccessDenied");
        assertThat(refusal(
                        () -> client.restoreObject(b -> asked.accept(b.expectedBucketOwner(S3Fixture.THEIRS.value())))))
                .startsWith("403 AccessDenied");
    }

    @Test
    void aPolicyCanKeepFromArchives() {
        s3.user(
                "writer",
                Policies.identity(
                        "s3:PutObject", "*", "{\"StringNotEquals\":{\"s3:x-amz-storage-class\":\"DEEP_ARCHIVE\"}}"));
        S3Client writer = s3.client("writer", Region.US_EAST_1);
        assertThat(refusal(() -> writer.putObject(
                        b -> b.bucket("bucket").key("k").storageClass("DEEP_ARCHIVE"), RequestBody.empty())))
                .startsWith("403 AccessDenied");
        writer.putObject(b -> b.bucket("bucket").key("k").storageClass("GLACIER"), RequestBody.empty());
        assertThat(head("k").storageClassAsString()).isEqualTo("GLACIER");
    }

    @Test
    void ofManyWhoAskAtOnceOneBegins() throws Exception {
        put("k", "GLACIER");
        AtomicInteger begun = new AtomicInteger();
        List<String> refused = new CopyOnWriteArrayList<>();
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(i -> Thread.startVirtualThread(() -> {
                    try {
                        restore("k", 1, "Standard");
                        begun.incrementAndGet();
                    } catch (S3Exception e) {
                        refused.add(e.awsErrorDetails().errorCode());
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(begun).hasValue(1);
        assertThat(refused).hasSize(7).containsOnly("RestoreAlreadyInProgress");
    }

    @Test
    void timesAreAwsOnesSoManyTimesAsFast() {
        RestoreTimes likeAws = RestoreTimes.parse("1");
        assertThat(likeAws.of("GLACIER", Restoration.Tier.EXPEDITED)).isEqualTo(Duration.ofMinutes(5));
        assertThat(likeAws.of("DEEP_ARCHIVE", Restoration.Tier.BULK)).isEqualTo(Duration.ofDays(2));
        assertThat(RestoreTimes.parse("")).isEqualTo(RestoreTimes.BY_DEFAULT);
        assertThat(RestoreTimes.BY_DEFAULT.of("GLACIER", Restoration.Tier.BULK)).isEqualTo(Duration.ofSeconds(12));
        assertThat(RestoreTimes.BY_DEFAULT.of("GLACIER", Restoration.Tier.EXPEDITED))
                .isEqualTo(Duration.ofSeconds(1));
        for (String wrong : List.of("0", "-1", "fast", "1000001")) {
            assertThatThrownBy(() -> RestoreTimes.parse(wrong)).hasMessageContaining("a whole number from 1");
        }
    }
}
