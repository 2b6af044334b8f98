package dev.postern.storage.objects;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An object about to be stored: all of a {@link StoredObject} that its body does not tell. */
public record NewObject(
        String key,
        String etag,
        Instant lastModified,
        ObjectHead head,
        Optional<Checksum> checksum,
        List<StoredObject.Part> parts) {
    public NewObject {
        parts = List.copyOf(parts);
    }

    StoredObject stored(Staged body) {
        return new StoredObject(
                key,
                body.size(),
                etag,
                lastModified,
                head,
                checksum,
                parts,
                Optional.empty(),
                VersionIds.NULL,
                body.name());
    }
}
