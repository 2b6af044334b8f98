package dev.postern.model.s3;

/**
 * Whether a bucket keeps what is written over or deleted. Once it was enabled it is never again as if it had not been.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html">S3 Versioning</a>
 */
public enum Versioning {
    /** Nobody ever enabled it: every object is its only version, which is called {@code null}. */
    NEVER,
    /** Each write makes a version of its own, and a deletion a delete marker. */
    ENABLED,
    /** Writes and deletions replace the version {@code null}; all others stay. */
    SUSPENDED
}
