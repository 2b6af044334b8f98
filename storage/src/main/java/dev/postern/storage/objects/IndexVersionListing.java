package dev.postern.storage.objects;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Lists a bucket's versions by walking both of their tables side by side, in the order of keys. What a common prefix stands for is
 * skipped, not read.
 */
final class IndexVersionListing {
    private final Connection connection;
    private final String bucketId;
    private final VersionListing listing;
    private final KeyRange range;
    private final List<VersionListing.Entry> entries = new ArrayList<>();
    private boolean truncated;

    private IndexVersionListing(Connection connection, String bucketId, VersionListing listing) {
        this.connection = connection;
        this.bucketId = bucketId;
        this.listing = listing;
        this.range = new KeyRange(listing.keys());
    }

    /** Reads a page as it is at one moment, on a connection that reads only. */
    static VersionListing.Page read(Connection connection, String bucketId, VersionListing listing)
            throws SQLException {
        try (Statement moment = connection.createStatement()) {
            moment.execute("BEGIN");
            try {
                return new IndexVersionListing(connection, bucketId, listing).page();
            } finally {
                moment.execute("COMMIT");
            }
        }
    }

    private VersionListing.Page page() throws SQLException {
        String after = listing.keys().after();
        if (listing.afterVersion().isPresent()
                && after.startsWith(listing.keys().prefix())
                && range.commonPrefix(after).isEmpty()) {
            restOfKey(after, listing.afterVersion().get());
        }
        Optional<KeyRange.Position> position = range.start();
        while (position.isPresent() && !truncated) {
            position = walk(position.get());
        }
        return new VersionListing.Page(entries, truncated);
    }

    /** The versions of the key that a page before ended in, that are older than the one that it ended with. */
    private void restOfKey(String key, String versionId) throws SQLException {
        // A version null that is gone had no place of its own: what there is of the key comes again.
        long below = placeOf(key, versionId).orElse(Long.MAX_VALUE);
        long newest = VersionRows.places(connection, bucketId, key).newest();
        for (String table : List.of("objects", "versions")) {
            try (PreparedStatement select = connection.prepareStatement("SELECT " + ObjectIndex.OBJECT_COLUMNS
                    + ", place FROM " + table + " WHERE bucket = ? AND key = ? AND place < ? ORDER BY place DESC")) {
                select.setString(1, bucketId);
                select.setBytes(2, ObjectIndex.bytes(key));
                select.setLong(3, below);
                try (ResultSet row = select.executeQuery()) {
                    while (!truncated && row.next() && !isFull()) {
                        boolean latest = row.getLong(8) == newest;
                        entries.add(new VersionListing.Version(ObjectIndex.version(row), latest));
                    }
                }
            }
        }
    }

    private OptionalLong placeOf(String key, String versionId) throws SQLException {
        OptionalLong told = VersionIds.place(versionId);
        if (told.isPresent()) {
            return told;
        }
        String from = " WHERE bucket = ? AND key = ? AND version = ?";
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT place FROM objects" + from + " UNION ALL SELECT place FROM versions" + from)) {
            for (int i = 0; i < 6; i += 3) {
                select.setString(i + 1, bucketId);
                select.setBytes(i + 2, ObjectIndex.bytes(key));
                select.setString(i + 3, versionId);
            }
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private boolean isFull() {
        truncated = entries.size() >= listing.keys().max();
        return truncated;
    }

    /** Takes entries up to the first common prefix or the end; answers where to go on behind that prefix. */
    private Optional<KeyRange.Position> walk(KeyRange.Position from) throws SQLException {
        try (PreparedStatement current = ObjectIndex.range(connection, "objects", bucketId, from, range.end());
                PreparedStatement old = ObjectIndex.range(connection, "versions", bucketId, from, range.end());
                Cursor objects = new Cursor(current.executeQuery());
                Cursor versions = new Cursor(old.executeQuery())) {
            byte[] told = new byte[0]; // the key whose newest version was taken; no key is empty
            for (Cursor next = Cursor.first(objects, versions);
                    next.key != null;
                    next = Cursor.first(objects, versions)) {
                if (isFull()) {
                    return Optional.empty();
                }
                byte[] key = next.key;
                Optional<String> common = range.commonPrefix(ObjectIndex.key(next.row));
                if (common.isPresent()) {
                    entries.add(new VersionListing.CommonPrefix(common.get()));
                    return KeyRange.behind(common.get());
                }
                entries.add(new VersionListing.Version(ObjectIndex.version(next.row), !Arrays.equals(told, key)));
                told = key;
                next.advance();
            }
            return Optional.empty();
        }
    }

    /** Where one of the tables is. */
    private static final class Cursor implements AutoCloseable {
        private final ResultSet row;
        private byte @Nullable [] key;

        Cursor(ResultSet row) throws SQLException {
            this.row = row;
            advance();
        }

        void advance() throws SQLException {
            key = row.next() ? row.getBytes(1) : null;
        }

        /** The one that comes first: of one key, the object before what is older. */
        static Cursor first(Cursor objects, Cursor versions) {
            if (versions.key == null) {
                return objects;
            }
            return objects.key != null && Arrays.compareUnsigned(objects.key, versions.key) <= 0 ? objects : versions;
        }

        @Override
        public void close() throws SQLException {
            row.close();
        }
    }
}
