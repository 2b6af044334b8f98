/** AWS S3's buckets as values. Objects are not part of the snapshot: see the object store. */
@NullMarked
package dev.postern.model.s3;

import org.jspecify.annotations.NullMarked;
