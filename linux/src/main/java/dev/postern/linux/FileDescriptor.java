package dev.postern.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/** A file that is open, by its number. */
public record FileDescriptor(int number) implements AutoCloseable {
    static final int AT_FDCWD = -100;
    static final int READ_ONLY = 0;
    static final int READ_WRITE = 2;
    /** Only its place in the tree: {@code O_PATH}. */
    static final int PLACE = 0x200000;

    static final int CLOSE_ON_EXEC = 0x80000;

    /** A file as it is there, such as a pinned namespace, which a request to the kernel names by this number. */
    public static FileDescriptor open(Path path) throws IOException {
        return open(path, READ_ONLY);
    }

    static FileDescriptor open(Path path, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return new FileDescriptor((int) SystemCall.OPENAT.call(
                    "open " + path,
                    AT_FDCWD,
                    arena.allocateFrom(path.toString()).address(),
                    flags | CLOSE_ON_EXEC));
        }
    }

    @Override
    public void close() throws IOException {
        SystemCall.CLOSE.call("close", number);
    }
}
