package dev.postern.services.s3;

import dev.postern.model.s3.Bucket;
import dev.postern.storage.Cloud;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationRequest;

/**
 * A bucket's lifecycle rules, as they are put, told and taken away.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html">
 *     PutBucketLifecycleConfiguration</a>
 */
final class LifecycleConfigurations {
    private static final String MINIMUM = "x-amz-transition-default-minimum-object-size";
    private static final String BY_DEFAULT = "all_storage_classes_128K";
    private static final String BY_CLASS = "varies_by_storage_class";

    /** Of the configuration that says how small an object may be that moves, where that is not the default. */
    private static final String MINIMUM_NAME = Lifecycle.NAME + "/" + MINIMUM;

    private final Cloud cloud;

    LifecycleConfigurations(Cloud cloud) {
        this.cloud = cloud;
    }

    HttpResponse answer(S3Call call) {
        return switch (call.operation()) {
            case GET_BUCKET_LIFECYCLE_CONFIGURATION -> get(call);
            case PUT_BUCKET_LIFECYCLE_CONFIGURATION -> put(call);
            case DELETE_BUCKET_LIFECYCLE -> {
                BucketPolicies.change(cloud, call, bucket -> with(bucket, Optional.empty(), Optional.empty()));
                yield HttpResponse.empty(204, Headers.NONE);
            }
            default -> throw new IllegalStateException(call.operation() + " is about no lifecycle");
        };
    }

    private static HttpResponse get(S3Call call) {
        String document = call.bucket()
                .configuration(Lifecycle.NAME)
                .orElseThrow(() -> S3Error.NO_SUCH_LIFECYCLE.with("BucketName", call.bucketName()));
        HttpResponse response = RestXml.answer(document);
        String minimum = call.bucket().configuration(MINIMUM_NAME).orElse(BY_DEFAULT);
        return new HttpResponse(response.status(), response.headers().with(MINIMUM, minimum), response.payload());
    }

    private HttpResponse put(S3Call call) {
        ObjectLocks.requireIntegrity(call);
        String minimum = call.header(MINIMUM).orElse(BY_DEFAULT);
        if (!minimum.equals(BY_DEFAULT) && !minimum.equals(BY_CLASS)) {
            throw S3Error.INVALID_REQUEST.said("Invalid TransitionDefaultMinimumObjectSize found: " + minimum);
        }
        String document = LifecycleRules.checked(
                call.decodeBody(PutBucketLifecycleConfigurationRequest.builder())
                        .lifecycleConfiguration(),
                call.context().ids());
        BucketPolicies.change(
                cloud,
                call,
                bucket -> with(
                        bucket, Optional.of(document), Optional.of(minimum).filter(one -> !one.equals(BY_DEFAULT))));
        return HttpResponse.empty(200, Headers.of(MINIMUM, minimum));
    }

    /** Whether small objects move to the classes that are read no more, as they once did everywhere. */
    static boolean archivesSmall(Bucket bucket) {
        return bucket.configuration(MINIMUM_NAME).filter(BY_CLASS::equals).isPresent();
    }

    private static Bucket with(Bucket bucket, Optional<String> document, Optional<String> minimum) {
        return bucket.withConfiguration(Lifecycle.NAME, document).withConfiguration(MINIMUM_NAME, minimum);
    }
}
