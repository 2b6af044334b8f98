package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.request.Ids;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.NoncurrentVersionTransition;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Transition;

/** What becomes of objects by the rules of their buckets, on a clock that is turned. */
final class LifecycleSweepTest {
    private static final Instant NOON = Instant.parse("2030-01-15T12:00:00Z");
    private static final String LARGE = "x".repeat(128 << 10);

    private final S3Fixture s3;
    private final S3Client client;
    private LifecycleSweep sweep;

    LifecycleSweepTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        client = s3.root();
        sweep = new LifecycleSweep(s3.cloud::snapshot, s3.store, EventPost.NONE, new Ids(new Random(1)));
        s3.at("2030-01-15T12:00:00Z");
        client.createBucket(b -> b.bucket("bucket"));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    /** Turns the clock, and lets what is due come to pass. */
    private void sweptAt(String time) {
        s3.at(time);
        while (sweep.step(s3.clock.instant())) {
            // until nothing is left to look at
        }
    }

    private void keepVersions() {
        client.putBucketVersioning(b -> b.bucket("bucket").versioningConfiguration(v -> v.status("Enabled")));
    }

    @SafeVarargs
    private void rules(Consumer<LifecycleRule.Builder>... rules) {
        List<LifecycleRule> made = new ArrayList<>();
        for (Consumer<LifecycleRule.Builder> one : rules) {
            LifecycleRule.Builder rule =
                    LifecycleRule.builder().status("Enabled").filter(f -> f.prefix(""));
            one.accept(rule);
            made.add(rule.build());
        }
        client.putBucketLifecycleConfiguration(b -> b.bucket("bucket").lifecycleConfiguration(c -> c.rules(made)));
    }

    private String put(String key, String text) {
        return put(key, text, b -> {});
    }

    private String put(String key, String text, Consumer<PutObjectRequest.Builder> more) {
        return Optional.ofNullable(
                        client.putObject(b -> more.accept(b.bucket("bucket").key(key)), RequestBody.fromString(text))
                                .versionId())
                .orElse("null");
    }

