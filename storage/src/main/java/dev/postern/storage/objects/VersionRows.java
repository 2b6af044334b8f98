package dev.postern.storage.objects;

import dev.postern.model.s3.Versioning;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How the versions of a key change. The object that a key has now, if it has one, is in {@code objects}; all that is older, and
 * delete markers, are in {@code versions}: so listing objects costs what it costs without versions.
 *
 * <pre>
 * objects   k5                     the newest of its key, never a marker
 * versions     k4  k3(marker)  k2  k1
 *
 * versions  x3(marker)  x2  x1     without an object, the newest is a marker
 * </pre>
 */
final class VersionRows {
    private VersionRows() {}

    /**
     * Makes an object the newest version of its key; answers it with its id, and the bodies that are free now.
     *
     * @param current the object that the key has
     */
    static Written put(
            Connection c,
            String bucketId,
            StoredObject object,
            Optional<StoredObject> current,
            Versioning versioning,
            RandomGenerator random)
            throws SQLException {
        Places places = places(c, bucketId, object.key());
        long place = places.newest() + 1;
        boolean keeps = versioning == Versioning.ENABLED;
        List<String> free =
                keeps ? List.of() : removeNull(c, bucketId, object.key(), current, places, object.lastModified());
        retire(c, bucketId, current, keeps);
        StoredObject stored = object.asVersion(keeps ? VersionIds.make(place, random) : VersionIds.NULL);
        ObjectIndex.put(c, bucketId, stored, place);
        return new Written(stored, free);
    }

    /** @param free the bodies that belong to nothing any more */
    record Written(StoredObject object, List<String> free) {
        Written {
            free = List.copyOf(free);
        }
    }

    /**
     * Deletes what is asked for, adding the bodies that are free then.
     *
     * @param current the object that the key has
     */
    static Deletion.Outcome delete(
            Connection c,
            String bucketId,
            Deletion deletion,
            Optional<StoredObject> current,
            Versioning versioning,
            Instant now,
            RandomGenerator random,
            List<String> free)
            throws SQLException {
        String key = deletion.key();
        if (deletion.versionId().isPresent()) {
            return deleteVersion(c, bucketId, deletion, now, free);
        }
        Places places = places(c, bucketId, key);
        boolean keeps = versioning == Versioning.ENABLED;
        boolean leavesMarker = versioning != Versioning.NEVER || hasOthers(current, places);
        if (!keeps) {
            free.addAll(removeNull(c, bucketId, key, current, places, now));
        }
        retire(c, bucketId, current, keeps);
        if (!leavesMarker) {
            return new Deletion.Outcome(key, false, Optional.empty(), false);
        }
        long place = places.newest() + 1;
        String id = keeps ? VersionIds.make(place, random) : VersionIds.NULL;
        insertMarker(c, bucketId, new DeleteMarker(key, id, now), place);
        return new Deletion.Outcome(key, false, Optional.of(id), true);
    }

    /** Whether more is there than the object {@code null}: a request began before versions were kept, and ends since. */
    private static boolean hasOthers(Optional<StoredObject> current, Places places) {
        return places.hasOld()
                || current.filter(o -> !o.versionId().equals(VersionIds.NULL)).isPresent();
    }

    private static Deletion.Outcome deleteVersion(
            Connection c, String bucketId, Deletion deletion, Instant now, List<String> free) throws SQLException {
        String key = deletion.key();
        String versionId = deletion.versionId().orElseThrow();
        Optional<VersionEntry> found = find(c, bucketId, key, versionId);
        if (found.isPresent()
                && found.get() instanceof StoredObject object
                && object.head().isLocked(now, deletion.bypassing())) {
            return new Deletion.Outcome(
                    key, true, deletion.versionId(), false, object.head().lock());
        }
        if (found.isPresent()) {
            if (found.get() instanceof StoredObject object) {
                free.add(object.body());
            }
            remove(c, "objects", bucketId, key, versionId);
            remove(c, "versions", bucketId, key, versionId);
            promote(c, bucketId, key);
        }
        return new Deletion.Outcome(
                key,
                true,
                Optional.of(versionId),
                found.filter(DeleteMarker.class::isInstance).isPresent());
    }

