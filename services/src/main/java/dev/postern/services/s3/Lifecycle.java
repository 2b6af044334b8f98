package dev.postern.services.s3;

import dev.postern.model.s3.Bucket;
import dev.postern.model.s3.Versioning;
import dev.postern.storage.objects.DeleteMarker;
import dev.postern.storage.objects.Due;
import dev.postern.storage.objects.StoredObject;
import dev.postern.storage.objects.VersionEntry;
import dev.postern.wire.codec.Scalars;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.BucketLifecycleConfiguration;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

/**
 * What a bucket's rules make of its objects by age. Days are whole ones: what falls due within one does so at its end, at midnight UTC.
 *
 * @param rules those that are enabled
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html">Lifecycle configuration elements</a>
 */
record Lifecycle(List<Rule> rules) {
    /** The name of the configuration. */
    static final String NAME = "lifecycle";

    /** Smaller objects do not move unless a rule's filter speaks of sizes, or the bucket lets them be archived. */
    private static final long MOVED_BYTES_MIN = 128 << 10;

    Lifecycle {
        rules = List.copyOf(rules);
    }

    /**
     * A rule and whom it is about.
     *
     * @param archivesSmall whether objects of any size move to the classes that are read no more
     */
    record Rule(LifecycleRule says, LifecycleFilter filter, boolean archivesSmall) {
        boolean matches(VersionEntry version) {
            return switch (version) {
                case StoredObject object ->
                    filter.matches(object.key(), object.size(), object.head().tags());
                case DeleteMarker marker -> filter.matches(marker.key(), 0, Map.of());
            };
        }

        private boolean moves(StoredObject object, String to) {
            return filter.hasSizes()
                    || object.size() >= MOVED_BYTES_MIN
                    || (archivesSmall && ColdStorage.CLASSES.contains(to));
        }
    }

    static Optional<Lifecycle> of(Bucket bucket) {
        boolean archivesSmall = LifecycleConfigurations.archivesSmall(bucket);
        return bucket.configuration(NAME)
                .map(document -> RestXml.read(document, LifecycleRules.ROOT, BucketLifecycleConfiguration.builder()))
                .map(configuration -> new Lifecycle(configuration.rules().stream()
                        .filter(rule -> rule.status() == ExpirationStatus.ENABLED)
                        .map(rule -> new Rule(rule, LifecycleFilter.of(rule), archivesSmall))
                        .toList()));
    }

    /** Some days after something was made, at the next midnight. */
    static Instant after(Instant made, int days) {
        Instant time = made.plus(Duration.ofDays(days));
        Instant midnight = time.truncatedTo(ChronoUnit.DAYS);
        return midnight.equals(time) ? midnight : midnight.plus(Duration.ofDays(1));
    }

    /** When a rule lets a current version go. */
    private static Optional<Instant> end(Rule rule, VersionEntry version) {
        LifecycleExpiration expiration = rule.says().expiration();
        if (expiration == null || !rule.matches(version)) {
            return Optional.empty();
        }
        return expiration.days() == null
                ? Optional.ofNullable(expiration.date())
                : Optional.of(after(version.lastModified(), expiration.days()));
    }

    /** When an object goes, and by which rule. */
    private record End(Instant time, String ruleId) {}

    /** Tells when an object that its key has now goes. */
    static void tell(Headers.Builder headers, S3Call call, StoredObject object) {
        if (ObjectVersions.asked(call).isEmpty()) {
            of(call.bucket())
                    .flatMap(lifecycle -> lifecycle.rules().stream()
                            .flatMap(rule -> end(rule, object)
                                    .map(time -> new End(time, rule.says().id()))
                                    .stream())
                            .min(Comparator.comparing(End::time)))
                    .ifPresent(end -> headers.add(
                            "x-amz-expiration",
                            "expiry-date=\"" + Scalars.httpDate(end.time()) + "\", rule-id=\"" + safe(end.ruleId())
                                    + "\""));
        }
    }

    /** Tells when an upload is aborted. */
    private static void tellAbort(Headers.Builder headers, S3Call call, Instant initiated) {
        of(call.bucket())
                .flatMap(lifecycle -> lifecycle.rules().stream()
                        .filter(rule -> rule.says().abortIncompleteMultipartUpload() != null)
                        .filter(rule -> call.key().startsWith(rule.filter().prefix()))
                        .map(rule -> new End(
                                after(
                                        initiated,
                                        rule.says()
                                                .abortIncompleteMultipartUpload()
                                                .daysAfterInitiation()),
                                rule.says().id()))
                        .min(Comparator.comparing(End::time)))
                .ifPresent(end -> headers.add("x-amz-abort-date", Scalars.httpDate(end.time()))
                        .add("x-amz-abort-rule-id", safe(end.ruleId())));
    }

