package dev.postern.storage.objects;

import java.util.Optional;

/**
 * What is to be deleted.
 *
 * @param versionId the one version that goes; empty for the key, of which a version is kept where versions are
 * @param bypassing whether a retention in the mode that can be passed by is
 */
public record Deletion(String key, Optional<String> versionId, boolean bypassing) {
    /** One that no lock lets by. */
    public Deletion(String key, Optional<String> versionId) {
        this(key, versionId, false);
    }

    /** The same that passes by what can be passed by. */
    public Deletion bypass() {
        return new Deletion(key, versionId, true);
    }

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
     * @param kept the lock for which the version is there still, and nothing has changed
     */
    public record Outcome(
            String key, boolean named, Optional<String> versionId, boolean marker, Optional<ObjectLock> kept) {
        /** That it is done. */
        Outcome(String key, boolean named, Optional<String> versionId, boolean marker) {
            this(key, named, versionId, marker, Optional.empty());
        }
    }
}
