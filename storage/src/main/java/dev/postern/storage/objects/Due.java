package dev.postern.storage.objects;

import java.util.Optional;

/**
 * Something that is to be done to a version because its time has come, if the version is still what it was when that was found.
 *
 * @param version as it was found
 * @param standing where among its key's versions it was
 * @param storageClass the class that it moves to; empty for a version that goes
 */
public record Due(VersionEntry version, Standing standing, Optional<String> storageClass) {
    /** Where a version is among those of its key. */
    public enum Standing {
        /** The newest. One that goes is deleted as a request would delete its key. */
        CURRENT,
        /** Older than another. One that goes is gone for good. */
        NONCURRENT,
        /** The newest and the oldest: a delete marker that marks nothing any more goes for good. */
        ALONE
    }

    /** That a version goes. */
    public static Due gone(VersionEntry version, Standing standing) {
        return new Due(version, standing, Optional.empty());
    }

    /** That an object moves to another class. */
    public static Due moved(StoredObject object, Standing standing, String storageClass) {
        return new Due(object, standing, Optional.of(storageClass));
    }
}
