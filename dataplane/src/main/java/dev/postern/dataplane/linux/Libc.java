package dev.postern.dataplane.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The few system calls that Java has no word for. They act on the calling thread or on mounts. */
@SuppressWarnings("restricted") // they are calls into the C library, with the types of its headers
final class Libc {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int MS_BIND = 4096;
    private static final int MNT_DETACH = 2;
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM_CLOEXEC = 0x80002;
    private static final long SIOCSIFFLAGS = 0x8914;
    private static final int IFNAMSIZ = 16;
    private static final int IFREQ_SIZE = 40;
    private static final int IFF_UP = 1;
    private static final int IFF_RUNNING = 0x40;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_OF_STATE = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle UNSHARE = function("unshare", ValueLayout.JAVA_INT);
    private static final MethodHandle SETNS = function("setns", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle OPEN = variadic("open", 2, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final MethodHandle SOCKET =
            function("socket", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle IOCTL =
            variadic("ioctl", 2, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
    private static final MethodHandle CLOSE = function("close", ValueLayout.JAVA_INT);
    private static final MethodHandle MOUNT = function(
            "mount",
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG,
            ValueLayout.ADDRESS);
    private static final MethodHandle UMOUNT2 = function("umount2", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);

    private Libc() {}

    /** Puts the calling thread into a network namespace of its own. */
    static void unshareNetwork() throws IOException {
        check("unshare(CLONE_NEWNET)", state -> (int) UNSHARE.invokeExact(state, CLONE_NEWNET));
    }

    /** Puts the calling thread into the network namespace behind a path. */
    static void enterNetwork(String path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path);
            int fd = check("open " + path, state -> (int) OPEN.invokeExact(state, name, O_RDONLY_CLOEXEC));
            try {
                check("setns " + path, state -> (int) SETNS.invokeExact(state, fd, CLONE_NEWNET));
            } finally {
                check("close", state -> (int) CLOSE.invokeExact(state, fd));
            }
        }
    }

    /** Makes one file another name of the other. */
    static void bindMount(String source, String target) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocateFrom(source);
            MemorySegment to = arena.allocateFrom(target);
            check("mount --bind " + source + " " + target, state ->
                    (int) MOUNT.invokeExact(state, from, to, MemorySegment.NULL, (long) MS_BIND, MemorySegment.NULL));
        }
    }

    static void unmount(String target) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(target);
            check("umount " + target, state -> (int) UMOUNT2.invokeExact(state, name, MNT_DETACH));
        }
    }

    /** Sets the loopback link up in the calling thread's namespace ({@code netdevice(7)}). */
    static void setLoopbackUp() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ_SIZE);
            request.setString(0, "lo");
            request.set(ValueLayout.JAVA_SHORT, IFNAMSIZ, (short) (IFF_UP | IFF_RUNNING));
            int fd = check("socket", state -> (int) SOCKET.invokeExact(state, AF_INET, SOCK_DGRAM_CLOEXEC, 0));
            try {
                check("set lo up", state -> (int) IOCTL.invokeExact(state, fd, SIOCSIFFLAGS, request));
            } finally {
                check("close", state -> (int) CLOSE.invokeExact(state, fd));
            }
        }
    }

    /** A call that answers -1 and sets {@code errno} when it fails. */
    private interface Call {
        int invoke(MemorySegment state) throws Throwable;
    }

    private static int check(String what, Call call) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result = call.invoke(state);
            if (result < 0) {
                throw new IOException(what + ": " + text((int) ERRNO_OF_STATE.get(state, 0L)));
            }
            return result;
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(what, e);
        }
    }

    private static String text(int errno) {
        return switch (errno) {
            case 1 -> "operation not permitted: this needs root, or a user namespace";
            case 2 -> "no such file";
            case 12 -> "out of memory";
            case 13 -> "permission denied";
            case 16 -> "busy";
            case 22 -> "invalid argument";
            case 28 -> "the limit of namespaces is reached";
            default -> "errno " + errno;
        };
    }

    private static MethodHandle function(String name, MemoryLayout... parameters) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters),
                ERRNO);
    }

    /** A function whose parameters from {@code fixed} on are variadic, whether they are given or not. */
    private static MethodHandle variadic(String name, int fixed, MemoryLayout... parameters) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters),
                ERRNO,
                Linker.Option.firstVariadicArg(fixed));
    }
}
