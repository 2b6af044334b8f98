package dev.postern.server.health;

import dev.postern.model.Problem;
import dev.postern.storage.DiskRefusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Whether the disk of a directory takes what is written, and has room for it. It is asked by one thread. */
public final class DiskSpace {
    private static final long MIB = 1L << 20;
    private static final long BYTES_MIN = 64 * MIB;
    private static final long TOUCHED_EVERY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Path directory;
    private long touchedNanos = System.nanoTime() - TOUCHED_EVERY_NANOS;
    private boolean readOnly;

    public DiskSpace(Path directory) {
        this.directory = directory;
    }

    /** Says so when there is hardly any room, or none is given: writes fail then, and nothing that was acknowledged is lost. */
    public List<Problem> problems() {
        try {
            if (isReadOnly()) {
                return problem(
                        Problem.Code.DISK_READ_ONLY,
                        "it can only be read; all writes are refused: see what the kernel says of it (dmesg), mend it,"
                                + " and start again");
            }
            long free = Files.getFileStore(directory).getUsableSpace();
            return free >= BYTES_MIN
                    ? List.of()
                    : problem(
                            Problem.Code.DISK_FULL,
                            free / MIB + " MiB are free; what does not fit is refused: delete objects or instances, or"
                                    + " make room");
        } catch (IOException e) {
            return problem(Problem.Code.DISK_FULL, "it cannot be seen how much room there is: " + e.getMessage());
        }
    }

    /**
     * Finds out by the least that such a disk refuses, since its options do not tell on all kernels; not often, for that is written to a
     * disk that may have nothing else to do.
     */
    private boolean isReadOnly() throws IOException {
        if (System.nanoTime() - touchedNanos >= TOUCHED_EVERY_NANOS) {
            touchedNanos = System.nanoTime();
            try {
                Files.setLastModifiedTime(directory, FileTime.from(Instant.now()));
                readOnly = false;
            } catch (IOException e) {
                readOnly = DiskRefusal.of(e).equals(Optional.of(DiskRefusal.READ_ONLY));
                if (!readOnly) {
                    throw e;
                }
            }
        }
        return readOnly;
    }

    private List<Problem> problem(Problem.Code code, String text) {
        return List.of(new Problem(code, Problem.Severity.ERROR, directory.toString(), text));
    }
}
