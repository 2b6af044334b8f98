package dev.postern.dataplane.namespaces;

import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.model.shared.SharedMap;
import dev.postern.model.shared.SharedSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The internet as a namespace: it owns the services' public addresses and the address of the person there, and forwards
 * between the public addresses of VPCs. It has no link to the host. A packet must come from an address that its link leads to: the
 * kernel's reverse path filter sees to that.
 */
final class InternetDesign {
    private static final int JUDGED = Judgement.ADMITTED | Judgement.SENDER;

    private static final Ruleset RULESET = Ruleset.of(List.of(
            RulesetPart.Chain.base(
                    RulesetPart.IPV4,
                    "prerouting",
                    "type filter hook prerouting priority raw; policy drop;",
                    List.of(
                            "iifname \"v*\" ip daddr != " + AddressPlan.INTERNET_CLIENT + " notrack",
                            "iifname \"v*\" meta mark set " + Judgement.hex(Judgement.ADMITTED) + " accept",
                            "iifname \"lo\" accept",
                            "drop")),
            RulesetPart.Chain.base(
                    RulesetPart.IPV4,
                    "untracked",
                    "type filter hook output priority raw; policy accept;",
                    List.of("ip saddr != " + AddressPlan.INTERNET_CLIENT + " notrack")),
            RulesetPart.Chain.base(
                    RulesetPart.IPV4, "input", "type filter hook input priority filter; policy drop;", input()),
            RulesetPart.Chain.base(
                    RulesetPart.IPV4,
                    "input-gate",
                    "type filter hook input priority filter + 10; policy drop;",
                    List.of("iifname \"lo\" accept", Judgement.has(JUDGED) + " accept", "drop")),
            RulesetPart.Chain.base(
                    RulesetPart.IPV4,
                    "forward",
                    "type filter hook forward priority filter; policy drop;",
                    List.of("iifname \"v*\" oifname \"v*\" accept", "drop")),
            ArpRules.between("iifname \"v*\"")));

    private static final SortedSet<InterfaceAddress> ADDRESSES =
            SharedSet.copyOf(List.of(new InterfaceAddress("lo", AddressPlan.INTERNET_CLIENT, 32)));

    private static final InternetDesign EMPTY = new InternetDesign(
            SharedMap.empty(),
            SharedSet.empty(),
            SharedSet.copyOf(List.of(
                    KernelRoute.local(NamespaceState.LOCAL_TABLE, AddressPlan.SERVICES),
                    KernelRoute.blackhole(NamespaceState.MAIN_TABLE, AddressPlan.EVERYTHING_PUBLIC))));

    private final SharedMap<String, Link> links;
    private final SharedSet<Neighbour> neighbours;
    private final SharedSet<KernelRoute> routes;

    private InternetDesign(
            SharedMap<String, Link> links, SharedSet<Neighbour> neighbours, SharedSet<KernelRoute> routes) {
        this.links = links;
        this.neighbours = neighbours;
        this.routes = routes;
    }

    private static List<String> input() {
        List<String> rules = new ArrayList<>(List.of(
                "ct state established,related " + Judgement.note(Judgement.SENDER) + " accept",
                "ct state invalid drop"));
        rules.add("iifname \"lo\" accept");
        rules.add("icmp type echo-request " + Judgement.note(JUDGED) + " accept");
        rules.add("ip daddr " + AddressPlan.SERVICES + " tcp dport { 80, 443 } " + Judgement.note(JUDGED) + " accept");
        rules.add("drop");
        return rules;
    }

    /** Without any VPC. */
    static InternetDesign empty() {
        return EMPTY;
    }

    /**
     * With a VPC's design in the place of what it was.
     *
     * @param before empty where it is new
     * @param after empty where it is gone
     */
    InternetDesign with(Optional<VpcDesign> before, Optional<VpcDesign> after) {
        Optional<InternetEdge> then = InternetEdge.of(before);
        Optional<InternetEdge> now = InternetEdge.of(after);
        InternetDesign next = this;
        if (then.isPresent() && now.isEmpty()) {
            Link link = then.get().veth().far();
            next = new InternetDesign(
                    next.links.minus(link.name()),
                    next.neighbours.minus(then.get().router()),
                    next.routes);
        } else if (now.isPresent() && then.isEmpty()) {
            Link link = now.get().veth().far();
            next = new InternetDesign(
                    next.links.plus(link.name(), link),
                    next.neighbours.plus(now.get().router()),
                    next.routes);
        }
        TreeSet<KernelRoute> gone = new TreeSet<>();
        TreeSet<KernelRoute> added = new TreeSet<>();
        SharedMap.compare(translations(before), translations(after), (address, was, is) -> {
            if (was == null) {
                added.add(now.orElseThrow().back(address));
            } else if (is == null) {
                gone.add(then.orElseThrow().back(address));
            }
        });
        SharedSet<KernelRoute> routesNow = next.routes;
        for (KernelRoute route : gone) {
            routesNow = routesNow.minus(route);
        }
        for (KernelRoute route : added) {
            routesNow = routesNow.plus(route);
        }
        return new InternetDesign(next.links, next.neighbours, routesNow);
    }

    private static SharedMap<Ip, Ip> translations(Optional<VpcDesign> design) {
        return design.map(VpcDesign::translations).orElse(SharedMap.empty());
    }

    DesiredNamespace namespace() {
        NamespaceState state = new NamespaceState(
                links, ADDRESSES, neighbours, Judgement.RULES, routes, RULESET.generation(), SharedMap.empty());
        return new DesiredNamespace(state, SharedMap.empty(), SharedMap.empty(), RULESET, true);
    }
}
