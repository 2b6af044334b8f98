package dev.postern.dataplane.namespaces;

import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.shared.SharedMap;
import dev.postern.model.shared.SharedSet;
import dev.postern.network.Outside;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The internet as a namespace: it owns the services' public addresses and the address of the person there, and forwards
 * between the public addresses of VPCs. It has no link to the host; what is for the world beyond is led to listeners of the server, where
 * that is open ({@link OutsideRules}). An IPv4 packet must come from an address that its link leads to: the
 * kernel's reverse path filter sees to that. For IPv6 there is none: the gateway at the other end lets only its VPC's addresses out.
 */
final class InternetDesign {
    private static final int JUDGED = Judgement.ADMITTED | Judgement.SENDER;

    private static final SortedSet<InterfaceAddress> ADDRESSES = SharedSet.copyOf(Stream.of(Family.values())
            .map(family -> new InterfaceAddress("lo", AddressPlan.internetClient(family), family.bits()))
            .toList());

    private static final SharedSet<KernelRoute> ROUTES = SharedSet.copyOf(Stream.of(Family.values())
            .flatMap(family -> Stream.of(
                    KernelRoute.local(NamespaceState.LOCAL_TABLE, AddressPlan.services(family)),
                    KernelRoute.blackhole(NamespaceState.MAIN_TABLE, AddressPlan.everythingPublic(family))))
            .toList());

    private static final InternetDesign CLOSED =
            new InternetDesign(Outside.CLOSED, ruleset(Outside.CLOSED), SharedMap.empty(), SharedSet.empty(), ROUTES);

    private final Outside outside;
    private final Ruleset ruleset;
    private final SharedMap<String, Link> links;
    private final SharedSet<Neighbour> neighbours;
    private final SharedSet<KernelRoute> routes;

    private InternetDesign(
            Outside outside,
            Ruleset ruleset,
            SharedMap<String, Link> links,
            SharedSet<Neighbour> neighbours,
            SharedSet<KernelRoute> routes) {
        this.outside = outside;
        this.ruleset = ruleset;
        this.links = links;
        this.neighbours = neighbours;
        this.routes = routes;
    }

    private static Ruleset ruleset(Outside outside) {
        List<RulesetPart> parts = new ArrayList<>(List.of(ArpRules.between("iifname \"v*\"")));
        for (PacketTable table : PacketTable.values()) {
            parts.addAll(parts(table, outside));
        }
        parts.addAll(OutsideRules.parts(outside));
        return Ruleset.of(parts);
    }

    private static List<RulesetPart> parts(PacketTable table, Outside outside) {
        Ip client = AddressPlan.internetClient(table.family());
        return List.of(
                hook(table, "prerouting", "prerouting priority raw; policy drop;", prerouting(table, client)),
                hook(
                        table,
                        "untracked",
                        "output priority raw; policy accept;",
                        List.of(table.source() + " != " + client + " notrack")),
                hook(table, "input", "input priority filter; policy drop;", input(table, outside)),
                hook(
                        table,
                        "input-gate",
                        "input priority filter + 10; policy drop;",
                        List.of("iifname \"lo\" accept", Judgement.has(JUDGED) + " accept", "drop")),
                hook(table, "forward", "forward priority filter; policy drop;", forward(table)));
    }

    static RulesetPart hook(PacketTable table, String name, String hook, List<String> rules) {
        return RulesetPart.Chain.base(table.table(), name, "type filter hook " + hook, rules);
    }

    /** The links of gateways; those of egress-only ones are for IPv6 alone. */
    static List<String> links(PacketTable table) {
        return table == PacketTable.IPV4 ? List.of("\"v*\"") : List.of("\"v*\"", "\"w*\"");
    }

    private static List<String> prerouting(PacketTable table, Ip client) {
        List<String> rules = new ArrayList<>();
        for (String link : links(table)) {
            String from = "iifname " + link + " ";
            rules.add(from + table.destination() + " != " + client + " notrack");
            rules.add(from + "meta mark set " + Judgement.hex(Judgement.ADMITTED) + " accept");
        }
        rules.add("iifname \"lo\" accept");
        rules.add("drop");
        return rules;
    }

    /** What comes from a gateway's link goes on to another one's. */
    private static List<String> forward(PacketTable table) {
        List<String> rules = new ArrayList<>();
        for (String from : links(table)) {
            links(table).forEach(to -> rules.add("iifname " + from + " oifname " + to + " accept"));
        }
        rules.add("drop");
        return rules;
    }

