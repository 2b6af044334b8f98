package dev.postern.model.net;

import java.util.List;
import java.util.Optional;

/**
 * IPv4 addresses as those see them who speak IPv6 alone: under the well-known prefix.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6052.html">RFC 6052: IPv6 Addressing of IPv4/IPv6 Translators</a>
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-nat64-dns64.html">DNS64 and NAT64</a>
 */
public final class Nat64 {
    public static final Cidr PREFIX = Cidr.of("64:ff9b::/96");

    /** What nobody else is at: oneself, the link, many at once, protocols' own. */
    private static final List<Cidr> NOBODY = List.of(
            Cidr.of("0.0.0.0/8"),
            Cidr.of("127.0.0.0/8"),
            Cidr.of("169.254.0.0/16"),
            Cidr.of("192.0.0.0/24"),
            Cidr.of("224.0.0.0/3"));

    private Nat64() {}

    /** An IPv4 address under the prefix. */
    public static Ip of(Ip ipv4) {
        if (ipv4.family() != Family.IPV4) {
            throw new IllegalArgumentException(ipv4 + " is no IPv4 address");
        }
        return new Ip(Family.IPV6, PREFIX.address().high(), ipv4.low());
    }

    /** A block of them. */
    public static Cidr of(Cidr ipv4) {
        return new Cidr(of(ipv4.address()), PREFIX.length() + ipv4.length());
    }

    /** What is not translated though it is under the prefix. */
    public static List<Cidr> untranslated() {
        return NOBODY.stream().map(Nat64::of).toList();
    }

    /** The IPv4 address that is meant, where one can be. */
    public static Optional<Ip> ipv4(Ip ipv6) {
        return PREFIX.contains(ipv6)
                ? Optional.of(Ip.v4(ipv6.low()))
                        .filter(address -> NOBODY.stream().noneMatch(block -> block.contains(address)))
                : Optional.empty();
    }
}