    /** An answer that tells when its object goes, too. */
    static HttpResponse telling(HttpResponse response, S3Call call, StoredObject object) {
        return with(response, headers -> tell(headers, call, object));
    }

    /** An answer that tells when its upload is aborted, too. */
    static HttpResponse tellingAbort(HttpResponse response, S3Call call, Instant initiated) {
        return with(response, headers -> tellAbort(headers, call, initiated));
    }

    private static HttpResponse with(HttpResponse response, Consumer<Headers.Builder> more) {
        Headers.Builder headers = Headers.builder();
        response.headers().forEach(headers::add);
        more.accept(headers);
        return new HttpResponse(response.status(), headers.build(), response.payload());
    }

    private static String safe(String id) {
        return id.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '"')
                ? id
                : URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    /** What is due of the newest version of a key. */
    Optional<Due> ofCurrent(VersionEntry version, boolean alone, Versioning versioning, Instant now) {
        return switch (version) {
            case DeleteMarker marker ->
                alone && rules.stream().anyMatch(rule -> clearsAway(rule, marker, now))
                        ? Optional.of(Due.gone(marker, Due.Standing.ALONE))
                        : Optional.empty();
            case StoredObject object -> {
                Optional<Due> goes = rules.stream().anyMatch(rule -> isDue(end(rule, object), now))
                        ? Optional.of(Due.gone(object, Due.Standing.CURRENT))
                        : Optional.empty();
                Optional<Due> moves = LifecycleTransitions.furthest(
                                object.head().storageClass(),
                                rules.stream()
                                        .filter(rule -> rule.matches(object))
                                        .flatMap(rule -> rule.says().transitions().stream()
                                                .filter(one -> rule.moves(object, one.storageClassAsString())))
                                        .filter(one -> isDue(
                                                one.days() == null
                                                        ? Optional.ofNullable(one.date())
                                                        : Optional.of(after(object.lastModified(), one.days())),
                                                now))
                                        .map(one -> one.storageClassAsString()))
                        .map(to -> Due.moved(object, Due.Standing.CURRENT, to));
                // What goes for good need not move before; what is only marked as deleted does.
                yield versioning == Versioning.NEVER ? goes.or(() -> moves) : moves.or(() -> goes);
            }
        };
    }

    private static boolean clearsAway(Rule rule, DeleteMarker marker, Instant now) {
        LifecycleExpiration expiration = rule.says().expiration();
        return expiration != null
                && rule.matches(marker)
                && (Boolean.TRUE.equals(expiration.expiredObjectDeleteMarker()) || isDue(end(rule, marker), now));
    }

    private static boolean isDue(Optional<Instant> time, Instant now) {
        return time.filter(due -> !now.isBefore(due)).isPresent();
    }

    /**
     * What is due of an older version.
     *
     * @param since when a newer one took its place
     * @param newer how many are older than the newest, and newer than this
     */
    Optional<Due> ofNoncurrent(VersionEntry version, Instant since, int newer, Instant now) {
        boolean goes = rules.stream()
                .filter(rule -> rule.says().noncurrentVersionExpiration() != null && rule.matches(version))
                .map(rule -> rule.says().noncurrentVersionExpiration())
                .anyMatch(one -> isEnough(one.newerNoncurrentVersions(), newer)
                        && !now.isBefore(after(since, one.noncurrentDays())));
        if (goes) {
            return Optional.of(Due.gone(version, Due.Standing.NONCURRENT));
        }
        return version instanceof StoredObject object
                ? LifecycleTransitions.furthest(
                                object.head().storageClass(),
                                rules.stream()
                                        .filter(rule -> rule.matches(object))
                                        .flatMap(rule -> rule.says().noncurrentVersionTransitions().stream()
                                                .filter(one -> rule.moves(object, one.storageClassAsString())))
                                        .filter(one -> isEnough(one.newerNoncurrentVersions(), newer)
                                                && !now.isBefore(after(since, one.noncurrentDays())))
                                        .map(one -> one.storageClassAsString()))
                        .map(to -> Due.moved(object, Due.Standing.NONCURRENT, to))
                : Optional.empty();
    }

    private static boolean isEnough(@Nullable Integer kept, int newer) {
        return kept == null || newer >= kept;
    }
}
