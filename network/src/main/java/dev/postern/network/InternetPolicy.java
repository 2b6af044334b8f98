package dev.postern.network;

import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which addresses of the host's world instances reach, where the internet is open: what everybody on the internet could, and what was
 * allowed by name. Never what is only the host's, so that strangers' software in an instance is no nearer to it, and to its
 * neighbours, than any machine of the internet. It judges addresses and never names: whatever a name was resolved to, and by whom,
 * the address that is connected to is the one that was judged.
 *
 * @param allowed blocks that are reached although they are not everybody's; none lies within another
 * @param serverPorts where this server itself listens on the host: never reached there
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry/">IANA IPv4 Special-Purpose Address Registry</a>
 * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry/">the same for IPv6</a>
 */
public record InternetPolicy(List<Cidr> allowed, Set<Integer> serverPorts) {
    /** What is not the internet's, by block: none lies within another. */
    private static final List<Range> SPECIAL = List.of(
            new Range("0.0.0.0/8", "this network's"),
            new Range("10.0.0.0/8", "private"),
            new Range("100.64.0.0/10", "a carrier's own"),
            new Range("127.0.0.0/8", "loopback"),
            new Range("168.63.129.16/32", "where a virtual machine's host answers (Azure)"),
            new Range("169.254.0.0/16", "link-local"),
            new Range("172.16.0.0/12", "private"),
            new Range("192.0.0.0/24", "reserved for protocols"),
            new Range("192.0.2.0/24", "for documentation"),
            new Range("192.88.99.0/24", "reserved"),
            new Range("192.168.0.0/16", "private"),
            new Range("198.51.100.0/24", "for documentation"),
            new Range("203.0.113.0/24", "for documentation"),
            new Range("224.0.0.0/4", "multicast"),
            new Range("240.0.0.0/4", "reserved"),
            // Of IPv6 only 2000::/3 is the internet's; loopback, unique local, link-local, multicast and translated
            // addresses are not.
            new Range("::/3", "not of the internet"),
            new Range("4000::/2", "not of the internet"),
            new Range("8000::/1", "not of the internet"),
            new Range("2001::/23", "reserved for protocols"),
            new Range("2002::/16", "an IPv4 address in another form"),
            new Range("3fff::/20", "for documentation"));

    private static final long MAPPED = 0xffffL;

    private record Range(Cidr block, String what) {
        Range(String block, String what) {
            this(Cidr.of(block), what);
        }
    }

    /**
     * Why an address is not reached.
     *
     * @param text in words, which name the address
     * @param opener the smallest block that, once allowed, lets it be reached; empty if none does
     */
    public record Refusal(String text, Optional<Cidr> opener) {}

    /** Takes the blocks as they were written. */
    public static InternetPolicy of(Collection<Cidr> allowed, Set<Integer> serverPorts) {
        SortedSet<Cidr> all = new TreeSet<>(allowed);
        return new InternetPolicy(
                all.stream()
                        .filter(one -> all.stream().noneMatch(other -> !other.equals(one) && other.contains(one)))
                        .toList(),
                serverPorts);
    }

    public InternetPolicy {
        allowed = List.copyOf(allowed);
        serverPorts = Set.copyOf(serverPorts);
    }

    /**
     * The judgement; empty if it is reached.
     *
     * @param asked where to; an IPv4 address in the form of an IPv6 one is that IPv4 address
     * @param nearness how near to the host it is now
     */
    public Optional<Refusal> refusal(Ip asked, int port, Nearness nearness) {
        Ip address = plain(asked);
        if (AddressPlan.isPublic(address)) {
            return Optional.of(new Refusal(
                    address + " is of " + AddressPlan.everythingPublic(address.family())
                            + ", which means the cloud itself",
                    Optional.empty()));
        }
        if (nearness instanceof Nearness.Own && serverPorts.contains(port)) {
            return Optional.of(new Refusal(
                    "port " + port + " of this machine is the cloud's own and is never reached", Optional.empty()));
        }
        if (allowed.stream().anyMatch(block -> block.contains(address))) {
            return Optional.empty();
        }
        Stream<String> special = SPECIAL.stream()
                .filter(range -> range.block().contains(address))
                .map(range -> address + " is " + range.what() + " (" + range.block() + ")");
        return Stream.concat(special, near(address, nearness).stream())
                .findFirst()
                .map(text -> new Refusal(text, Optional.of(address.asCidr())));
    }

    private static Optional<String> near(Ip address, Nearness nearness) {
        return switch (nearness) {
            case Nearness.Elsewhere() -> Optional.empty();
            case Nearness.Own() -> Optional.of(address + " is an address of this machine");
            case Nearness.Neighbour(Cidr network) ->
                Optional.of(address + " is in a network of this machine's interfaces (" + network + ")");
        };
    }

    /** Those of the host's networks that are refused for being that: neither special anyway nor allowed as a whole. */
    public List<Cidr> closed(Collection<Cidr> networks) {
        Stream<Cidr> otherwise = Stream.concat(SPECIAL.stream().map(Range::block), allowed.stream());
        List<Cidr> blocks = otherwise.toList();
        return networks.stream()
                .filter(network -> blocks.stream().noneMatch(block -> block.contains(network)))
                .sorted()
                .toList();
    }

    /** An address in its own family: that of IPv4 which an IPv6 socket shows is one of IPv4 (RFC 4291, 2.5.5.2). */
    public static Ip plain(Ip address) {
        boolean mapped = address.family() == Family.IPV6 && address.high() == 0 && address.low() >>> 32 == MAPPED;
        return mapped ? Ip.v4(address.low()) : address;
    }

    /** What is not the internet's, of one family, and not the cloud's either. */
    public static List<Cidr> special(Family family) {
        return SPECIAL.stream()
                .map(Range::block)
                .filter(block -> block.family() == family)
                .toList();
    }

    /** What is allowed of one family. */
    public List<Cidr> allowed(Family family) {
        return allowed.stream().filter(block -> block.family() == family).toList();
    }
}
