package dev.postern.storage.items;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Item;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The rows of tables: items, and the entries of indexes that point to them. All of it runs in the writer's transaction. */
final class TableRows {
    /** What stands for the table itself among its indexes. */
    static final String TABLE = "";

    /** A few hundred bytes each; there are as many as there ever were versions of tables. */
    private static final Map<String, Layout> PARSED = new ConcurrentHashMap<>();

    private static final int PARSED_MAX = 10_000;

    private TableRows() {}

    /** A table's number in the file, and its layout. */
    private record Laid(long number, Layout layout) {}

    /**
     * An item's row.
     *
     * @param row its number; empty where there is no item
     */
    record Found(long number, Layout layout, Optional<Long> row, Optional<Item> item) {
        /** Makes another item of it, or none. */
        void become(Connection c, Optional<Item> after) throws SQLException {
            if (after.equals(item)) {
                return;
            }
            if (item.isPresent()) {
                leaveIndexes(c, item.get(), after);
            }
            long kept = row.orElse(-1L);
            if (after.isEmpty()) {
                Rows.update(c, "DELETE FROM items WHERE i = ?", kept);
            } else if (row.isPresent()) {
                Rows.update(
                        c,
                        "UPDATE items SET expires = ?, item = ? WHERE i = ?",
                        expires(layout, after.get()),
                        ItemCodec.write(after.get()),
                        kept);
            } else {
                kept = Rows.insert(
                        c,
                        "INSERT INTO items (t, pk, sk, expires, item) VALUES (?, ?, ?, ?, ?)",
                        number,
                        layout.key().partition(after.get()),
                        layout.key().sort(after.get()),
                        expires(layout, after.get()),
                        ItemCodec.write(after.get()));
            }
            count(c, number, TABLE, item, after);
            if (after.isPresent()) {
                joinIndexes(c, after.get(), kept);
            }
        }

        private void leaveIndexes(Connection c, Item before, Optional<Item> after) throws SQLException {
            for (Map.Entry<String, Layout.Index> index : layout.indexes().entrySet()) {
                Layout.Key key = index.getValue().key();
                if (key.isIn(before)
                        && !after.map(item -> samePlace(key, before, item)).orElse(false)) {
                    Rows.update(
                            c,
                            "DELETE FROM entries WHERE t = ? AND ix = ? AND pk = ? AND sk = ? AND tpk = ? AND tsk = ?",
                            number,
                            index.getKey(),
                            key.partition(before),
                            key.sort(before),
                            layout.key().partition(before),
                            layout.key().sort(before));
                }
                count(
                        c,
                        number,
                        index.getKey(),
                        shown(index.getValue(), before),
                        after.flatMap(item -> shown(index.getValue(), item)));
            }
        }

        private void joinIndexes(Connection c, Item after, long kept) throws SQLException {
            for (Map.Entry<String, Layout.Index> index : layout.indexes().entrySet()) {
                Layout.Key key = index.getValue().key();
                if (key.isIn(after)
                        && !item.map(before -> samePlace(key, before, after)).orElse(false)) {
                    enter(c, number, layout, index.getKey(), after, kept);
                }
                if (item.isEmpty()) {
                    count(c, number, index.getKey(), Optional.empty(), shown(index.getValue(), after));
                }
            }
        }

        private static boolean samePlace(Layout.Key key, Item one, Item other) {
            return key.isIn(one)
                    && key.isIn(other)
                    && key.hash().in(one).equals(key.hash().in(other))
                    && key.range()
                            .flatMap(part -> part.in(one))
                            .equals(key.range().flatMap(part -> part.in(other)));
        }

        private Optional<Item> shown(Layout.Index index, Item whole) {
            return index.key().isIn(whole)
                    ? Optional.of(index.projection()
                            .of(whole, layout.key().schema(), index.key().schema()))
                    : Optional.empty();
        }
    }

    private static void enter(Connection c, long number, Layout layout, String index, Item item, long row)
            throws SQLException {
        Layout.Key key = layout.index(index).key();
        Rows.update(
                c,
                "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)",
                number,
                index,
                key.partition(item),
                key.sort(item),
                layout.key().partition(item),
                layout.key().sort(item),
                row);
    }

    private static void count(Connection c, long number, String index, Optional<Item> before, Optional<Item> after)
            throws SQLException {
        long items = (after.isPresent() ? 1L : 0L) - (before.isPresent() ? 1L : 0L);
        long bytes =
                (long) after.map(Item::size).orElse(0) - before.map(Item::size).orElse(0);
        if (items != 0 || bytes != 0) {
            Rows.update(
                    c,
                    "UPDATE sizes SET items = items + ?, bytes = bytes + ? WHERE t = ? AND ix = ?",
                    items,
                    bytes,
                    number,
                    index);
        }
    }

