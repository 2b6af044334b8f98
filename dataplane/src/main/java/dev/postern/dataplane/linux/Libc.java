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
import java.util.Arrays;

/** The few system calls that Java has no word for. They act on the calling thread or on mounts. */
@SuppressWarnings("restricted") // they are calls into the C library, with the types of its headers
final class Libc {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int MS_BIND = 4096;
    private static final int MNT_DETACH = 2;
    private static final int AT_FDCWD = -100;
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM_CLOEXEC = 0x80002;
    private static final long SIOCSIFFLAGS = 0x8914;
    private static final int IFNAMSIZ = 16;
    private static final int IFREQ_SIZE = 40;
    private static final int IFF_UP = 1;
    private static final int IFF_RUNNING = 0x40;
    private static final int ARGUMENTS = 5;
    private static final int FIRST_OTHER_DESCRIPTOR = 3;
    private static final long LAST_DESCRIPTOR = 0xffff_ffffL;
    private static final int CLOSE_RANGE_UNSHARE = 2;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /** {@code syscall(2)}. Each type of a native function that Java is to call costs a part of the start-up; so there is one. */
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(1));

    /** The calls, with their numbers on x86-64 and on AArch64. */
    private enum Call {
        CLOSE(3, 57),
        CLOSE_RANGE(436, 436),
        IOCTL(16, 29),
        MOUNT(165, 40),
        OPENAT(257, 56),
        SETNS(308, 268),
        SOCKET(41, 198),
        UMOUNT2(166, 39),
        UNSHARE(272, 97);

        private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

        private final int x86;
        private final int arm;

        Call(int x86, int arm) {
            this.x86 = x86;
            this.arm = arm;
        }

        long number() {
            return ARM ? arm : x86;
        }
    }

    private Libc() {}

    /** Puts the calling thread into a network namespace of its own. */
    static void unshareNetwork() throws IOException {
        call("unshare(CLONE_NEWNET)", Call.UNSHARE, CLONE_NEWNET);
    }

    /** Puts the calling thread into the network namespace behind a path. */
    static void enterNetwork(String path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(path).address();
            long fd = call("open " + path, Call.OPENAT, AT_FDCWD, name, O_RDONLY_CLOEXEC);
            try {
                call("setns " + path, Call.SETNS, fd, CLONE_NEWNET);
            } finally {
                call("close", Call.CLOSE, fd);
            }
        }
    }

    /**
     * Gives the calling thread a table of descriptors of its own, with standard input, output and errors only
     * ({@code close_range(2)}, Linux 5.9). Nothing is closed for the other threads, and nothing is kept open by this one. Whatever
     * Java code then needs a file that is open already, as a class from a jar, fails on this thread.
     */
    static void keepStandardDescriptorsOnly() throws IOException {
        call("close_range", Call.CLOSE_RANGE, FIRST_OTHER_DESCRIPTOR, LAST_DESCRIPTOR, CLOSE_RANGE_UNSHARE);
    }

    /** Makes one file another name of the other. */
    static void bindMount(String source, String target) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            long from = arena.allocateFrom(source).address();
            long to = arena.allocateFrom(target).address();
            call("mount --bind " + source + " " + target, Call.MOUNT, from, to, 0, MS_BIND, 0);
        }
    }

    static void unmount(String target) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            call("umount " + target, Call.UMOUNT2, arena.allocateFrom(target).address(), MNT_DETACH);
        }
    }

    /** Sets the loopback link up in the calling thread's namespace ({@code netdevice(7)}). */
    static void setLoopbackUp() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ_SIZE);
            request.setString(0, "lo");
            request.set(ValueLayout.JAVA_SHORT, IFNAMSIZ, (short) (IFF_UP | IFF_RUNNING));
            long fd = call("socket", Call.SOCKET, AF_INET, SOCK_DGRAM_CLOEXEC, 0);
            try {
                call("set lo up", Call.IOCTL, fd, SIOCSIFFLAGS, request.address());
            } finally {
                call("close", Call.CLOSE, fd);
            }
        }
    }

    /**
     * Calls.
     *
     * @param arguments numbers, or addresses in an arena that is open; those left out are zero
     * @throws IOException if it answers -1, with what {@code errno} says
     */
    private static long call(String what, Call call, long... arguments) throws IOException {
        long[] all = Arrays.copyOf(arguments, ARGUMENTS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long result = (long) SYSCALL.invokeExact(state, call.number(), all[0], all[1], all[2], all[3], all[4]);
            if (result < 0) {
                throw new IOException(what + ": " + text((int) ERRNO.get(state, 0L)));
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
            case 24 -> "too many open files";
            case 28 -> "the limit of namespaces is reached";
            default -> "errno " + errno;
        };
    }
}
