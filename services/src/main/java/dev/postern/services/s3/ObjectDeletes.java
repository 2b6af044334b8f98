package dev.postern.services.s3;

import dev.postern.storage.objects.Deletion;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.StoredObject;
import dev.postern.storage.objects.VersionIds;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/**
 * Deleting objects, one or many. Deleting one that is not there succeeds.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html">DeleteObjects</a>
 */
final class ObjectDeletes {
    private static final int KEYS_MAX = 1_000;

    private final ObjectStore store;
    private final Access access;
    private final ObjectLocks locks;
    private final BucketEvents events;

    ObjectDeletes(ObjectStore store, Access access, ObjectLocks locks, BucketEvents events) {
        this.store = store;
        this.access = access;
        this.locks = locks;
        this.events = events;
    }

    HttpResponse delete(S3Call call) {
        Optional<String> ifMatch = call.header("if-match");
        for (String name : List.of("x-amz-if-match-last-modified-time", "x-amz-if-match-size")) {
            if (call.header(name).isPresent()) {
                throw S3Error.NOT_IMPLEMENTED.with("Header", name); // directory buckets have these conditions
            }
        }
        if (ifMatch.isPresent() && call.query().find("versionId").isPresent()) {
            throw S3Error.NOT_IMPLEMENTED.with("Header", "If-Match");
        }
        ifMatch.flatMap(etag -> unreadable(call, call.key(), etag)).ifPresent(refusal -> {
            throw refusal;
        });
        Deletion.Outcome outcome = delete(
                        call,
                        List.of(new Deletion(call.key(), ObjectVersions.asked(call))),
                        ifMatch.map(etag -> precondition(call.key(), etag)).orElse(ObjectStore.Precondition.NONE))
                .getFirst();
        if (outcome.kept().isPresent()) {
            throw ObjectLocks.isLocked();
        }
        Headers.Builder headers = Headers.builder();
        if (outcome.marker()) {
            headers.add(ObjectVersions.MARKER, "true");
        }
        outcome.versionId().ifPresent(id -> headers.add(ObjectVersions.HEADER, id));
        return HttpResponse.empty(204, headers.build());
    }

