package dev.postern.server;

/** The cloud cannot start, and the person can do something about it: one line says what. */
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartFailure(String message) {
        super(message, null, false, false);
    }
}
