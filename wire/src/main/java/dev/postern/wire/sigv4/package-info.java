/**
 * Signature Version 4, and for S3's presigned URLs version 2: who signed a request, and that nobody changed it on the way.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html">AWS Signature Version 4</a>
 */
@NullMarked
package dev.postern.wire.sigv4;

import org.jspecify.annotations.NullMarked;
