package dev.postern.storage.outbox;

import dev.postern.storage.SqliteReaders;
import dev.postern.storage.SqliteWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Messages in the order in which they came, each until it is said to have been brought. What was added is on the disk; those that come at
 * once wait for it together.
 *
 * @param <M> what a message is
 */
public final class MessageQueue<M> {
    private final Form<M> form;
    private final SqliteReaders readers;
    private final SqliteWriter writer;
    private final int messagesMax;
    private final AtomicLong count;

    /**
     * A message and its place.
     *
     * @param number greater than those of all that came before it
     */
    public record Waiting<M>(long number, M message) {}

    /**
     * How messages are written in a table whose column {@code n} is their place.
     *
     * @param columns the others, in the order in which values are set
     */
    record Form<M>(String table, List<String> columns, Values<M> values, Reading<M> reading) {
        Form {
            columns = List.copyOf(columns);
        }

        private String insert() {
            return "INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES ("
                    + String.join(", ", columns.stream().map(_ -> "?").toList()) + ") RETURNING n";
        }
    }

    /** Sets a message's values. */
    @FunctionalInterface
    interface Values<M> {
        void set(PreparedStatement statement, M message) throws SQLException;
    }

    /** Reads a message from a row. */
    @FunctionalInterface
    interface Reading<M> {
        M read(ResultSet row) throws SQLException;
    }

    MessageQueue(Form<M> form, SqliteReaders readers, SqliteWriter writer, int messagesMax) {
        this.form = form;
        this.readers = readers;
        this.writer = writer;
        this.messagesMax = messagesMax;
        this.count = new AtomicLong(readers.read(c -> {
            try (Statement statement = c.createStatement();
                    ResultSet row = statement.executeQuery("SELECT count(*) FROM " + form.table())) {
                row.next();
                return row.getLong(1);
            }
        }));
    }

    /**
     * Adds messages; they are on the disk on return.
     *
     * @return their places: of the first ones, where too many wait
     * @throws dev.postern.storage.StorageException if none could be written
     */
    public List<Long> add(List<M> messages) {
        int fitting = reserve(messages.size());
        List<Long> added = List.of();
        try {
            if (fitting > 0) {
                added = writer.run(c -> insert(c, messages.subList(0, fitting)), _ -> {});
            }
            return added;
        } finally {
            count.addAndGet(added.size() - fitting);
        }
    }

    /** Takes room for so many at most, and says for how many. */
    private int reserve(int wanted) {
        long before = count.getAndUpdate(now -> Math.min(messagesMax, now + wanted));
        return (int) (Math.min(messagesMax, before + wanted) - before);
    }

    private List<Long> insert(Connection c, List<M> messages) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        try (PreparedStatement insert = c.prepareStatement(form.insert())) {
            for (M message : messages) {
                form.values().set(insert, message);
                try (ResultSet row = insert.executeQuery()) {
                    row.next();
                    numbers.add(row.getLong(1));
                }
            }
        }
        return numbers;
    }

    /** The oldest of those that came after a place. */
    public List<Waiting<M>> after(long number, int max) {
        return readers.read(c -> {
            List<Waiting<M>> found = new ArrayList<>();
            try (PreparedStatement select =
                    c.prepareStatement("SELECT * FROM " + form.table() + " WHERE n > ? ORDER BY n LIMIT ?")) {
                select.setLong(1, number);
                select.setInt(2, max);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found.add(new Waiting<>(row.getLong("n"), form.reading().read(row)));
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
                    try (PreparedStatement delete =
                            c.prepareStatement("DELETE FROM " + form.table() + " WHERE n = ?")) {
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
                        return statement.executeUpdate("DELETE FROM " + form.table());
                    }
                },
                _ -> {});
        count.addAndGet(-removed);
    }

    /** How many wait. */
    public long size() {
        return count.get();
    }
}