    private List<String> keys() {
        return client.listObjectsV2(b -> b.bucket("bucket")).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /** All versions as {@code key=id}, delete markers with a minus. */
    private List<String> versions() {
        ListObjectVersionsResponse all = client.listObjectVersions(b -> b.bucket("bucket"));
        List<String> lines = new ArrayList<>();
        all.versions().forEach(v -> lines.add(v.key() + "=" + v.versionId()));
        all.deleteMarkers().forEach(m -> lines.add(m.key() + "-" + m.versionId()));
        return lines;
    }

    private String storageClass(String key) {
        return client.listObjectsV2(b -> b.bucket("bucket").prefix(key))
                .contents()
                .getFirst()
                .storageClassAsString();
    }

    @Test
    void objectsGoAtTheMidnightAfterTheirDays() {
        rules(
                r -> r.id("logs after 3").filter(f -> f.prefix("logs/")).expiration(e -> e.days(3)),
                r -> r.id("never").status("Disabled").expiration(e -> e.days(1)),
                r -> r.id("logs after 5").filter(f -> f.prefix("logs/")).expiration(e -> e.days(5)));
        String expected = "expiry-date=\"Sat, 19 Jan 2030 00:00:00 GMT\", rule-id=\"logs after 3\"";
        assertThat(client.putObject(b -> b.bucket("bucket").key("logs/a"), RequestBody.fromString("a"))
                        .expiration())
                .isEqualTo(expected);
        put("other", "b");
        GetObjectResponse read =
                client.getObjectAsBytes(b -> b.bucket("bucket").key("logs/a")).response();
        assertThat(read.expiration()).isEqualTo(expected);
        assertThat(client.headObject(b -> b.bucket("bucket").key("other")).expiration())
                .isNull();
        assertThat(client.headObject(b -> b.bucket("bucket").key("logs/a").versionId("null"))
                        .expiration())
                .isNull();
        assertThat(client.copyObject(b -> b.sourceBucket("bucket")
                                .sourceKey("other")
                                .destinationBucket("bucket")
                                .destinationKey("logs/copy"))
                        .expiration())
                .isEqualTo(expected);
        sweptAt("2030-01-18T23:59:59Z");
        assertThat(keys()).containsExactly("logs/a", "logs/copy", "other");
        sweptAt("2030-01-19T00:00:00Z");
        assertThat(keys()).containsExactly("other");
        assertThat(versions()).containsExactly("other=null");
    }

    @Test
    void filtersChooseByTagsAndSizesAndDatesAreForAll() {
        rules(
                r -> r.filter(f -> f.and(a -> a.objectSizeGreaterThan(2L).objectSizeLessThan(5L)))
                        .expiration(e -> e.days(1)),
                r -> r.filter(f -> f.tag(t -> t.key("t").value("v"))).expiration(e -> e.days(1)));
        put("2", "12");
        put("3", "123");
        put("4", "1234");
        put("5", "12345");
        put("tagged", "1", b -> b.tagging("t=v&other=x"));
        put("otherwise", "1", b -> b.tagging("t=w"));
        sweptAt("2030-01-17T00:00:00Z");
        assertThat(keys()).containsExactly("2", "5", "otherwise");
        rules(r -> r.expiration(e -> e.date(Instant.parse("2030-01-17T00:00:00Z"))));
        sweptAt("2030-01-17T00:00:01Z");
        assertThat(keys()).isEmpty();
    }

    @Test
    void whereVersionsAreKeptDeleteMarkersComeAndGo() {
        keepVersions();
        rules(
                r -> r.expiration(e -> e.days(1)),
                r -> r.noncurrentVersionExpiration(n -> n.noncurrentDays(2)),
                r -> r.expiration(e -> e.expiredObjectDeleteMarker(true)));
        String old = put("k", "old");
        s3.at("2030-01-15T13:00:00Z");
        String current = put("k", "new");
        sweptAt("2030-01-17T06:00:00Z");
        assertThat(keys()).isEmpty();
        assertThat(versions()).hasSize(3).contains("k=" + old, "k=" + current);
        // Each version waits from when it was overtaken: at one o'clock, and by the sweep.
        sweptAt("2030-01-18T00:00:00Z");
        assertThat(versions()).hasSize(2).contains("k=" + current);
        sweptAt("2030-01-19T23:00:00Z");
        assertThat(versions()).hasSize(2);
        sweptAt("2030-01-20T00:00:00Z");
        assertThat(versions()).singleElement().asString().startsWith("k-");
        sweptAt("2030-01-21T00:00:00Z");
        assertThat(versions()).isEmpty();
    }

    @Test
    void someOlderVersionsStay() {
        keepVersions();
        rules(r -> r.noncurrentVersionExpiration(n -> n.noncurrentDays(1).newerNoncurrentVersions(2)));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ids.add(put("k", "version " + i));
        }
        put("single", "x");
        sweptAt("2030-01-18T00:00:00Z");
        assertThat(versions()).hasSize(4).contains("k=" + ids.get(5), "k=" + ids.get(4), "k=" + ids.get(3));
    }

