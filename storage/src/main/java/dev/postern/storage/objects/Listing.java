package dev.postern.storage.objects;

import java.util.List;
import java.util.Optional;

/**
 * What to list of a bucket's objects.
 *
 * @param prefix of the keys; empty for all
 * @param delimiter keys that have it behind the prefix are rolled up into one common prefix; empty for none
 * @param after begin behind this key or common prefix, and behind the common prefix that it is rolled up into; empty to begin
 *     at the first
 * @param max how many objects and common prefixes at most
 */
public record Listing(String prefix, String delimiter, String after, int max) {
    /** Up to {@link #max} entries in the order of their UTF-8 bytes, and whether there are more. */
    public record Page(List<Entry> entries, boolean truncated) {
        public Page {
            entries = List.copyOf(entries);
        }

        /** Where the next page begins, if there is one. */
        public Optional<String> next() {
            return truncated && !entries.isEmpty()
                    ? Optional.of(entries.getLast().name())
                    : Optional.empty();
        }
    }

    /** One line of a listing. */
    public sealed interface Entry {
        String name();
    }

    /** An object. */
    public record ObjectEntry(StoredObject object) implements Entry {
        @Override
        public String name() {
            return object.key();
        }
    }

    /** What several keys have in common, up to and with the delimiter. */
    public record CommonPrefix(String name) implements Entry {}
}
