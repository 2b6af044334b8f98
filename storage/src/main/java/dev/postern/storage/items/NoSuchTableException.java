package dev.postern.storage.items;

/** A table has no place in the store: it has just gone. */
public final class NoSuchTableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSuchTableException(String table) {
        super(table, null, false, false);
    }
}
