package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.InterfaceAddress;
import dev.postern.dataplane.namespaces.KernelRoute;
import dev.postern.dataplane.namespaces.Link;
import dev.postern.dataplane.namespaces.Neighbour;
import dev.postern.dataplane.namespaces.RoutingRule;
import dev.postern.dataplane.namespaces.Veth;
import dev.postern.linux.Netlink;
import dev.postern.linux.NetlinkMessage;
import dev.postern.model.net.Family;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the kernel is asked to change of links, addresses, neighbours, rules and routes: numbers as in {@code linux/rtnetlink.h} and
 * the headers beside it, and the choices that {@code ip} makes where its words leave one.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7)</a>
 */
final class RouteRequest {
    private static final int NEW_LINK = 16;
    private static final int DELETE_LINK = 17;
    private static final int NEW_ADDRESS = 20;
    private static final int DELETE_ADDRESS = 21;
    private static final int NEW_ROUTE = 24;
    private static final int DELETE_ROUTE = 25;
    private static final int NEW_NEIGHBOUR = 28;
    private static final int DELETE_NEIGHBOUR = 29;
    private static final int NEW_RULE = 32;
    private static final int DELETE_RULE = 33;

    private static final int MAKE = Netlink.CREATE | Netlink.EXCLUSIVE;
    private static final int PUT = Netlink.CREATE | Netlink.REPLACE;

    private static final int IFF_UP = 1;
    private static final int NUD_PERMANENT = 0x80;
    private static final int IFA_F_NODAD = 2;
    private static final int RTNH_F_ONLINK = 4;

    private static final int TO_TABLE = 1;
    private static final int BLACK_HOLE = 6;

    private static final int SCOPE_EVERYWHERE = 0;
    private static final int SCOPE_LINK = 253;
    private static final int SCOPE_HOST = 254;
    private static final int SCOPE_ANY = 255;

    private final int type;
    private final int flags;
    private final byte[] body;

    private RouteRequest(int type, int flags, byte[] body) {
        this.type = type;
        this.flags = flags;
        this.body = body;
    }

    int type() {
        return type;
    }

    /** As {@link Netlink} names them. */
    int flags() {
        return flags;
    }

    /** The header of its kind, and attributes. */
    byte[] body() {
        return body.clone();
    }

    /** The numbers of links. */
    @FunctionalInterface
    interface Links<E extends Exception> {
        int number(String name) throws E;
    }

    /**
     * A new pair of links, both down.
     *
     * @param peer a descriptor of the namespace where the other end goes
     */
    static RouteRequest add(Veth veth, int peer) {
        byte[] far = joined(link(0, 0, veth.far()), NetlinkMessage.attribute(28, peer));
        byte[] kind = joined(
                NetlinkMessage.attribute(1, "veth"), NetlinkMessage.attribute(2, NetlinkMessage.attribute(1, far)));
        return new RouteRequest(NEW_LINK, MAKE, joined(link(0, 0, veth.near()), NetlinkMessage.attribute(18, kind)));
    }

    static RouteRequest deleteLink(int number) {
        return new RouteRequest(DELETE_LINK, 0, linkHeader(number, 0));
    }

    static RouteRequest setUp(int number) {
        return new RouteRequest(NEW_LINK, 0, linkHeader(number, IFF_UP));
    }

    private static byte[] link(int number, int flags, Link link) {
        return joined(
                linkHeader(number, flags),
                NetlinkMessage.attribute(3, link.name()),
                NetlinkMessage.attribute(1, link.mac().bytes()),
                NetlinkMessage.attribute(4, link.mtu()));
    }

    /** struct ifinfomsg. */
    private static byte[] linkHeader(int number, int flags) {
        return header(16).putInt(4, number).putInt(8, flags).putInt(12, flags).array();
    }

    /** struct ifaddrmsg. */
    static RouteRequest put(InterfaceAddress address, int link) {
        byte[] body = addressBody(address, link);
        if (address.given()) {
            body = joined(body, NetlinkMessage.attribute(9, InterfaceAddress.GIVEN_METRIC));
        }
        // Who else could have it? The kernel would ask for a second before it uses an IPv6 address.
        if (address.address().family() == Family.IPV6) {
            body = joined(body, NetlinkMessage.attribute(8, IFA_F_NODAD));
        }
        return new RouteRequest(NEW_ADDRESS, PUT, body);
    }

    static RouteRequest delete(InterfaceAddress address, int link) {
        return new RouteRequest(DELETE_ADDRESS, 0, addressBody(address, link));
    }

    private static byte[] addressBody(InterfaceAddress address, int link) {
        byte[] ip = address.address().bytes();
        boolean loopback = address.address().family() == Family.IPV4 && ip[0] == 127;
        ByteBuffer header = header(8)
                .put(0, number(address.address().family()))
                .put(1, (byte) address.length())
                .put(3, (byte) (loopback ? SCOPE_HOST : SCOPE_EVERYWHERE))
                .putInt(4, link);
        return joined(bytes(header), NetlinkMessage.attribute(2, ip), NetlinkMessage.attribute(1, ip));
    }

