package dev.postern.storage.objects;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists a bucket by walking the index; what a common prefix stands for is skipped, not read. */
final class IndexListing {
    private final Connection connection;
    private final String bucketId;
    private final Listing listing;
    private final KeyRange range;
    private final List<Listing.Entry> entries = new ArrayList<>();
    private boolean truncated;

    private IndexListing(Connection connection, String bucketId, Listing listing) {
        this.connection = connection;
        this.bucketId = bucketId;
        this.listing = listing;
        this.range = new KeyRange(listing);
    }

    static Listing.Page read(Connection connection, String bucketId, Listing listing) throws SQLException {
        return new IndexListing(connection, bucketId, listing).page();
    }

    private Listing.Page page() throws SQLException {
        Optional<KeyRange.Position> position = range.start();
        while (position.isPresent() && !truncated) {
            position = walk(position.get());
        }
        return new Listing.Page(entries, truncated);
    }

    /** Takes entries up to the first common prefix or the end; answers where to go on behind that prefix. */
    private Optional<KeyRange.Position> walk(KeyRange.Position from) throws SQLException {
        try (PreparedStatement select = ObjectIndex.range(connection, "objects", bucketId, from, range.end());
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                if (entries.size() >= listing.max()) {
                    truncated = true;
                    return Optional.empty();
                }
                Optional<String> common = range.commonPrefix(ObjectIndex.key(row));
                if (common.isPresent()) {
                    entries.add(new Listing.CommonPrefix(common.get()));
                    return KeyRange.behind(common.get());
                }
                entries.add(new Listing.ObjectEntry(ObjectIndex.object(row)));
            }
            return Optional.empty();
        }
    }
}
