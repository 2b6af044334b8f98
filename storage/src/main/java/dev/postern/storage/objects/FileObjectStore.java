package dev.postern.storage.objects;

import dev.postern.model.Problem;
import dev.postern.model.s3.Versioning;
import dev.postern.storage.Sqlite;
import dev.postern.storage.SqliteReaders;
import dev.postern.storage.SqliteWriter;
import dev.postern.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Objects under a directory: bodies as files, the index in SQLite.
 *
 * <pre>
 * put   body -> incoming/ -> disk  ->  index, in one transaction with others  ->  body moved home, cache  ->  reply
 * get   cache, else index  ->  body from the cache, or its file opened
 * </pre>
 */
public final class FileObjectStore implements ObjectStore {
    private static final System.Logger LOG = System.getLogger(FileObjectStore.class.getName());
    private static final long CACHE_BYTES_MAX = 32L << 20;
    private static final int UNLINKED_BATCH_MAX = 1_000;

    private final Connection connection;
    private final BodyFiles files;
    private final OwnKey ownKey;
    private final SqliteWriter writer;
    private final SqliteReaders readers;
    private final ObjectCache cache = new ObjectCache(CACHE_BYTES_MAX);
    private final ObjectReader reader;
    private final Set<String> dropped = Collections.synchronizedSet(new TreeSet<>());
    private final LostBodies lost = new LostBodies();
    private final ConcurrentLinkedQueue<String> unlinked = new ConcurrentLinkedQueue<>();
    private final SecureRandom random = new SecureRandom();

    /** Opens or makes a store, and puts in order what a crash may have left. */
    public FileObjectStore(Path root) {
        Path index = root.resolve("index.db");
        this.files = new BodyFiles(root);
        this.ownKey = new OwnKey(root);
        refuseToBeginAgain(index);
        this.connection = ObjectLayout.open(index);
        this.readers = new SqliteReaders(index);
        this.reader = new ObjectReader(readers, files, cache, lost);
        try {
            files.recover(names -> readers.read(c -> ObjectIndex.known(c, names)));
            unlink(readers.read(ObjectIndex::garbage));
        } catch (StorageException e) {
            readers.close();
            Sqlite.close(connection);
            throw e;
        }
        this.writer = new SqliteWriter(connection, "the index of objects");
    }

    /** An index is made before the first body: a new one would make all objects that are there vanish without a word. */
    private void refuseToBeginAgain(Path index) {
        boolean missing = !Files.exists(index);
        if ((missing || index.toFile().length() == 0) && files.areAny()) {
            throw new StorageException(index + (missing ? " is missing" : " is empty")
                    + ", though files of objects are there. Nothing was changed. Put a copy of it in its place, or set the"
                    + " directory " + index.getParent() + " aside: all buckets are empty then");
        }
    }

    @Override
    public Staged stage(InputStream body, Optional<BodyKey> key) throws IOException {
        return files.write(body, key);
    }

    @Override
    public BodyKey ownKey() {
        return ownKey.get();
    }

    @Override
    public StoredObject put(
            String bucketId, NewObject object, Staged body, Versioning versioning, Precondition precondition) {
        VersionRows.Written written = writer.run(
                c -> {
                    refuseDropped(bucketId);
                    Optional<StoredObject> old = ObjectIndex.find(c, bucketId, object.key());
                    precondition.check(old);
                    return write(c, bucketId, object.stored(body), old, versioning, List.of());
                },
                done -> {
                    files.settle(body);
                    cache.written(new ObjectCache.Place(bucketId, object.key()), done.object());
                });
        unlink(written.free());
        return written.object();
    }

    @Override
    public Optional<StoredObject> find(String bucketId, String key) {
        return reader.find(new ObjectCache.Place(bucketId, key)).map(ObjectCache.Entry::object);
    }

    @Override
    public Optional<OpenObject> open(String bucketId, String key) throws IOException {
        return reader.open(new ObjectCache.Place(bucketId, key));
    }

    @Override
    public Optional<VersionEntry> findVersion(String bucketId, String key, String versionId) {
        return readers.read(c -> VersionRows.find(c, bucketId, key, versionId));
    }

    @Override
    public Optional<OpenObject> openVersion(String bucketId, String key, String versionId) throws IOException {
        return reader.open(new ObjectCache.Place(bucketId, key), versionId);
    }

    @Override
    public Optional<DeleteMarker> findMarker(String bucketId, String key) {
        return readers.read(c -> VersionRows.currentMarker(c, bucketId, key));
    }

    @Override
    public List<Problem> problems(UnaryOperator<String> bucketName) {
        return lost.problems(bucketName);
    }

    @Override
    public ObjectCheck check(UnaryOperator<String> bucketName) {
        synchronized (lost) { // one at a time: each keeps what it finds
            return BodyCheck.run(readers, files, lost, bucketName);
        }
    }

    @Override
    public ContentsCheck checkContents(UnaryOperator<String> bucketName) {
        return new ContentsScan(readers, files, this::ownKey, lost, bucketName).run();
    }

