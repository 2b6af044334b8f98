package dev.postern.services.s3;

import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.StoredObject;
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

    ObjectDeletes(ObjectStore store, Access access) {
        this.store = store;
        this.access = access;
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
        store.delete(
                call.bucket().bucketId(),
                List.of(call.key()),
                ifMatch.map(etag -> precondition(call.key(), etag)).orElse(ObjectStore.Precondition.NONE));
        return HttpResponse.empty(204, Headers.NONE);
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
        if (call.header("content-md5").isEmpty()
                && ChecksumRules.announcement(call.request()).isEmpty()) {
            throw S3Error.INVALID_REQUEST.said(
                    "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        }
        DeleteObjectsRequest request = call.decodeBody(DeleteObjectsRequest.builder());
        if (request.delete() == null
                || request.delete().objects().isEmpty()
                || request.delete().objects().size() > KEYS_MAX
                || request.delete().objects().stream()
                        .anyMatch(o -> o.key() == null || o.key().isEmpty())) {
            throw S3Error.MALFORMED_XML.with();
        }
        boolean quiet = Boolean.TRUE.equals(request.delete().quiet());
        List<String> admitted = new ArrayList<>();
        List<DeletedObject> deleted = new ArrayList<>();
        List<software.amazon.awssdk.services.s3.model.S3Error> errors = new ArrayList<>();
        for (ObjectIdentifier object : request.delete().objects()) {
            Optional<ApiException> refusal = refusal(call, object).or(() -> deleteOnCondition(call, object));
            if (refusal.isPresent()) {
                errors.add(error(object.key(), refusal.get()));
                continue;
            }
            if (object.eTag() == null) {
                admitted.add(object.key());
            }
            deleted.add(DeletedObject.builder().key(object.key()).build());
        }
        store.delete(call.bucket().bucketId(), admitted, ObjectStore.Precondition.NONE);
        return RestXml.encode(
                200,
                DeleteObjectsResponse.builder()
                        .deleted(quiet ? List.of() : deleted)
                        .errors(errors)
                        .build());
    }

    /** Deletes the object if it has the ETag that is asked for, where one is; else gives the reason. */
    private Optional<ApiException> deleteOnCondition(S3Call call, ObjectIdentifier object) {
        if (object.eTag() == null) {
            return Optional.empty();
        }
        try {
            store.delete(call.bucket().bucketId(), List.of(object.key()), precondition(object.key(), object.eTag()));
            return Optional.empty();
        } catch (ApiException e) {
            return Optional.of(e);
        }
    }

    private Optional<ApiException> refusal(S3Call call, ObjectIdentifier object) {
        if (object.versionId() != null && !object.versionId().equals("null")) {
            return Optional.of(S3Error.NO_SUCH_VERSION.with());
        }
        if (object.size() != null || object.lastModifiedTime() != null) {
            return Optional.of(S3Error.NOT_IMPLEMENTED.with()); // directory buckets have these conditions
        }
        boolean versioned = object.versionId() != null;
        String action = versioned ? "s3:DeleteObjectVersion" : "s3:DeleteObject";
        Map<String, List<String>> keys = versioned ? Map.of("s3:versionid", List.of("null")) : Map.of();
        return access.refusalOnObject(call, action, call.bucket(), object.key(), keys)
                .or(() -> object.eTag() == null ? Optional.empty() : unreadable(call, object.key(), object.eTag()));
    }

    private static software.amazon.awssdk.services.s3.model.S3Error error(String key, ApiException refusal) {
        return software.amazon.awssdk.services.s3.model.S3Error.builder()
                .key(key)
                .code(refusal.error().code())
                .message(refusal.text())
                .build();
    }
}
