package dev.postern.storage.objects;

import dev.postern.storage.Sqlite;
import dev.postern.storage.StorageException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables of the index. Keys are kept as UTF-8 bytes, whose order is the order of S3's listings; {@code place} orders the
 * versions of a key, greater ones being newer. A version without a body is a delete marker.
 *
 * <p>{@code restores} finds archived versions by when something is due of their copies. {@code garbage} names bodies that no longer belong to anything, until their files are gone.
 */
final class ObjectLayout {
    private static final int APPLICATION_ID = 0x50_53_4f_49; // "PSOI"
    private static final int VERSION = 3;

    private static final String OBJECTS = """
        CREATE TABLE objects (bucket TEXT NOT NULL, key BLOB NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
            modified INTEGER NOT NULL, detail TEXT NOT NULL, body TEXT NOT NULL, version TEXT NOT NULL DEFAULT 'null',
            place INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (bucket, key)) WITHOUT ROWID""";
    private static final String VERSIONS = """
        CREATE TABLE versions (bucket TEXT NOT NULL, key BLOB NOT NULL, place INTEGER NOT NULL, version TEXT NOT NULL,
            size INTEGER NOT NULL, etag TEXT NOT NULL, modified INTEGER NOT NULL, detail TEXT NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (bucket, key, place DESC)) WITHOUT ROWID""";
    private static final String VERSIONS_BY_ID =
            "CREATE UNIQUE INDEX versions_by_id ON versions (bucket, key, version)";

    private static final List<String> SCHEMA = List.of(
            OBJECTS,
            VERSIONS,
            VERSIONS_BY_ID,
            """
        CREATE TABLE uploads (upload TEXT PRIMARY KEY, bucket TEXT NOT NULL, key BLOB NOT NULL,
            initiated INTEGER NOT NULL, detail TEXT NOT NULL)""",
            "CREATE INDEX uploads_by_key ON uploads (bucket, key, initiated, upload)",
            """
        CREATE TABLE parts (upload TEXT NOT NULL, number INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
            modified INTEGER NOT NULL, detail TEXT NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (upload, number)) WITHOUT ROWID""",
            "CREATE TABLE garbage (body TEXT PRIMARY KEY) WITHOUT ROWID",
            RestoreRows.TABLE,
            RestoreRows.BY_DUE);

    static final Sqlite.Format FORMAT = new Sqlite.Format(APPLICATION_ID, VERSION, 1, SCHEMA);

    private ObjectLayout() {}

    /** Opens or makes an index, and brings it up to this version. */
    static Connection open(Path index) {
        Connection connection = Sqlite.open(index, FORMAT);
        try {
            int found = Sqlite.version(connection);
            if (found < VERSION) {
                long objects = count(connection);
                Sqlite.upgrade(connection, index, VERSION, c -> upgrade(c, found), c -> count(c) == objects);
            }
            return connection;
        } catch (SQLException e) {
            Sqlite.close(connection);
            throw new StorageException(index + " cannot be read: " + e.getMessage(), e);
        } catch (StorageException e) {
            Sqlite.close(connection);
            throw e;
        }
    }

    private static boolean upgrade(Connection c, int found) throws SQLException {
        if (found < 2) {
            keepVersions(c);
        }
        try (Statement statement = c.createStatement()) {
            statement.execute(RestoreRows.TABLE);
            statement.execute(RestoreRows.BY_DUE);
        }
        return true;
    }

    /** Before versions were kept, every object was its only one. */
    private static void keepVersions(Connection c) throws SQLException {
        try (Statement statement = c.createStatement()) {
            statement.execute("ALTER TABLE objects ADD COLUMN version TEXT NOT NULL DEFAULT 'null'");
            statement.execute("ALTER TABLE objects ADD COLUMN place INTEGER NOT NULL DEFAULT 0");
            statement.execute(VERSIONS);
            statement.execute(VERSIONS_BY_ID);
        }
    }

    private static long count(Connection c) throws SQLException {
        try (Statement select = c.createStatement();
                ResultSet row = select.executeQuery("SELECT count(*) FROM objects")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
