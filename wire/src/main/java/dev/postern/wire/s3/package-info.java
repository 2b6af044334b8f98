/** S3's form of the REST-XML protocol: addresses of buckets and objects, headers, bodies and errors. */
@NullMarked
package dev.postern.wire.s3;

import org.jspecify.annotations.NullMarked;
