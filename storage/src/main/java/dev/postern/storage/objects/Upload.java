package dev.postern.storage.objects;

import java.time.Instant;
import java.util.Optional;

/**
 * A multipart upload that is neither completed nor aborted.
 *
 * @param checksumAlgorithm the one that was asked for at its creation
 * @param checksumType {@code FULL_OBJECT} or {@code COMPOSITE}, with an algorithm
 */
public record Upload(
        String uploadId,
        String bucketId,
        String key,
        Instant initiated,
        String initiator,
        ObjectHead head,
        Optional<String> checksumAlgorithm,
        Optional<String> checksumType) {}
