package dev.postern.server.health;

import dev.postern.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether there is room on the disk of a directory. */
public final class DiskSpace {
    private static final long MIB = 1L << 20;
    private static final long BYTES_MIN = 64 * MIB;

    private final Path directory;

    public DiskSpace(Path directory) {
        this.directory = directory;
    }

    /** Says so when there is hardly any: writes fail then, and nothing that was acknowledged is lost. */
    public List<Problem> problems() {
        try {
            long free = Files.getFileStore(directory).getUsableSpace();
            return free >= BYTES_MIN
                    ? List.of()
                    : List.of(new Problem(
                            Problem.Code.DISK_FULL,
                            Problem.Severity.ERROR,
                            directory.toString(),
                            free / MIB + " MiB are free; what does not fit is refused: delete objects or instances, or"
                                    + " make room"));
        } catch (IOException e) {
            return List.of(new Problem(
                    Problem.Code.DISK_FULL,
                    Problem.Severity.ERROR,
                    directory.toString(),
                    "it cannot be seen how much room there is: " + e.getMessage()));
        }
    }
}
