package dev.postern.storage.objects;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An object without its body.
 *
 * @param size in bytes
 * @param etag without quotes
 * @param lastModified to the millisecond
 * @param parts those that a multipart upload put together, in order; empty for an object that came in one piece
 * @param upload the id of that multipart upload
 * @param versionId {@link VersionIds#NULL}, or an id that no other version has
 * @param body the name of its body in the store
 */
public record StoredObject(
        String key,
        long size,
        String etag,
        Instant lastModified,
        ObjectHead head,
        Optional<Checksum> checksum,
        List<Part> parts,
        Optional<String> upload,
        String versionId,
        String body)
        implements VersionEntry {
    public StoredObject {
        parts = List.copyOf(parts);
    }

    /**
     * One part of an object.
     *
     * @param number from 1, without gaps
     * @param size in bytes
     * @param sealedAs the name under which it was encrypted, if it was
     * @param uploadedAs the number that it had in its upload, where that is another
     */
    public record Part(
            int number,
            long size,
            Optional<Checksum> checksum,
            Optional<String> sealedAs,
            Optional<Integer> uploadedAs) {}

    public StoredObject withHead(ObjectHead newHead) {
        return new StoredObject(key, size, etag, lastModified, newHead, checksum, parts, upload, versionId, body);
    }

    StoredObject ofUpload(String uploadId) {
        return new StoredObject(
                key, size, etag, lastModified, head, checksum, parts, Optional.of(uploadId), versionId, body);
    }

    StoredObject asVersion(String id) {
        return new StoredObject(key, size, etag, lastModified, head, checksum, parts, upload, id, body);
    }
}
