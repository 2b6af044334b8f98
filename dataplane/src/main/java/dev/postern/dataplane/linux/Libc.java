package dev.postern.dataplane.linux;

import dev.postern.linux.SystemCall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The few system calls that Java has no word for. They act on the calling thread or on mounts. */
final class Libc {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM_CLOEXEC = 0x80002;
    private static final long SIOCGIFFLAGS = 0x8913;
    private static final long SIOCSIFFLAGS = 0x8914;
    private static final int IFNAMSIZ = 16;
    private static final int IFREQ_SIZE = 40;
    private static final int IFF_UP = 1;
    private static final int IFF_RUNNING = 0x40;
    private static final int FIRST_OTHER_DESCRIPTOR = 3;
    private static final long LAST_DESCRIPTOR = 0xffff_ffffL;
    private static final int CLOSE_RANGE_UNSHARE = 2;

    private Libc() {}

    /**
     * Gives the calling thread a table of descriptors of its own, with standard input, output and errors only
     * ({@code close_range(2)}, Linux 5.9). Nothing is closed for the other threads, and nothing is kept open by this one. Whatever
     * Java code then needs a file that is open already, as a class from a jar, fails on this thread.
     */
    static void keepStandardDescriptorsOnly() throws IOException {
        SystemCall.CLOSE_RANGE.call("close_range", FIRST_OTHER_DESCRIPTOR, LAST_DESCRIPTOR, CLOSE_RANGE_UNSHARE);
    }

    /** Sets the loopback link up in the calling thread's namespace ({@code netdevice(7)}): whether it was down. */
    static boolean setLoopbackUp() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ_SIZE);
            request.setString(0, "lo");
            long fd = SystemCall.SOCKET.call("socket", AF_INET, SOCK_DGRAM_CLOEXEC, 0);
            try {
                SystemCall.IOCTL.call("see whether lo is up", fd, SIOCGIFFLAGS, request.address());
                boolean down = (request.get(ValueLayout.JAVA_SHORT, IFNAMSIZ) & IFF_UP) == 0;
                if (down) {
                    request.set(ValueLayout.JAVA_SHORT, IFNAMSIZ, (short) (IFF_UP | IFF_RUNNING));
                    SystemCall.IOCTL.call("set lo up", fd, SIOCSIFFLAGS, request.address());
                }
                return down;
            } finally {
                SystemCall.CLOSE.call("close", fd);
            }
        }
    }
}
