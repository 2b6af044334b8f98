/**
 * Amazon S3: buckets, objects, bucket policies.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html">Amazon S3 API Reference</a>
 */
@NullMarked
package dev.postern.services.s3;

import org.jspecify.annotations.NullMarked;
