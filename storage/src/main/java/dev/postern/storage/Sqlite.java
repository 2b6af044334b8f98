package dev.postern.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;

/**
 * Opens Postern's SQLite files: write-ahead log, synchronised with the disk at every commit, and marked as ours, so
 * that a file of something else is refused instead of changed.
 *
 * @see <a href="https://www.sqlite.org/pragma.html">SQLite's pragmas</a>
 */
public final class Sqlite {
    private static final String ADVICE =
            ". Nothing was changed. Put a copy of it that is whole in its place, or set the"
                    + " whole data directory aside and start with a new one; sqlite3 FILE .recover shows what can still be read";
    private static final int BUSY_TIMEOUT_MS = 10_000;

    private Sqlite() {}

    /** A statement or query on a connection. */
    @FunctionalInterface
    public interface Work<R> {
        R run(Connection connection) throws SQLException;
    }

    /**
     * What kind of file it is.
     *
     * @param applicationId kept in its header
     * @param version of the schema that is written
     * @param oldest the oldest version that can be opened; bringing it up is the caller's
     * @param schema the statements that make an empty file one of this version
     */
    public record Format(int applicationId, int version, int oldest, List<String> schema) {
        public Format {
            schema = List.copyOf(schema);
        }
    }

    /** Opens or makes a file. A file of a newer format, of another program, or that is damaged, is refused in words. */
    public static Connection open(Path file, Format format) {
        Connection connection = null;
        SqliteLibrary.load();
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            connection = configuration().createConnection("jdbc:sqlite:" + file);
            prepare(connection, file, format);
            return connection;
        } catch (SQLException e) {
            close(connection);
            throw new StorageException(
                    file + " is damaged, or is not a file of Postern: " + e.getMessage() + ADVICE, e);
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

    private static void prepare(Connection connection, Path file, Format format) throws SQLException {
        int found = number(connection, "PRAGMA application_id");
        int version = version(connection);
        boolean empty = number(connection, "SELECT count(*) FROM sqlite_master") == 0;
        if (empty && found == 0 && version == 0) {
            create(connection, format);
            return;
        }
        if (found != format.applicationId()) {
            throw new StorageException(file + " is a database of another program");
        }
        if (version > format.version()) {
            throw new StorageException(
                    file + " has format " + version + ", and this version of Postern knows formats up to "
                            + format.version() + ": a newer Postern wrote it, and is needed to open it");
        }
        if (version < format.oldest()) {
            throw new StorageException(file + " has format " + version + ", which no version of Postern has");
        }
        String verdict = text(connection, "PRAGMA quick_check(1)");
        if (!verdict.equals("ok")) {
            throw new StorageException(file + " is damaged: " + verdict + ADVICE);
        }
    }

    private static void create(Connection connection, Format format) throws SQLException {
        transaction(connection, c -> {
            try (Statement statement = c.createStatement()) {
                for (String sql : format.schema()) {
                    statement.execute(sql);
                }
                statement.execute("PRAGMA application_id = " + format.applicationId());
                statement.execute("PRAGMA user_version = " + format.version());
            }
            return true;
        });
    }

    /** The version of a file's schema. */
    public static int version(Connection connection) throws SQLException {
        return number(connection, "PRAGMA user_version");
    }

    /**
     * Changes a file to another format in one transaction. A copy of it is beside it until that has succeeded: also what the
     * upgrade itself gets wrong can then be undone by hand.
     *
     * @param version that the file has afterwards
     * @param verify whether the changed file holds what it should
     */
    public static void upgrade(
            Connection connection, Path file, int version, Work<Boolean> change, Work<Boolean> verify) {
        Path copy = file.resolveSibling(file.getFileName() + ".before-upgrade");
        try {
            Files.deleteIfExists(copy); // of an upgrade that was interrupted, and so did not happen
            try (PreparedStatement into = connection.prepareStatement("VACUUM INTO ?")) {
                into.setString(1, copy.toString());
                into.execute();
            }
            transaction(connection, c -> {
                change.run(c);
                execute(c, "PRAGMA user_version = " + version);
                return true;
            });
            if (!verify.run(connection)) {
                throw new StorageException(
                        file + " was brought up to format " + version + ", and does not hold what it did:" + " put "
                                + copy + " in its place, and use the Postern that wrote it");
            }
            Files.delete(copy);
        } catch (SQLException | IOException e) {
            throw new StorageException(
                    file + " cannot be brought up to format " + version + ", and is as it was: " + e.getMessage(), e);
        }
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
