package dev.postern.storage.objects;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which versions have copies that come or go, by when. What holds of a copy is in its version's head; a row here only finds it, and one
 * whose version is gone finds nothing and goes.
 */
final class RestoreRows {
    static final String TABLE = """
        CREATE TABLE restores (bucket TEXT NOT NULL, key BLOB NOT NULL, version TEXT NOT NULL, due INTEGER NOT NULL,
            PRIMARY KEY (bucket, key, version)) WITHOUT ROWID""";
    static final String BY_DUE = "CREATE INDEX restores_by_due ON restores (due)";

    private RestoreRows() {}

    private record Row(String bucketId, String key, String version) {}

    /** Has a version found when something is due of it next, or no longer. */
    static void keep(Connection c, String bucketId, StoredObject object) throws SQLException {
        Optional<Restoration> restoration = object.head().restoration();
        if (restoration.isEmpty()) {
            forget(c, new Row(bucketId, object.key(), object.versionId()));
            return;
        }
        try (PreparedStatement insert = c.prepareStatement("INSERT OR REPLACE INTO restores VALUES (?,?,?,?)")) {
            insert.setString(1, bucketId);
            insert.setBytes(2, ObjectIndex.bytes(object.key()));
            insert.setString(3, object.versionId());
            insert.setLong(4, restoration.get().dueMillis());
            insert.executeUpdate();
        }
    }

    private static void forget(Connection c, Row row) throws SQLException {
        try (PreparedStatement delete =
                c.prepareStatement("DELETE FROM restores WHERE bucket = ? AND key = ? AND version = ?")) {
            delete.setString(1, row.bucketId());
            delete.setBytes(2, ObjectIndex.bytes(row.key()));
            delete.setString(3, row.version());
            delete.executeUpdate();
        }
    }

    /** Whether anything is due, which is asked far more often than anything is. */
    static boolean isAnyDue(Connection c, Instant now) throws SQLException {
        return !due(c, now, 1).isEmpty();
    }

    private static List<Row> due(Connection c, Instant now, int max) throws SQLException {
        try (PreparedStatement select =
                c.prepareStatement("SELECT bucket, key, version FROM restores WHERE due <= ? ORDER BY due LIMIT ?")) {
            select.setLong(1, now.toEpochMilli());
            select.setInt(2, max);
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String key = new String(row.getBytes(2), StandardCharsets.UTF_8);
                    rows.add(new Row(row.getString(1), key, row.getString(3)));
                }
            }
            return rows;
        }
    }

    /** Notes some of what is due, the earliest first, and forgets rows whose versions are gone. */
    static List<Restored> settle(Connection c, Instant now, int max) throws SQLException {
        List<Restored> settled = new ArrayList<>();
        for (Row row : due(c, now, max)) {
            Optional<StoredObject> object = find(c, row);
            Optional<Restoration> restoration = object.flatMap(one -> one.head().restoration());
            if (restoration.isPresent()) {
                settle(c, row, object.orElseThrow(), restoration.get(), now, settled);
            } else {
                forget(c, row); // deleted, or written over
            }
        }
        return settled;
    }

    private static void settle(
            Connection c, Row row, StoredObject object, Restoration before, Instant now, List<Restored> settled)
            throws SQLException {
        if (!before.completed()) {
            settled.add(new Restored(row.bucketId(), object, false));
        }
        boolean gone = before.isOver(now);
        if (gone) {
            settled.add(new Restored(row.bucketId(), object, true));
        }
        StoredObject noted =
                object.withHead(object.head().withRestoration(gone ? Optional.empty() : Optional.of(before.noted())));
        VersionRows.updateHead(c, row.bucketId(), noted);
        keep(c, row.bucketId(), noted);
    }

    private static Optional<StoredObject> find(Connection c, Row row) throws SQLException {
        return VersionRows.find(c, row.bucketId(), row.key(), row.version())
                .filter(StoredObject.class::isInstance)
                .map(StoredObject.class::cast);
    }
}