    private static List<String> input(PacketTable table, Outside outside) {
        List<String> rules = new ArrayList<>(List.of(
                "ct state established,related " + Judgement.note(Judgement.SENDER) + " accept",
                // Before what is invalid: of what the person here says to a service, only one direction is tracked.
                "iifname \"lo\" accept",
                "ct state invalid drop"));
        rules.add((table == PacketTable.IPV4 ? "icmp" : "icmpv6") + " type echo-request " + Judgement.note(JUDGED)
                + " accept");
        rules.add(table.destination() + " " + AddressPlan.services(table.family()) + " tcp dport { 80, 443 } "
                + Judgement.note(JUDGED) + " accept");
        rules.addAll(OutsideRules.input(outside));
        rules.add("drop");
        return rules;
    }

    /** Without any VPC, and with nothing beyond. */
    static InternetDesign closed() {
        return CLOSED;
    }

    /** The same with something else beyond. */
    InternetDesign with(Outside beyond) {
        if (beyond.equals(outside)) {
            return this;
        }
        return new InternetDesign(
                beyond,
                ruleset(beyond),
                links,
                neighbours,
                routes.exchanged(OutsideRules.routes(outside), OutsideRules.routes(beyond)));
    }

    /**
     * With a VPC's design in the place of what it was.
     *
     * @param before empty where it is new
     * @param after empty where it is gone
     */
    InternetDesign with(Optional<VpcDesign> before, Optional<VpcDesign> after) {
        InternetDesign next = exchanged(Ends.of(before), Ends.of(after));
        Optional<InternetEdge> then = InternetEdge.of(before);
        Optional<InternetEdge> now = InternetEdge.of(after);
        TreeSet<KernelRoute> gone = new TreeSet<>();
        TreeSet<KernelRoute> added = new TreeSet<>();
        SharedMap.compare(translations(before), translations(after), (address, was, is) -> {
            if (was == null) {
                added.add(now.orElseThrow().back(address));
            } else if (is == null) {
                gone.add(then.orElseThrow().back(address));
            }
        });
        return new InternetDesign(outside, ruleset, next.links, next.neighbours, next.routes.exchanged(gone, added));
    }

    /**
     * The other ends of a VPC's gateways, and what does not depend on its interfaces.
     *
     * @param routes to the VPC's IPv6 blocks: by the internet gateway if there is one
     */
    private record Ends(SortedMap<String, Link> links, Set<Neighbour> neighbours, Set<KernelRoute> routes) {
        static Ends of(Optional<VpcDesign> design) {
            TreeMap<String, Link> links = new TreeMap<>();
            TreeSet<Neighbour> neighbours = new TreeSet<>();
            TreeSet<KernelRoute> routes = new TreeSet<>();
            design.map(VpcDesign::vpc).ifPresent(vpc -> {
                List<GatewayEdge> gateways = GatewayEdge.of(vpc);
                for (GatewayEdge gateway : gateways) {
                    links.put(gateway.farLink(), gateway.veth().far());
                    neighbours.addAll(gateway.router());
                }
                // By its name an internet gateway comes before an egress-only one.
                gateways.stream()
                        .findFirst()
                        .ifPresent(first -> vpc.publicBlocks()
                                .forEach(block -> routes.add(InternetEdge.back(block, first.farLink()))));
            });
            return new Ends(links, neighbours, routes);
        }
    }

    private InternetDesign exchanged(Ends then, Ends now) {
        SharedMap<String, Link> nextLinks = links;
        for (String gone : then.links.keySet()) {
            nextLinks = now.links.containsKey(gone) ? nextLinks : nextLinks.minus(gone);
        }
        for (Link link : now.links.values()) {
            nextLinks = nextLinks.plus(link.name(), link);
        }
        return new InternetDesign(
                outside,
                ruleset,
                nextLinks,
                neighbours.exchanged(then.neighbours, now.neighbours),
                routes.exchanged(then.routes, now.routes));
    }

    private static SharedMap<Ip, Ip> translations(Optional<VpcDesign> design) {
        return design.map(VpcDesign::translations).orElse(SharedMap.empty());
    }

    DesiredNamespace namespace() {
        NamespaceState state = new NamespaceState(
                links,
                ADDRESSES,
                neighbours,
                Judgement.RULES.exchanged(Set.of(), OutsideRules.routing(outside)),
                routes,
                ruleset.generation(),
                SharedMap.empty());
        return new DesiredNamespace(
                state, SharedMap.empty(), SharedMap.empty(), ruleset, true, DesiredNamespace.Server.SERVICES);
    }
}
