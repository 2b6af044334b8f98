package dev.postern.services.s3;

import dev.postern.model.Scope;
import dev.postern.model.s3.Bucket;
import dev.postern.wire.s3.RestXml;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.BucketLoggingStatus;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;

/**
 * Where a bucket's server access logs are to go. It is kept and told; {@link AccessLogTarget} reads it.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html">PutBucketLogging</a>
 */
final class AccessLogging {
    static final String NAME = "logging";
    static final String ROOT = "BucketLoggingStatus";

    private AccessLogging() {}

    /** The document to keep; none where logging is turned off. */
    static Optional<String> checked(S3Call call, BucketLoggingStatus status) {
        LoggingEnabled logging = status.loggingEnabled();
        if (logging == null) {
            return Optional.empty();
        }
        if (logging.targetBucket() == null || logging.targetPrefix() == null) {
            throw S3Error.MALFORMED_XML.with();
        }
        Bucket target = call.snapshot()
                .find(Bucket.class, Scope.GLOBAL, logging.targetBucket())
                .orElseThrow(() -> S3Error.INVALID_TARGET_BUCKET.with("TargetBucket", logging.targetBucket()));
        if (!target.owner().equals(call.bucket().owner())) {
            throw S3Error.INVALID_TARGET_BUCKET.said(
                    "The owner for the bucket to be logged and the target bucket must be the same.",
                    "TargetBucket",
                    target.name());
        }
        if (!target.region().equals(call.bucket().region())) {
            throw S3Error.CROSS_LOCATION_LOGGING.with(
                    "TargetBucketLocation", target.region().name());
        }
        if (!logging.targetGrants().isEmpty() && !Ownership.of(target).usesLists()) {
            throw S3Error.ACL_NOT_SUPPORTED.with();
        }
        return Optional.of(RestXml.document(ROOT, status));
    }
}
