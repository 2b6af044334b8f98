package dev.postern.storage.items;

import dev.postern.storage.Sqlite;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Statements with their parameters, and the schema that they speak of. */
final class Rows {
    /** {@code Pitm}, in the file's header. */
    private static final int APPLICATION_ID = 0x5069746d;

    static final Sqlite.Format FORMAT = new Sqlite.Format(
            APPLICATION_ID,
            1,
            1,
            List.of(
                    "CREATE TABLE tables (t INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, layout TEXT NOT NULL)",
                    "CREATE TABLE sizes (t INTEGER NOT NULL, ix TEXT NOT NULL, items INTEGER NOT NULL,"
                            + " bytes INTEGER NOT NULL, PRIMARY KEY (t, ix)) WITHOUT ROWID",
                    "CREATE TABLE items (i INTEGER PRIMARY KEY, t INTEGER NOT NULL, pk BLOB NOT NULL, sk BLOB NOT NULL,"
                            + " expires INTEGER, item BLOB NOT NULL)",
                    "CREATE UNIQUE INDEX items_by_key ON items (t, pk, sk)",
                    "CREATE INDEX items_by_expiry ON items (expires) WHERE expires IS NOT NULL",
                    "CREATE TABLE entries (t INTEGER NOT NULL, ix TEXT NOT NULL, pk BLOB NOT NULL, sk BLOB NOT NULL,"
                            + " tpk BLOB NOT NULL, tsk BLOB NOT NULL, i INTEGER NOT NULL,"
                            + " PRIMARY KEY (t, ix, pk, sk, tpk, tsk)) WITHOUT ROWID",
                    "CREATE TABLE tokens (owner TEXT NOT NULL, token TEXT NOT NULL, digest TEXT NOT NULL,"
                            + " at INTEGER NOT NULL, PRIMARY KEY (owner, token)) WITHOUT ROWID",
                    "CREATE INDEX tokens_by_time ON tokens (at)"));

    private Rows() {}

    /** A row that is read. */
    @FunctionalInterface
    interface Row<R> {
        R read(ResultSet row) throws SQLException;
    }

    static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, List.of(parameters));
            return statement.executeUpdate();
        }
    }

    /** The number of the row that was put in. */
    static long insert(Connection connection, String sql, Object... parameters) throws SQLException {
        update(connection, sql, parameters);
        return first(connection, "SELECT last_insert_rowid()", row -> row.getLong(1))
                .orElseThrow();
    }

    static <R> Optional<R> first(Connection connection, String sql, Row<R> row, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, List.of(parameters));
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? Optional.of(row.read(found)) : Optional.empty();
            }
        }
    }

    static void bind(PreparedStatement statement, List<?> parameters) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            switch (parameters.get(i)) {
                case byte[] bytes -> statement.setBytes(i + 1, bytes);
                case Long number -> statement.setLong(i + 1, number);
                case String text -> statement.setString(i + 1, text);
                case Optional<?> optional when optional.isEmpty() -> statement.setNull(i + 1, java.sql.Types.INTEGER);
                case Optional<?> optional -> statement.setLong(i + 1, (Long) optional.get());
                default -> throw new IllegalArgumentException("no parameter");
            }
        }
    }
}
