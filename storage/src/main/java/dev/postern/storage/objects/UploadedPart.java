package dev.postern.storage.objects;

import java.time.Instant;
import java.util.Optional;

/**
 * A part of a multipart upload.
 *
 * @param number 1 to 10,000
 * @param size in bytes
 * @param etag without quotes
 * @param body the name of its body in the store
 */
public record UploadedPart(
        int number, long size, String etag, Instant lastModified, Optional<Checksum> checksum, String body) {}
