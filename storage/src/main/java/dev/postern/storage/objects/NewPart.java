package dev.postern.storage.objects;

import java.time.Instant;
import java.util.Optional;

/** A part about to be stored: all of an {@link UploadedPart} that its body does not tell. */
public record NewPart(int number, String etag, Instant lastModified, Optional<Checksum> checksum) {
    UploadedPart uploaded(Staged body) {
        return new UploadedPart(number, body.size(), etag, lastModified, checksum, body.name());
    }
}
