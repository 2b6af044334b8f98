package dev.postern.storage.outbox;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.storage.Sqlite;
import dev.postern.storage.SqliteReaders;
import dev.postern.storage.SqliteWriter;
import dev.postern.storage.StorageException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;

/** What waits to be brought to somebody, in a SQLite file: events of buckets, and the mail of topics. */
public final class Outbox implements AutoCloseable {
    /** So many of each wait at most. */
    public static final int MESSAGES_MAX = 100_000;

    private static final int APPLICATION_ID = 0x506f4f75; // "PoOu"

    /** The first one that has mail. */
    private static final int WITH_MAIL = 2;

    private static final String MAIL = "CREATE TABLE mail (n INTEGER PRIMARY KEY AUTOINCREMENT, letter TEXT NOT NULL)";

    private static final Sqlite.Format FORMAT = new Sqlite.Format(
            APPLICATION_ID,
            WITH_MAIL,
            1,
            List.of(
                    "CREATE TABLE messages (n INTEGER PRIMARY KEY AUTOINCREMENT, destination TEXT NOT NULL,"
                            + " bucket TEXT NOT NULL, owner TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL)",
                    MAIL));

    private static final MessageQueue.Form<EventMessage> EVENTS = new MessageQueue.Form<>(
            "messages", List.of("destination", "bucket", "owner", "body", "at"), Outbox::set, Outbox::event);
    private static final MessageQueue.Form<String> LETTERS = new MessageQueue.Form<>(
            "mail",
            List.of("letter"),
            (statement, letter) -> statement.setString(1, letter),
            row -> row.getString("letter"));

    private final Connection connection;
    private final SqliteReaders readers;
    private final SqliteWriter writer;
    private final MessageQueue<EventMessage> events;
    private final MessageQueue<String> mail;

    /** Opens a file, or makes it. */
    public Outbox(Path file) {
        this(file, MESSAGES_MAX);
    }

    /** @param messagesMax so many of each wait at most */
    public Outbox(Path file, int messagesMax) {
        this.connection = open(file);
        this.readers = new SqliteReaders(file);
        this.writer = new SqliteWriter(connection, "the outbox");
        this.events = new MessageQueue<>(EVENTS, readers, writer, messagesMax);
        this.mail = new MessageQueue<>(LETTERS, readers, writer, messagesMax);
    }

    private static Connection open(Path file) {
        Connection opened = Sqlite.open(file, FORMAT);
        try {
            if (Sqlite.version(opened) < WITH_MAIL) {
                Sqlite.upgrade(opened, file, WITH_MAIL, Outbox::addMail, _ -> true);
            }
            return opened;
        } catch (SQLException e) {
            Sqlite.close(opened);
            throw new StorageException(file + " cannot be read: " + e.getMessage(), e);
        } catch (StorageException e) {
            Sqlite.close(opened);
            throw e;
        }
    }

    private static boolean addMail(Connection c) throws SQLException {
        try (Statement statement = c.createStatement()) {
            return statement.execute(MAIL);
        }
    }

    private static void set(PreparedStatement insert, EventMessage message) throws SQLException {
        insert.setString(1, message.destination().toString());
        insert.setString(2, message.bucket());
        insert.setString(3, message.owner().value());
        insert.setString(4, message.body());
        insert.setLong(5, message.at().toEpochMilli());
    }

    private static EventMessage event(ResultSet row) throws SQLException {
        return new EventMessage(
                Arn.parse(row.getString("destination")).orElseThrow(),
                row.getString("bucket"),
                new AccountId(row.getString("owner")),
                row.getString("body"),
                Instant.ofEpochMilli(row.getLong("at")));
    }

    /** Events of buckets that nobody has looked at yet. */
    public MessageQueue<EventMessage> events() {
        return events;
    }

    /** What was published and is not brought, as its sender writes it. */
    public MessageQueue<String> mail() {
        return mail;
    }

    /** Forgets all. */
    public void clear() {
        events.clear();
        mail.clear();
    }

    @Override
    public void close() {
        writer.close();
        readers.close();
        Sqlite.close(connection);
    }
}
