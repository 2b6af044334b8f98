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
    /** Where what is said of a link begins, behind its name. */
    static final int IFNAMSIZ = 16;

    private static final int IFREQ_SIZE = 40;
    private static final int IFF_UP = 1;
    private static final int IFF_RUNNING = 0x40;

    private Libc() {}

    /** What is asked of a link, or told it: {@code struct ifreq}, and the socket by which. */
    record LinkRequest(MemorySegment content, long socket) {
        void call(String what, long request) throws IOException {
            SystemCall.IOCTL.call(what, socket, request, content.address());
        }
    }

    /** Asks or tells a link something. */
    @FunctionalInterface
    interface LinkTask<T> {
        T run(LinkRequest request) throws IOException;
    }

    /** Speaks of a link of the calling thread's namespace ({@code netdevice(7)}). */
    static <T> T ofLink(String link, LinkTask<T> task) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment content = arena.allocate(IFREQ_SIZE, Long.BYTES);
            content.setString(0, link);
            long socket = SystemCall.SOCKET.call("socket", AF_INET, SOCK_DGRAM_CLOEXEC, 0);
            try {
                return task.run(new LinkRequest(content, socket));
            } finally {
                SystemCall.CLOSE.call("close", socket);
            }
        }
    }

    /** Sets the loopback link up in the calling thread's namespace: whether it was down. */
    static boolean setLoopbackUp() throws IOException {
        return ofLink("lo", request -> {
            request.call("see whether lo is up", SIOCGIFFLAGS);
            boolean down = (request.content().get(ValueLayout.JAVA_SHORT, IFNAMSIZ) & IFF_UP) == 0;
            if (down) {
                request.content().set(ValueLayout.JAVA_SHORT, IFNAMSIZ, (short) (IFF_UP | IFF_RUNNING));
                request.call("set lo up", SIOCSIFFLAGS);
            }
            return down;
        });
    }
}
