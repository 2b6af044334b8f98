package dev.postern.services.s3;

import dev.postern.storage.Cloud;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.PutBucketCorsRequest;

/** What a bucket can be told by a document of its own, kept by name and given back as it was taken. */
final class BucketConfigurations {
    private final Cloud cloud;

    BucketConfigurations(Cloud cloud) {
        this.cloud = cloud;
    }

    HttpResponse answer(S3Call call) {
        return switch (call.operation()) {
            case GET_BUCKET_CORS -> get(call, Cors.NAME, S3Error.NO_SUCH_CORS);
            case PUT_BUCKET_CORS -> putCors(call);
            case DELETE_BUCKET_CORS -> delete(call, Cors.NAME);
            case GET_BUCKET_WEBSITE -> throw S3Error.NO_SUCH_WEBSITE.with("BucketName", call.bucketName());
            case GET_BUCKET_LIFECYCLE_CONFIGURATION ->
                throw S3Error.NO_SUCH_LIFECYCLE.with("BucketName", call.bucketName());
            case GET_BUCKET_REPLICATION -> throw S3Error.REPLICATION_NOT_FOUND.with("BucketName", call.bucketName());
            case DELETE_BUCKET_WEBSITE, DELETE_BUCKET_LIFECYCLE, DELETE_BUCKET_REPLICATION ->
                HttpResponse.empty(204, Headers.NONE);
            default -> throw new IllegalStateException(call.operation() + " is nobody's");
        };
    }

    private HttpResponse putCors(S3Call call) {
        byte[] body = call.smallBody();
        return put(
                call,
                Cors.NAME,
                Cors.checked(
                        call.decodeBody(PutBucketCorsRequest.builder(), body).corsConfiguration(), body.length));
    }

    private HttpResponse get(S3Call call, String name, S3Error none) {
        return RestXml.answer(call.bucket().configuration(name).orElseThrow(() -> missing(call, none)));
    }

    private static ApiException missing(S3Call call, S3Error none) {
        return none.with("BucketName", call.bucketName());
    }

    private HttpResponse put(S3Call call, String name, String document) {
        BucketPolicies.change(cloud, call, bucket -> bucket.withConfiguration(name, Optional.of(document)));
        return HttpResponse.empty(200, Headers.NONE);
    }

    private HttpResponse delete(S3Call call, String name) {
        BucketPolicies.change(cloud, call, bucket -> bucket.withConfiguration(name, Optional.empty()));
        return HttpResponse.empty(204, Headers.NONE);
    }
}
