package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.KernelException;
import dev.postern.dataplane.namespaces.NamespaceName;
import dev.postern.linux.SystemCall;
import dev.postern.linux.SystemCallException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * What a link leaves to the hardware that it would be of, if it were of any: packets go by it with sums that are not made yet, and in pieces
 * that are not cut yet. That serves who is in the kernel; a program that reads packets from a socket would find both.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netdevice.7.html">netdevice(7)</a>
 */
final class LinkOffload {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int SIOCETHTOOL = 0x8946;
    private static final int IFREQ_BYTES = 40;
    private static final int IFREQ_DATA = 16;
    private static final int GET_SUMS = 0x16;
    private static final int SET_SUMS = 0x17;

    private LinkOffload() {}

    /**
     * Sees to it that what appliances get from the node of a Gateway Load Balancer is whole.
     *
     * @return what was not so
     */
    static List<String> restore(String namespace) throws KernelException {
        if (NamespaceName.managed(namespace).isEmpty()) {
            return List.of();
        }
        try {
            return stop(NamespaceName.INSPECTOR_LINK)
                    ? List.of("tx-checksum of " + NamespaceName.INSPECTOR_LINK)
                    : List.of();
        } catch (SystemCallException e) {
            if (e.errno() == SystemCallException.ENODEV) {
                return List.of(); // it is no such node
            }
            throw new KernelException("cannot see to the link of " + namespace + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new KernelException("cannot see to the link of " + namespace + ": " + e.getMessage(), e);
        }
    }

    /**
     * From now on all that leaves by a link of the calling thread's namespace is cut, and has its sums.
     *
     * @return whether it was not so already
     */
    static boolean stop(String link) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(2L * Integer.BYTES, Long.BYTES);
            MemorySegment request = arena.allocate(IFREQ_BYTES, Long.BYTES);
            request.setString(0, link);
            request.set(ValueLayout.JAVA_LONG, IFREQ_DATA, value.address());
            long socket = SystemCall.SOCKET.call("socket", AF_INET, SOCK_DGRAM_CLOEXEC, 0);
            try {
                value.set(ValueLayout.JAVA_INT, 0, GET_SUMS);
                SystemCall.IOCTL.call("see who sums up for " + link, socket, SIOCETHTOOL, request.address());
                boolean leaves = value.get(ValueLayout.JAVA_INT, Integer.BYTES) != 0;
                if (leaves) {
                    value.set(ValueLayout.JAVA_INT, 0, SET_SUMS);
                    value.set(ValueLayout.JAVA_INT, Integer.BYTES, 0);
                    SystemCall.IOCTL.call("sum up for " + link, socket, SIOCETHTOOL, request.address());
                }
                return leaves;
            } finally {
                SystemCall.CLOSE.call("close", socket);
            }
        }
    }
}
