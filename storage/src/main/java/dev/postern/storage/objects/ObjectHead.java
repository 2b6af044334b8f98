package dev.postern.storage.objects;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the uploader said about an object.
 *
 * @param headers answered as they came, by lower-case name: {@code content-type}, {@code cache-control} and so on
 * @param userMetadata by lower-case name without {@code x-amz-meta-}
 * @param storageClass as {@code STANDARD}
 * @param tags the object's tags
 * @param accessList whose it is and whom it is granted to, as S3's XML; without one it is the bucket owner's, and theirs alone
 * @param sealing how its body is encrypted; empty where it is kept as it came
 * @param lock what keeps it from being deleted; of an object that nobody ever locked, nothing
 * @param restoration the copy of an archived object that can be read for a while, if somebody asked for one
 */
public record ObjectHead(
        SortedMap<String, String> headers,
        SortedMap<String, String> userMetadata,
        String storageClass,
        SortedMap<String, String> tags,
        Optional<String> accessList,
        Optional<Sealing> sealing,
        Optional<ObjectLock> lock,
        Optional<Restoration> restoration) {
    public static final ObjectHead PLAIN = new ObjectHead(
            new TreeMap<>(),
            new TreeMap<>(),
            "STANDARD",
            new TreeMap<>(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public ObjectHead {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
        userMetadata = Collections.unmodifiableSortedMap(new TreeMap<>(userMetadata));
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }

    public ObjectHead withTags(SortedMap<String, String> newTags) {
        return new ObjectHead(headers, userMetadata, storageClass, newTags, accessList, sealing, lock, restoration);
    }

    public ObjectHead withAccessList(Optional<String> newAccessList) {
        return new ObjectHead(headers, userMetadata, storageClass, tags, newAccessList, sealing, lock, restoration);
    }

    public ObjectHead withStorageClass(String newStorageClass) {
        return new ObjectHead(headers, userMetadata, newStorageClass, tags, accessList, sealing, lock, restoration);
    }

    public ObjectHead withSealing(Optional<Sealing> newSealing) {
        return new ObjectHead(headers, userMetadata, storageClass, tags, accessList, newSealing, lock, restoration);
    }

    public ObjectHead withLock(ObjectLock newLock) {
        return new ObjectHead(
                headers,
                userMetadata,
                storageClass,
                tags,
                accessList,
                sealing,
                newLock.equals(ObjectLock.NONE) ? Optional.empty() : Optional.of(newLock),
                restoration);
    }

    public ObjectHead withRestoration(Optional<Restoration> newRestoration) {
        return new ObjectHead(headers, userMetadata, storageClass, tags, accessList, sealing, lock, newRestoration);
    }

    /** Whether a lock keeps the version from being deleted or written over. */
    public boolean isLocked(Instant now, boolean bypassing) {
        return lock.filter(one -> one.keeps(now, bypassing)).isPresent();
    }
}
