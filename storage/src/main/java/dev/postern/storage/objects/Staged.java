package dev.postern.storage.objects;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A body that is on disk and belongs to nothing yet. Unless it is stored as an object or part, closing it removes it;
 * a crash leaves it to the next start.
 */
public final class Staged implements AutoCloseable {
    private final String name;
    private final Path file;
    private final long size;
    private boolean adopted;

    Staged(String name, Path file, long size) {
        this.name = name;
        this.file = file;
        this.size = size;
    }

    String name() {
        return name;
    }

    Path file() {
        return file;
    }

    /** In bytes. */
    public long size() {
        return size;
    }

    /** From now on the index knows the body, and only the index decides about it. */
    void adopt() {
        adopted = true;
    }

    @Override
    public void close() {
        if (adopted) {
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.getLogger(Staged.class.getName())
                    .log(System.Logger.Level.WARNING, file + " stays until the next start", e);
        }
    }
}
