package dev.postern.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Paths in a tree that a stranger has written, resolved as if its top were {@code /}: openat2(2), {@code RESOLVE_IN_ROOT}. */
final class InsideRoot {
    private static final long RESOLVE_NO_MAGICLINKS = 2;
    private static final long RESOLVE_IN_ROOT = 0x10;
    private static final int OPEN_HOW_BYTES = 24;
    private static final int DIRECTORY_MODE = 0755;
    private static final int FILE_MODE = 0644;
    /** O_CREAT, O_EXCL, O_WRONLY, O_CLOEXEC: a link in the place is not followed. */
    private static final int CREATE_NEW = 0x40 | 0x80 | 1 | FileDescriptor.CLOSE_ON_EXEC;

    private InsideRoot() {}

    /**
     * The place of a path. What is missing is made, as the instance's user 0.
     *
     * @param directory whether the end of the path, if it is missing, becomes a directory or a file
     */
    static FileDescriptor reach(FileDescriptor root, String path, boolean directory, PrivateMounts mounts)
            throws IOException {
        String relative = path.startsWith("/") ? path.substring(1) : path;
        for (int slash = relative.indexOf('/'); slash > 0; slash = relative.indexOf('/', slash + 1)) {
            open(root, relative.substring(0, slash), true, mounts).close();
        }
        return open(root, relative, directory, mounts);
    }

    private static FileDescriptor open(FileDescriptor root, String path, boolean directory, PrivateMounts mounts)
            throws IOException {
        try {
            return open(root, path);
        } catch (SystemCallException e) {
            if (e.errno() != SystemCallException.ENOENT) {
                throw e;
            }
        }
        int slash = path.lastIndexOf('/');
        try (FileDescriptor parent = open(root, slash < 0 ? "." : path.substring(0, slash))) {
            mounts.asRoot(() -> make(parent, path.substring(slash + 1), directory));
        }
        return open(root, path);
    }

    private static boolean make(FileDescriptor parent, String name, boolean directory) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            long text = arena.allocateFrom(name).address();
            if (directory) {
                SystemCall.MKDIRAT.call("mkdir " + name, parent.number(), text, DIRECTORY_MODE);
            } else {
                long made = SystemCall.OPENAT.call("create " + name, parent.number(), text, CREATE_NEW, FILE_MODE);
                SystemCall.CLOSE.call("close", made);
            }
            return true;
        }
    }

    private static FileDescriptor open(FileDescriptor root, String path) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment how = arena.allocate(OPEN_HOW_BYTES, Long.BYTES);
            how.setAtIndex(ValueLayout.JAVA_LONG, 0, FileDescriptor.PLACE | FileDescriptor.CLOSE_ON_EXEC);
            how.setAtIndex(ValueLayout.JAVA_LONG, 2, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
            return new FileDescriptor((int) SystemCall.OPENAT2.call(
                    "open " + path, root.number(), arena.allocateFrom(path).address(), how.address(), OPEN_HOW_BYTES));
        }
    }
}
