package dev.postern.storage;

import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import dev.postern.model.SnapshotBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
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
    /** 1: rows without versions, 2: with them. */
    private static final Sqlite.Format FORMAT = new Sqlite.Format(
            APPLICATION_ID,
            2,
            1,
            List.of(
                    "CREATE TABLE commits (sequence INTEGER PRIMARY KEY, change TEXT NOT NULL)",
                    "CREATE TABLE snapshot (sequence INTEGER PRIMARY KEY, entities TEXT NOT NULL)"));

    private static final int REPLAY_BYTES_MIN = 1 << 20;
    private static final int PART_CHARS = 1 << 15;
    private static final int COMMITS_AT_ONCE = 1000;

    private final Path file;
    private final Connection connection;
    private final EntityJson json;
    private final int replayBytesMin;
    private Snapshot state;
    private long snapshotBytes;
    private long replayBytes;
    private boolean outdated;

    public SqliteLedger(Path file) {
        this(file, REPLAY_BYTES_MIN);
    }

    SqliteLedger(Path file, int replayBytesMin) {
        this(file, replayBytesMin, EntityFormats.CURRENT);
    }

    SqliteLedger(Path file, int replayBytesMin, EntityFormats formats) {
        this.file = file;
        this.replayBytesMin = replayBytesMin;
        this.json = new EntityJson(formats);
        refuseToBeginAgain(file);
        this.connection = Sqlite.open(file, FORMAT);
        try {
            this.state = read();
            if (outdated || Sqlite.version(connection) < FORMAT.version()) {
                Sqlite.upgrade(connection, file, FORMAT.version(), this::replaceBySnapshot, c -> holdsState());
            }
        } catch (SQLException e) {
            Sqlite.close(connection);
            throw new StorageException(file + " cannot be read: " + e.getMessage(), e);
        } catch (StorageException e) {
            Sqlite.close(connection);
            throw String.valueOf(e.getMessage()).startsWith(file.toString())
                    ? e
                    : new StorageException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Makes what opening a ledger needs and has nothing to do with which one: SQLite's native code, and the readers of entities. It may go on
     * beside something else. A process that ends meanwhile leaves SQLite's file behind.
     */
    public static void prepare() {
        SqliteLibrary.load();
        EntityJson.prepare();
    }

    /** A ledger is made before the first object: without it, the buckets of those that are there would be gone without a word. */
    private static void refuseToBeginAgain(Path file) {
        try {
            Path index = file.resolveSibling("objects").resolve("index.db");
            boolean missing = !Files.exists(file);
            if ((missing || Files.size(file) == 0) && Files.exists(index) && Files.size(index) > 0) {
                throw new StorageException(
                        file + (missing ? " is missing" : " is empty") + ", though objects are there:"
                                + " put a copy of it in its place, or set the whole data directory aside and start with a new one");
            }
        } catch (IOException e) {
            throw new StorageException(file + " cannot be looked at: " + e, e);
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
        List<String> texts = changes.stream().map(json::write).toList();
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
        try {
            Sqlite.transaction(connection, this::replaceBySnapshot);
        } catch (SQLException e) {
            // Nothing is lost, the commits are there; the next append tries again.
            System.getLogger(SqliteLedger.class.getName())
                    .log(System.Logger.Level.WARNING, file + ": the snapshot was not written", e);
        }
    }

    /** Writes the state in place of all that led to it. */
    private boolean replaceBySnapshot(Connection c) throws SQLException {
        String entities = json.write(state);
        try (Statement clear = c.createStatement();
                PreparedStatement insert = c.prepareStatement("INSERT INTO snapshot VALUES (?, ?)")) {
            clear.executeUpdate("DELETE FROM snapshot");
            insert.setLong(1, state.sequence());
            insert.setString(2, entities);
            insert.executeUpdate();
            clear.executeUpdate("DELETE FROM commits WHERE sequence <= " + state.sequence());
        }
        snapshotBytes = entities.length();
        replayBytes = 0;
        return true;
    }

    private boolean holdsState() {
        Snapshot read = read();
        return read.sequence() == state.sequence() && json.write(read).equals(json.write(state));
    }

    /** Side by side on all processors: until it is over, nothing is answered. */
    private List<Change> readChanges(List<String> texts) {
        List<EntityJson.Reading> readings =
                texts.parallelStream().map(this::readInParts).toList();
        outdated |= readings.stream().anyMatch(EntityJson.Reading::outdated);
        return readings.stream().map(EntityJson.Reading::change).toList();
    }

    /** A new cloud's first commit is as long as a hundred others. */
    private EntityJson.Reading readInParts(String text) {
        if (text.length() <= PART_CHARS) {
            return json.read(text);
        }
        return EntityJson.Reading.joined(EntityJson.parts(text, PART_CHARS).parallelStream()
                .map(json::read)
                .toList());
    }

    private Snapshot read() {
        try (Statement statement = connection.createStatement()) {
            SnapshotBuilder snapshot = new SnapshotBuilder();
            try (ResultSet row = statement.executeQuery("SELECT sequence, entities FROM snapshot")) {
                if (row.next()) {
                    String entities = row.getString(2);
                    snapshotBytes = entities.length();
                    snapshot.apply(
                            row.getLong(1), readChanges(List.of(entities)).getFirst());
                }
            }
            replay(statement, snapshot);
            return snapshot.build();
        } catch (SQLException e) {
            throw new StorageException("cannot be read: " + e.getMessage(), e);
        }
    }

    private void replay(Statement statement, SnapshotBuilder snapshot) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT sequence, change FROM commits WHERE sequence > "
                + snapshot.sequence() + " ORDER BY sequence")) {
            List<String> texts = new ArrayList<>();
            while (row.next()) {
                long expected = snapshot.sequence() + texts.size() + 1;
                if (row.getLong(1) != expected) {
                    throw new StorageException("commit " + expected + " is missing, though later ones are"
                            + " there. Nothing was changed. Put a copy of the file that is whole in its place, or set the"
                            + " whole data directory aside and start with a new one");
                }
                texts.add(row.getString(2));
                if (texts.size() == COMMITS_AT_ONCE) {
                    replay(texts, snapshot);
                    texts.clear();
                }
            }
            replay(texts, snapshot);
        }
    }

    private void replay(List<String> texts, SnapshotBuilder snapshot) {
        replayBytes += texts.stream().mapToLong(String::length).sum();
        for (Change change : readChanges(texts)) {
            snapshot.apply(snapshot.sequence() + 1, change);
        }
    }
}