    @Override
    public Optional<StoredObject> updateHead(
            String bucketId, String key, Optional<String> versionId, UnaryOperator<ObjectHead> change) {
        ObjectCache.Place place = new ObjectCache.Place(bucketId, key);
        return writer.run(
                c -> {
                    Optional<StoredObject> old = versionId.isEmpty()
                            ? ObjectIndex.find(c, bucketId, key)
                            : VersionRows.find(c, bucketId, key, versionId.get())
                                    .filter(StoredObject.class::isInstance)
                                    .map(StoredObject.class::cast);
                    if (old.isEmpty()) {
                        return old;
                    }
                    StoredObject changed =
                            old.get().withHead(change.apply(old.get().head()));
                    VersionRows.updateHead(c, bucketId, changed);
                    if (!changed.head().restoration().equals(old.get().head().restoration())) {
                        RestoreRows.keep(c, bucketId, changed);
                    }
                    return Optional.of(changed);
                },
                changed -> cache.removed(place)); // whether it is the object that the key has now, the index knows
    }

    @Override
    public List<Deletion.Outcome> delete(
            String bucketId, List<Deletion> deletions, Versioning versioning, Precondition precondition, Instant now) {
        List<String> free = new ArrayList<>();
        List<Deletion.Outcome> outcomes = writer.run(
                c -> {
                    if (versioning != Versioning.NEVER) {
                        refuseDropped(bucketId);
                    }
                    if (!precondition.equals(Precondition.NONE)) {
                        for (Deletion deletion : deletions) {
                            precondition.check(ObjectIndex.find(c, bucketId, deletion.key()));
                        }
                    }
                    List<Deletion.Outcome> done = new ArrayList<>();
                    for (Deletion deletion : deletions) {
                        Optional<StoredObject> old = ObjectIndex.find(c, bucketId, deletion.key());
                        Deletion.Outcome outcome =
                                VersionRows.delete(c, bucketId, deletion, old, versioning, now, random, free);
                        done.add(outcome);
                        if (outcome.kept().isEmpty()
                                && old.filter(deletion::takes).isPresent()) {
                            ObjectIndex.overtake(c, bucketId, old.get());
                        }
                    }
                    discard(c, free);
                    return done;
                },
                done -> deletions.forEach(one -> cache.removed(new ObjectCache.Place(bucketId, one.key()))));
        unlink(free);
        return outcomes;
    }

    @Override
    public void settle(
            String bucketId, List<Due> due, Versioning versioning, Instant now, Consumer<List<Settled>> told) {
        List<String> free = new ArrayList<>();
        writer.run(
                c -> {
                    refuseDropped(bucketId);
                    List<Settled> done = new ArrayList<>();
                    for (Due one : due) {
                        DueRows.settle(c, bucketId, one, versioning, now, random, free)
                                .ifPresent(done::add);
                    }
                    discard(c, free);
                    told.accept(done);
                    return true;
                },
                _ -> due.forEach(one -> cache.removed(
                        new ObjectCache.Place(bucketId, one.version().key()))));
        unlink(free);
    }

    @Override
    public boolean settleRestorations(Instant now, int max, Consumer<List<Restored>> told) {
        if (!readers.read(c -> RestoreRows.isAnyDue(c, now))) {
            return false;
        }
        List<Restored> noted = writer.run(
                c -> {
                    List<Restored> done = RestoreRows.settle(c, now, max);
                    told.accept(done);
                    return done;
                },
                done -> done.forEach(one -> cache.removed(
                        new ObjectCache.Place(one.bucketId(), one.object().key()))));
        return !noted.isEmpty();
    }

    @Override
    public Listing.Page list(String bucketId, Listing listing) {
        return readers.read(c -> IndexListing.read(c, bucketId, listing));
    }

    @Override
    public VersionListing.Page listVersions(String bucketId, VersionListing listing) {
        return readers.read(c -> IndexVersionListing.read(c, bucketId, listing));
    }

    @Override
    public void createUpload(Upload upload) {
        writer.run(
                c -> {
                    refuseDropped(upload.bucketId());
                    ObjectIndex.putUpload(c, upload, ObjectIndex.find(c, upload.bucketId(), upload.key()));
                    return true;
                },
                done -> {});
    }

    @Override
    public Optional<Upload> findUpload(String bucketId, String key, String uploadId) {
        return readers.read(c -> ObjectIndex.findUpload(c, uploadId))
                .filter(u -> u.bucketId().equals(bucketId) && u.key().equals(key));
    }

    @Override
    public List<Upload> uploads(String bucketId, String prefix) {
        return readers.read(c -> ObjectIndex.uploads(c, bucketId)).stream()
                .filter(u -> u.key().startsWith(prefix))
                .toList();
    }

    @Override
    public List<Upload> uploadsUntil(String bucketId, String prefix, Instant begun, int max) {
        return readers.read(c -> ObjectIndex.uploadsUntil(c, bucketId, prefix, begun, max));
    }

