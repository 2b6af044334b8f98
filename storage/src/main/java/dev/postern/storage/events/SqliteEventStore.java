package dev.postern.storage.events;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.storage.Sqlite;
import dev.postern.storage.SqliteReaders;
import dev.postern.storage.StorageException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Events in a SQLite file: of the last {@value #DAYS} days, and the newest of them where there are more than {@value #EVENTS_MAX}, or
 * more than {@value #BYTES_MAX} bytes of text. A process that dies loses nothing that was added, a machine that does may lose the last:
 * the disk is not waited for.
 */
public final class SqliteEventStore implements EventStore, AutoCloseable {
    static final int EVENTS_MAX = 100_000;
    static final long BYTES_MAX = 256L << 20;
    static final int DAYS = 90;

    private static final int APPLICATION_ID = 0x506f4576; // "PoEv"
    private static final Sqlite.Format FORMAT = new Sqlite.Format(
            APPLICATION_ID,
            1,
            1,
            List.of(
                    "CREATE TABLE events (n INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, region TEXT NOT NULL,"
                            + " at INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, source TEXT NOT NULL,"
                            + " read_only TEXT NOT NULL, user_name TEXT NOT NULL, access_key TEXT NOT NULL,"
                            + " resources TEXT NOT NULL, bytes INTEGER NOT NULL, text TEXT NOT NULL)",
                    "CREATE INDEX events_by_time ON events (account, region, at, n)",
                    "CREATE INDEX events_by_id ON events (id)"));

    private final Connection connection;
    private final SqliteReaders readers;
    private final int eventsMax;
    private final long bytesMax;
    private long count;
    private long bytes;

    /** Opens a file, or makes it. */
    public SqliteEventStore(Path file) {
        this(file, EVENTS_MAX, BYTES_MAX);
    }

    SqliteEventStore(Path file, int eventsMax, long bytesMax) {
        this.eventsMax = eventsMax;
        this.bytesMax = bytesMax;
        this.connection = Sqlite.open(file, FORMAT);
        this.readers = new SqliteReaders(file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous = NORMAL");
            try (ResultSet row = statement.executeQuery("SELECT count(*), ifnull(sum(bytes), 0) FROM events")) {
                row.next();
                count = row.getLong(1);
                bytes = row.getLong(2);
            }
        } catch (SQLException e) {
            throw new StorageException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void append(List<KeptEvent> events, Instant now) {
        long countBefore = count;
        long bytesBefore = bytes;
        try {
            Sqlite.transaction(connection, c -> {
                insert(c, events);
                forget(c, now.minus(Duration.ofDays(DAYS)));
                return true;
            });
        } catch (SQLException e) {
            count = countBefore;
            bytes = bytesBefore;
            throw new StorageException("events were not written: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void clear() {
        try {
            Sqlite.transaction(connection, c -> {
                try (Statement statement = c.createStatement()) {
                    return statement.execute("DELETE FROM events");
                }
            });
            count = 0;
            bytes = 0;
        } catch (SQLException e) {
            throw new StorageException("events were not forgotten: " + e.getMessage(), e);
        }
    }

    private void insert(Connection c, List<KeptEvent> events) throws SQLException {
        try (PreparedStatement statement = c.prepareStatement(
                "INSERT INTO events (account, region, at, id, name, source, read_only, user_name, access_key, resources,"
                        + " bytes, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (KeptEvent event : events) {
                String resources = resources(event);
                long size = event.text().length() + (long) resources.length();
                int column = 1;
                for (Object value : List.of(
                        event.account().value(),
                        event.region().name(),
                        event.at().toEpochMilli(),
                        event.id(),
                        event.name(),
                        event.source(),
                        Boolean.toString(event.readOnly()),
                        event.userName(),
                        event.accessKeyId(),
                        resources,
                        size,
                        event.text())) {
                    statement.setObject(column++, value);
                }
                statement.executeUpdate();
                count++;
                bytes += size;
            }
        }
    }

    /** The oldest go first: those that were kept longest. */
    private void forget(Connection c, Instant oldest) throws SQLException {
        try (PreparedStatement first = c.prepareStatement("SELECT n, at, bytes FROM events ORDER BY n LIMIT 1");
                PreparedStatement gone = c.prepareStatement("DELETE FROM events WHERE n = ?")) {
            while (count > 0) {
                try (ResultSet row = first.executeQuery()) {
                    if (!row.next()
                            || (count <= eventsMax && bytes <= bytesMax && row.getLong(2) >= oldest.toEpochMilli())) {
                        return;
                    }
                    gone.setLong(1, row.getLong(1));
                    count--;
                    bytes -= row.getLong(3);
                }
                gone.executeUpdate();
            }
        }
    }

    /** A line for each, so that a whole type or name can be found within. */
    private static String resources(KeptEvent event) {
        StringBuilder text = new StringBuilder("\n");
        event.resources()
                .forEach(resource -> text.append(plain(resource.type()))
                        .append('\t')
                        .append(plain(resource.name()))
                        .append('\n'));
        return text.toString();
    }

    private static String plain(String text) {
        return text.replace('\n', ' ').replace('\t', ' ');
    }

    @Override
    public Found find(EventQuery query) {
        List<Object> values = new ArrayList<>(List.of(
                query.scope().account().value(),
                query.scope().region().name(),
                query.from().toEpochMilli(),
                query.to().toEpochMilli()));
        StringBuilder sql =
                new StringBuilder("SELECT * FROM events WHERE account = ? AND region = ? AND at >= ? AND at <= ?");
        query.wanted().ifPresent(wanted -> {
            sql.append(" AND ").append(condition(wanted.attribute()));
            values.add(plain(wanted.value()));
        });
        query.before().ifPresent(place -> {
            sql.append(" AND (at, n) < (?, ?)");
            values.add(place.millis());
            values.add(place.number());
        });
        sql.append(" ORDER BY at DESC, n DESC LIMIT ?");
        values.add(query.limit() + 1);
        return readers.read(c -> read(c, sql.toString(), values, query.limit()));
    }

    private static String condition(EventQuery.Attribute attribute) {
        return switch (attribute) {
            case ID -> "id = ?";
            case NAME -> "name = ?";
            case READ_ONLY -> "read_only = ?";
            case USER_NAME -> "user_name = ?";
            case SOURCE -> "source = ?";
            case ACCESS_KEY_ID -> "access_key = ?";
            case RESOURCE_TYPE -> "instr(resources, char(10) || ? || char(9)) > 0";
            case RESOURCE_NAME -> "instr(resources, char(9) || ? || char(10)) > 0";
        };
    }

    private static Found read(Connection c, String sql, List<Object> values, int limit) throws SQLException {
        List<KeptEvent> events = new ArrayList<>();
        Optional<EventQuery.Place> last = Optional.empty();
        try (PreparedStatement statement = c.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (events.size() == limit) {
                        return new Found(events, last);
                    }
                    events.add(event(row));
                    last = Optional.of(new EventQuery.Place(row.getLong("at"), row.getLong("n")));
                }
            }
        }
        return new Found(events, Optional.empty());
    }

    private static KeptEvent event(ResultSet row) throws SQLException {
        List<KeptEvent.Named> resources = row.getString("resources")
                .lines()
                .filter(line -> !line.isEmpty())
                .map(line -> line.split("\t", 2))
                .map(parts -> new KeptEvent.Named(parts[0], parts[1]))
                .toList();
        return new KeptEvent(
                row.getString("id"),
                Instant.ofEpochMilli(row.getLong("at")),
                new AccountId(row.getString("account")),
                Region.find(row.getString("region")).orElseThrow(),
                row.getString("name"),
                row.getString("source"),
                Boolean.parseBoolean(row.getString("read_only")),
                row.getString("user_name"),
                row.getString("access_key"),
                resources,
                row.getString("text"));
    }

    @Override
    public void close() {
        readers.close();
        synchronized (this) {
            Sqlite.close(connection);
        }
    }
}
