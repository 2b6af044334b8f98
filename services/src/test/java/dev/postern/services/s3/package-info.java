/** Tests of S3, through the real SDK client where it can say what is to be said. */
@NullMarked
package dev.postern.services.s3;

import org.jspecify.annotations.NullMarked;
