package dev.postern.storage.objects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.postern.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The index's statements, but for those that change versions ({@link VersionRows}) and those that list. */
final class ObjectIndex {
    /** Of both tables that hold versions. */
    static final String OBJECT_COLUMNS = "key, size, etag, modified, detail, body, version";

    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new Jdk8Module()).build();

    private ObjectIndex() {}

    private record ObjectDetail(
            ObjectHead head, Optional<Checksum> checksum, List<StoredObject.Part> parts, Optional<String> upload) {}

    /**
     * @param before the body of the object that had the upload's key when it began, or of one that was deleted since; the
     *     empty text for none. Builds that did not write it left uploads of which nothing is known
     */
    private record UploadDetail(
            String initiator,
            ObjectHead head,
            Optional<String> checksumAlgorithm,
            Optional<String> checksumType,
            Optional<String> before) {}

    private record PartDetail(Optional<Checksum> checksum) {}

    static Optional<StoredObject> find(Connection c, String bucketId, String key) throws SQLException {
        try (PreparedStatement select =
                c.prepareStatement("SELECT " + OBJECT_COLUMNS + " FROM objects WHERE bucket = ? AND key = ?")) {
            select.setString(1, bucketId);
            select.setBytes(2, bytes(key));
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(object(row)) : Optional.empty();
            }
        }
    }

    static void put(Connection c, String bucketId, StoredObject object, long place) throws SQLException {
        try (PreparedStatement insert =
                c.prepareStatement("INSERT OR REPLACE INTO objects VALUES (?,?,?,?,?,?,?,?,?)")) {
            insert.setString(1, bucketId);
            insert.setBytes(2, bytes(object.key()));
            insert.setLong(3, object.size());
            insert.setString(4, object.etag());
            insert.setLong(5, object.lastModified().toEpochMilli());
            insert.setString(6, detail(object));
            insert.setString(7, object.body());
            insert.setString(8, object.versionId());
            insert.setLong(9, place);
            insert.executeUpdate();
        }
    }

    static String detail(StoredObject object) {
        return json(new ObjectDetail(object.head(), object.checksum(), object.parts(), object.upload()));
    }

    static void delete(Connection c, String bucketId, String key) throws SQLException {
        try (PreparedStatement delete = c.prepareStatement("DELETE FROM objects WHERE bucket = ? AND key = ?")) {
            delete.setString(1, bucketId);
            delete.setBytes(2, bytes(key));
            delete.executeUpdate();
        }
    }

    static boolean isEmpty(Connection c, String bucketId) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(
                "SELECT 1 FROM objects WHERE bucket = ? UNION ALL SELECT 1 FROM versions WHERE bucket = ? LIMIT 1")) {
            select.setString(1, bucketId);
            select.setString(2, bucketId);
            try (ResultSet row = select.executeQuery()) {
                return !row.next();
            }
        }
    }

    /** @param current the object that has the upload's key now */
    static void putUpload(Connection c, Upload upload, Optional<StoredObject> current) throws SQLException {
        try (PreparedStatement insert = c.prepareStatement("INSERT INTO uploads VALUES (?,?,?,?,?)")) {
            insert.setString(1, upload.uploadId());
            insert.setString(2, upload.bucketId());
            insert.setBytes(3, bytes(upload.key()));
            insert.setLong(4, upload.initiated().toEpochMilli());
            insert.setString(
                    5,
                    json(new UploadDetail(
                            upload.initiator(),
                            upload.head(),
                            upload.checksumAlgorithm(),
                            upload.checksumType(),
                            Optional.of(bodyOf(current)))));
            insert.executeUpdate();
        }
    }

    private static String bodyOf(Optional<StoredObject> object) {
        return object.map(StoredObject::body).orElse("");
    }

    /** Notes with the uploads for an object's key that it was deleted. */
    static void overtake(Connection c, String bucketId, StoredObject deleted) throws SQLException {
        try (PreparedStatement update = c.prepareStatement(
                "UPDATE uploads SET detail = json_set(detail, '$.before', ?) WHERE bucket = ? AND key = ?")) {
            update.setString(1, deleted.body());
            update.setString(2, bucketId);
            update.setBytes(3, bytes(deleted.key()));
            update.executeUpdate();
        }
    }

    /** Whether an object with an upload's key was written or deleted since the upload began. */
    static boolean isOvertaken(Connection c, String uploadId, Optional<StoredObject> current) throws SQLException {
        try (PreparedStatement select = c.prepareStatement("SELECT detail FROM uploads WHERE upload = ?")) {
            select.setString(1, uploadId);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        && read(row.getString(1), UploadDetail.class)
                                .before()
                                .filter(before -> !before.equals(bodyOf(current)))
                                .isPresent();
            }
        }
    }

    static Optional<Upload> findUpload(Connection c, String uploadId) throws SQLException {
        try (PreparedStatement select =
                c.prepareStatement("SELECT upload, bucket, key, initiated, detail FROM uploads WHERE upload = ?")) {
            select.setString(1, uploadId);
            return uploads(select).stream().findFirst();
        }
    }

    static List<Upload> uploads(Connection c, String bucketId) throws SQLException {
        try (PreparedStatement select = c.prepareStatement("SELECT upload, bucket, key, initiated, detail FROM uploads"
                + " WHERE bucket = ? ORDER BY key, initiated, upload")) {
            select.setString(1, bucketId);
            return uploads(select);
        }
    }

    static List<Upload> uploadsUntil(Connection c, String bucketId, String prefix, Instant begun, int max)
            throws SQLException {
        try (PreparedStatement select = c.prepareStatement("SELECT upload, bucket, key, initiated, detail FROM uploads"
                + " WHERE bucket = ? AND key >= ? AND substr(key, 1, ?) = ? AND initiated <= ? ORDER BY key, initiated"
                + " LIMIT ?")) {
            byte[] beginning = bytes(prefix);
            select.setString(1, bucketId);
            select.setBytes(2, beginning);
            select.setInt(3, beginning.length);
            select.setBytes(4, beginning);
            select.setLong(5, begun.toEpochMilli());
            select.setInt(6, max);
            return uploads(select);
        }
    }

    static void deleteUpload(Connection c, String uploadId) throws SQLException {
        try (PreparedStatement upload = c.prepareStatement("DELETE FROM uploads WHERE upload = ?");
                PreparedStatement parts = c.prepareStatement("DELETE FROM parts WHERE upload = ?")) {
            upload.setString(1, uploadId);
            upload.executeUpdate();
            parts.setString(1, uploadId);
            parts.executeUpdate();
        }
    }

    static void putPart(Connection c, String uploadId, UploadedPart part) throws SQLException {
        try (PreparedStatement insert = c.prepareStatement("INSERT OR REPLACE INTO parts VALUES (?,?,?,?,?,?,?)")) {
            insert.setString(1, uploadId);
            insert.setInt(2, part.number());
            insert.setLong(3, part.size());
            insert.setString(4, part.etag());
            insert.setLong(5, part.lastModified().toEpochMilli());
            insert.setString(6, json(new PartDetail(part.checksum())));
            insert.setString(7, part.body());
            insert.executeUpdate();
        }
    }

    static List<UploadedPart> parts(Connection c, String uploadId) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(
                "SELECT number, size, etag, modified, detail, body FROM parts WHERE upload = ? ORDER BY number")) {
            select.setString(1, uploadId);
            List<UploadedPart> parts = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    parts.add(new UploadedPart(
                            row.getInt(1),
                            row.getLong(2),
                            row.getString(3),
                            Instant.ofEpochMilli(row.getLong(4)),
                            read(row.getString(5), PartDetail.class).checksum(),
                            row.getString(6)));
                }
            }
            return parts;
        }
    }

    static void addGarbage(Connection c, List<String> bodies) throws SQLException {
        try (PreparedStatement insert = c.prepareStatement("INSERT OR IGNORE INTO garbage VALUES (?)")) {
            for (String body : bodies) {
                insert.setString(1, body);
                insert.executeUpdate();
            }
        }
    }

    static void deleteGarbage(Connection c, List<String> bodies) throws SQLException {
        try (PreparedStatement delete = c.prepareStatement("DELETE FROM garbage WHERE body = ?")) {
            for (String body : bodies) {
                delete.setString(1, body);
                delete.executeUpdate();
            }
        }
    }

    static List<String> garbage(Connection c) throws SQLException {
        List<String> bodies = new ArrayList<>();
        try (Statement select = c.createStatement();
                ResultSet row = select.executeQuery("SELECT body FROM garbage")) {
            while (row.next()) {
                bodies.add(row.getString(1));
            }
        }
        return bodies;
    }

    /** Those of the names that belong to a version or a part. */
    static Set<String> known(Connection c, Set<String> names) throws SQLException {
        Set<String> known = new TreeSet<>();
        try (Statement select = c.createStatement();
                ResultSet row = select.executeQuery("SELECT body FROM objects"
                        + " UNION ALL SELECT body FROM versions UNION ALL SELECT body FROM parts")) {
            while (row.next()) {
                if (names.contains(row.getString(1))) {
                    known.add(row.getString(1));
                }
            }
        }
        return known;
    }

    static void clear(Connection c) throws SQLException {
        try (Statement statement = c.createStatement()) {
            for (String table : List.of("objects", "versions", "uploads", "parts", "garbage", "restores")) {
                statement.executeUpdate("DELETE FROM " + table);
            }
        }
    }

    /** Rows of a bucket in order; {@code end} is the first key behind the range, empty for none. */
    static PreparedStatement range(
            Connection c, String table, String bucketId, KeyRange.Position from, Optional<byte[]> end)
            throws SQLException {
        PreparedStatement select = c.prepareStatement(rangeSql(table, from.inclusive(), end.isPresent()));
        select.setString(1, bucketId);
        select.setBytes(2, from.key());
        if (end.isPresent()) {
            select.setBytes(3, end.get());
        }
        return select;
    }

    static String rangeSql(String table, boolean inclusive, boolean bounded) {
        return "SELECT " + OBJECT_COLUMNS + " FROM " + table + " WHERE bucket = ? AND key " + (inclusive ? ">=" : ">")
                + " ?" + (bounded ? " AND key < ?" : "") + " ORDER BY key"
                + (table.equals("versions") ? ", place DESC" : "");
    }

    static VersionEntry version(ResultSet row) throws SQLException {
        return row.getString(6).isEmpty()
                ? new DeleteMarker(key(row), row.getString(7), Instant.ofEpochMilli(row.getLong(4)))
                : object(row);
    }

    static StoredObject object(ResultSet row) throws SQLException {
        ObjectDetail detail = read(row.getString(5), ObjectDetail.class);
        return new StoredObject(
                key(row),
                row.getLong(2),
                row.getString(3),
                Instant.ofEpochMilli(row.getLong(4)),
                detail.head(),
                detail.checksum(),
                detail.parts(),
                detail.upload(),
                row.getString(7),
                row.getString(6));
    }

    static String key(ResultSet row) throws SQLException {
        return new String(row.getBytes(1), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    private static List<Upload> uploads(PreparedStatement select) throws SQLException {
        List<Upload> uploads = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                UploadDetail detail = read(row.getString(5), UploadDetail.class);
                uploads.add(new Upload(
                        row.getString(1),
                        row.getString(2),
                        new String(row.getBytes(3), StandardCharsets.UTF_8),
                        Instant.ofEpochMilli(row.getLong(4)),
                        detail.initiator(),
                        detail.head(),
                        detail.checksumAlgorithm(),
                        detail.checksumType()));
            }
        }
        return uploads;
    }

    private static String json(Object detail) {
        try {
            return JSON.writeValueAsString(detail);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + detail, e);
        }
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new StorageException("the index of objects holds what this version cannot read: " + e, e);
        }
    }
}
