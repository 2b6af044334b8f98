package dev.postern.services.s3;

import dev.postern.storage.objects.ObjectStore;
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
        store.delete(call.bucket().bucketId(), List.of(call.key()), current -> {
            if (ifMatch.isPresent()
                    && current.isPresent()
                    && !Conditions.matches(ifMatch.get(), current.get().etag())) {
                throw Conditions.failed("If-Match");
            }
        });
        return HttpResponse.empty(204, Headers.NONE);
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
            Optional<ApiException> refusal = refusal(call, object);
            if (refusal.isPresent()) {
                errors.add(error(object.key(), refusal.get()));
            } else {
                admitted.add(object.key());
                deleted.add(DeletedObject.builder().key(object.key()).build());
            }
        }
        store.delete(call.bucket().bucketId(), admitted, ObjectStore.Precondition.NONE);
        return RestXml.encode(
                200,
                DeleteObjectsResponse.builder()
                        .deleted(quiet ? List.of() : deleted)
                        .errors(errors)
                        .build());
    }

    private Optional<ApiException> refusal(S3Call call, ObjectIdentifier object) {
        if (object.versionId() != null && !object.versionId().equals("null")) {
            return Optional.of(S3Error.NO_SUCH_VERSION.with());
        }
        return access.refusal(call, "s3:DeleteObject", call.bucketArn() + "/" + object.key(), call.found(), Map.of());
    }

    private static software.amazon.awssdk.services.s3.model.S3Error error(String key, ApiException refusal) {
        return software.amazon.awssdk.services.s3.model.S3Error.builder()
                .key(key)
                .code(refusal.error().code())
                .message(refusal.text())
                .build();
    }
}
