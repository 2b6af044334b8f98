package dev.postern.services.s3;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.request.Caller;
import dev.postern.model.s3.Bucket;
import dev.postern.model.s3.Versioning;
import dev.postern.storage.objects.Deletion;
import dev.postern.storage.objects.Restored;
import dev.postern.storage.objects.Settled;
import dev.postern.storage.objects.StoredObject;
import dev.postern.storage.outbox.EventMessage;
import dev.postern.wire.s3.RestXml;
import dev.postern.wire.s3.S3Errors;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
        tell(call.bucket(), List.of(new Event(Cause.of(call), "ObjectCreated:" + how, VERSION, stored.key(), () -> {
            ObjectNode object = described(call.bucket(), stored);
            return object.put("sequencer", next(call.context().now()));
        })));
    }

    void removed(S3Call call, List<Deletion.Outcome> outcomes) {
        Cause cause = Cause.of(call);
        tell(
                call.bucket(),
                outcomes.stream()
                        .map(outcome -> gone(call.bucket(), cause, "ObjectRemoved:", VERSION, outcome))
                        .toList());
    }

    private Event gone(Bucket bucket, Cause cause, String what, String version, Deletion.Outcome outcome) {
        boolean marker = outcome.marker() && !outcome.named();
        return new Event(
                cause,
                what + (marker ? "DeleteMarkerCreated" : "Delete"),
                version,
                outcome.key(),
                () -> deleted(bucket, outcome, marker).put("sequencer", next(cause.now())));
    }

    private static ObjectNode deleted(Bucket bucket, Deletion.Outcome outcome, boolean marker) {
        ObjectNode object = keyed(outcome.key());
        if (marker) {
            object.put("eTag", NOTHING);
        }
        outcome.versionId().filter(_ -> keepsVersions(bucket)).ifPresent(id -> object.put("versionId", id));
        return object;
    }

    /**
     * Tells what rules of the bucket's lifecycle did, for which nobody asked.
     *
     * @param requestIds one for each
     */
    void settled(Bucket bucket, List<Settled> settled, Instant now, Supplier<String> requestIds) {
        tell(
                bucket,
                settled.stream()
                        .flatMap(one -> settled(bucket, one, now, requestIds).stream())
                        .toList());
    }

    private Optional<Event> settled(Bucket bucket, Settled settled, Instant now, Supplier<String> requestIds) {
        Cause cause = new Cause(
                now,
                requestIds.get(),
                LIFECYCLE,
                LIFECYCLE,
                record -> settled.due()
                        .storageClass()
                        .ifPresent(to -> record.putObject("lifecycleEventData")
                                .putObject("transitionEventData")
                                .put("destinationStorageClass", to)));
        if (settled.deletion().isPresent()) {
            return Optional.of(gone(
                    bucket,
                    cause,
                    "LifecycleExpiration:",
                    VERSION_OF_SAID,
                    settled.deletion().get()));
        }
        return settled.due().version() instanceof StoredObject moved
                ? Optional.of(new Event(
                        cause,
                        "LifecycleTransition",
                        VERSION_OF_SAID,
                        moved.key(),
                        () -> described(bucket, moved).put("sequencer", next(now))))
                : Optional.empty();
    }

    /** Tells that a copy of an archived object is to come. */
    void restoreAsked(S3Call call, StoredObject archived) {
        tell(
                call.bucket(),
                List.of(new Event(
                        Cause.of(call),
                        "ObjectRestore:Post",
                        VERSION,
                        archived.key(),
                        () -> described(call.bucket(), archived))));
    }

    /**
     * Tells of copies of archived objects that are there, or gone.
     *
     * @param requestIds one for each
     */
    void restored(Bucket bucket, List<Restored> settled, Instant now, Supplier<String> requestIds) {
        tell(
                bucket,
                settled.stream()
                        .map(one -> restored(bucket, one, now, requestIds.get()))
                        .toList());
    }

    private Event restored(Bucket bucket, Restored one, Instant now, String requestId) {
        StoredObject object = one.object();
        Supplier<ObjectNode> told = () -> described(bucket, object).put("sequencer", next(now));
        if (one.gone()) {
            Cause cause = new Cause(now, requestId, LIFECYCLE, LIFECYCLE, _ -> {});
            return new Event(cause, "ObjectRestore:Delete", VERSION_OF_SAID, object.key(), told);
        }
        Cause cause = new Cause(
                now,
                requestId,
                "AmazonCustomer:" + customer(bucket),
                LIFECYCLE,
                record -> record.putObject("glacierEventData")
                        .putObject("restoreEventData")
                        .put(
                                "lifecycleRestorationExpiryTime",
                                TIME.format(object.head()
                                        .restoration()
                                        .orElseThrow()
                                        .expiry()))
                        .put("lifecycleRestoreStorageClass", object.head().storageClass()));
        return new Event(cause, "ObjectRestore:Completed", VERSION, object.key(), told);
    }

    /** @param what {@code ObjectTagging:Put}, {@code ObjectTagging:Delete} or {@code ObjectAcl:Put} */
    void said(S3Call call, String what, StoredObject changed) {
        tell(
                call.bucket(),
                List.of(new Event(
                        Cause.of(call),
                        what,
                        VERSION_OF_SAID,
                        changed.key(),
                        () -> described(call.bucket(), changed))));
    }

    private static ObjectNode described(Bucket bucket, StoredObject stored) {
        ObjectNode object = keyed(stored.key()).put("size", stored.size()).put("eTag", stored.etag());
        return keepsVersions(bucket) ? object.put("versionId", stored.versionId()) : object;
    }

    private static boolean keepsVersions(Bucket bucket) {
        return bucket.versioning() != Versioning.NEVER;
    }

    private static ObjectNode keyed(String key) {
        return JsonNodeFactory.instance.objectNode().put("key", UrlText.told(key));
    }

    /** Greater than all before, also those of before a restart. */
    private String next(Instant now) {
        long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        return String.format(Locale.ROOT, "%016X", sequence.updateAndGet(last -> Math.max(last + 1, micros)));
    }

    /**
     * Something that happened.
     *
     * @param name as {@code ObjectCreated:Put}
     * @param object what is told of the object, where anything is
     */
    private record Event(Cause cause, String name, String version, String key, Supplier<ObjectNode> object) {}

    /**
     * Why something happened.
     *
     * @param principal as who it was done
     * @param source from where that was asked for
     * @param more adds to the record what is told of such events alone
     */
    private record Cause(Instant now, String requestId, String principal, String source, Consumer<ObjectNode> more) {
        static Cause of(S3Call call) {
            return new Cause(
                    call.context().now(),
                    call.context().requestId(),
                    BucketEvents.principal(call.context().caller()),
                    call.context().connection().sourceAddress().toString(),
                    _ -> {});
        }
    }

    private void tell(Bucket bucket, List<Event> events) {
        Optional<String> document = bucket.configuration(Notifications.NAME);
        if (document.isEmpty()) {
            return; // as of most buckets
        }
        List<NotificationRule> rules = NotificationRule.of(
                RestXml.read(document.get(), Notifications.ROOT, NotificationConfiguration.builder()));
        List<EventMessage> messages = events.stream()
                .flatMap(event -> message(bucket, rules, event).stream())
                .toList();
        if (!messages.isEmpty()) {
            post.send(messages);
        }
    }

    private static Optional<EventMessage> message(Bucket bucket, List<NotificationRule> rules, Event event) {
        return rules.stream()
                .filter(rule -> rule.isAbout("s3:" + event.name(), event.key()))
                .findFirst() // no two are about the same
                .map(rule -> new EventMessage(
                        rule.destination(),
                        arn(bucket),
                        bucket.owner(),
                        body(bucket, rule, event),
                        event.cause().now()));
    }

    private static String arn(Bucket bucket) {
        return "arn:aws:s3:::" + bucket.name();
    }

    private static String body(Bucket bucket, NotificationRule rule, Event event) {
        Cause cause = event.cause();
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        ObjectNode record = all.putArray("Records").addObject();
        record.put("eventVersion", event.version())
                .put("eventSource", "aws:s3")
                .put("awsRegion", bucket.region().name())
                .put("eventTime", TIME.format(cause.now()))
                .put("eventName", event.name());
        record.putObject("userIdentity").put("principalId", cause.principal());
        record.putObject("requestParameters").put("sourceIPAddress", cause.source());
        record.putObject("responseElements")
                .put("x-amz-request-id", cause.requestId())
                .put("x-amz-id-2", S3Errors.hostId(cause.requestId()));
        ObjectNode s3 = record.putObject("s3").put("s3SchemaVersion", "1.0").put("configurationId", rule.id());
        ObjectNode told = s3.putObject("bucket").put("name", bucket.name());
        told.putObject("ownerIdentity").put("principalId", customer(bucket));
        told.put("arn", arn(bucket));
        s3.set("object", event.object().get());
        cause.more().accept(record);
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
