package dev.postern.server;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Objects;

/** The cloud cannot start, and the person can do something about it: one line says what. */
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartFailure(String message) {
        super(message, null, false, false);
    }

    /** In words: the message of many an exception is no more than a path. */
    static StartFailure of(IOException failure) {
        boolean bare = failure instanceof FileSystemException file && file.getReason() == null;
        return new StartFailure("cannot start: "
                + (bare ? failure.getClass().getSimpleName() + ": " : "")
                + Objects.requireNonNullElse(
                        failure.getMessage(), failure.getClass().getSimpleName()));
    }
}
