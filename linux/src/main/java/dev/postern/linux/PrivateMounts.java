package dev.postern.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * A mount namespace of one thread and of the processes that it starts. What is mounted in it is gone when the last of them
 * is gone, however that one ended, this process included; the machine's own table of mounts never shows it.
 *
 * <p>Mounts from outside appear in it with their owners shifted ({@code mount_setattr(2)}, {@code MOUNT_ATTR_IDMAP}): what the
 * host's user 0 owns belongs to an instance's user 0, and what it writes is written as if by user 0.
 */
public final class PrivateMounts {
    private static final int CLONE_NEWNS = 0x20000;
    private static final int CLONE_FS = 0x200;
    private static final Path MINE = Path.of("/proc/thread-self/ns/mnt");
    private static final int MS_REC_PRIVATE = 0x4000 | 1 << 18;
    private static final int UMASK = 022;
    private static final int OPEN_TREE_CLONE = 1;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int MOVE_MOUNT_F_EMPTY_PATH = 4;
    private static final int MOVE_MOUNT_T_EMPTY_PATH = 0x40;
    private static final long MOUNT_ATTR_RDONLY = 1;
    private static final long MOUNT_ATTR_NODEV = 4;
    private static final long MOUNT_ATTR_IDMAP = 0x100000;
    private static final int MOUNT_ATTR_BYTES = 32;
    private static final int PR_SET_SECUREBITS = 28;
    private static final int NO_SETUID_FIXUP = 4;

    private final FileDescriptor userNamespace;
    private final IdRange ids;

    private final FileDescriptor machine;
    private final FileDescriptor own;

    private PrivateMounts(FileDescriptor userNamespace, IdRange ids, FileDescriptor machine, FileDescriptor own) {
        this.userNamespace = userNamespace;
        this.ids = ids;
        this.machine = machine;
        this.own = own;
    }

    /** What is done there. */
    @FunctionalInterface
    public interface Task<T> {
        T run(PrivateMounts mounts) throws IOException;
    }

    /**
     * Runs a task in a new mount namespace, which begins as a copy of the machine's.
     *
     * @param user where the user namespace is mounted whose ids the files are to have
     * @param ids its ids
     */
    public static <T> T with(Path user, IdRange ids, Task<T> task) throws IOException {
        return PlatformThread.once("mounts", () -> {
            try (FileDescriptor namespace = FileDescriptor.open(user, FileDescriptor.READ_ONLY);
                    FileDescriptor machine = FileDescriptor.open(MINE, FileDescriptor.READ_ONLY)) {
                SystemCall.UNSHARE.call("unshare(CLONE_NEWNS)", CLONE_NEWNS);
                SystemCall.UMASK.call("umask", UMASK); // of this thread alone, from here on
                try (Arena arena = Arena.ofConfined()) {
                    long root = arena.allocateFrom("/").address();
                    SystemCall.MOUNT.call("mount --make-rprivate /", 0, root, 0, MS_REC_PRIVATE, 0);
                }
                try (FileDescriptor own = FileDescriptor.open(MINE, FileDescriptor.READ_ONLY)) {
                    return task.run(new PrivateMounts(namespace, ids, machine, own));
                } finally {
                    enter(machine);
                }
            }
        });
    }

    /**
     * Does something among the machine's own mounts. Whatever starts a program must: it may start a thread of Java's, too, which
     * would be born among these mounts and keep them, and so the disk, for as long as it lives.
     *
     * @param task gets the path by which a program can enter these mounts ({@code nsenter --mount=PATH})
     */
    public <T> T outside(Outside<T> task) throws IOException {
        enter(machine);
        try {
            return task.run("/proc/" + ProcessHandle.current().pid() + "/fd/" + own.number());
        } finally {
            enter(own);
        }
    }

    /** What is done among the machine's mounts. */
    @FunctionalInterface
    public interface Outside<T> {
        T run(String mounts) throws IOException;
    }

    private static void enter(FileDescriptor mounts) throws IOException {
        // A thread that was started from this one shares its root directory with it, which setns refuses.
        SystemCall.UNSHARE.call("unshare(CLONE_FS)", CLONE_FS);
        SystemCall.SETNS.call("setns", mounts.number(), CLONE_NEWNS);
    }