    @Override
    public boolean putPart(String uploadId, NewPart part, Staged body) {
        UploadedPart uploaded = part.uploaded(body);
        Optional<List<String>> replaced = writer.run(
                c -> {
                    if (ObjectIndex.findUpload(c, uploadId).isEmpty()) {
                        return Optional.empty();
                    }
                    List<String> old = ObjectIndex.parts(c, uploadId).stream()
                            .filter(p -> p.number() == part.number())
                            .map(UploadedPart::body)
                            .toList();
                    ObjectIndex.putPart(c, uploadId, uploaded);
                    return Optional.of(discard(c, old));
                },
                done -> done.ifPresent(old -> files.settle(body)));
        replaced.ifPresent(this::unlink);
        return replaced.isPresent();
    }

    @Override
    public List<UploadedPart> parts(String uploadId) {
        return readers.read(c -> ObjectIndex.parts(c, uploadId));
    }

    @Override
    public Optional<Staged> join(List<UploadedPart> parts) throws IOException {
        try {
            return Optional.of(
                    files.concatenate(parts.stream().map(UploadedPart::body).toList()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<StoredObject> complete(
            Upload upload, NewObject object, Staged body, Versioning versioning, CompletionPrecondition precondition) {
        StoredObject joined = object.stored(body).ofUpload(upload.uploadId());
        Optional<VersionRows.Written> written = writer.run(
                c -> {
                    refuseDropped(upload.bucketId());
                    if (ObjectIndex.findUpload(c, upload.uploadId()).isEmpty()) {
                        return Optional.empty();
                    }
                    Optional<StoredObject> old = ObjectIndex.find(c, upload.bucketId(), upload.key());
                    precondition.check(old, ObjectIndex.isOvertaken(c, upload.uploadId(), old));
                    return Optional.of(
                            write(c, upload.bucketId(), joined, old, versioning, endUpload(c, upload.uploadId())));
                },
                done -> done.ifPresent(made -> {
                    files.settle(body);
                    cache.written(new ObjectCache.Place(upload.bucketId(), upload.key()), made.object());
                }));
        written.ifPresent(made -> unlink(made.free()));
        return written.map(VersionRows.Written::object);
    }

    @Override
    public boolean abort(String uploadId) {
        Optional<List<String>> freed = writer.run(
                c -> ObjectIndex.findUpload(c, uploadId).isEmpty()
                        ? Optional.empty()
                        : Optional.of(discard(c, endUpload(c, uploadId))),
                done -> {});
        freed.ifPresent(this::unlink);
        return freed.isPresent();
    }

    @Override
    public boolean dropBucket(String bucketId) {
        Optional<List<String>> freed = writer.run(
                c -> {
                    if (!ObjectIndex.isEmpty(c, bucketId)) {
                        return Optional.empty();
                    }
                    dropped.add(bucketId);
                    List<String> bodies = new ArrayList<>();
                    for (Upload upload : ObjectIndex.uploads(c, bucketId)) {
                        bodies.addAll(endUpload(c, upload.uploadId()));
                    }
                    return Optional.of(discard(c, bodies));
                },
                done -> {});
        freed.ifPresent(this::unlink);
        return freed.isPresent();
    }

    @Override
    public void clear() {
        writer.run(
                c -> {
                    ObjectIndex.clear(c);
                    return true;
                },
                done -> {
                    lost.clear();
                    cache.clear();
                    files.clear();
                });
    }

    @Override
    public void close() {
        writer.close();
        readers.close();
        Sqlite.close(connection);
    }

    private void refuseDropped(String bucketId) {
        if (dropped.contains(bucketId)) {
            throw new BucketDroppedException();
        }
    }

    /** Makes an object the newest version of its key; what is free then is garbage. */
    private VersionRows.Written write(
            Connection c,
            String bucketId,
            StoredObject object,
            Optional<StoredObject> current,
            Versioning versioning,
            List<String> alsoFree)
            throws SQLException {
        VersionRows.Written written = VersionRows.put(c, bucketId, object, current, versioning, random);
        List<String> free = new ArrayList<>(alsoFree);
        free.addAll(written.free());
        return new VersionRows.Written(written.object(), discard(c, free));
    }

    private static List<String> endUpload(Connection c, String uploadId) throws SQLException {
        List<String> bodies =
                ObjectIndex.parts(c, uploadId).stream().map(UploadedPart::body).toList();
        ObjectIndex.deleteUpload(c, uploadId);
        return bodies;
    }

    /** Notes bodies as garbage, and forgets garbage whose files are gone by now. */
    private List<String> discard(Connection c, List<String> bodies) throws SQLException {
        List<String> gone = new ArrayList<>();
        for (String name = unlinked.poll(); name != null; name = unlinked.poll()) {
            gone.add(name);
            if (gone.size() >= UNLINKED_BATCH_MAX) {
                break;
            }
        }
        ObjectIndex.deleteGarbage(c, gone);
        ObjectIndex.addGarbage(c, bodies);
        return bodies;
    }

    private void unlink(List<String> bodies) {
        for (String body : bodies) {
            lost.over(body);
            try {
                files.delete(body);
                unlinked.add(body);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "the body " + body + " stays until the next start", e);
            }
        }
    }
}
