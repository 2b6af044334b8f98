package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Rank;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.shared.SharedMap;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.Mtu;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A NAT gateway's namespace: one link, to the VPC's router, by which packets come, and leave again with its own address.
 *
 * <pre>
 * prerouting:   came by the link -> admitted
 * forward:      known connection -> on; a TCP packet of none -> reset; TCP, UDP or ICMP that begins -> on
 * postrouting:  what begins -> one of its addresses, one of 55,000 ports; then what was not translated -> drop
 * input:        drop
 * </pre>
 *
 * Where its VPC has IPv6 it translates between the families as well ({@link Nat64Design}).
 *
 * <p>Its subnet's router judges by ACLs and routes what it gets and what it sends. How long connections may be idle is a setting of the
 * namespace. It fails closed as a router does ({@link Judgement}).
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html">NAT gateway basics</a>
 */
final class NatDesign {
    /** How many connections it may have with one destination, as one of its addresses. */
    public static final int PORTS = 55_000;

    static final int LAST_PORT = 65_535;
    static final String FITTING = "tcp flags syn tcp option maxseg size set rt mtu";
    static final String KNOWN = "ct state established,related " + Judgement.note(Judgement.SENDER) + " accept";

    /** What comes late is told that there is no connection any more. */
    static final String LATE = "ct state invalid meta l4proto tcp reject with tcp reset";

    private static final int JUDGED = Judgement.ADMITTED | Judgement.SENDER;
    private static final String LINK = VpcRules.quoted(NamespaceName.NAT_LINK);

    static final List<String> GATE = List.of(Judgement.has(JUDGED) + " accept", "drop");

    /** What it says itself has no mark. */
    static final List<String> TRANSLATED = List.of(
            "ct status snat accept", "meta mark and " + Judgement.hex(Judgement.ADMITTED) + " == 0x0 accept", "drop");

    private NatDesign() {}

    static DesiredNamespace of(VpcIntent vpc, InterfacePort one, Holder.NatHolder nat) {
        Ip router = vpc.subnetOf(one).router().orElseThrow(); // without IPv4 there is none
        String link = NamespaceName.NAT_LINK;
        TreeSet<InterfaceAddress> addresses = new TreeSet<>();
        for (Ip address : one.addresses()) {
            addresses.add(new InterfaceAddress(link, address, address.family().bits()));
        }
        Optional<Nat64Design> families = vpc.blocks(Family.IPV6).isEmpty()
                ? Optional.empty()
                : Optional.of(new Nat64Design(link, one.mac(), VpcDesign.routerMac(one)));
        TreeSet<Neighbour> neighbours =
                new TreeSet<>(List.of(VpcDesign.ONESELF, new Neighbour(link, router, VpcDesign.routerMac(one))));
        TreeSet<KernelRoute> routes =
                new TreeSet<>(List.of(KernelRoute.through(NamespaceState.MAIN_TABLE, Cidr.ALL_IPV4, router, link)));
        families.ifPresent(more -> {
            addresses.add(more.address());
            neighbours.addAll(more.neighbours());
            routes.addAll(more.routes());
        });
        Ruleset rules = rules(
                nat.serving().stream()
                        .filter(address -> address.family() == Family.IPV4)
                        .toList(),
                families);
        NamespaceState state = new NamespaceState(
                new TreeMap<>(Map.of(link, new Link(link, one.mac(), Mtu.NAT_GATEWAY, true))),
                addresses,
                neighbours,
                Judgement.RULES,
                routes,
                rules.generation(),
                new TreeMap<>(),
                families.map(Nat64Design::programs).orElse(SharedMap.empty()));
        return new DesiredNamespace(
                state, SharedMap.empty(), SharedMap.empty(), rules, true, DesiredNamespace.Server.NOTHING);
    }

    private static Ruleset rules(List<Ip> serving, Optional<Nat64Design> families) {
        List<String> admission = new ArrayList<>();
        families.ifPresent(more -> admission.addAll(more.refusedOfIpv4()));
        admission.add("iifname " + LINK + " meta mark set " + Judgement.hex(Judgement.ADMITTED) + " accept");
        admission.add("drop");
        List<RulesetPart> parts = new ArrayList<>(List.of(
                hook("prerouting", "type filter hook prerouting priority raw; policy drop;", admission),
                hook("input", "type filter hook input priority filter; policy drop;", List.of("drop")),
                hook(
                        "forward",
                        "type filter hook forward priority filter; policy drop;",
                        List.of(
                                FITTING,
                                KNOWN,
                                LATE,
                                "ct state new meta l4proto { icmp, tcp, udp } " + Judgement.note(Judgement.SENDER)
                                        + " accept",
                                "drop")),
                hook("forward-gate", "type filter hook forward priority filter + 10; policy drop;", GATE),
                hook("translated", "type filter hook postrouting priority srcnat + 10; policy drop;", TRANSLATED),
                ArpRules.nobody()));
        List<String> chains = new ArrayList<>();
        for (Ip address : serving) {
            String chain = "as-" + address.toString().replace('.', '-');
            chains.add(chain);
            parts.add(new Chain(
                    Rank.SUBJECT,
                    PacketTable.IPV4,
                    chain,
                    List.of(
                            "meta l4proto { tcp, udp } snat to " + address + ":" + (LAST_PORT - PORTS + 1) + "-"
                                    + LAST_PORT,
                            "snat to " + address)));
        }
        parts.add(hook(
                "translating",
                "type nat hook postrouting priority srcnat; policy accept;",
                choice(chains).map(chosen -> "oifname " + LINK + " " + chosen).stream()
                        .toList()));
        families.ifPresent(more -> parts.addAll(more.rules()));
        return Ruleset.of(parts);
    }

    /** Of several addresses each serves a part of the connections. */
    private static Optional<String> choice(List<String> chains) {
        if (chains.size() < 2) {
            return chains.stream().map(only -> "goto " + only).findFirst();
        }
        return Optional.of("jhash ip saddr . ip daddr . th sport . th dport mod " + chains.size() + " vmap { "
                + IntStream.range(0, chains.size())
                        .mapToObj(i -> i + " : goto " + chains.get(i))
                        .collect(Collectors.joining(", "))
                + " }");
    }

    private static RulesetPart hook(String name, String hook, List<String> rules) {
        return Chain.base(RulesetPart.IPV4, name, hook, rules);
    }
}