    /** Mounts the file system in a file: {@code ext4}, whose deleted blocks are given back to the machine. */
    public void disk(Path image, Path target) throws IOException {
        try (LoopDevice device = LoopDevice.over(image)) {
            Mounts.mount("ext4", device.path().toString(), target, "discard,noinit_itable");
        }
    }

    /** Takes a file system away again; all of it is in its file then. */
    public void unmount(Path target) throws IOException {
        Mounts.unmount(target);
    }

    /** Shows a file or directory at another place with the owners of the instance; at the same place, it hides the original. */
    public void show(Path source, Path target, boolean readOnly) throws IOException {
        try (FileDescriptor tree = tree(source, readOnly);
                FileDescriptor place = FileDescriptor.open(target, FileDescriptor.PLACE)) {
            attach(tree, place, target.toString());
        }
    }

    /**
     * The same, below a directory that the instance has written: no symbolic link in it leads out, and what is missing on the
     * way is made.
     */
    public void showInside(Path source, Path root, String target) throws IOException {
        try (FileDescriptor tree = tree(source, true);
                FileDescriptor top = FileDescriptor.open(root, FileDescriptor.PLACE);
                FileDescriptor place = InsideRoot.reach(top, target, Files.isDirectory(source), this)) {
            attach(tree, place, target);
        }
    }

    /** Mounts layers, one over the other. Its own work, such as deletions, is done as the instance's user 0. */
    public void overlay(Path lower, Path upper, Path work, Path target) throws IOException {
        asRoot(() -> {
            Mounts.mount("overlay", "overlay", target, "lowerdir=" + lower + ",upperdir=" + upper + ",workdir=" + work);
            return true;
        });
    }

    /**
     * Does something to files as the instance's user 0, with all of the host's capabilities: whom a mount does not map, such as
     * the host's user 0, can own nothing there.
     */
    <T> T asRoot(Callable<T> task) throws IOException {
        SystemCall.PRCTL.call("prctl(PR_SET_SECUREBITS)", PR_SET_SECUREBITS, NO_SETUID_FIXUP);
        SystemCall.SETFSUID.call("setfsuid", ids.first());
        SystemCall.SETFSGID.call("setfsgid", ids.first());
        try {
            return task.call();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            SystemCall.SETFSUID.call("setfsuid", 0);
            SystemCall.SETFSGID.call("setfsgid", 0);
            SystemCall.PRCTL.call("prctl(PR_SET_SECUREBITS)", PR_SET_SECUREBITS, 0);
        }
    }

    private FileDescriptor tree(Path source, boolean readOnly) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            FileDescriptor tree = new FileDescriptor((int) SystemCall.OPEN_TREE.call(
                    "open_tree " + source,
                    FileDescriptor.AT_FDCWD,
                    arena.allocateFrom(source.toString()).address(),
                    OPEN_TREE_CLONE | FileDescriptor.CLOSE_ON_EXEC));
            long set = MOUNT_ATTR_NODEV | (readOnly ? MOUNT_ATTR_RDONLY : 0) | (ids.isMapped() ? MOUNT_ATTR_IDMAP : 0);
            MemorySegment attributes = arena.allocate(MOUNT_ATTR_BYTES, Long.BYTES);
            attributes.setAtIndex(ValueLayout.JAVA_LONG, 0, set);
            attributes.setAtIndex(ValueLayout.JAVA_LONG, 3, userNamespace.number());
            try {
                SystemCall.MOUNT_SETATTR.call(
                        "mount_setattr " + source,
                        tree.number(),
                        arena.allocateFrom("").address(),
                        AT_EMPTY_PATH,
                        attributes.address(),
                        MOUNT_ATTR_BYTES);
            } catch (SystemCallException e) {
                tree.close();
                throw e;
            }
            return tree;
        }
    }

    private static void attach(FileDescriptor tree, FileDescriptor place, String target) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            long empty = arena.allocateFrom("").address();
            SystemCall.MOVE_MOUNT.call(
                    "move_mount " + target,
                    tree.number(),
                    empty,
                    place.number(),
                    empty,
                    MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
        }
    }
}
