package dev.postern.storage.items;

import dev.postern.model.dynamodb.Item;
import dev.postern.storage.Sqlite;
import dev.postern.storage.SqliteReaders;
import dev.postern.storage.SqliteWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Items in a SQLite file: one thread writes, what waits meanwhile goes to the disk together, and any number read. */
public final class SqliteItemStore implements ItemStore, AutoCloseable {
    private static final int EXPIRED_AT_ONCE = 500;

    /** What should have gone so long ago does not go any more. */
    private static final Duration EXPIRY_REMEMBERED = Duration.ofDays(5 * 365);

    private static final Duration TOKEN_LIFE = Duration.ofMinutes(10);

    private final Connection connection;
    private final SqliteReaders readers;
    private final SqliteWriter writer;

    /** Opens a file, or makes it. */
    public SqliteItemStore(Path file) {
        this.connection = Sqlite.open(file, Rows.FORMAT);
        this.readers = new SqliteReaders(file);
        this.writer = new SqliteWriter(connection, "items");
    }

    @Override
    public void lay(Layout layout) {
        String json = layout.toJson();
        boolean laid = readers.read(
                c -> Rows.first(c, "SELECT layout FROM tables WHERE id = ?", row -> row.getString(1), layout.table())
                        .filter(json::equals)
                        .isPresent());
        if (!laid) {
            change(c -> {
                TableRows.lay(c, layout);
                return true;
            });
        }
    }

    @Override
    public Collection<String> tables() {
        return readers.read(SqliteItemStore::ids);
    }

    @Override
    public void keepOnly(Collection<String> tables) {
        Set<String> gone = new TreeSet<>(tables());
        gone.removeAll(Set.copyOf(tables));
        for (String table : gone) {
            change(c -> TableRows.drop(c, table));
        }
    }

    private static List<String> ids(Connection c) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Statement statement = c.createStatement();
                ResultSet row = statement.executeQuery("SELECT id FROM tables")) {
            while (row.next()) {
                ids.add(row.getString(1));
            }
        }
        return ids;
    }

    @Override
    public List<Optional<Item>> get(List<Place> places) {
        return readers.read(c -> {
            if (places.size() == 1) {
                return List.of(item(c, places.getFirst()));
            }
            return atOneMoment(c, () -> {
                List<Optional<Item>> items = new ArrayList<>();
                for (Place place : places) {
                    items.add(item(c, place));
                }
                return items;
            });
        });
    }

    /** A read that needs more than one statement. */
    private interface Query<R> {
        R run() throws SQLException;
    }

    private static <R> R atOneMoment(Connection c, Query<R> query) throws SQLException {
        try (Statement statement = c.createStatement()) {
            statement.execute("BEGIN");
            try {
                return query.run();
            } finally {
                statement.execute("COMMIT");
            }
        }
    }

    private static Optional<Item> item(Connection c, Place place) throws SQLException {
        return Rows.first(
                c,
                "SELECT item FROM items WHERE t = (SELECT t FROM tables WHERE id = ?) AND pk = ? AND sk = ?",
                row -> ItemCodec.read(row.getBytes(1)),
                place.table(),
                place.partition(),
                place.sort());
    }

    @Override
    public <R> Optional<R> write(List<Place> places, Optional<Token> token, Decision<R> decision) {
        return change(c -> {
            if (token.isPresent() && isDone(c, token.get())) {
                return Optional.<R>empty();
            }
            List<TableRows.Found> found = new ArrayList<>();
            List<Optional<Item>> before = new ArrayList<>();
            for (Place place : places) {
                TableRows.Found one = TableRows.find(c, place);
                found.add(one);
                before.add(one.item());
            }
            Outcome<R> outcome = decision.decide(before);
            for (int i = 0; i < places.size(); i++) {
                found.get(i).become(c, outcome.after().get(i));
            }
            if (token.isPresent()) {
                note(c, token.get());
            }
            return Optional.of(outcome.answer());
        });
    }

    private static boolean isDone(Connection c, Token token) throws SQLException {
        Optional<String> digest = Rows.first(
                c,
                "SELECT digest FROM tokens WHERE owner = ? AND token = ? AND at > ?",
                row -> row.getString(1),
                token.owner(),
                token.text(),
                token.now().minus(TOKEN_LIFE).getEpochSecond());
        if (digest.isPresent() && !digest.get().equals(token.digest())) {
            throw new TokenReusedException();
        }
        return digest.isPresent();
    }

    private static void note(Connection c, Token token) throws SQLException {
        Rows.update(
                c,
                "DELETE FROM tokens WHERE at <= ?",
                token.now().minus(TOKEN_LIFE).getEpochSecond());
        Rows.update(
                c,
                "INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?)",
                token.owner(),
                token.text(),
                token.digest(),
                token.now().getEpochSecond());
    }

    @Override
    public void read(Reading reading, Predicate<Item> visitor) {
        Selection selection = Selection.of(reading);
        boolean _ = readers.read(c -> {
            try (PreparedStatement statement = c.prepareStatement(selection.sql())) {
                Rows.bind(statement, selection.parameters());
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next() && visitor.test(ItemCodec.read(row.getBytes(1)))) {
                        // the visitor keeps what it wants
                    }
                }
            }
            return true;
        });
    }

    @Override
    public Size size(String table, Optional<String> index) {
        return readers.read(c -> Rows.first(
                        c,
                        "SELECT items, bytes FROM sizes WHERE t = (SELECT t FROM tables WHERE id = ?) AND ix = ?",
                        row -> new Size(row.getLong(1), row.getLong(2)),
                        table,
                        index.orElse(TableRows.TABLE)))
                .orElse(new Size(0, 0));
    }

    @Override
    public int expire(Instant now) {
        boolean due = readers.read(c ->
                !TableRows.expired(c, forgotten(now), now.getEpochSecond(), 1).isEmpty());
        if (!due) {
            return 0;
        }
        return change(c -> {
            List<TableRows.Found> expired = TableRows.expired(c, forgotten(now), now.getEpochSecond(), EXPIRED_AT_ONCE);
            for (TableRows.Found item : expired) {
                item.become(c, Optional.empty());
            }
            return expired.size();
        });
    }

    private static long forgotten(Instant now) {
        return now.minus(EXPIRY_REMEMBERED).getEpochSecond();
    }

    private <R> R change(Sqlite.Work<R> work) {
        return writer.run(work, _ -> {});
    }

    /** Writes what waits, and closes. */
    @Override
    public void close() {
        writer.close();
        readers.close();
        Sqlite.close(connection);
    }
}
