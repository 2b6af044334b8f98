package dev.postern.services.s3;

import dev.postern.storage.objects.ObjectHead;
import dev.postern.storage.objects.Restoration;
import dev.postern.storage.objects.StoredObject;
import dev.postern.storage.objects.VersionEntry;
import dev.postern.wire.ApiException;
import dev.postern.wire.codec.Scalars;
import dev.postern.wire.http.Headers;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.RestoreStatus;

/**
 * Storage classes whose objects cannot be read before they are restored.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/archived-objects.html">Working with archived objects</a>
 */
final class ColdStorage {
    static final String DEEP = "DEEP_ARCHIVE";
    static final Set<String> CLASSES = Set.of("GLACIER", DEEP);
    private static final String OPTIONAL_ATTRIBUTES = "x-amz-optional-object-attributes";

    private ColdStorage() {}

    static boolean isArchived(ObjectHead head) {
        return CLASSES.contains(head.storageClass());
    }

    /** The copy of an archived object that is to come or is there. */
    static Optional<Restoration> restoration(ObjectHead head, Instant now) {
        return head.restoration().filter(one -> isArchived(head) && !one.isOver(now));
    }

    /** What is answered instead of an object's content. */
    private static Optional<ApiException> refusal(ObjectHead head, Instant now) {
        return isReadable(head, now)
                ? Optional.empty()
                : Optional.of(S3Error.INVALID_OBJECT_STATE.with("StorageClass", head.storageClass()));
    }

    /** What would be answered instead of the content of a version that a call asks for. */
    static Optional<ApiException> suppose(S3Call call, VersionEntry version) {
        return call.operation() == S3Operation.GET_OBJECT && version instanceof StoredObject object
                ? refusal(object.head(), call.context().now())
                : Optional.empty();
    }

    private static boolean isReadable(ObjectHead head, Instant now) {
        return !isArchived(head)
                || restoration(head, now).filter(one -> one.isThere(now)).isPresent();
    }

    /** Refuses to read what is archived, and not restored. */
    static void requireReadable(StoredObject object, Instant now) {
        refusal(object.head(), now).ifPresent(refused -> {
            throw refused;
        });
    }

    /** Refuses to copy what cannot be read, be it onto itself. */
    static void requireCopyable(StoredObject source, Instant now) {
        if (!isReadable(source.head(), now)) {
            throw S3Error.INVALID_OBJECT_STATE.said(
                    "Operation is not valid for the source object's storage class",
                    "StorageClass",
                    source.head().storageClass());
        }
    }

    /** Refuses to restore what can be read anyway. */
    static void requireArchived(ObjectHead head) {
        if (!isArchived(head)) {
            throw S3Error.INVALID_OBJECT_STATE.said(
                    "Restore is not allowed for the object's current storage class",
                    "StorageClass",
                    head.storageClass());
        }
    }

    /** Tells how far an object is restored, if anybody asked for that. */
    static void tell(Headers.Builder headers, StoredObject object, Instant now) {
        restoration(object.head(), now)
                .ifPresent(one -> headers.add(
                        "x-amz-restore",
                        one.isOngoing(now)
                                ? "ongoing-request=\"true\""
                                : "ongoing-request=\"false\", expiry-date=\"" + Scalars.httpDate(one.expiry()) + "\""));
    }

    /** Whether a listing is to tell how far its objects are restored. */
    static boolean isStatusAsked(S3Call call) {
        Optional<String> asked = call.header(OPTIONAL_ATTRIBUTES);
        asked.ifPresent(attributes -> {
            for (String one : attributes.split(",", -1)) {
                if (!one.strip().toLowerCase(Locale.ROOT).equals("restorestatus")) {
                    throw S3Error.argument("Invalid attribute name specified.", OPTIONAL_ATTRIBUTES, attributes);
                }
            }
        });
        return asked.isPresent();
    }

    /** How far an object of a listing is restored. */
    static Optional<RestoreStatus> status(StoredObject object, Instant now) {
        return restoration(object.head(), now)
                .map(one -> one.isOngoing(now)
                        ? RestoreStatus.builder().isRestoreInProgress(true).build()
                        : RestoreStatus.builder()
                                .isRestoreInProgress(false)
                                .restoreExpiryDate(one.expiry())
                                .build());
    }
}
