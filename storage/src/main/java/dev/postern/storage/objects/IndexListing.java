package dev.postern.storage.objects;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Lists a bucket by walking the index; what a common prefix stands for is skipped, not read. */
final class IndexListing {
    private final Connection connection;
    private final String bucketId;
    private final Listing listing;
    private final List<Listing.Entry> entries = new ArrayList<>();
    private boolean truncated;

    private IndexListing(Connection connection, String bucketId, Listing listing) {
        this.connection = connection;
        this.bucketId = bucketId;
        this.listing = listing;
    }

    static Listing.Page read(Connection connection, String bucketId, Listing listing) throws SQLException {
        return new IndexListing(connection, bucketId, listing).page();
    }

    private Listing.Page page() throws SQLException {
        byte[] prefix = ObjectIndex.bytes(listing.prefix());
        Optional<byte[]> end = successor(prefix);
        byte[] after = ObjectIndex.bytes(listing.after());
        // A common prefix stands before all keys that it stands for: who goes on behind one of these has had it.
        Optional<String> rolledUp = commonPrefix(listing.after());
        Optional<Position> position;
        if (rolledUp.isPresent()) {
            position = successor(ObjectIndex.bytes(rolledUp.get())).map(next -> new Position(next, true));
        } else if (Arrays.compareUnsigned(after, prefix) < 0 || after.length == 0) {
            position = Optional.of(new Position(prefix, true));
        } else {
            position = Optional.of(new Position(after, false));
        }
        while (position.isPresent() && !truncated) {
            position = walk(position.get(), end);
        }
        return new Listing.Page(entries, truncated);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Position(byte[] key, boolean inclusive) {}

    /** Takes entries up to the first common prefix or the end; answers where to go on behind that prefix. */
    private Optional<Position> walk(Position from, Optional<byte[]> end) throws SQLException {
        try (PreparedStatement select = ObjectIndex.range(connection, bucketId, from.key(), from.inclusive(), end);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                if (entries.size() >= listing.max()) {
                    truncated = true;
                    return Optional.empty();
                }
                Optional<String> common = commonPrefix(ObjectIndex.key(row));
                if (common.isPresent()) {
                    entries.add(new Listing.CommonPrefix(common.get()));
                    return successor(ObjectIndex.bytes(common.get())).map(next -> new Position(next, true));
                }
                entries.add(new Listing.ObjectEntry(ObjectIndex.object(row)));
            }
            return Optional.empty();
        }
    }

    private Optional<String> commonPrefix(String key) {
        if (listing.delimiter().isEmpty() || !key.startsWith(listing.prefix())) {
            return Optional.empty();
        }
        int at = key.indexOf(listing.delimiter(), listing.prefix().length());
        return at < 0
                ? Optional.empty()
                : Optional.of(key.substring(0, at + listing.delimiter().length()));
    }

    /** The first key behind all that begin with a prefix, if there can be any. */
    private static Optional<byte[]> successor(byte[] prefix) {
        for (int i = prefix.length - 1; i >= 0; i--) {
            if (prefix[i] != (byte) 0xff) {
                byte[] next = Arrays.copyOf(prefix, i + 1);
                next[i]++;
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }
}
