package dev.postern.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The addresses of the network namespace that the calling thread is in, whatever interfaces have them at that moment. The kernel itself is
 * asked, by a socket that would take the address: that also knows broadcast addresses and whole blocks that are routed to this machine, and
 * costs the same however many interfaces there are.
 */
public final class HostAddresses {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int DATAGRAMS_CLOSE_ON_EXEC = 0x80002;
    private static final int IPV4_BYTES = 4;

    private HostAddresses() {}

    /**
     * Whether an address is one of them. Where the kernel does not say clearly that it is not, it is taken to be one.
     *
     * @param address 4 or 16 bytes in network order
     */
    public static boolean has(byte[] address) {
        int family = address.length == IPV4_BYTES ? AF_INET : AF_INET6;
        try (Arena arena = Arena.ofConfined();
                FileDescriptor socket = new FileDescriptor(
                        (int) SystemCall.SOCKET.call("socket", family, DATAGRAMS_CLOSE_ON_EXEC, 0))) {
            byte[] socketAddress = socketAddress(family, address);
            MemorySegment memory = arena.allocate(socketAddress.length, Long.BYTES);
            memory.copyFrom(MemorySegment.ofArray(socketAddress));
            SystemCall.BIND.call("bind", socket.number(), memory.address(), socketAddress.length);
            return true;
        } catch (SystemCallException e) {
            return e.errno() != SystemCallException.EADDRNOTAVAIL;
        } catch (IOException e) {
            return true;
        }
    }

    /** {@code struct sockaddr_in} or {@code sockaddr_in6}, of any port. */
    private static byte[] socketAddress(int family, byte[] address) {
        ByteBuffer bytes = family == AF_INET ? ByteBuffer.allocate(16) : ByteBuffer.allocate(28);
        bytes.order(ByteOrder.nativeOrder()).putShort((short) family);
        bytes.position(family == AF_INET ? 4 : 8).put(address);
        return bytes.array();
    }
}
