package dev.postern.services.s3;

import dev.postern.model.s3.Versioning;
import dev.postern.storage.Cloud;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.MFADelete;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.VersioningConfiguration;

/**
 * Whether a bucket keeps old versions.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html">PutBucketVersioning</a>
 */
final class BucketVersioning {
    private final Cloud cloud;

    BucketVersioning(Cloud cloud) {
        this.cloud = cloud;
    }

    HttpResponse get(S3Call call) {
        GetBucketVersioningResponse.Builder response = GetBucketVersioningResponse.builder();
        switch (call.bucket().versioning()) {
            case NEVER -> {}
            case ENABLED -> response.status(BucketVersioningStatus.ENABLED);
            case SUSPENDED -> response.status(BucketVersioningStatus.SUSPENDED);
        }
        return RestXml.encode(200, response.build());
    }

    HttpResponse put(S3Call call) {
        VersioningConfiguration asked =
                call.decodeBody(PutBucketVersioningRequest.builder()).versioningConfiguration();
        if (asked == null || asked.mfaDelete() == MFADelete.UNKNOWN_TO_SDK_VERSION) {
            throw S3Error.MALFORMED_XML.with();
        }
        if (asked.status() == null) {
            throw S3Error.ILLEGAL_VERSIONING.with();
        }
        Versioning versioning = switch (asked.status()) {
            case ENABLED -> Versioning.ENABLED;
            case SUSPENDED -> Versioning.SUSPENDED;
            case UNKNOWN_TO_SDK_VERSION -> throw S3Error.MALFORMED_XML.with();
        };
        if (asked.mfaDelete() == MFADelete.ENABLED) {
            throw call.header("x-amz-mfa").isPresent()
                    ? S3Error.NOT_IMPLEMENTED.with("Header", "x-amz-mfa")
                    : S3Error.ACCESS_DENIED.said("Mfa Authentication must be used for this request");
        }
        BucketPolicies.change(cloud, call, bucket -> {
            if (versioning != Versioning.ENABLED && BucketLock.isEnabled(bucket)) {
                throw S3Error.INVALID_BUCKET_STATE.said("An Object Lock configuration is present on this bucket, so the"
                        + " versioning state cannot be changed.");
            }
            return bucket.withVersioning(versioning);
        });
        return HttpResponse.empty(200, Headers.NONE);
    }
}
