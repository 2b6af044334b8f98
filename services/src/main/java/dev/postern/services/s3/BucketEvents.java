package dev.postern.services.s3;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.request.Caller;
import dev.postern.model.s3.Bucket;
import dev.postern.model.s3.Versioning;
import dev.postern.storage.objects.Deletion;
import dev.postern.storage.objects.Settled;
import dev.postern.storage.objects.StoredObject;
import dev.postern.wire.s3.RestXml;
import dev.postern.wire.s3.S3Errors;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;

/**
 * Tells those who asked for it what happened to objects, once it has.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Event message structure</a>
 */
final class BucketEvents {
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** Of what is there and of what is said of it: AWS counts these apart. */
    private static final String VERSION = "2.1";

    private static final String VERSION_OF_SAID = "2.3";

    /** As who, and from where, rules of lifecycles do what they say. */
    private static final String LIFECYCLE = "s3.amazonaws.com";

    /** The ETag of nothing, which delete markers have. */
    private static final String NOTHING = "d41d8cd98f00b204e9800998ecf8427e";

    private final EventPost post;
    private final AtomicLong sequence = new AtomicLong();

    BucketEvents(EventPost post) {
        this.post = post;
    }

    /**
     * Tells of a new object.
     *
     * @param how as {@code Put}
     */
    void created(S3Call call, String how, StoredObject stored) {
        tell(Cause.of(call), "ObjectCreated:" + how, VERSION, stored.key(), () -> {
            ObjectNode object = described(call.bucket(), stored);
            return object.put("sequencer", next(call.context().now()));
        });
    }

    void removed(S3Call call, Deletion.Outcome outcome) {
        boolean marker = outcome.marker() && !outcome.named();
        tell(
                Cause.of(call),
                marker ? "ObjectRemoved:DeleteMarkerCreated" : "ObjectRemoved:Delete",
                VERSION,
                outcome.key(),
                () -> deleted(call.bucket(), outcome, marker)
                        .put("sequencer", next(call.context().now())));
    }

    private static ObjectNode deleted(Bucket bucket, Deletion.Outcome outcome, boolean marker) {
        ObjectNode object = keyed(outcome.key());
        if (marker) {
            object.put("eTag", NOTHING);
        }
        outcome.versionId().filter(_ -> keepsVersions(bucket)).ifPresent(id -> object.put("versionId", id));
        return object;
    }

    /** Tells what a rule of the bucket's lifecycle did, for which nobody asked. */
    void settled(Bucket bucket, Settled settled, Instant now, String requestId) {
        Cause cause = new Cause(
                bucket, now, requestId, LIFECYCLE, LIFECYCLE, settled.due().storageClass());
        String key = settled.due().version().key();
        if (settled.deletion().isPresent()) {
            Deletion.Outcome outcome = settled.deletion().get();
            boolean marker = outcome.marker() && !outcome.named();
            tell(
                    cause,
                    marker ? "LifecycleExpiration:DeleteMarkerCreated" : "LifecycleExpiration:Delete",
                    VERSION_OF_SAID,
                    key,
                    () -> deleted(bucket, outcome, marker).put("sequencer", next(now)));
        } else if (settled.due().version() instanceof StoredObject moved) {
            tell(
                    cause,
                    "LifecycleTransition",
                    VERSION_OF_SAID,
                    key,
                    () -> described(bucket, moved).put("sequencer", next(now)));
        }
    }

    /** @param what {@code ObjectTagging:Put}, {@code ObjectTagging:Delete} or {@code ObjectAcl:Put} */
    void said(S3Call call, String what, StoredObject changed) {
        tell(Cause.of(call), what, VERSION_OF_SAID, changed.key(), () -> described(call.bucket(), changed));
    }

    private static ObjectNode described(Bucket bucket, StoredObject stored) {
        ObjectNode object = keyed(stored.key()).put("size", stored.size()).put("eTag", stored.etag());
        return keepsVersions(bucket) ? object.put("versionId", stored.versionId()) : object;
    }

    private static boolean keepsVersions(Bucket bucket) {
        return bucket.versioning() != Versioning.NEVER;
    }

    private static ObjectNode keyed(String key) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("key", URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/"));
    }

    /** Greater than all before, also those of before a restart. */
    private String next(Instant now) {
        long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        return String.format(Locale.ROOT, "%016X", sequence.updateAndGet(last -> Math.max(last + 1, micros)));
    }

    private interface Told {
        ObjectNode object();
    }

    /**
     * Why something happened.
     *
     * @param principal as who it was done
     * @param source from where that was asked for
     * @param movedTo the class that an object is in since
     */
    private record Cause(
            Bucket bucket, Instant now, String requestId, String principal, String source, Optional<String> movedTo) {
        static Cause of(S3Call call) {
            return new Cause(
                    call.bucket(),
                    call.context().now(),
                    call.context().requestId(),
                    BucketEvents.principal(call.context().caller()),
                    call.context().connection().sourceAddress().toString(),
                    Optional.empty());
        }

        String arn() {
            return "arn:aws:s3:::" + bucket.name();
        }
    }

    private void tell(Cause cause, String event, String version, String key, Told told) {
        Optional<String> document = cause.bucket().configuration(Notifications.NAME);
        if (document.isEmpty()) {
            return; // as of most buckets
        }
        NotificationConfiguration configuration =
                RestXml.read(document.get(), Notifications.ROOT, NotificationConfiguration.builder());
        NotificationRule.of(configuration).stream()
                .filter(rule -> rule.isAbout("s3:" + event, key))
                .findFirst() // no two are about the same
                .ifPresent(rule -> post.send(new EventMessage(
                        rule.destination(),
                        cause.arn(),
                        cause.bucket().owner(),
                        message(cause, event, version, rule, told.object()),
                        cause.now())));
    }

    private static String message(Cause cause, String event, String version, NotificationRule rule, ObjectNode object) {
        Bucket bucket = cause.bucket();
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        ObjectNode record = all.putArray("Records").addObject();
        record.put("eventVersion", version)
                .put("eventSource", "aws:s3")
                .put("awsRegion", bucket.region().name())
                .put("eventTime", TIME.format(cause.now()))
                .put("eventName", event);
        record.putObject("userIdentity").put("principalId", cause.principal());
        record.putObject("requestParameters").put("sourceIPAddress", cause.source());
        record.putObject("responseElements")
                .put("x-amz-request-id", cause.requestId())
                .put("x-amz-id-2", S3Errors.hostId(cause.requestId()));
        ObjectNode s3 = record.putObject("s3").put("s3SchemaVersion", "1.0").put("configurationId", rule.id());
        ObjectNode told = s3.putObject("bucket").put("name", bucket.name());
        told.putObject("ownerIdentity").put("principalId", customer(bucket));
        told.put("arn", cause.arn());
        s3.set("object", object);
        cause.movedTo()
                .ifPresent(to -> record.putObject("lifecycleEventData")
                        .putObject("transitionEventData")
                        .put("destinationStorageClass", to));
        return all.toString();
    }

    private static String principal(Caller caller) {
        return caller instanceof Caller.Anonymous ? "Anonymous" : "AWS:" + caller.userId();
    }

    /** In the form of the ids that Amazon's retail customers have: 14 letters and digits. */
    private static String customer(Bucket bucket) {
        return "A" + Owners.canonicalId(bucket.owner()).substring(0, 13).toUpperCase(Locale.ROOT);
    }
}
