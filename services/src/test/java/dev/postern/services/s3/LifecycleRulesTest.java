package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.NoncurrentVersionTransition;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Transition;
import software.amazon.awssdk.services.s3.model.TransitionDefaultMinimumObjectSize;

/** Which rules are taken, and how they are told. */
final class LifecycleRulesTest {
    private static final String MALFORMED = "400 MalformedXML: The XML you provided was not well-formed or did not"
            + " validate against our published schema";
    private static final Tag TAG = Tag.builder().key("t").value("v").build();

    private final S3Fixture s3;
    private final S3Client client;

    LifecycleRulesTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        client = s3.root();
        client.createBucket(b -> b.bucket("bucket"));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    private static LifecycleRule rule(Consumer<LifecycleRule.Builder> more) {
        LifecycleRule.Builder rule = LifecycleRule.builder().status("Enabled").filter(f -> f.prefix(""));
        more.accept(rule);
        return rule.build();
    }

    @SuppressWarnings("deprecation") // what S3 had before there were filters, and still has
    private static LifecycleRule old(String prefix, Consumer<LifecycleRule.Builder> more) {
        return rule(r -> more.accept(r.filter((LifecycleRuleFilter) null).prefix(prefix)));
    }

    private Object put(LifecycleRule... rules) {
        return client.putBucketLifecycleConfiguration(
                b -> b.bucket("bucket").lifecycleConfiguration(c -> c.rules(rules)));
    }

    private String refused(Consumer<LifecycleRule.Builder> more) {
        return refusal(() -> put(rule(more)));
    }

    private static void days(LifecycleRule.Builder rule) {
        rule.expiration(e -> e.days(1));
    }

    private static Consumer<LifecycleRule.Builder> ends(Consumer<LifecycleExpiration.Builder> how) {
        return rule -> rule.expiration(how);
    }

    private static Transition to(String storageClass, int days) {
        return Transition.builder().storageClass(storageClass).days(days).build();
    }

    private static NoncurrentVersionTransition later(String storageClass, int days) {
        return NoncurrentVersionTransition.builder()
                .storageClass(storageClass)
                .noncurrentDays(days)
                .build();
    }

