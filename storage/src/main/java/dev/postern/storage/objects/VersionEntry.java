package dev.postern.storage.objects;

import java.time.Instant;

/** What a key had at some time: an object, or a mark that it was deleted. */
public sealed interface VersionEntry permits StoredObject, DeleteMarker {
    String key();

    /** {@link VersionIds#NULL}, or an id that no other version has. */
    String versionId();

    Instant lastModified();
}
