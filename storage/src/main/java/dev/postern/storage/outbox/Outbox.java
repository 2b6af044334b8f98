package dev.postern.storage.outbox;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.storage.Sqlite;
import dev.postern.storage.SqliteReaders;
import dev.postern.storage.SqliteWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Messages in a SQLite file, in the order in which they came, each until it is said to have been brought. What was added is on the
 * disk; those that come at once wait for it together.
 */
public final class Outbox implements AutoCloseable {
    /** So many wait at most. */
    public static final int MESSAGES_MAX = 100_000;

    private static final int APPLICATION_ID = 0x506f4f75; // "PoOu"
    private static final Sqlite.Format FORMAT = new Sqlite.Format(
            APPLICATION_ID,
            1,
            1,
            List.of("CREATE TABLE messages (n INTEGER PRIMARY KEY AUTOINCREMENT, destination TEXT NOT NULL,"
                    + " bucket TEXT NOT NULL, owner TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL)"));

    private final Connection connection;
    private final SqliteReaders readers;
    private final SqliteWriter writer;
    private final int messagesMax;
    private final AtomicLong count;

    /**
     * A message and its place.
     *
     * @param number greater than those of all that came before it
     */
    public record Waiting(long number, EventMessage message) {}

    /** Opens a file, or makes it. */
    public Outbox(Path file) {
        this(file, MESSAGES_MAX);
    }

    /** @param messagesMax so many wait at most */
    public Outbox(Path file, int messagesMax) {
        this.messagesMax = messagesMax;
        this.connection = Sqlite.open(file, FORMAT);
        this.readers = new SqliteReaders(file);
        this.count = new AtomicLong(readers.read(Outbox::countIn));
        this.writer = new SqliteWriter(connection, "the outbox");
    }

    private static long countIn(Connection c) throws SQLException {
        try (Statement statement = c.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM messages")) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Adds messages; they are on the disk on return.
     *
     * @return how many: the first ones, where too many wait
     */
    public int add(List<EventMessage> messages) {
        int fitting = reserve(messages.size());
        int added = 0;
        try {
            if (fitting > 0) {
                added = writer.run(c -> insert(c, messages.subList(0, fitting)), _ -> {});
            }
            return added;
        } finally {
            count.addAndGet(added - fitting);
        }
    }

    /** Takes room for so many at most, and says for how many. */
    private int reserve(int wanted) {
        long before = count.getAndUpdate(now -> Math.min(messagesMax, now + wanted));
        return (int) (Math.min(messagesMax, before + wanted) - before);
    }

    private static int insert(Connection c, List<EventMessage> messages) throws SQLException {
        try (PreparedStatement insert = c.prepareStatement(
                "INSERT INTO messages (destination, bucket, owner, body, at) VALUES (?, ?, ?, ?, ?)")) {
            for (EventMessage message : messages) {
                insert.setString(1, message.destination().toString());
                insert.setString(2, message.bucket());
                insert.setString(3, message.owner().value());
                insert.setString(4, message.body());
                insert.setLong(5, message.at().toEpochMilli());
                insert.executeUpdate();
            }
        }
        return messages.size();
    }

    /** The oldest of those that came after a place. */
    public List<Waiting> after(long number, int max) {
        return readers.read(c -> {
            List<Waiting> found = new ArrayList<>();
            try (PreparedStatement select =
                    c.prepareStatement("SELECT * FROM messages WHERE n > ? ORDER BY n LIMIT ?")) {
                select.setLong(1, number);
                select.setInt(2, max);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found.add(new Waiting(
                                row.getLong("n"),
                                new EventMessage(
                                        Arn.parse(row.getString("destination")).orElseThrow(),
                                        row.getString("bucket"),
                                        new AccountId(row.getString("owner")),
                                        row.getString("body"),
                                        Instant.ofEpochMilli(row.getLong("at")))));
                    }
                }
            }
            return found;
        });
    }

    /** Forgets messages that were brought, or will not be. */
    public void remove(Collection<Long> numbers) {
        if (numbers.isEmpty()) {
            return;
        }
        int removed = writer.run(
                c -> {
                    int gone = 0;
                    try (PreparedStatement delete = c.prepareStatement("DELETE FROM messages WHERE n = ?")) {
                        for (long number : numbers) {
                            delete.setLong(1, number);
                            gone += delete.executeUpdate();
                        }
                    }
                    return gone;
                },
                _ -> {});
        count.addAndGet(-removed);
    }

    /** Forgets all. */
    public void clear() {
        int removed = writer.run(
                c -> {
                    try (Statement statement = c.createStatement()) {
                        return statement.executeUpdate("DELETE FROM messages");
                    }
                },
                _ -> {});
        count.addAndGet(-removed);
    }

    /** How many wait. */
    public long size() {
        return count.get();
    }

    @Override
    public void close() {
        writer.close();
        readers.close();
        Sqlite.close(connection);
    }
}
