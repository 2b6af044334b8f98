package dev.postern.linux;

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

/** Calls of the kernel by their numbers, on x86-64 and on AArch64. They act on the calling thread, or on the machine. */
public enum SystemCall {
    BIND(49, 200),
    BPF(321, 280),
    CLOSE(3, 57),
    CLOSE_RANGE(436, 436),
    IOCTL(16, 29),
    MKDIRAT(258, 34),
    MOUNT(165, 40),
    MOUNT_SETATTR(442, 442),
    MOVE_MOUNT(429, 429),
    OPEN_TREE(428, 428),
    OPENAT(257, 56),
    OPENAT2(437, 437),
    PPOLL(271, 73),
    PRCTL(157, 167),
    READ(0, 63),
    RECVMSG(47, 212),
    SETFSGID(123, 152),
    SETFSUID(122, 151),
    SETNS(308, 268),
    SETPRIORITY(141, 140),
    SETSOCKOPT(54, 208),
    SOCKET(41, 198),
    UMASK(95, 166),
    UMOUNT2(166, 39),
    UNSHARE(272, 97),
    WRITE(1, 64);

    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
    private static final int ARGUMENTS = 5;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /** {@code syscall(2)}. Each type of a native function that Java is to call costs a part of the start-up; so there is one. */
    @SuppressWarnings("restricted") // a call into the C library, with the types of its header
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

    private final int x86;
    private final int arm;

    SystemCall(int x86, int arm) {
        this.x86 = x86;
        this.arm = arm;
    }

    /**
     * Calls.
     *
     * @param what for the message of the failure
     * @param arguments numbers, or addresses in an arena that is open; at most five, those left out are zero
     * @throws SystemCallException if it answers -1, with what {@code errno} says
     */
    public long call(String what, long... arguments) throws SystemCallException {
        long[] all = Arrays.copyOf(arguments, ARGUMENTS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long number = ARM ? arm : x86;
            long result = (long) SYSCALL.invokeExact(state, number, all[0], all[1], all[2], all[3], all[4]);
            if (result < 0) {
                throw new SystemCallException(what, (int) ERRNO.get(state, 0L));
            }
            return result;
        } catch (SystemCallException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(what, e);
        }
    }
}
