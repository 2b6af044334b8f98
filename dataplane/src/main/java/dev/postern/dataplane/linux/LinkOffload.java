package dev.postern.dataplane.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What a link leaves to the hardware that it would be of, if it were of any: packets go by it with sums that are not made yet, and in pieces
 * that are not cut yet. That serves who is in the kernel; a program that reads packets from a socket would find both.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netdevice.7.html">netdevice(7)</a>
 */
final class LinkOffload {
    private static final int SIOCETHTOOL = 0x8946;
    private static final int GET_SUMS = 0x16;
    private static final int SET_SUMS = 0x17;

    private LinkOffload() {}

    /**
     * From now on all that leaves by a link of the calling thread's namespace is cut, and has its sums.
     *
     * @return whether it was not so already
     */
    static boolean stop(String link) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(2L * Integer.BYTES, Long.BYTES);
            return Libc.ofLink(link, request -> {
                request.content().set(ValueLayout.JAVA_LONG, Libc.IFNAMSIZ, value.address());
                value.set(ValueLayout.JAVA_INT, 0, GET_SUMS);
                request.call("see who sums up for " + link, SIOCETHTOOL);
                boolean leaves = value.get(ValueLayout.JAVA_INT, Integer.BYTES) != 0;
                if (leaves) {
                    value.set(ValueLayout.JAVA_INT, 0, SET_SUMS);
                    value.set(ValueLayout.JAVA_INT, Integer.BYTES, 0);
                    request.call("sum up for " + link, SIOCETHTOOL);
                }
                return leaves;
            });
        }
    }
}
