package dev.postern.wire.s3;

import dev.postern.model.Remembered;
import java.util.function.Supplier;

/**
 * Kept documents by their text, so that a request does not parse its bucket's configurations when another request has met them. What was
 * read of one does not change, so all may have it.
 */
final class ReadDocuments {
    private static final int ENTRIES_MAX = 1_000;

    /** A larger one is read again each time: a thousand of them would be too much to keep. */
    private static final int LENGTH_MAX = 32_768;

    private final Remembered<Key, Object> read = new Remembered<>(ENTRIES_MAX);

    private record Key(String root, String document) {}

    /** What a document says; its root says of which type that is. */
    <T> T get(String root, String document, Supplier<T> reading) {
        if (document.length() > LENGTH_MAX) {
            return reading.get();
        }
        @SuppressWarnings("unchecked") // each root is read as one type
        T known = (T) read.get(new Key(root, document), _ -> reading.get());
        return known;
    }
}
