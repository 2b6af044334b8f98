package dev.postern.storage.objects;

import dev.postern.model.Problem;
import dev.postern.model.s3.Versioning;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Where objects are kept, by bucket id and key. What a method has stored when it returns is durable; what it was given in
 * part leaves nothing.
 *
 * <p>Buckets are the ledger's; the store knows only their ids, which are never used again.
 */
public interface ObjectStore extends AutoCloseable {
    /** Refuses a change by throwing, on the state as it is when the change is made. */
    @FunctionalInterface
    interface Precondition {
        Precondition NONE = current -> {};

        void check(Optional<StoredObject> current);
    }

    /** Refuses to make an upload an object, by throwing, on the state as it is when that is done. */
    @FunctionalInterface
    interface CompletionPrecondition {
        CompletionPrecondition NONE = (current, overtaken) -> {};

        /**
         * Throws where the object must not be made.
         *
         * @param overtaken whether an object with the upload's key was written or deleted since the upload began
         */
        void check(Optional<StoredObject> current, boolean overtaken);
    }

    /** Takes a body in, without holding it in memory. Close the result in any case. */
    default Staged stage(InputStream body) throws IOException {
        return stage(body, Optional.empty());
    }

    /**
     * The same, encrypted.
     *
     * @param key empty to keep it as it is
     */
    Staged stage(InputStream body, Optional<BodyKey> key) throws IOException;

    /** The store's own key, which is kept beside what it encrypts. */
    BodyKey ownKey();

    /**
     * Makes a staged body the object that has its key. What had the key before is an old version then where versions are
     * kept, else it is gone.
     *
     * @throws BucketDroppedException when the bucket is gone
     * @throws LockedException where a locked version would go: who writes did not know yet that the bucket keeps versions
     */
    StoredObject put(String bucketId, NewObject object, Staged body, Versioning versioning, Precondition precondition);

    /** The object that has a key now; empty where there is none, or a delete marker. */
    Optional<StoredObject> find(String bucketId, String key);

    /** That object with its body. Close the result. */
    Optional<OpenObject> open(String bucketId, String key) throws IOException;

    /** One version of a key. */
    Optional<VersionEntry> findVersion(String bucketId, String key, String versionId);

    /** One version with its body; empty where there is none, or a delete marker. Close the result. */
    Optional<OpenObject> openVersion(String bucketId, String key, String versionId) throws IOException;

    /** The delete marker that a key has in place of an object. */
    Optional<DeleteMarker> findMarker(String bucketId, String key);

    /**
     * Replaces what is known about an object; empty when there is none.
     *
     * @param versionId of the version that is meant; empty for the object that has the key now
     */
    Optional<StoredObject> updateHead(
            String bucketId, String key, Optional<String> versionId, UnaryOperator<ObjectHead> change);

    /**
     * Deletes in one change what is there of all that is named. A deletion of a key leaves a delete marker where versions are kept
     * or were once; one of a version takes away that alone, and what is the newest then is the object, unless it is a delete
     * marker. A version that is locked at that moment stays, as its outcome says.
     *
     * @param precondition asked of the object that each key has now
     * @param now when delete markers were made, and locks are asked
     * @return what came of each
     * @throws BucketDroppedException when the bucket is gone, and where a marker was to be left
     * @throws LockedException as {@link #put} does
     */
    List<Deletion.Outcome> delete(
            String bucketId, List<Deletion> deletions, Versioning versioning, Precondition precondition, Instant now);

    /**
     * Does in one change what is due, where the versions are still what they were; what has changed meanwhile, or is locked, is left.
     *
     * @param told is given what is to be done before that is kept: should it fail, or the process end in between, nothing was done, and it
     *     is told again. It must not use the store, which waits for it.
     * @throws BucketDroppedException when the bucket is gone
     */
    void settle(String bucketId, List<Due> due, Versioning versioning, Instant now, Consumer<List<Settled>> told);

    /**
     * Notes in one change some of what time has done to copies of archived objects.
     *
     * @param told as that of {@link #settle}
     * @return whether there was anything
     */
    boolean settleRestorations(Instant now, int max, Consumer<List<Restored>> told);

    /** Objects that there are now. */
    Listing.Page list(String bucketId, Listing listing);

    /** All versions, and delete markers. */
    VersionListing.Page listVersions(String bucketId, VersionListing listing);

    /** Begins a multipart upload. */
    void createUpload(Upload upload);

    Optional<Upload> findUpload(String bucketId, String key, String uploadId);

    /** A bucket's uploads whose keys have the prefix, by key and then by time. */
    List<Upload> uploads(String bucketId, String prefix);

    /** Some of a bucket's uploads whose keys have the prefix, and which began at a time or before. */
    List<Upload> uploadsUntil(String bucketId, String prefix, Instant begun, int max);

    /** Adds a part, in place of any with its number; false when the upload is gone. */
    boolean putPart(String uploadId, NewPart part, Staged body);

    /** The upload's parts by number. */
    List<UploadedPart> parts(String uploadId);

    /** Puts parts together, ready to become the upload's object; empty when the upload is gone. */
    Optional<Staged> join(List<UploadedPart> parts) throws IOException;

    /** Makes the joined parts the upload's object, and ends the upload; empty when the upload is gone. */
    Optional<StoredObject> complete(
            Upload upload, NewObject object, Staged body, Versioning versioning, CompletionPrecondition precondition);

    /** Ends the upload without an object; false when it is gone already. */
    boolean abort(String uploadId);

    /**
     * Ends a bucket that holds no version of any object: its uploads go, and what is put into it from now on is refused.
     *
     * @return false when it holds any, and nothing has changed
     */
    boolean dropBucket(String bucketId);

    /** Forgets all versions and uploads. */
    void clear();

    /**
     * Compares every version with what is kept of its body: whether that is there, and as long as it should be.
     *
     * @param bucketName tells the name of a bucket by its id
     */
    ObjectCheck check(UnaryOperator<String> bucketName);

    /**
     * Reads every version and compares it with its ETag, which takes as long as reading all of them.
     *
     * @param bucketName tells the name of a bucket by its id
     */
    ContentsCheck checkContents(UnaryOperator<String> bucketName);

    /**
     * Objects whose bodies were found to be lost, by a check or when they were asked for, until they are written anew or
     * deleted, or a later check finds them whole.
     *
     * @param bucketName tells the name of a bucket by its id
     */
    List<Problem> problems(UnaryOperator<String> bucketName);

    @Override
    void close();

    /** The bucket was deleted while an object was on its way. */
    final class BucketDroppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public BucketDroppedException() {
            super("the bucket is gone", null, false, false);
        }
    }

    /** A version would have gone that is locked. */
    final class LockedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public LockedException() {
            super("the version is locked", null, false, false);
        }
    }
}