    /** A version of a key. It is one statement: a version that moves meanwhile is found in one place or the other. */
    static Optional<VersionEntry> find(Connection c, String bucketId, String key, String versionId)
            throws SQLException {
        String from = " WHERE bucket = ? AND key = ? AND version = ?";
        try (PreparedStatement select = c.prepareStatement("SELECT " + ObjectIndex.OBJECT_COLUMNS + " FROM objects"
                + from + " UNION ALL SELECT " + ObjectIndex.OBJECT_COLUMNS + " FROM versions" + from)) {
            for (int i = 0; i < 6; i += 3) {
                bind(select, i, bucketId, key);
                select.setString(i + 3, versionId);
            }
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(ObjectIndex.version(row)) : Optional.empty();
            }
        }
    }

    /** The delete marker that a key has in place of an object. */
    static Optional<DeleteMarker> currentMarker(Connection c, String bucketId, String key) throws SQLException {
        try (PreparedStatement select = c.prepareStatement("SELECT " + ObjectIndex.OBJECT_COLUMNS
                + " FROM versions v WHERE bucket = ? AND key = ?"
                + " AND NOT EXISTS (SELECT 1 FROM objects o WHERE o.bucket = v.bucket AND o.key = v.key)"
                + " ORDER BY place DESC LIMIT 1")) {
            bind(select, 0, bucketId, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next() && ObjectIndex.version(row) instanceof DeleteMarker marker
                        ? Optional.of(marker)
                        : Optional.empty();
            }
        }
    }

    /** Writes anew what is known of a version that is there. */
    static void updateHead(Connection c, String bucketId, StoredObject object) throws SQLException {
        for (String table : List.of("objects", "versions")) {
            try (PreparedStatement update = c.prepareStatement(
                    "UPDATE " + table + " SET detail = ? WHERE bucket = ? AND key = ? AND version = ?")) {
                update.setString(1, ObjectIndex.detail(object));
                bind(update, 1, bucketId, object.key());
                update.setString(4, object.versionId());
                update.executeUpdate();
            }
        }
    }

    /** Takes the version {@code null} away, wherever it is, unless it is locked; answers its body, if it has one. */
    private static List<String> removeNull(
            Connection c, String bucketId, String key, Optional<StoredObject> current, Places places, Instant now)
            throws SQLException {
        Optional<VersionEntry> old =
                places.hasOld() ? find(c, bucketId, key, VersionIds.NULL) : current.map(VersionEntry.class::cast);
        if (old.orElse(null) instanceof StoredObject object
                && object.versionId().equals(VersionIds.NULL)
                && object.head().isLocked(now, false)) {
            throw new ObjectStore.LockedException();
        }
        if (current.filter(o -> o.versionId().equals(VersionIds.NULL)).isPresent()) {
            ObjectIndex.delete(c, bucketId, key);
            return List.of(current.get().body());
        }
        if (!places.hasOld()) {
            return List.of();
        }
        List<String> free = new ArrayList<>();
        try (PreparedStatement delete = c.prepareStatement(
                "DELETE FROM versions WHERE bucket = ? AND key = ? AND version = 'null' RETURNING body")) {
            bind(delete, 0, bucketId, key);
            try (ResultSet row = delete.executeQuery()) {
                while (row.next()) {
                    if (!row.getString(1).isEmpty()) {
                        free.add(row.getString(1));
                    }
                }
            }
        }
        return free;
    }

    /** Puts the object that a key has to its old versions, unless it is gone as it was the version {@code null}. */
    private static void retire(Connection c, String bucketId, Optional<StoredObject> current, boolean alsoNull)
            throws SQLException {
        if (current.isPresent() && (alsoNull || !current.get().versionId().equals(VersionIds.NULL))) {
            move(
                    c,
                    "INSERT INTO versions SELECT bucket, key, place, version, size, etag, modified, detail, body FROM objects"
                            + " WHERE bucket = ? AND key = ?",
                    bucketId,
                    current.get().key());
            ObjectIndex.delete(c, bucketId, current.get().key());
        }
    }

    /** Where the newest version is not the object that it should be, because what was newer is gone, makes it that. */
    private static void promote(Connection c, String bucketId, String key) throws SQLException {
        if (ObjectIndex.find(c, bucketId, key).isPresent()) {
            return;
        }
        String newest = " FROM versions WHERE bucket = ? AND key = ? AND body <> '' AND place ="
                + " (SELECT max(place) FROM versions WHERE bucket = ? AND key = ?)";
        try (PreparedStatement insert = c.prepareStatement("INSERT INTO objects (" + ObjectIndex.OBJECT_COLUMNS
                + ", bucket, place) SELECT " + ObjectIndex.OBJECT_COLUMNS + ", bucket, place" + newest)) {
            bind(insert, 0, bucketId, key);
            bind(insert, 2, bucketId, key);
            if (insert.executeUpdate() == 0) {
                return;
            }
        }
        try (PreparedStatement delete = c.prepareStatement("DELETE" + newest)) {
            bind(delete, 0, bucketId, key);
            bind(delete, 2, bucketId, key);
            delete.executeUpdate();
        }
    }

    /**
     * Where a key's newest versions are.
     *
     * @param object the place of the object that it has; -1 if it has none
     * @param old the place of the newest in {@code versions}; -1 if there are none
     */
    record Places(long object, long old) {
        /** -1 if the key has no versions. */
        long newest() {
            return Math.max(object, old);
        }

        boolean hasOld() {
            return old >= 0;
        }
    }

    static Places places(Connection c, String bucketId, String key) throws SQLException {
        try (PreparedStatement select =
                c.prepareStatement("SELECT coalesce((SELECT place FROM objects WHERE bucket = ? AND key = ?), -1),"
                        + " coalesce((SELECT max(place) FROM versions WHERE bucket = ? AND key = ?), -1)")) {
            bind(select, 0, bucketId, key);
            bind(select, 2, bucketId, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new Places(row.getLong(1), row.getLong(2)) : new Places(-1, -1);
            }
        }
    }

    private static void insertMarker(Connection c, String bucketId, DeleteMarker marker, long place)
            throws SQLException {
        try (PreparedStatement insert = c.prepareStatement("INSERT INTO versions VALUES (?,?,?,?,0,'',?,'{}','')")) {
            bind(insert, 0, bucketId, marker.key());
            insert.setLong(3, place);
            insert.setString(4, marker.versionId());
            insert.setLong(5, marker.lastModified().toEpochMilli());
            insert.executeUpdate();
        }
    }

    private static void remove(Connection c, String table, String bucketId, String key, String versionId)
            throws SQLException {
        try (PreparedStatement delete =
                c.prepareStatement("DELETE FROM " + table + " WHERE bucket = ? AND key = ? AND version = ?")) {
            bind(delete, 0, bucketId, key);
            delete.setString(3, versionId);
            delete.executeUpdate();
        }
    }

    private static void move(Connection c, String sql, String bucketId, String key) throws SQLException {
        try (PreparedStatement insert = c.prepareStatement(sql)) {
            bind(insert, 0, bucketId, key);
            insert.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, int behind, String bucketId, String key) throws SQLException {
        statement.setString(behind + 1, bucketId);
        statement.setBytes(behind + 2, ObjectIndex.bytes(key));
    }
}
