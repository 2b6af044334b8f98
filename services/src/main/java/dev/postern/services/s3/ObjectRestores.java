package dev.postern.services.s3;

import dev.postern.storage.objects.ObjectHead;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.Restoration;
import dev.postern.storage.objects.StoredObject;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.RestoreObjectRequest;
import software.amazon.awssdk.services.s3.model.RestoreRequest;
import software.amazon.awssdk.services.s3.model.RestoreRequestType;
import software.amazon.awssdk.services.s3.model.Tier;

/**
 * Copies of archived objects, for a while: asked for, asked for sooner, or kept longer.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreObject.html">RestoreObject</a>
 */
final class ObjectRestores {
    /** Dates of headers have four digits for the year. */
    private static final int DAYS_MAX = 1_000_000;

    private final ObjectStore store;
    private final ObjectVersions versions;
    private final BucketEvents events;
    private final RestoreTimes times;

    ObjectRestores(ObjectStore store, ObjectVersions versions, BucketEvents events, RestoreTimes times) {
        this.store = store;
        this.versions = versions;
        this.events = events;
        this.times = times;
    }

    private record Asked(int days, Restoration.Tier tier) {}

    HttpResponse restore(S3Call call) {
        ColdStorage.requireArchived(versions.require(call).head());
        Asked asked = asked(call);
        Instant now = call.context().now();
        StoredObject restored = store.updateHead(
                        call.bucket().bucketId(),
                        call.key(),
                        ObjectVersions.asked(call),
                        head -> head.withRestoration(Optional.of(next(head, asked, now))))
                .orElseGet(() -> versions.require(call));
        boolean there =
                restored.head().restoration().filter(one -> one.isThere(now)).isPresent();
        if (!there) {
            events.restoreAsked(call, restored);
        }
        return HttpResponse.empty(there ? 200 : 202, Headers.NONE);
    }

    private static Asked asked(S3Call call) {
        RestoreRequest request = call.decodeBody(RestoreObjectRequest.builder()).restoreRequest();
        if (request == null || request.type() == RestoreRequestType.UNKNOWN_TO_SDK_VERSION) {
            throw malformed();
        }
        if (request.type() != null || request.selectParameters() != null || request.outputLocation() != null) {
            throw S3Error.METHOD_NOT_ALLOWED.with("Method", call.request().method(), "ResourceType", "OBJECT");
        }
        if (request.days() == null) {
            throw malformed();
        }
        int days = request.days();
        if (days < 1 || days > DAYS_MAX) {
            throw S3Error.argument(
                    days < 1
                            ? "restoration days should be at least 1"
                            : "restoration days should be at most " + DAYS_MAX,
                    "Days",
                    Integer.toString(days));
        }
        if (request.glacierJobParameters() != null) {
            if (request.glacierJobParameters().tier() == null) {
                throw malformed();
            }
            return new Asked(days, tier(request.glacierJobParameters().tier()));
        }
        return new Asked(days, request.tier() == null ? Restoration.Tier.STANDARD : tier(request.tier()));
    }

    private static ApiException malformed() {
        return S3Error.MALFORMED_XML.with();
    }

    private static Restoration.Tier tier(Tier tier) {
        return switch (tier) {
            case EXPEDITED -> Restoration.Tier.EXPEDITED;
            case STANDARD -> Restoration.Tier.STANDARD;
            case BULK -> Restoration.Tier.BULK;
            case UNKNOWN_TO_SDK_VERSION -> throw malformed();
        };
    }

    /** What is restored once it was asked for; asked on the object as it is at that moment. */
    private Restoration next(ObjectHead head, Asked asked, Instant now) {
        ColdStorage.requireArchived(head);
        if (asked.tier() == Restoration.Tier.EXPEDITED && head.storageClass().equals(ColdStorage.DEEP)) {
            throw S3Error.argument("Retrieval option is not supported by this storage class", "Tier", "Expedited");
        }
        Optional<Restoration> before = ColdStorage.restoration(head, now);
        if (before.isPresent() && before.get().isThere(now)) {
            return before.get().until(asked.days(), Lifecycle.after(now, asked.days()));
        }
        Instant ready = now.plus(times.of(head.storageClass(), asked.tier()));
        if (before.isPresent()) {
            Restoration ongoing = before.get();
            boolean sooner = asked.tier().compareTo(ongoing.tier()) < 0;
            if (!sooner || asked.days() != ongoing.days()) {
                throw S3Error.RESTORE_IN_PROGRESS.with();
            }
            ready = ready.isBefore(ongoing.ready()) ? ready : ongoing.ready();
        }
        Instant expiry = Lifecycle.after(ready, asked.days());
        return new Restoration(asked.tier(), asked.days(), ready.toEpochMilli(), expiry.toEpochMilli(), false);
    }
}
