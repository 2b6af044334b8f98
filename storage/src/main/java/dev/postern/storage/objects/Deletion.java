package dev.postern.storage.objects;

import java.util.Optional;

/**
 * What is to be deleted.
 *
 * @param versionId the one version that goes; empty for the key, of which a version is kept where versions are
 */
public record Deletion(String key, Optional<String> versionId) {
    /** Whether the key has its object no longer then. */
    boolean takes(StoredObject current) {
        return versionId.isEmpty() || versionId.get().equals(current.versionId());
    }

    /**
     * What came of it.
     *
     * @param named whether the deletion named a version
     * @param versionId of the version that is gone, or of the delete marker that is there now
     * @param marker whether that is a delete marker
     */
    public record Outcome(String key, boolean named, Optional<String> versionId, boolean marker) {}
}
