package dev.postern.storage.objects;

import java.time.Instant;

/**
 * What a deletion leaves where versions are kept.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html">Working with delete markers</a>
 */
public record DeleteMarker(String key, String versionId, Instant lastModified) implements VersionEntry {}
