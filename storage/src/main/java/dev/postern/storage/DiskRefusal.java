package dev.postern.storage;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why the disk did not take what was to be written; nothing of it was. It can be tried again when the disk is as it should be. */
public enum DiskRefusal {
    FULL("There is no room on the disk of this cloud."),
    /** As a file system becomes on which something is wrong. */
    READ_ONLY("The disk of this cloud can only be read.");

    private static final int SQLITE_READONLY = 8;
    private static final int SQLITE_IOERR = 10;
    private static final int SQLITE_FULL = 13;

    /** Extended codes of input: what could not be read says nothing of writes. */
    private static final int SQLITE_IOERR_READ = 266;

    private static final int SQLITE_IOERR_SHORT_READ = 522;

    private final String sentence;

    DiskRefusal(String sentence) {
        this.sentence = sentence;
    }

    /** For people. */
    public String sentence() {
        return sentence;
    }

    /** The refusal from which a failure comes, if it does. */
    public static Optional<DiskRefusal> of(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<DiskRefusal> found = itself(cause);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Java tells it by the words of the C library only. */
    private static Optional<DiskRefusal> itself(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case SQLException refused -> ofDatabase(refused.getErrorCode(), message);
            case IOException _
            when message.contains("No space left on device") || message.contains("Disk quota exceeded") ->
                Optional.of(FULL);
            case IOException _ when message.contains("Read-only file system") -> Optional.of(READ_ONLY);
            default -> Optional.empty();
        };
    }

    /** SQLite takes what the system refuses for a failure of the disk, be it broken or read-only. */
    private static Optional<DiskRefusal> ofDatabase(int code, String message) {
        return switch (code & 0xff) {
            case SQLITE_FULL -> Optional.of(FULL);
            case SQLITE_READONLY -> Optional.of(READ_ONLY);
            case SQLITE_IOERR ->
                code == SQLITE_IOERR_READ || code == SQLITE_IOERR_SHORT_READ
                        ? Optional.empty()
                        : Optional.of(READ_ONLY);
            default -> message.contains("database or disk is full") ? Optional.of(FULL) : Optional.empty();
        };
    }
}