    @Test
    void tellsTheRulesThatWerePut() {
        assertThat(refusal(() -> client.getBucketLifecycleConfiguration(b -> b.bucket("bucket"))))
                .isEqualTo("404 NoSuchLifecycleConfiguration: The lifecycle configuration does not exist");
        LifecycleRule all = rule(r -> r.id("all")
                .filter(f -> f.and(a -> a.prefix("logs/").tags(TAG).objectSizeGreaterThan(10L)))
                .expiration(e -> e.days(100))
                .transitions(to("STANDARD_IA", 30), to("GLACIER_IR", 60))
                .noncurrentVersionExpiration(n -> n.noncurrentDays(5).newerNoncurrentVersions(3)));
        LifecycleRule dated = rule(r -> r.id("dated")
                .status("Disabled")
                .filter(f -> {})
                .expiration(e -> e.date(Instant.parse("2030-01-01T00:00:00Z"))));
        put(all, dated, rule(r -> r.abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(2))));
        GetBucketLifecycleConfigurationResponse told = client.getBucketLifecycleConfiguration(b -> b.bucket("bucket"));
        assertThat(told.rules()).hasSize(3).startsWith(all, dated);
        assertThat(told.rules().get(2).id()).hasSize(48);
        assertThat(told.transitionDefaultMinimumObjectSize())
                .isEqualTo(TransitionDefaultMinimumObjectSize.ALL_STORAGE_CLASSES_128_K);
        client.putBucketLifecycleConfiguration(b -> b.bucket("bucket")
                .transitionDefaultMinimumObjectSize("varies_by_storage_class")
                .lifecycleConfiguration(c -> c.rules(old("a", LifecycleRulesTest::days))));
        told = client.getBucketLifecycleConfiguration(b -> b.bucket("bucket"));
        assertThat(told.transitionDefaultMinimumObjectSizeAsString()).isEqualTo("varies_by_storage_class");
        assertThat(LifecycleFilter.basePrefix(told.rules().getFirst())).isEqualTo("a");
        client.deleteBucketLifecycle(b -> b.bucket("bucket"));
        client.deleteBucketLifecycle(b -> b.bucket("bucket"));
        assertThat(refusal(() -> client.getBucketLifecycleConfiguration(b -> b.bucket("bucket"))))
                .startsWith("404 NoSuchLifecycleConfiguration");
        assertThat(refusal(() -> client.putBucketLifecycleConfiguration(b -> b.bucket("bucket")
                        .transitionDefaultMinimumObjectSize("value")
                        .lifecycleConfiguration(c -> c.rules(all)))))
                .isEqualTo("400 InvalidRequest: Invalid TransitionDefaultMinimumObjectSize found: value");
    }

    @Test
    void refusesRulesThatAreNone() {
        assertThat(refusal(this::put)).isEqualTo(MALFORMED);
        LifecycleRule[] many = IntStream.range(0, 1_001)
                .mapToObj(i -> rule(LifecycleRulesTest::days))
                .toArray(LifecycleRule[]::new);
        assertThat(refusal(() -> put(many))).isEqualTo(MALFORMED);
        assertThat(refused(r -> {}))
                .isEqualTo("400 InvalidRequest: At least one action needs to be specified in a rule");
        List<Consumer<LifecycleRule.Builder>> malformed = List.of(
                r -> days(r.status("enabled")),
                r -> days(r.filter((LifecycleRuleFilter) null)),
                r -> days(r.filter(f -> f.prefix("a").tag(TAG))),
                r -> days(r.filter(f -> f.and(a -> a.prefix("a")))),
                ends(e -> {}),
                ends(e -> e.days(1).expiredObjectDeleteMarker(true)),
                ends(e -> e.days(1).date(Instant.parse("2030-01-01T00:00:00Z"))),
                r -> r.noncurrentVersionExpiration(n -> n.newerNoncurrentVersions(1)),
                r -> r.noncurrentVersionExpiration(n -> {}),
                r -> r.abortIncompleteMultipartUpload(a -> {}),
                r -> r.transitions(to("STANDARD", 30)),
                r -> r.transitions(Transition.builder().days(30).build()),
                r -> r.transitions(
                        Transition.builder().storageClass("STANDARD_IA").build()));
        for (Consumer<LifecycleRule.Builder> one : malformed) {
            assertThat(refused(one)).isEqualTo(MALFORMED);
        }
        assertThat(refused(r -> days(r.id("x".repeat(256)))))
                .isEqualTo("400 InvalidArgument: ID length should not exceed allowed limit of 255");
        LifecycleRule same = rule(r -> days(r.id("same")));
        assertThat(refusal(() -> put(same, same)))
                .isEqualTo("400 InvalidArgument: Rule ID must be unique. Found same ID for more than one rule");
    }

    @Test
    void refusesTimesAndSizesThatMeanNothing() {
        assertThat(refused(ends(e -> e.days(0))))
                .isEqualTo("400 InvalidArgument: 'Days' for Expiration action must be a positive integer");
        assertThat(refused(ends(e -> e.date(Instant.parse("2030-01-01T01:00:00Z")))))
                .isEqualTo("400 InvalidArgument: 'Date' must be at midnight GMT");
        for (int newer : new int[] {0, 101}) {
            assertThat(refused(r -> r.noncurrentVersionExpiration(
                            n -> n.noncurrentDays(1).newerNoncurrentVersions(newer))))
                    .isEqualTo("400 InvalidArgument: 'NewerNoncurrentVersions' for NoncurrentVersionExpiration action"
                            + " must be an integer between 1 and 100");
        }
        assertThat(refused(r -> r.noncurrentVersionExpiration(n -> n.noncurrentDays(0))))
                .isEqualTo("400 InvalidArgument: 'NoncurrentDays' for NoncurrentVersionExpiration action must be a"
                        + " positive integer");
        assertThat(refused(r -> r.abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(0))))
                .isEqualTo(
                        "400 InvalidArgument: 'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be"
                                + " a positive integer");
        assertThat(refused(r -> days(r.filter(f -> f.objectSizeLessThan(0L)))))
                .isEqualTo("400 InvalidRequest: 'ObjectSizeLessThan' should be between 1 and 1099511627776000.");
        assertThat(refused(r -> days(
                        r.filter(f -> f.and(a -> a.objectSizeGreaterThan(5L).objectSizeLessThan(5L))))))
                .isEqualTo("400 InvalidRequest: 'ObjectSizeLessThan' has to be a value greater than"
                        + " 'ObjectSizeGreaterThan'.");
        assertThat(refused(r -> days(r.filter(f -> f.and(a -> a.tags(TAG, TAG))))))
                .isEqualTo("400 InvalidRequest: Duplicate Tag Keys are not allowed.");
        assertThat(refused(
                        r -> r.filter(f -> f.tag(TAG)).abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(1))))
                .isEqualTo("400 InvalidRequest: AbortIncompleteMultipartUpload cannot be specified with Tags.");
        assertThat(refused(r ->
                        r.filter(f -> f.objectSizeLessThan(5L)).expiration(e -> e.expiredObjectDeleteMarker(false))))
                .isEqualTo("400 InvalidRequest: ExpiredObjectDeleteMarker cannot be specified with Object Size.");
    }

    @Test
    void theOldFormDoesNotMixWithTheNew() {
        assertThat(refusal(() -> put(old("a", LifecycleRulesTest::days), rule(LifecycleRulesTest::days))))
                .isEqualTo("400 InvalidRequest: Filter element can only be used in Lifecycle V2.");
        assertThat(refusal(() -> put(rule(LifecycleRulesTest::days), old("a", LifecycleRulesTest::days))))
                .isEqualTo("400 InvalidRequest: Base level prefix cannot be used in Lifecycle V2, prefixes are only"
                        + " supported in the Filter.");
        assertThat(refusal(() -> put(old("a/b", LifecycleRulesTest::days), old("a", LifecycleRulesTest::days))))
                .isEqualTo("400 InvalidRequest: Found overlapping prefixes 'a' and 'a/b' for same action type"
                        + " 'Expiration'");
        put(
                old("a", LifecycleRulesTest::days),
                old("a", r -> r.abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(1))),
                old("b", LifecycleRulesTest::days));
        put(rule(LifecycleRulesTest::days), rule(LifecycleRulesTest::days)); // filters may overlap
    }

    @Test
    void refusesTransitionsThatCannotBe() {
        put(rule(r -> r.transitions(to("STANDARD_IA", 30), to("GLACIER", 60), to("DEEP_ARCHIVE", 61))));
        put(rule(r -> r.transitions(to("GLACIER", 0), to("DEEP_ARCHIVE", 1))));
        assertThat(refused(r -> r.transitions(to("GLACIER", 90), to("DEEP_ARCHIVE", 90))))
                .isEqualTo("400 InvalidArgument: 'Days' in the Transition action for StorageClass 'DEEP_ARCHIVE' for"
                        + " filter '(prefix=)' must be greater than 'Days' in the Transition action for StorageClass"
                        + " 'GLACIER' for filter '(prefix=)'");
        assertThat(refused(r -> r.transitions(to("ONEZONE_IA", 30), to("GLACIER", 59))))
                .isEqualTo("400 InvalidArgument: 'Days' in the Transition action for StorageClass 'GLACIER' for"
                        + " filter '(prefix=)' must be 30 days more than 'Days' in the Transition action for"
                        + " StorageClass 'ONEZONE_IA' for filter '(prefix=)'");
        assertThat(refused(r -> r.noncurrentVersionTransitions(later("DEEP_ARCHIVE", 0), later("GLACIER", 0))))
                .isEqualTo("400 InvalidArgument: 'NoncurrentDays' in the NoncurrentVersionTransition action for"
                        + " StorageClass 'DEEP_ARCHIVE' for filter '(prefix=)' must be greater than 'NoncurrentDays' in"
                        + " the NoncurrentVersionTransition action for StorageClass 'GLACIER' for filter '(prefix=)'");
        assertThat(refused(r -> r.noncurrentVersionTransitions(later("STANDARD_IA", 30), later("GLACIER", 31))))
                .contains("must be 30 days more than");
        assertThat(refused(r -> r.transitions(to("ONEZONE_IA", 29))))
                .isEqualTo("400 InvalidArgument: 'Days' in Transition action must be greater than or equal to 30 for"
                        + " storageClass 'ONEZONE_IA'");
        assertThat(refused(r -> r.transitions(to("GLACIER_IR", 0), to("GLACIER_IR", 1))))
                .isEqualTo(
                        "400 InvalidRequest: 'StorageClass' must be different for 'Transition' actions in same 'Rule'"
                                + " with filter '(prefix=)'");
        assertThat(refused(r -> r.filter(f -> f.tag(TAG)).transitions(to("STANDARD_IA", 60), to("GLACIER_IR", 60))))
                .isEqualTo(
                        "400 InvalidArgument: 'Days' in the Transition action for StorageClass 'GLACIER_IR' for filter"
                                + " '(tag={key=t, value=v})' must be greater than 'Days' in the Transition action for StorageClass"
                                + " 'STANDARD_IA' for filter '(tag={key=t, value=v})'");
        assertThat(refused(r -> r.transitions(to("GLACIER_IR", 60)).expiration(e -> e.days(60))))
                .isEqualTo("400 InvalidArgument: 'Days' in the Expiration action for filter '(prefix=)' must be greater"
                        + " than 'Days' in the Transition action");
        assertThat(refused(r -> r.transitions(to("GLACIER_IR", 60))
                        .expiration(e -> e.date(Instant.parse("2030-01-01T00:00:00Z")))))
                .isEqualTo(
                        "400 InvalidRequest: Found mixed 'Date' and 'Days' based Expiration and Transition actions in"
                                + " lifecycle rule for filter '(prefix=)'");
    }
}
