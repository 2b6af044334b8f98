package dev.postern.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/**
 * Opens Postern's SQLite files: write-ahead log, synchronised with the disk at every commit, and marked as ours, so
 * that a file of something else is refused instead of changed.
 *
 * @see <a href="https://www.sqlite.org/pragma.html">SQLite's pragmas</a>
 */
public final class Sqlite {
    private static final int BUSY_TIMEOUT_MS = 10_000;

    private Sqlite() {}

    /** A statement or query on a connection. */
    @FunctionalInterface
    public interface Work<R> {
        R run(Connection connection) throws SQLException;
    }

    /**
     * Opens or makes a file.
     *
     * @param applicationId what kind of file it is; kept in its header
     * @param version of the schema; a file with another is refused
     * @param schema the statements that make an empty file one of this version
     */
    public static Connection open(Path file, int applicationId, int version, String... schema) {
        Connection connection = null;
        SqliteLibrary.load();
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            connection = configuration().createConnection("jdbc:sqlite:" + file);
            prepare(connection, file, applicationId, version, schema);
            return connection;
        } catch (SQLException e) {
            close(connection);
            throw new StorageException(file + " is damaged, or is not a file of Postern: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new StorageException(file + " cannot be made: " + e, e);
        } catch (StorageException e) {
            close(connection);
            throw e;
        }
    }

    /** Another connection to a file that {@link #open} has made ready, for reading only. */
    public static Connection openReader(Path file) {
        try {
            SQLiteConfig configuration = configuration();
            configuration.setReadOnly(true);
            return configuration.createConnection("jdbc:sqlite:" + file);
        } catch (SQLException e) {
            throw new StorageException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Runs work in one transaction: all of it is durable on return, or none of it happened. The statements are SQLite's own
     * instead of JDBC's: on a full disk SQLite rolls back by itself, of which JDBC knows nothing.
     */
    public static <R> R transaction(Connection connection, Work<R> work) throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
        try {
            R result = work.run(connection);
            execute(connection, "COMMIT");
            return result;
        } catch (SQLException | RuntimeException e) {
            try {
                execute(connection, "ROLLBACK");
            } catch (SQLException rolledBackAlready) {
                e.addSuppressed(rolledBackAlready);
            }
            throw e;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Closes, and logs where that fails. */
    public static void close(@org.jspecify.annotations.Nullable Connection connection) {
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            System.getLogger(Sqlite.class.getName()).log(System.Logger.Level.WARNING, "a database did not close", e);
        }
    }

    private static SQLiteConfig configuration() {
        SQLiteConfig configuration = new SQLiteConfig();
        configuration.setJournalMode(SQLiteConfig.JournalMode.WAL);
        configuration.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        configuration.setBusyTimeout(BUSY_TIMEOUT_MS);
        return configuration;
    }

    private static void prepare(Connection connection, Path file, int applicationId, int version, String... schema)
            throws SQLException {
        int found = number(connection, "PRAGMA application_id");
        int foundVersion = number(connection, "PRAGMA user_version");
        boolean empty = number(connection, "SELECT count(*) FROM sqlite_master") == 0;
        if (empty && found == 0 && foundVersion == 0) {
            create(connection, applicationId, version, schema);
            return;
        }
        if (found != applicationId) {
            throw new StorageException(file + " is a database of another program");
        }
        if (foundVersion != version) {
            throw new StorageException(
                    file + " has format " + foundVersion + "; this version of Postern reads format " + version);
        }
        String verdict = text(connection, "PRAGMA quick_check(1)");
        if (!verdict.equals("ok")) {
            throw new StorageException(file + " is damaged: " + verdict);
        }
    }

    private static void create(Connection connection, int applicationId, int version, String... schema)
            throws SQLException {
        transaction(connection, c -> {
            try (Statement statement = c.createStatement()) {
                for (String sql : schema) {
                    statement.execute(sql);
                }
                statement.execute("PRAGMA application_id = " + applicationId);
                statement.execute("PRAGMA user_version = " + version);
            }
            return true;
        });
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            String text = row.next() ? row.getString(1) : null;
            return text == null ? "" : text;
        }
    }
}
