package dev.postern.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/** Mounts in the calling thread's mount namespace: mount(2), umount2(2). */
public final class Mounts {
    private static final int MS_NODEV = 4;
    private static final int MS_BIND = 4096;
    private static final int MNT_DETACH = 2;
    private static final int EINVAL = 22;

    private Mounts() {}

    /** Makes one file or directory another name of the other. */
    public static void bind(Path source, Path target) throws IOException {
        mount("mount --bind", source.toString(), target, "", MS_BIND, "");
    }

    /** A new mount, of a file system without devices. */
    static void mount(String type, String source, Path target, String options) throws IOException {
        mount("mount -t " + type, source, target, type, MS_NODEV, options);
    }

    private static void mount(String what, String source, Path target, String type, int flags, String options)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            SystemCall.MOUNT.call(
                    what + " " + source + " " + target,
                    arena.allocateFrom(source).address(),
                    arena.allocateFrom(target.toString()).address(),
                    arena.allocateFrom(type).address(),
                    flags,
                    arena.allocateFrom(options).address());
        }
    }

    /** Unmounts, now for the eye, and in fact with the last user. That nothing is mounted there is fine. */
    public static void detach(Path target) throws IOException {
        unmount(target, MNT_DETACH);
    }

    /** Unmounts, if nobody uses it. That nothing is mounted there is fine. */
    static void unmount(Path target) throws IOException {
        unmount(target, 0);
    }

    private static void unmount(Path target, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            SystemCall.UMOUNT2.call(
                    "umount " + target, arena.allocateFrom(target.toString()).address(), flags);
        } catch (SystemCallException e) {
            if (e.errno() != EINVAL) {
                throw e;
            }
        }
    }
}
