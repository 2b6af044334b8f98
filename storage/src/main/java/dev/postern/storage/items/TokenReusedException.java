package dev.postern.storage.items;

/** A token came with another request than before. */
public final class TokenReusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TokenReusedException() {
        super("", null, false, false);
    }
}
