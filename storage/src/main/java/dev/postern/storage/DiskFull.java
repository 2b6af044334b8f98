package dev.postern.storage;

import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** There was no room for what was to be written; nothing of it was. It can be tried again when there is room. */
public final class DiskFull {
    private static final int SQLITE_FULL = 13;

    private DiskFull() {}

    /** Whether a failure comes from that. */
    public static boolean isCauseOf(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isFull(cause)) {
                return true;
            }
        }
        return false;
    }

    /** Java tells it by the words of the C library only. */
    private static boolean isFull(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case SQLException refused ->
                (refused.getErrorCode() & 0xff) == SQLITE_FULL || message.contains("database or disk is full");
            case IOException _ ->
                message.contains("No space left on device") || message.contains("Disk quota exceeded");
            default -> false;
        };
    }
}
