package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.GatewayProgram;
import dev.postern.dataplane.namespaces.RouterAdvertisement;
import dev.postern.linux.FileDescriptor;
import dev.postern.linux.Netlink;
import dev.postern.linux.PacketPrograms;
import dev.postern.linux.PacketPrograms.Direction;
import dev.postern.linux.SystemCall;
import dev.postern.linux.SystemCallException;
import dev.postern.network.VpcIntent;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/** Says unasked, on a router's links, that it is the IPv6 gateway ({@code packet(7)}). */
public final class RouterAdvertisements {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW_CLOEXEC = 0x80003;
    /** A socket that only sends. */
    private static final int NOTHING_RECEIVED = 0;

    private static final int ADDRESS_BYTES = 20;
    private static final int LINK_PLACE = 4;

    private RouterAdvertisements() {}

    /**
     * Sends one by each link where questions for the gateway are answered. The calling thread is in the router's namespace.
     *
     * @return by how many
     */
    public static int send(VpcIntent vpc) throws IOException {
        Map<String, byte[]> frames = RouterAdvertisement.unasked(vpc);
        if (frames.isEmpty()) {
            return 0;
        }
        int sent = 0;
        try (Netlink kernel = Netlink.open(Netlink.ROUTE);
                FileDescriptor socket = new FileDescriptor(
                        (int) SystemCall.SOCKET.call("socket", AF_PACKET, SOCK_RAW_CLOEXEC, NOTHING_RECEIVED))) {
            for (Map.Entry<String, byte[]> frame : frames.entrySet()) {
                sent += send(kernel, socket, frame.getKey(), frame.getValue()) ? 1 : 0;
            }
        }
        return sent;
    }

    /** Whether it was sent: a link may be gone, or be down, by now. */
    private static boolean send(Netlink kernel, FileDescriptor socket, String link, byte[] frame) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int number = StateReader.number(kernel, link);
            if (!PacketPrograms.names(number, Direction.INCOMING).contains(GatewayProgram.NAME)) {
                return false;
            }
            MemorySegment address = arena.allocate(ADDRESS_BYTES, Integer.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
            address.set(ValueLayout.JAVA_INT, LINK_PLACE, number);
            SystemCall.BIND.call("bind to " + link, socket.number(), address.address(), ADDRESS_BYTES);
            MemorySegment content = arena.allocateFrom(ValueLayout.JAVA_BYTE, frame);
            SystemCall.WRITE.call("send by " + link, socket.number(), content.address(), frame.length);
            return true;
        } catch (SystemCallException e) {
            return false;
        }
    }
}
