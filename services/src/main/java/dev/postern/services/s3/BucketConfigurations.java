package dev.postern.services.s3;

import dev.postern.storage.Cloud;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.AccelerateConfiguration;
import software.amazon.awssdk.services.s3.model.BucketAccelerateStatus;
import software.amazon.awssdk.services.s3.model.BucketLoggingStatus;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketRequestPaymentRequest;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteRequest;

/** What a bucket can be told by a document of its own, kept by name and given back as it was taken. */
final class BucketConfigurations {
    private static final String ACCELERATE = "accelerate";
    private static final String ACCELERATE_ROOT = "AccelerateConfiguration";

    private final Cloud cloud;
    private final LifecycleConfigurations lifecycles;

    BucketConfigurations(Cloud cloud) {
        this.cloud = cloud;
        this.lifecycles = new LifecycleConfigurations(cloud);
    }

    HttpResponse answer(S3Call call) {
        return switch (call.operation()) {
            case GET_BUCKET_CORS -> get(call, Cors.NAME, S3Error.NO_SUCH_CORS);
            case PUT_BUCKET_CORS -> putCors(call);
            case DELETE_BUCKET_CORS -> delete(call, Cors.NAME);
            case GET_BUCKET_REQUEST_PAYMENT -> RequestPayment.get(call);
            case PUT_BUCKET_REQUEST_PAYMENT ->
                put(
                        call,
                        RequestPayment.NAME,
                        RequestPayment.checked(call.decodeBody(PutBucketRequestPaymentRequest.builder())
                                .requestPaymentConfiguration()));
            case GET_BUCKET_LOGGING ->
                getOr(
                        call,
                        AccessLogging.NAME,
                        AccessLogging.ROOT,
                        BucketLoggingStatus.builder().build());
            case PUT_BUCKET_LOGGING -> putLogging(call);
            case GET_BUCKET_ACCELERATE_CONFIGURATION ->
                getOr(
                        call,
                        ACCELERATE,
                        ACCELERATE_ROOT,
                        AccelerateConfiguration.builder().build());
            case PUT_BUCKET_ACCELERATE_CONFIGURATION -> putAcceleration(call);
            case GET_BUCKET_WEBSITE -> get(call, Website.NAME, S3Error.NO_SUCH_WEBSITE);
            case PUT_BUCKET_WEBSITE ->
                put(
                        call,
                        Website.NAME,
                        Website.checked(call.decodeBody(PutBucketWebsiteRequest.builder())
                                .websiteConfiguration()));
            case DELETE_BUCKET_WEBSITE -> delete(call, Website.NAME);
            case GET_BUCKET_LIFECYCLE_CONFIGURATION, PUT_BUCKET_LIFECYCLE_CONFIGURATION, DELETE_BUCKET_LIFECYCLE ->
                lifecycles.answer(call);
            case GET_BUCKET_REPLICATION -> throw S3Error.REPLICATION_NOT_FOUND.with("BucketName", call.bucketName());
            case DELETE_BUCKET_REPLICATION -> HttpResponse.empty(204, Headers.NONE);
            default -> ofMany(call);
        };
    }

    /** Of what a bucket can have many. */
    private HttpResponse ofMany(S3Call call) {
        return switch (call.operation()) {
            case LIST_BUCKET_ANALYTICS_CONFIGURATIONS -> KeptConfigurations.ANALYTICS.list(call);
            case GET_BUCKET_ANALYTICS_CONFIGURATION -> KeptConfigurations.ANALYTICS.get(call);
            case PUT_BUCKET_ANALYTICS_CONFIGURATION -> KeptConfigurations.ANALYTICS.put(cloud, call);
            case DELETE_BUCKET_ANALYTICS_CONFIGURATION -> KeptConfigurations.ANALYTICS.delete(cloud, call);
            case LIST_BUCKET_METRICS_CONFIGURATIONS -> KeptConfigurations.METRICS.list(call);
            case GET_BUCKET_METRICS_CONFIGURATION -> KeptConfigurations.METRICS.get(call);
            case PUT_BUCKET_METRICS_CONFIGURATION -> KeptConfigurations.METRICS.put(cloud, call);
            case DELETE_BUCKET_METRICS_CONFIGURATION -> KeptConfigurations.METRICS.delete(cloud, call);
            case LIST_BUCKET_INVENTORY_CONFIGURATIONS -> KeptConfigurations.INVENTORY.list(call);
            case GET_BUCKET_INVENTORY_CONFIGURATION -> KeptConfigurations.INVENTORY.get(call);
            case PUT_BUCKET_INVENTORY_CONFIGURATION -> KeptConfigurations.INVENTORY.put(cloud, call);
            case DELETE_BUCKET_INVENTORY_CONFIGURATION -> KeptConfigurations.INVENTORY.delete(cloud, call);
            case LIST_BUCKET_INTELLIGENT_TIERING_CONFIGURATIONS -> KeptConfigurations.TIERS.list(call);
            case GET_BUCKET_INTELLIGENT_TIERING_CONFIGURATION -> KeptConfigurations.TIERS.get(call);
            case PUT_BUCKET_INTELLIGENT_TIERING_CONFIGURATION -> KeptConfigurations.TIERS.put(cloud, call);
            case DELETE_BUCKET_INTELLIGENT_TIERING_CONFIGURATION -> KeptConfigurations.TIERS.delete(cloud, call);
            default -> throw new IllegalStateException(call.operation() + " is nobody's");
        };
    }

    private HttpResponse putLogging(S3Call call) {
        Optional<String> document = AccessLogging.checked(
                call, call.decodeBody(PutBucketLoggingRequest.builder()).bucketLoggingStatus());
        BucketPolicies.change(cloud, call, bucket -> bucket.withConfiguration(AccessLogging.NAME, document));
        return HttpResponse.empty(200, Headers.NONE);
    }

    private HttpResponse putAcceleration(S3Call call) {
        AccelerateConfiguration asked = call.decodeBody(PutBucketAccelerateConfigurationRequest.builder())
                .accelerateConfiguration();
        if (asked.status() == null || asked.status() == BucketAccelerateStatus.UNKNOWN_TO_SDK_VERSION) {
            throw S3Error.MALFORMED_XML.with();
        }
        if (call.bucketName().indexOf('.') >= 0) {
            throw S3Error.INVALID_REQUEST.said(
                    "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names");
        }
        return put(call, ACCELERATE, RestXml.document(ACCELERATE_ROOT, asked));
    }

    /** What answers with an empty element while nothing was said. */
    private static HttpResponse getOr(S3Call call, String name, String root, SdkPojo empty) {
        return RestXml.answer(call.bucket().configuration(name).orElseGet(() -> RestXml.document(root, empty)));
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