    @Test
    void pagesAreNoBorders() {
        keepVersions();
        rules(r -> r.noncurrentVersionExpiration(n -> n.noncurrentDays(1).newerNoncurrentVersions(6)));
        put("a", "x");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(put("k", "version " + i));
        }
        put("z", "x");
        sweep = new LifecycleSweep(s3.cloud::snapshot, s3.store, EventPost.NONE, new Ids(new Random(1)), 3);
        sweptAt("2030-01-18T00:00:00Z");
        assertThat(versions())
                .hasSize(9)
                .containsAll(ids.subList(13, 20).stream().map(id -> "k=" + id).toList());
    }

    @Test
    void lockedVersionsStayUntilTheyAreNotLocked() {
        client.createBucket(b -> b.bucket("vault").objectLockEnabledForBucket(true));
        LifecycleRule rule = LifecycleRule.builder()
                .status("Enabled")
                .filter(f -> f.prefix(""))
                .expiration(e -> e.days(1))
                .noncurrentVersionExpiration(n -> n.noncurrentDays(1))
                .build();
        client.putBucketLifecycleConfiguration(b -> b.bucket("vault").lifecycleConfiguration(c -> c.rules(rule)));
        client.putObject(
                b -> b.bucket("vault")
                        .key("k")
                        .objectLockMode("GOVERNANCE")
                        .objectLockRetainUntilDate(NOON.plus(Duration.ofDays(10))),
                RequestBody.fromString("kept"));
        sweptAt("2030-01-17T00:00:00Z");
        assertThat(refusal(() -> client.headObject(b -> b.bucket("vault").key("k"))))
                .startsWith("404");
        sweptAt("2030-01-25T00:00:00Z");
        assertThat(client.listObjectVersions(b -> b.bucket("vault")).versions()).hasSize(1);
        sweptAt("2030-01-26T00:00:00Z");
        assertThat(client.listObjectVersions(b -> b.bucket("vault")).versions()).isEmpty();
    }

    @Test
    void objectsMoveToOtherClasses() {
        rules(r -> r.transitions(
                        Transition.builder()
                                .storageClass("STANDARD_IA")
                                .days(30)
                                .build(),
                        Transition.builder().storageClass("GLACIER_IR").days(60).build())
                .expiration(e -> e.days(90)));
        put("large", LARGE);
        put("small", "small");
        put("onezone", LARGE, b -> b.storageClass("ONEZONE_IA"));
        sweptAt("2030-02-15T00:00:00Z");
        assertThat(storageClass("large")).isEqualTo("STANDARD_IA");
        HeadObjectResponse head = client.headObject(b -> b.bucket("bucket").key("large"));
        assertThat(head.storageClassAsString()).isEqualTo("STANDARD_IA");
        assertThat(head.lastModified()).isEqualTo(NOON);
        assertThat(storageClass("small")).isEqualTo("STANDARD");
        sweptAt("2030-03-18T00:00:00Z");
        assertThat(storageClass("large")).isEqualTo("GLACIER_IR");
        assertThat(storageClass("onezone")).isEqualTo("ONEZONE_IA");
        assertThat(client.getObjectAsBytes(b -> b.bucket("bucket").key("large")).asUtf8String())
                .isEqualTo(LARGE);
        sweptAt("2030-04-16T00:00:00Z");
        assertThat(keys()).isEmpty();
    }

    @Test
    void olderVersionsMoveAndFiltersSayHowSmallWhatMovesMayBe() {
        keepVersions();
        rules(r -> r.filter(f -> f.objectSizeGreaterThan(1L))
                .noncurrentVersionTransitions(NoncurrentVersionTransition.builder()
                        .storageClass("GLACIER_IR")
                        .noncurrentDays(0)
                        .build()));
        String old = put("k", "old");
        put("k", "new");
        sweptAt("2030-01-16T00:00:00Z");
        assertThat(client.headObject(b -> b.bucket("bucket").key("k").versionId(old))
                        .storageClassAsString())
                .isEqualTo("GLACIER_IR");
        assertThat(storageClass("k")).isEqualTo("STANDARD");
    }

    @Test
    void whatIsArchivedMovesOnAndIsReadNoMore() {
        keepVersions();
        Consumer<LifecycleRule.Builder> archives = r -> r.transitions(
                        Transition.builder().storageClass("GLACIER").days(0).build(),
                        Transition.builder()
                                .storageClass("DEEP_ARCHIVE")
                                .days(90)
                                .build())
                .noncurrentVersionTransitions(NoncurrentVersionTransition.builder()
                        .storageClass("DEEP_ARCHIVE")
                        .noncurrentDays(1)
                        .build());
        rules(archives);
        String old = put("large", LARGE);
        put("large", LARGE);
        put("onezone", LARGE, b -> b.storageClass("ONEZONE_IA"));
        put("small", "small");
        sweptAt("2030-01-16T00:00:00Z");
        assertThat(storageClass("large")).isEqualTo("GLACIER");
        assertThat(storageClass("onezone")).isEqualTo("GLACIER");
        assertThat(storageClass("small")).isEqualTo("STANDARD");
        assertThat(refusal(() -> client.getObjectAsBytes(b -> b.bucket("bucket").key("large"))))
                .startsWith("403 InvalidObjectState");
        sweptAt("2030-01-17T00:00:00Z");
        assertThat(client.headObject(b -> b.bucket("bucket").key("large").versionId(old))
                        .storageClassAsString())
                .isEqualTo("DEEP_ARCHIVE");
        LifecycleRule rule = client.getBucketLifecycleConfiguration(b -> b.bucket("bucket"))
                .rules()
                .getFirst();
        client.putBucketLifecycleConfiguration(b -> b.bucket("bucket")
                .transitionDefaultMinimumObjectSize("varies_by_storage_class")
                .lifecycleConfiguration(c -> c.rules(rule)));
        sweptAt("2030-01-17T00:00:01Z");
        assertThat(storageClass("small")).isEqualTo("GLACIER");
        s3.at("2030-04-14T12:00:00Z");
        client.restoreObject(b -> b.bucket("bucket").key("large").restoreRequest(r -> r.days(9)));
        sweptAt("2030-04-16T00:00:00Z");
        assertThat(storageClass("large")).isEqualTo("DEEP_ARCHIVE");
        assertThat(client.getObjectAsBytes(b -> b.bucket("bucket").key("large")).asUtf8String())
                .as("by its copy")
                .isEqualTo(LARGE);
    }

    @Test
    void uploadsThatNobodyCompletesAreAborted() {
        rules(r -> r.id("abort")
                .filter(f -> f.prefix("a/"))
                .abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(2)));
        CreateMultipartUploadResponse begun =
                client.createMultipartUpload(b -> b.bucket("bucket").key("a/k"));
        assertThat(begun.abortDate()).isEqualTo(Instant.parse("2030-01-18T00:00:00Z"));
        assertThat(begun.abortRuleId()).isEqualTo("abort");
        assertThat(client.listParts(b -> b.bucket("bucket").key("a/k").uploadId(begun.uploadId()))
                        .abortRuleId())
                .isEqualTo("abort");
        client.createMultipartUpload(b -> b.bucket("bucket").key("b"));
        sweptAt("2030-01-17T23:59:59Z");
        assertThat(client.listMultipartUploads(b -> b.bucket("bucket")).uploads())
                .hasSize(2);
        sweptAt("2030-01-18T00:00:00Z");
        assertThat(client.listMultipartUploads(b -> b.bucket("bucket")).uploads())
                .singleElement()
                .extracting(u -> u.key())
                .isEqualTo("b");
        rules(r -> r.abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(2)));
        sweptAt("2030-01-18T00:00:01Z");
        assertThat(client.listMultipartUploads(b -> b.bucket("bucket")).uploads())
                .isEmpty();
    }

    @Test
    void aBucketIsWalkedThroughOnceADayAndWhenItsRulesChange() {
        rules(r -> r.expiration(e -> e.days(1)));
        put("k", "x");
        Instant now = NOON;
        assertThat(sweep.step(now)).isTrue();
        assertThat(sweep.step(now)).isFalse();
        assertThat(sweep.step(now.plus(Duration.ofHours(11)))).isFalse();
        assertThat(sweep.step(now.plus(Duration.ofHours(12)))).isTrue();
        assertThat(sweep.step(now.plus(Duration.ofHours(12)))).isFalse();
        rules(r -> r.expiration(e -> e.days(2)));
        assertThat(sweep.step(now.plus(Duration.ofHours(12)))).isTrue();
        client.deleteBucketLifecycle(b -> b.bucket("bucket"));
        assertThat(sweep.step(now.plus(Duration.ofDays(9)))).isFalse();
        // After a start everything is looked at anew.
        rules(r -> r.expiration(e -> e.days(1)));
        sweep = new LifecycleSweep(s3.cloud::snapshot, s3.store, EventPost.NONE, new Ids(new Random(1)));
        sweptAt("2030-01-20T00:00:00Z");
        assertThat(keys()).isEmpty();
        client.deleteBucket(b -> b.bucket("bucket"));
        assertThat(sweep.step(now.plus(Duration.ofDays(99)))).isFalse();
    }
}
