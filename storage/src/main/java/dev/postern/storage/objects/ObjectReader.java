package dev.postern.storage.objects;

import dev.postern.storage.SqliteReaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Finds objects in the cache, else in the index, and opens their bodies. Versions that are not current are not kept in the cache. */
final class ObjectReader {
    private static final System.Logger LOG = System.getLogger(ObjectReader.class.getName());
    private static final int OPEN_ATTEMPTS_MAX = 100;

    /** A body that is not found so often, while the index says that it belongs there, is not just being replaced. */
    private static final int MISSES_MAX = 3;

    private final SqliteReaders readers;
    private final BodyFiles files;
    private final ObjectCache cache;
    private final LostBodies lost;

    ObjectReader(SqliteReaders readers, BodyFiles files, ObjectCache cache, LostBodies lost) {
        this.readers = readers;
        this.files = files;
        this.cache = cache;
        this.lost = lost;
    }

    /** The object that a key has now. */
    Optional<ObjectCache.Entry> find(ObjectCache.Place place) {
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

    Optional<OpenObject> open(ObjectCache.Place place) throws IOException {
        return open(place, this::find);
    }

    /** One version of a key. */
    Optional<OpenObject> open(ObjectCache.Place place, String versionId) throws IOException {
        return open(place, p -> findVersion(p, versionId));
    }

    private Optional<ObjectCache.Entry> findVersion(ObjectCache.Place place, String versionId) {
        Optional<ObjectCache.Entry> cached =
                cache.get(place).filter(entry -> entry.object().versionId().equals(versionId));
        if (cached.isPresent()) {
            return cached;
        }
        return readers.read(c -> VersionRows.find(c, place.bucketId(), place.key(), versionId))
                .flatMap(found -> found instanceof StoredObject object
                        ? Optional.of(new ObjectCache.Entry(object, null))
                        : Optional.empty());
    }

    private Optional<OpenObject> open(
            ObjectCache.Place place, Function<ObjectCache.Place, Optional<ObjectCache.Entry>> lookUp)
            throws IOException {
        String missing = "";
        int misses = 0;
        for (int attempt = 0; attempt < OPEN_ATTEMPTS_MAX; attempt++) {
            Optional<ObjectCache.Entry> entry = lookUp.apply(place);
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
        lost.there(object.body());
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
            requireAsWritten(place, object, content.array());
            cache.foundBody(place, object, content.array());
            return new OpenObject(object, new OpenObject.InMemory(content.array()));
        }
    }

    /** What is small is read once for many who want it: what is not as it was written is given to nobody. */
    private void requireAsWritten(ObjectCache.Place place, StoredObject object, byte[] content) throws IOException {
        if (object.head().sealing().isEmpty()
                && ContentsTag.saysContents(object)
                && !ContentsTag.of(new ByteArrayInputStream(content), object).equals(object.etag())) {
            IndexedBody body = IndexedBody.of(place.bucketId(), object);
            throw found(body, body.altered(IndexedBody.otherContents(files.home(object.body()))));
        }
    }

    private BodyLostException lost(ObjectCache.Place place, StoredObject object, String how) {
        IndexedBody body = IndexedBody.of(place.bucketId(), object);
        return found(body, body.lost(how));
    }

    private BodyLostException found(IndexedBody body, IndexedBody.Lost found) {
        lost.found(body.name(), found);
        if (!readers.read(body::isIndexed)) {
            lost.over(body.name());
        }
        return new BodyLostException(found.problem(UnaryOperator.identity()).toString());
    }
}
