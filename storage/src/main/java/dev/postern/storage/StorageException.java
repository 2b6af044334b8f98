package dev.postern.storage;

import org.jspecify.annotations.Nullable;

/** State could not be read or written. The message is for the operator: it names the file and what is wrong with it. */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
