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
    private static final int SOURCE_OPTION = 0x0101;
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
     * The message, word by word, without its sum.
     *
     * @param router the router's end of the link
     */
    static int[] body(Mac router) {
        return new int[] {
            TYPE << 24,
            MANAGED | LIFETIME_SECONDS,
            0,
            0,
            SOURCE_OPTION << 16 | first(router),
            last(router),
            MTU_OPTION << 16,
            Mtu.INSIDE
        };
    }

    private static byte[] frame(Mac router) {
        ByteBuffer frame = ByteBuffer.allocate(LINK_BYTES + HEADER_BYTES + BODY_BYTES);
        frame.putShort((short) first(TO_ALL_NODES)).putInt(last(TO_ALL_NODES));
        frame.putShort((short) first(router)).putInt(last(router)).putShort(IPV6);
        frame.putInt(0x6000_0000)
                .putShort((short) BODY_BYTES)
                .put((byte) ICMPV6)
                .put((byte) HOPS);
        frame.put(LinkEnd.GATEWAY_IPV6.bytes()).put(ALL_NODES.bytes());
        for (int word : body(router)) {
            frame.putInt(word);
        }
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

    /** The first two bytes of six. */
    static int first(Mac mac) {
        return (int) (mac.number() >>> 32);
    }

    static int last(Mac mac) {
        return (int) mac.number();
    }
}