    /** When an item is to go, in seconds since 1970, where it says so by a number. */
    private static Optional<Long> expires(Layout layout, Item item) {
        return layout.expiry()
                .flatMap(item::get)
                .filter(AttributeValue.N.class::isInstance)
                .map(value -> ((AttributeValue.N) value).value())
                .filter(number -> number.signum() > 0 && number.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) < 0)
                .map(BigDecimal::longValue);
    }

    static Found find(Connection c, Place place) throws SQLException {
        Laid laid = laid(c, place.table()).orElseThrow(() -> new NoSuchTableException(place.table()));
        return Rows.first(
                        c,
                        "SELECT i, item FROM items WHERE t = ? AND pk = ? AND sk = ?",
                        row -> new Found(
                                laid.number(),
                                laid.layout(),
                                Optional.of(row.getLong(1)),
                                Optional.of(ItemCodec.read(row.getBytes(2)))),
                        laid.number(),
                        place.partition(),
                        place.sort())
                .orElseGet(() -> new Found(laid.number(), laid.layout(), Optional.empty(), Optional.empty()));
    }

    /** What was to go by now, and not too long before. */
    static List<Found> expired(Connection c, long after, long now, int most) throws SQLException {
        List<Found> found = new ArrayList<>();
        try (PreparedStatement statement = c.prepareStatement("SELECT items.t, i, item, layout FROM items JOIN tables"
                + " USING (t) WHERE expires > ? AND expires <= ? ORDER BY expires LIMIT " + most)) {
            Rows.bind(statement, List.of(after, now));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(new Found(
                            row.getLong(1),
                            parsed(row.getString(4)),
                            Optional.of(row.getLong(2)),
                            Optional.of(ItemCodec.read(row.getBytes(3)))));
                }
            }
        }
        return found;
    }

    private static Optional<Laid> laid(Connection c, String table) throws SQLException {
        return Rows.first(
                c,
                "SELECT t, layout FROM tables WHERE id = ?",
                row -> new Laid(row.getLong(1), parsed(row.getString(2))),
                table);
    }

    private static Layout parsed(String json) {
        if (PARSED.size() > PARSED_MAX) {
            PARSED.clear();
        }
        return PARSED.computeIfAbsent(json, Layout::ofJson);
    }

    static void lay(Connection c, Layout layout) throws SQLException {
        Optional<Laid> before = laid(c, layout.table());
        if (before.isEmpty()) {
            long number =
                    Rows.insert(c, "INSERT INTO tables (id, layout) VALUES (?, ?)", layout.table(), layout.toJson());
            begin(c, number, TABLE);
            for (String index : layout.indexes().keySet()) {
                begin(c, number, index);
            }
            return;
        }
        long number = before.get().number();
        Layout old = before.get().layout();
        Rows.update(c, "UPDATE tables SET layout = ? WHERE t = ?", layout.toJson(), number);
        for (Map.Entry<String, Layout.Index> index : old.indexes().entrySet()) {
            if (!index.getValue().equals(layout.indexes().get(index.getKey()))) {
                Rows.update(c, "DELETE FROM entries WHERE t = ? AND ix = ?", number, index.getKey());
                Rows.update(c, "DELETE FROM sizes WHERE t = ? AND ix = ?", number, index.getKey());
            }
        }
        List<String> added = layout.indexes().keySet().stream()
                .filter(index -> !layout.index(index).equals(old.indexes().get(index)))
                .toList();
        for (String index : added) {
            begin(c, number, index);
        }
        if (!added.isEmpty() || !layout.expiry().equals(old.expiry())) {
            fill(c, number, layout, added);
        }
    }

    private static void begin(Connection c, long number, String index) throws SQLException {
        Rows.update(c, "INSERT INTO sizes VALUES (?, ?, 0, 0)", number, index);
    }

    /** Goes once through a table's items for the indexes that are new, and for what says when they go. */
    private static void fill(Connection c, long number, Layout layout, List<String> added) throws SQLException {
        long last = -1;
        while (true) {
            List<Found> some = some(c, number, layout, last);
            for (Found found : some) {
                Item item = found.item().orElseThrow();
                last = found.row().orElseThrow();
                Rows.update(c, "UPDATE items SET expires = ? WHERE i = ?", expires(layout, item), last);
                for (String index : added) {
                    if (layout.index(index).key().isIn(item)) {
                        enter(c, number, layout, index, item, last);
                        count(c, number, index, Optional.empty(), found.shown(layout.index(index), item));
                    }
                }
            }
            if (some.isEmpty()) {
                return;
            }
        }
    }

    private static List<Found> some(Connection c, long number, Layout layout, long after) throws SQLException {
        List<Found> found = new ArrayList<>();
        try (PreparedStatement statement =
                c.prepareStatement("SELECT i, item FROM items WHERE t = ? AND i > ? ORDER BY i LIMIT 1000")) {
            Rows.bind(statement, List.of(number, after));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(new Found(
                            number, layout, Optional.of(row.getLong(1)), Optional.of(ItemCodec.read(row.getBytes(2)))));
                }
            }
        }
        return found;
    }

    static boolean drop(Connection c, String table) throws SQLException {
        Optional<Laid> laid = laid(c, table);
        if (laid.isPresent()) {
            for (String rows : List.of("entries", "sizes", "items", "tables")) {
                Rows.update(
                        c, "DELETE FROM " + rows + " WHERE t = ?", laid.get().number());
            }
        }
        return laid.isPresent();
    }
}
