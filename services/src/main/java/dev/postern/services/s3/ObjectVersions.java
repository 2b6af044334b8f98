package dev.postern.services.s3;

import dev.postern.model.s3.Bucket;
import dev.postern.model.s3.Versioning;
import dev.postern.storage.objects.DeleteMarker;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.OpenObject;
import dev.postern.storage.objects.StoredObject;
import dev.postern.storage.objects.VersionEntry;
import dev.postern.storage.objects.VersionIds;
import dev.postern.wire.ApiException;
import dev.postern.wire.codec.Scalars;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which version of an object a request is about, and what is answered where that is not an object.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html">Working with delete markers</a>
 */
final class ObjectVersions {
    static final String HEADER = "x-amz-version-id";
    static final String MARKER = "x-amz-delete-marker";
    private static final String PARAMETER = "versionId";

    private final ObjectStore store;
    private final Access access;

    ObjectVersions(ObjectStore store, Access access) {
        this.store = store;
        this.access = access;
    }

    /** The version that the request names. */
    static Optional<String> asked(S3Call call) {
        return call.query().find(PARAMETER);
    }

    /** Refuses ids that no version can have, and operations that are about no version in particular. */
    static void requireWellFormed(S3Call call) {
        Optional<String> version = asked(call);
        if (version.isEmpty() || call.operation().level() != S3Operation.Level.OBJECT) {
            return;
        }
        if (!call.operation().takesVersion()) {
            throw S3Error.argument("This operation does not accept a version-id.", PARAMETER, version.get());
        }
        if (version.get().isEmpty()) {
            throw S3Error.argument("Version id cannot be the empty string", PARAMETER, "");
        }
        if (!VersionIds.isWellFormed(version.get())) {
            throw S3Error.argument("Invalid version id specified", PARAMETER, version.get());
        }
    }

    /** What the request is about, if it is there. */
    Optional<VersionEntry> find(S3Call call) {
        String bucketId = call.bucket().bucketId();
        Optional<String> asked = asked(call);
        return asked.isEmpty()
                ? store.find(bucketId, call.key()).map(VersionEntry.class::cast)
                : store.findVersion(bucketId, call.key(), asked.get());
    }

    /** The object that the request is about. */
    StoredObject require(S3Call call) {
        Optional<String> asked = asked(call);
        if (asked.isEmpty()) {
            return store.find(call.bucket().bucketId(), call.key())
                    .orElseThrow(() -> absent(call, call.bucket(), call.key()));
        }
        Optional<VersionEntry> found = store.findVersion(call.bucket().bucketId(), call.key(), asked.get());
        if (found.isPresent() && found.get() instanceof StoredObject object) {
            return object;
        }
        throw notAnObject(call, asked.get(), found);
    }

    /** The same with its body; the caller closes it. */
    OpenObject open(S3Call call) throws IOException {
        String bucketId = call.bucket().bucketId();
        Optional<String> asked = asked(call);
        if (asked.isEmpty()) {
            return store.open(bucketId, call.key()).orElseThrow(() -> absent(call, call.bucket(), call.key()));
        }
        return store.openVersion(bucketId, call.key(), asked.get())
                .orElseThrow(
                        () -> notAnObject(call, asked.get(), store.findVersion(bucketId, call.key(), asked.get())));
    }

    private ApiException notAnObject(S3Call call, String versionId, Optional<VersionEntry> found) {
        return found.isPresent() && found.get() instanceof DeleteMarker marker
                ? isMarker(call, marker)
                : noSuchVersion(call, call.bucket(), call.key(), versionId);
    }

    /** That a key has no object now, be it that a delete marker says so. */
    ApiException absent(S3Call call, Bucket bucket, String key) {
        ApiException refusal = access.noSuchKey(call, bucket, key);
        Optional<DeleteMarker> marker =
                refusal.error() == S3Error.NO_SUCH_KEY ? store.findMarker(bucket.bucketId(), key) : Optional.empty();
        return marker.map(m -> refusal.answering(headers(m))).orElse(refusal);
    }

    /** Only who may list the bucket is told that a version is not there. */
    ApiException noSuchVersion(S3Call call, Bucket bucket, String key, String versionId) {
        ApiException refusal = access.noSuchKey(call, bucket, key);
        return refusal.error() == S3Error.NO_SUCH_KEY
                ? S3Error.NO_SUCH_VERSION.with("Key", key, "VersionId", versionId)
                : refusal;
    }

    /** Nothing can be done with a delete marker but to delete it. */
    private static ApiException isMarker(S3Call call, DeleteMarker marker) {
        Map<String, String> headers = headers(marker);
        headers.put("allow", "DELETE");
        headers.put("last-modified", Scalars.httpDate(marker.lastModified()));
        return S3Error.METHOD_NOT_ALLOWED
                .with("Method", call.request().method(), "ResourceType", "DeleteMarker")
                .answering(headers);
    }

    private static Map<String, String> headers(DeleteMarker marker) {
        Map<String, String> headers = new TreeMap<>();
        headers.put(MARKER, "true");
        headers.put(HEADER, marker.versionId());
        return headers;
    }

    /** The version's id as answers have it: where versions are kept, or once were. */
    static Optional<String> told(Bucket bucket, StoredObject object) {
        return Optional.of(object.versionId())
                .filter(id -> bucket.versioning() != Versioning.NEVER || !id.equals(VersionIds.NULL));
    }
}
