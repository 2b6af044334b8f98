package dev.postern.storage.objects;

import dev.postern.model.Problem;
import dev.postern.storage.Sqlite;
import dev.postern.storage.SqliteReaders;
import dev.postern.storage.SqliteWriter;
import dev.postern.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
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
    private static final int OPEN_ATTEMPTS_MAX = 100;

    /** A body that is not found so often, while the index says that it belongs there, is not just being replaced. */
    private static final int MISSES_MAX = 3;

    private static final int UNLINKED_BATCH_MAX = 1_000;

    private final Connection connection;
    private final BodyFiles files;
    private final SqliteWriter writer;
    private final SqliteReaders readers;
    private final ObjectCache cache = new ObjectCache(CACHE_BYTES_MAX);
    private final Set<String> dropped = Collections.synchronizedSet(new TreeSet<>());
    private final LostBodies lost = new LostBodies();
    private final ConcurrentLinkedQueue<String> unlinked = new ConcurrentLinkedQueue<>();

    /** Opens or makes a store, and puts in order what a crash may have left. */
    public FileObjectStore(Path root) {
        Path index = root.resolve("index.db");
        this.files = new BodyFiles(root);
        refuseToBeginAgain(index);
        this.connection = Sqlite.open(index, ObjectIndex.FORMAT);
        this.readers = new SqliteReaders(index);
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
    public Staged stage(InputStream body) throws IOException {
        return files.write(body);
    }

    @Override
    public StoredObject put(String bucketId, NewObject object, Staged body, Precondition precondition) {
        StoredObject stored = object.stored(body);
        List<String> replaced = writer.run(
                c -> {
                    refuseDropped(bucketId);
                    Optional<StoredObject> old = ObjectIndex.find(c, bucketId, object.key());
                    precondition.check(old);
                    return replace(c, bucketId, old, stored, List.of());
                },
                done -> {
                    files.settle(body);
                    cache.written(new ObjectCache.Place(bucketId, object.key()), stored);
                });
        unlink(replaced);
        return stored;
    }

    @Override
    public Optional<StoredObject> find(String bucketId, String key) {
        return lookUp(new ObjectCache.Place(bucketId, key)).map(ObjectCache.Entry::object);
    }

    @Override
    public Optional<OpenObject> open(String bucketId, String key) throws IOException {
        ObjectCache.Place place = new ObjectCache.Place(bucketId, key);
        String missing = "";
        int misses = 0;
        for (int attempt = 0; attempt < OPEN_ATTEMPTS_MAX; attempt++) {
            Optional<ObjectCache.Entry> entry = lookUp(place);
            if (entry.isEmpty()) {
                return Optional.empty();
            }
            StoredObject object = entry.get().object();
            byte[] body = entry.get().body();
            if (body != null) {
                return Optional.of(new OpenObject(object, new OpenObject.InMemory(body)));
            }
            try {
                return Optional.of(openFile(place, object));
            } catch (NoSuchFileException e) {
                LOG.log(System.Logger.Level.DEBUG, "overwritten or deleted since it was looked up: looking again");
                misses = object.body().equals(missing) ? misses + 1 : 1;
                missing = object.body();
                if (misses == MISSES_MAX) {
                    throw lost(place, object, "the file " + files.home(object.body()) + " is gone");
                }
            }
        }
        throw new IOException("the object changes all the time");
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

    private BodyLostException lost(ObjectCache.Place place, StoredObject object, String how) {
        IndexedBody body = IndexedBody.of(place.bucketId(), object);
        IndexedBody.Lost found = body.lost(how);
        lost.found(body.name(), found);
        if (!readers.read(body::isIndexed)) {
            lost.over(body.name());
        }
        return new BodyLostException(found.problem(UnaryOperator.identity()).toString());
    }

    @Override
    public Optional<StoredObject> updateHead(String bucketId, String key, UnaryOperator<ObjectHead> change) {
        return writer.run(
                c -> {
                    Optional<StoredObject> changed =
                            ObjectIndex.find(c, bucketId, key).map(o -> o.withHead(change.apply(o.head())));
                    if (changed.isPresent()) {
                        ObjectIndex.put(c, bucketId, changed.get());
                    }
                    return changed;
                },
                changed -> changed.ifPresent(o -> cache.written(new ObjectCache.Place(bucketId, key), o)));
    }

    @Override
    public void delete(String bucketId, List<String> keys, Precondition precondition) {
        List<String> freed = writer.run(
                c -> {
                    List<StoredObject> found = new ArrayList<>();
                    for (String key : keys) {
                        Optional<StoredObject> old = ObjectIndex.find(c, bucketId, key);
                        precondition.check(old);
                        old.ifPresent(found::add);
                    }
                    for (StoredObject object : found) {
                        ObjectIndex.delete(c, bucketId, object.key());
                        ObjectIndex.overtake(c, bucketId, object);
                    }
                    return discard(c, found.stream().map(StoredObject::body).toList());
                },
                done -> keys.forEach(key -> cache.removed(new ObjectCache.Place(bucketId, key))));
        unlink(freed);
    }

    @Override
    public Listing.Page list(String bucketId, Listing listing) {
        return readers.read(c -> IndexListing.read(c, bucketId, listing));
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
            Upload upload, NewObject object, Staged body, CompletionPrecondition precondition) {
        StoredObject stored = object.stored(body).ofUpload(upload.uploadId());
        Optional<List<String>> freed = writer.run(
                c -> {
                    refuseDropped(upload.bucketId());
                    if (ObjectIndex.findUpload(c, upload.uploadId()).isEmpty()) {
                        return Optional.empty();
                    }
                    Optional<StoredObject> old = ObjectIndex.find(c, upload.bucketId(), upload.key());
                    precondition.check(old, ObjectIndex.isOvertaken(c, upload.uploadId(), old));
                    return Optional.of(replace(c, upload.bucketId(), old, stored, endUpload(c, upload.uploadId())));
                },
                done -> done.ifPresent(bodies -> {
                    files.settle(body);
                    cache.written(new ObjectCache.Place(upload.bucketId(), upload.key()), stored);
                }));
        return freed.map(bodies -> {
            unlink(bodies);
            return stored;
        });
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

    private Optional<ObjectCache.Entry> lookUp(ObjectCache.Place place) {
        Optional<ObjectCache.Entry> cached = cache.get(place);
        if (cached.isPresent()) {
            return cached;
        }
        long epoch = cache.epoch();
        Optional<ObjectCache.Entry> read = readers.read(c -> ObjectIndex.find(c, place.bucketId(), place.key()))
                .map(object -> new ObjectCache.Entry(object, null));
        read.ifPresent(entry -> cache.found(epoch, place, entry));
        return read;
    }

    private OpenObject openFile(ObjectCache.Place place, StoredObject object) throws IOException {
        FileChannel channel = files.open(object.body());
        if (channel.size() != object.size()) {
            long length = channel.size();
            channel.close();
            throw lost(
                    place,
                    object,
                    "the file " + files.home(object.body()) + " has " + length + " bytes instead of " + object.size());
        }
        lost.over(object.body());
        if (object.size() > ObjectCache.BODY_BYTES_MAX) {
            return new OpenObject(object, new OpenObject.InFile(channel));
        }
        try (channel) {
            ByteBuffer content = ByteBuffer.allocate((int) object.size());
            while (content.hasRemaining()) {
                if (channel.read(content) < 0) {
                    throw new IOException("the body of " + object.key() + " is shorter than it was");
                }
            }
            cache.foundBody(place, object, content.array());
            return new OpenObject(object, new OpenObject.InMemory(content.array()));
        }
    }

    private void refuseDropped(String bucketId) {
        if (dropped.contains(bucketId)) {
            throw new BucketDroppedException();
        }
    }

    /** The bodies that are free once the object is in place of the old one. */
    private List<String> replace(
            Connection c, String bucketId, Optional<StoredObject> old, StoredObject object, List<String> alsoFree)
            throws SQLException {
        ObjectIndex.put(c, bucketId, object);
        List<String> free = new ArrayList<>(alsoFree);
        old.ifPresent(o -> free.add(o.body()));
        return discard(c, free);
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
