package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import java.util.List;

/** The addresses of an end of a link that only routers see, or at which only a router is: the same on every such link. */
record LinkEnd(Ip ipv4, Ip ipv6) {
    /** The internet's end of a gateway's link. */
    static final LinkEnd INTERNET = new LinkEnd(Ip.of("169.254.0.1"), Ip.of("fe80::1"));

    /** The router's end of it. */
    static final LinkEnd ROUTER = new LinkEnd(Ip.of("169.254.0.2"), Ip.of("fe80::2"));

    /** The other end of a link between two routers. */
    static final LinkEnd PEER = new LinkEnd(Ip.of("169.254.0.3"), Ip.of("fe80::3"));

    /** Oneself, as a NAT gateway hands itself what it has to translate to the other family. */
    static final LinkEnd TRANSLATOR = new LinkEnd(Ip.of("169.254.0.64"), Ip.of("fe80::64"));

    /** The IPv6 gateway of who is at an interface. */
    static final Ip GATEWAY_IPV6 = Ip.of("fe80::1");

    private static final long LINK_LOCAL = 0xfe80L << 48;

    /**
     * The address that whoever is at an interface makes himself of its MAC address.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc4291.html#appendix-A">RFC 4291, appendix A</a>
     */
    static Ip linkLocal(Mac mac) {
        long vendor = (mac.number() >>> 24) ^ 0x02_0000;
        return new Ip(Family.IPV6, LINK_LOCAL, vendor << 40 | 0xff_fe00_0000L | (mac.number() & 0xff_ffff));
    }

    Ip of(Family family) {
        return family == Family.IPV4 ? ipv4 : ipv6;
    }

    /** Who is there, as the other end knows it. */
    List<Neighbour> neighbours(String link, Mac mac) {
        return List.of(new Neighbour(link, ipv4, mac), new Neighbour(link, ipv6, mac));
    }
}
