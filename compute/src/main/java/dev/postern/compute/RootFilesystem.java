package dev.postern.compute;

import java.nio.file.Path;
import java.util.List;

/**
 * What an instance's disk begins as: a directory that is never written to, and mounts over it.
 *
 * @param directory the lower layer of the instance's root
 * @param binds read-only mounts, in order
 */
public record RootFilesystem(Path directory, List<Bind> binds) {
    public RootFilesystem {
        binds = List.copyOf(binds);
    }

    /**
     * A file or directory of the host that shows read-only inside.
     *
     * @param source on the host
     * @param destination inside the instance
     */
    public record Bind(Path source, String destination) {}
}
