package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import dev.postern.model.net.Nat64;
import dev.postern.model.shared.SharedMap;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a NAT gateway's namespace has so that who speaks IPv6 alone reaches IPv4. What is for {@code 64:ff9b::A} passes it twice:
 *
 * <pre>
 * from the router, IPv6      -> known or new? -> one of the pool, one of 55,000 ports
 *   out by the link, to itself: {@link Nat64Program} turns the header into IPv4's
 * from itself, IPv4, of the pool -> as any other: one of the gateway's addresses, one of 55,000 ports -> to the router
 * </pre>
 *
 * and the answer the other way round. The kernel's tracking remembers both halves; the program between them remembers nothing. Where it is
 * missing, what was to be translated goes to nobody: the router takes nothing that is for another MAC address.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-nat64-dns64.html">DNS64 and NAT64</a>
 */
record Nat64Design(String link, Mac mac, Mac router) {
    /** Who says that a packet is too large: the IPv4 dummy address of RFC 7600. */
    private static final Ip SPEAKER = Nat64.of(Ip.of("192.0.0.8"));

    InterfaceAddress address() {
        return new InterfaceAddress(link, SPEAKER, Family.IPV6.bits());
    }

    List<Neighbour> neighbours() {
        return List.of(
                new Neighbour(link, LinkEnd.GATEWAY_IPV6, router),
                new Neighbour(link, LinkEnd.TRANSLATOR.ipv4(), mac),
                new Neighbour(link, LinkEnd.TRANSLATOR.ipv6(), mac));
    }

    List<KernelRoute> routes() {
        return List.of(
                through(Nat64Program.POOL, LinkEnd.TRANSLATOR.ipv4()),
                through(Nat64.PREFIX, LinkEnd.TRANSLATOR.ipv6()),
                through(Cidr.ALL_IPV6, LinkEnd.GATEWAY_IPV6));
    }

    private KernelRoute through(Cidr destination, Ip hop) {
        return KernelRoute.through(NamespaceState.MAIN_TABLE, destination, hop, link);
    }

    SharedMap<String, String> programs() {
        return SharedMap.<String, String>empty().plus(link, Nat64Program.NAME);
    }

    /** Nobody else is of the pool, and nobody else speaks to it. */
    List<String> refusedOfIpv4() {
        return List.of(
                "ip daddr " + Nat64Program.POOL + " drop",
                "ip saddr " + Nat64Program.POOL + " ether saddr != " + mac + " drop");
    }

    List<RulesetPart> rules() {
        String in = "iifname " + VpcRules.quoted(link) + " ";
        String admitted = "meta mark set " + Judgement.hex(Judgement.ADMITTED) + " accept";
        String begins = "ip6 daddr " + Nat64.PREFIX + " ct state new ";
        String accepted = Judgement.note(Judgement.SENDER) + " accept";
        return List.of(
                hook(
                        "prerouting",
                        "type filter hook prerouting priority raw; policy drop;",
                        List.of(
                                in + "ether saddr != " + mac + " ip6 daddr " + Nat64.PREFIX + " " + admitted,
                                in + "ether saddr " + mac + " ip6 saddr " + Nat64.PREFIX + " ip6 daddr "
                                        + Nat64Program.POOL_IPV6 + " " + admitted,
                                "drop")),
                hook("input", "type filter hook input priority filter; policy drop;", List.of("drop")),
                hook(
                        "forward",
                        "type filter hook forward priority filter; policy drop;",
                        List.of(
                                NatDesign.FITTING,
                                NatDesign.KNOWN,
                                NatDesign.LATE,
                                "ip6 daddr "
                                        + Nat64.untranslated().stream()
                                                .map(Cidr::toString)
                                                .collect(Collectors.joining(", ", "{ ", " }"))
                                        + " drop",
                                begins + "meta l4proto { tcp, udp } " + accepted,
                                begins + "icmpv6 type echo-request " + accepted,
                                "drop")),
                hook("forward-gate", "type filter hook forward priority filter + 10; policy drop;", NatDesign.GATE),
                hook(
                        "translated",
                        "type filter hook postrouting priority srcnat + 10; policy drop;",
                        NatDesign.TRANSLATED),
                hook(
                        "translating",
                        "type nat hook postrouting priority srcnat; policy accept;",
                        List.of(
                                "ip6 daddr " + Nat64.PREFIX + " meta l4proto { tcp, udp } snat to " + pool("[", "]")
                                        + ":" + (NatDesign.LAST_PORT - NatDesign.PORTS + 1) + "-" + NatDesign.LAST_PORT,
                                "ip6 daddr " + Nat64.PREFIX + " snat to " + pool("", ""))));
    }

    /** All but the first and the last of it. */
    private static String pool(String before, String after) {
        Ip first = new Ip(
                Family.IPV6,
                Nat64Program.POOL_IPV6.address().high(),
                Nat64Program.POOL.address().low() + 1);
        return before + first + after + "-" + before + first.plus(5) + after;
    }

    private static RulesetPart hook(String name, String hook, List<String> rules) {
        return Chain.base(RulesetPart.IPV6, name, hook, rules);
    }
}
