package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import dev.postern.network.InterfacePort;
import dev.postern.network.Mtu;
import dev.postern.network.VpcIntent;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the router says of itself to who is at an interface that has IPv6 addresses. As on AWS, it says that addresses are managed, and
 * that it is good for 1800 s. It names no prefix: nobody is on the link but the router, and nobody is to make himself an address.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4861.html#section-4.2">RFC 4861, section 4.2</a>
 */
public final class RouterAdvertisement {
    static final int BODY_BYTES = 32;

    private static final int TYPE = 134;
    private static final int MANAGED = 0x80 << 16;
    private static final int LIFETIME_SECONDS = 1800;
    /** How long neighbours are reachable, and when they are asked again, is everybody's own affair. */
    private static final long NO_TIMES = 0;

    private static final short SOURCE_OPTION = 0x0101;
    private static final int MTU_OPTION = 0x0501;

    private static final Ip ALL_NODES = Ip.of("ff02::1");
    private static final Mac TO_ALL_NODES = new Mac("33:33:00:00:00:01");
    private static final short IPV6 = (short) 0x86dd;
    private static final int ICMPV6 = 58;
    private static final int HOPS = 255;
    private static final int LINK_BYTES = 14;
    private static final int HEADER_BYTES = 40;
    private static final int SUM_PLACE = LINK_BYTES + HEADER_BYTES + 2;

    private RouterAdvertisement() {}

    /** What tells all nodes on the links of a VPC's router, by the router's end of the link. */
    public static SortedMap<String, byte[]> unasked(VpcIntent vpc) {
        TreeMap<String, byte[]> frames = new TreeMap<>();
        for (InterfacePort one : vpc.interfaces().values()) {
            if (VpcDesign.hasGateway(one)) {
                frames.put(NamespaceName.link(one), frame(VpcDesign.routerMac(one)));
            }
        }
        return frames;
    }

    /**
     * The message without its sum, from its beginning.
     *
     * @param router the router's end of the link
     */
    static ByteBuffer body(Mac router) {
        return ByteBuffer.allocate(BODY_BYTES)
                .putInt(TYPE << 24)
                .putInt(MANAGED | LIFETIME_SECONDS)
                .putLong(NO_TIMES)
                .putShort(SOURCE_OPTION)
                .put(router.bytes())
                .putInt(MTU_OPTION << 16)
                .putInt(Mtu.INSIDE)
                .flip();
    }

    private static byte[] frame(Mac router) {
        ByteBuffer frame = ByteBuffer.allocate(LINK_BYTES + HEADER_BYTES + BODY_BYTES);
        frame.put(TO_ALL_NODES.bytes()).put(router.bytes()).putShort(IPV6);
        frame.putInt(0x6000_0000)
                .putShort((short) BODY_BYTES)
                .put((byte) ICMPV6)
                .put((byte) HOPS);
        frame.put(LinkEnd.GATEWAY_IPV6.bytes()).put(ALL_NODES.bytes()).put(body(router));
        return frame.putShort(SUM_PLACE, sum(frame)).array();
    }

    /** Of the addresses, the message, its length and its protocol. */
    private static short sum(ByteBuffer frame) {
        int sum = BODY_BYTES + ICMPV6;
        for (int place = LINK_BYTES + 8; place < frame.capacity(); place += 2) {
            sum += Short.toUnsignedInt(frame.getShort(place));
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~sum;
    }
}
