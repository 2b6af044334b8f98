package dev.postern.storage.objects;

import java.util.List;
import java.util.Optional;

/**
 * What to list of the versions of a bucket's objects.
 *
 * @param keys prefix, delimiter, marker and limit, as of a listing of objects; the limit counts versions and common prefixes
 * @param afterVersion go on behind this version of the key {@code keys.after()}, be it still there or not; empty to go on behind
 *     all its versions
 */
public record VersionListing(Listing keys, Optional<String> afterVersion) {
    /** Up to as many entries as asked for, by key and then the newest first, and whether there are more. */
    public record Page(List<Entry> entries, boolean truncated) {
        public Page {
            entries = List.copyOf(entries);
        }

        /** The last entry, behind which the next page begins, if there is one. */
        public Optional<Entry> last() {
            return truncated && !entries.isEmpty() ? Optional.of(entries.getLast()) : Optional.empty();
        }
    }

    /** One line of a listing. */
    public sealed interface Entry {
        String name();
    }

    /**
     * A version.
     *
     * @param latest whether it is the current one of its key
     */
    public record Version(VersionEntry version, boolean latest) implements Entry {
        @Override
        public String name() {
            return version.key();
        }
    }

    /** What several keys have in common, up to and with the delimiter. */
    public record CommonPrefix(String name) implements Entry {}
}
