package dev.postern.storage.objects;

import java.util.Arrays;
import java.util.Optional;

/** The keys that a listing walks, and how it goes past those that a common prefix stands for. */
final class KeyRange {
    private final Listing listing;
    private final byte[] prefix;

    KeyRange(Listing listing) {
        this.listing = listing;
        this.prefix = ObjectIndex.bytes(listing.prefix());
    }

    /** A key to begin at, or behind. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Position(byte[] key, boolean inclusive) {}

    /** Where to begin; empty where nothing can come. */
    Optional<Position> start() {
        byte[] after = ObjectIndex.bytes(listing.after());
        // A common prefix stands before all keys that it stands for: who goes on behind one of these has had it.
        Optional<String> rolledUp = commonPrefix(listing.after());
        if (rolledUp.isPresent()) {
            return behind(rolledUp.get());
        }
        return Arrays.compareUnsigned(after, prefix) < 0 || after.length == 0
                ? Optional.of(new Position(prefix, true))
                : Optional.of(new Position(after, false));
    }

    /** The first key behind all that have the listing's prefix, if there can be any. */
    Optional<byte[]> end() {
        return successor(prefix);
    }

    /** Behind all keys that a common prefix stands for. */
    static Optional<Position> behind(String commonPrefix) {
        return successor(ObjectIndex.bytes(commonPrefix)).map(next -> new Position(next, true));
    }

    Optional<String> commonPrefix(String key) {
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