    /** Deletes; what a lock keeps that the caller may bypass is asked for once more. */
    private List<Deletion.Outcome> delete(
            S3Call call, List<Deletion> deletions, ObjectStore.Precondition precondition) {
        List<Deletion.Outcome> outcomes = new ArrayList<>(deleteOnce(call, deletions, precondition));
        List<Integer> places = new ArrayList<>();
        List<Deletion> again = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            Optional<Deletion> bypassing = locks.again(call, outcomes.get(i));
            if (bypassing.isPresent()) {
                places.add(i);
                again.add(bypassing.get());
            }
        }
        if (!again.isEmpty()) {
            List<Deletion.Outcome> done = deleteOnce(call, again, ObjectStore.Precondition.NONE);
            for (int i = 0; i < places.size(); i++) {
                outcomes.set(places.get(i), done.get(i));
            }
        }
        events.removed(
                call,
                outcomes.stream().filter(outcome -> outcome.kept().isEmpty()).toList());
        return outcomes;
    }

    private List<Deletion.Outcome> deleteOnce(
            S3Call call, List<Deletion> deletions, ObjectStore.Precondition precondition) {
        return store.delete(
                call.bucket().bucketId(),
                deletions,
                call.bucket().versioning(),
                precondition,
                call.context().now());
    }

    /**
     * That an object is there, and is the one that is meant.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html">Conditional
     *     deletes</a>
     */
    private static ObjectStore.Precondition precondition(String key, String etag) {
        return current -> {
            StoredObject object = current.orElseThrow(() -> S3Error.NO_SUCH_KEY.with("Key", key));
            if (!Conditions.matches(etag, object.etag())) {
                throw Conditions.failed("If-Match");
            }
        };
    }

    /** Whether an ETag is right tells something about the object, so it takes the permission to read it. */
    private Optional<ApiException> unreadable(S3Call call, String key, String etag) {
        return etag.equals("*")
                ? Optional.empty()
                : access.refusalOnObject(call, "s3:GetObject", call.bucket(), key, Map.of());
    }

    HttpResponse deleteMany(S3Call call) {
        ObjectLocks.requireIntegrity(call);
        DeleteObjectsRequest request = call.decodeBody(DeleteObjectsRequest.builder());
        if (request.delete() == null
                || request.delete().objects().isEmpty()
                || request.delete().objects().size() > KEYS_MAX
                || request.delete().objects().stream()
                        .anyMatch(o -> o.key() == null || o.key().isEmpty())) {
            throw S3Error.MALFORMED_XML.with();
        }
        boolean quiet = Boolean.TRUE.equals(request.delete().quiet());
        List<Deletion> admitted = new ArrayList<>();
        List<Deletion.Outcome> done = new ArrayList<>();
        List<software.amazon.awssdk.services.s3.model.S3Error> errors = new ArrayList<>();
        for (ObjectIdentifier object : request.delete().objects()) {
            Optional<ApiException> refusal = refusal(call, object).or(() -> deleteOnCondition(call, object, done));
            if (refusal.isPresent()) {
                errors.add(error(object, refusal.get()));
            } else if (object.eTag() == null) {
                admitted.add(new Deletion(object.key(), Optional.ofNullable(object.versionId())));
            }
        }
        done.addAll(delete(call, admitted, ObjectStore.Precondition.NONE));
        List<DeletedObject> deleted = new ArrayList<>();
        for (Deletion.Outcome outcome : done) {
            if (outcome.kept().isEmpty()) {
                deleted.add(deleted(outcome));
            } else {
                ObjectIdentifier object = ObjectIdentifier.builder()
                        .key(outcome.key())
                        .versionId(outcome.versionId().orElse(null))
                        .build();
                errors.add(error(object, ObjectLocks.isLocked()));
            }
        }
        return RestXml.encode(
                200,
                DeleteObjectsResponse.builder()
                        .deleted(quiet ? List.of() : deleted)
                        .errors(errors)
                        .build());
    }

    private static DeletedObject deleted(Deletion.Outcome outcome) {
        DeletedObject.Builder deleted = DeletedObject.builder().key(outcome.key());
        if (outcome.named()) {
            outcome.versionId().ifPresent(deleted::versionId);
        }
        if (outcome.marker()) {
            deleted.deleteMarker(true);
            outcome.versionId().ifPresent(deleted::deleteMarkerVersionId);
        }
        return deleted.build();
    }

    /** Deletes the object if it has the ETag that is asked for, where one is; else gives the reason. */
    private Optional<ApiException> deleteOnCondition(
            S3Call call, ObjectIdentifier object, List<Deletion.Outcome> done) {
        if (object.eTag() == null) {
            return Optional.empty();
        }
        try {
            done.addAll(delete(
                    call,
                    List.of(new Deletion(object.key(), Optional.empty())),
                    precondition(object.key(), object.eTag())));
            return Optional.empty();
        } catch (ApiException e) {
            return Optional.of(e);
        }
    }

    private Optional<ApiException> refusal(S3Call call, ObjectIdentifier object) {
        if (object.versionId() != null && !VersionIds.isWellFormed(object.versionId())) {
            return Optional.of(S3Error.NO_SUCH_VERSION.with());
        }
        if (object.size() != null || object.lastModifiedTime() != null) {
            return Optional.of(S3Error.NOT_IMPLEMENTED.with()); // directory buckets have these conditions
        }
        boolean versioned = object.versionId() != null;
        if (versioned && object.eTag() != null) {
            return Optional.of(S3Error.NOT_IMPLEMENTED.with("Header", "If-Match"));
        }
        String action = versioned ? "s3:DeleteObjectVersion" : "s3:DeleteObject";
        Map<String, List<String>> keys = versioned ? Map.of(Access.VERSION_ID, List.of(object.versionId())) : Map.of();
        return access.refusalOnObject(call, action, call.bucket(), object.key(), keys)
                .or(() -> object.eTag() == null ? Optional.empty() : unreadable(call, object.key(), object.eTag()));
    }

    private static software.amazon.awssdk.services.s3.model.S3Error error(
            ObjectIdentifier object, ApiException refusal) {
        return software.amazon.awssdk.services.s3.model.S3Error.builder()
                .key(object.key())
                .versionId(object.versionId())
                .code(refusal.error().code())
                .message(refusal.text())
                .build();
    }
}