    static RouteRequest put(Neighbour neighbour, int link) {
        return new RouteRequest(
                NEW_NEIGHBOUR,
                PUT,
                joined(
                        neighbourBody(neighbour, link),
                        NetlinkMessage.attribute(2, neighbour.mac().bytes())));
    }

    static RouteRequest delete(Neighbour neighbour, int link) {
        return new RouteRequest(DELETE_NEIGHBOUR, 0, neighbourBody(neighbour, link));
    }

    /** struct ndmsg. */
    private static byte[] neighbourBody(Neighbour neighbour, int link) {
        ByteBuffer header = header(12)
                .put(0, number(neighbour.address().family()))
                .putInt(4, link)
                .putShort(8, (short) NUD_PERMANENT);
        return joined(
                bytes(header), NetlinkMessage.attribute(1, neighbour.address().bytes()));
    }

    static RouteRequest add(RoutingRule rule) {
        return new RouteRequest(NEW_RULE, MAKE, ruleBody(rule));
    }

    static RouteRequest delete(RoutingRule rule) {
        return new RouteRequest(DELETE_RULE, 0, ruleBody(rule));
    }

    /** struct fib_rule_hdr. */
    private static byte[] ruleBody(RoutingRule rule) {
        ByteBuffer header =
                header(12).put(0, number(rule.family())).put(7, (byte) (rule.table() == 0 ? BLACK_HOLE : TO_TABLE));
        return joined(
                bytes(header),
                NetlinkMessage.attribute(6, rule.priority()),
                rule.table() == 0 ? new byte[0] : NetlinkMessage.attribute(15, rule.table()),
                selector(rule.selector()));
    }

    private static byte[] selector(String selector) {
        String[] words = selector.split("[ /]", -1);
        return switch (words[0]) {
            case "" -> new byte[0];
            case "iif" -> NetlinkMessage.attribute(3, words[1]);
            case "fwmark" ->
                joined(
                        NetlinkMessage.attribute(10, Integer.parseUnsignedInt(words[1].substring(2), 16)),
                        words.length < 3
                                ? new byte[0]
                                : NetlinkMessage.attribute(16, Integer.parseUnsignedInt(words[2].substring(2), 16)));
            default -> throw new IllegalArgumentException("no rule selects by " + selector);
        };
    }

    static <E extends Exception> RouteRequest put(KernelRoute route, Links<E> links) throws E {
        return new RouteRequest(NEW_ROUTE, PUT, routeBody(route, links, false));
    }

    static <E extends Exception> RouteRequest delete(KernelRoute route, Links<E> links) throws E {
        return new RouteRequest(DELETE_ROUTE, 0, routeBody(route, links, true));
    }

    /** struct rtmsg. */
    private static <E extends Exception> byte[] routeBody(KernelRoute route, Links<E> links, boolean deleted) throws E {
        ByteBuffer header = header(12)
                .put(0, number(route.destination().family()))
                .put(1, (byte) route.destination().length())
                .put(5, (byte) route.protocol())
                .put(6, (byte) scope(route, deleted))
                .put(7, (byte) route.type().number())
                .putInt(8, route.via().isPresent() ? RTNH_F_ONLINK : 0);
        byte[] body = joined(
                bytes(header),
                NetlinkMessage.attribute(1, route.destination().address().bytes()),
                NetlinkMessage.attribute(15, route.table()));
        if (route.via().isPresent()) {
            body = joined(body, NetlinkMessage.attribute(5, route.via().get().bytes()));
        }
        if (route.source().isPresent()) {
            body = joined(body, NetlinkMessage.attribute(7, route.source().get().bytes()));
        }
        return route.device().isPresent()
                ? joined(
                        body,
                        NetlinkMessage.attribute(4, links.number(route.device().get())))
                : body;
    }

    /** How far away the destination is, which only IPv4 says. */
    private static int scope(KernelRoute route, boolean deleted) {
        if (route.destination().family() == Family.IPV6) {
            return SCOPE_EVERYWHERE;
        }
        if (route.type() == KernelRoute.Type.LOCAL) {
            return SCOPE_HOST;
        }
        if (deleted) {
            return SCOPE_ANY;
        }
        return route.type() == KernelRoute.Type.UNICAST && route.via().isEmpty() ? SCOPE_LINK : SCOPE_EVERYWHERE;
    }

    private static byte number(Family family) {
        return (byte) (family == Family.IPV4 ? StateReader.AF_INET : StateReader.AF_INET6);
    }

    private static ByteBuffer header(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    }

    private static byte[] bytes(ByteBuffer all) {
        byte[] bytes = new byte[all.capacity()];
        all.get(0, bytes);
        return bytes;
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
