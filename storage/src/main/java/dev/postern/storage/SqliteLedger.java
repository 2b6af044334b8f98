package dev.postern.storage;

import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The ledger as one SQLite file.
 *
 * <p>Beside the commits it holds the state at one of them, so that a start replays only what came later. That state is
 * written anew when the commits since the last one outweigh it: each byte of state is written a bounded number of times,
 * however long the cloud lives. Commits before it are dropped.
 */
public final class SqliteLedger implements Ledger {
    private static final int APPLICATION_ID = 0x50_53_4c_47; // "PSLG"
    private static final int FORMAT = 1;
    private static final int REPLAY_BYTES_MIN = 1 << 20;

    private final Path file;
    private final Connection connection;
    private final int replayBytesMin;
    private Snapshot state;
    private long snapshotBytes;
    private long replayBytes;

    public SqliteLedger(Path file) {
        this(file, REPLAY_BYTES_MIN);
    }

    SqliteLedger(Path file, int replayBytesMin) {
        this.file = file;
        this.replayBytesMin = replayBytesMin;
        this.connection = Sqlite.open(
                file,
                APPLICATION_ID,
                FORMAT,
                "CREATE TABLE commits (sequence INTEGER PRIMARY KEY, change TEXT NOT NULL)",
                "CREATE TABLE snapshot (sequence INTEGER PRIMARY KEY, entities TEXT NOT NULL)");
        try {
            this.state = read();
        } catch (StorageException e) {
            Sqlite.close(connection);
            throw new StorageException(file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized Snapshot load() {
        return state;
    }

    @Override
    public synchronized void append(long first, List<Change> changes) throws ConflictException {
        if (first != state.sequence() + 1) {
            throw new ConflictException(first);
        }
        if (changes.isEmpty()) {
            return;
        }
        List<String> texts = changes.stream().map(EntityJson::write).toList();
        Snapshot next = state;
        for (Change change : changes) {
            next = next.apply(next.sequence() + 1, change);
        }
        try {
            Sqlite.transaction(connection, c -> insert(c, first, texts));
        } catch (SQLException e) {
            throw new StorageException(file + " was not written: " + e.getMessage(), e);
        }
        state = next;
        replayBytes += texts.stream().mapToLong(String::length).sum();
        if (replayBytes > Math.max(replayBytesMin, 2 * snapshotBytes)) {
            writeSnapshot();
        }
    }

    @Override
    public synchronized void close() {
        Sqlite.close(connection);
    }

    private static boolean insert(Connection connection, long first, List<String> texts) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO commits VALUES (?, ?)")) {
            long sequence = first;
            for (String text : texts) {
                insert.setLong(1, sequence++);
                insert.setString(2, text);
                insert.executeUpdate();
            }
        }
        return true;
    }

    private void writeSnapshot() {
        String entities = EntityJson.write(state);
        try {
            Sqlite.transaction(connection, c -> {
                try (Statement clear = c.createStatement();
                        PreparedStatement insert = c.prepareStatement("INSERT INTO snapshot VALUES (?, ?)")) {
                    clear.executeUpdate("DELETE FROM snapshot");
                    insert.setLong(1, state.sequence());
                    insert.setString(2, entities);
                    insert.executeUpdate();
                    clear.executeUpdate("DELETE FROM commits WHERE sequence <= " + state.sequence());
                }
                return true;
            });
            snapshotBytes = entities.length();
            replayBytes = 0;
        } catch (SQLException e) {
            // Nothing is lost, the commits are there; the next append tries again.
            System.getLogger(SqliteLedger.class.getName())
                    .log(System.Logger.Level.WARNING, file + ": the snapshot was not written", e);
        }
    }

    private Snapshot read() {
        try (Statement statement = connection.createStatement()) {
            Snapshot snapshot = Snapshot.EMPTY;
            try (ResultSet row = statement.executeQuery("SELECT sequence, entities FROM snapshot")) {
                if (row.next()) {
                    String entities = row.getString(2);
                    snapshotBytes = entities.length();
                    snapshot = snapshot.apply(row.getLong(1), EntityJson.read(entities));
                }
            }
            return replay(statement, snapshot);
        } catch (SQLException e) {
            throw new StorageException("cannot be read: " + e.getMessage(), e);
        }
    }

    private Snapshot replay(Statement statement, Snapshot from) throws SQLException {
        Snapshot snapshot = from;
        try (ResultSet row = statement.executeQuery(
                "SELECT sequence, change FROM commits WHERE sequence > " + from.sequence() + " ORDER BY sequence")) {
            while (row.next()) {
                if (row.getLong(1) != snapshot.sequence() + 1) {
                    throw new StorageException("commit " + (snapshot.sequence() + 1) + " is missing");
                }
                String text = row.getString(2);
                replayBytes += text.length();
                snapshot = snapshot.apply(row.getLong(1), EntityJson.read(text));
            }
        }
        return snapshot;
    }
}
