package dev.postern.dataplane.namespaces;

import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Mac;
import dev.postern.network.NetworkIntent;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The internet as a namespace: it owns the services' public addresses and the address of the person there, and forwards
 * between the public addresses of VPCs. It has no link to the host. A packet must come from an address that its link leads to: the
 * kernel's reverse path filter sees to that.
 */
final class InternetDesign {
    private static final int JUDGED = Judgement.ADMITTED | Judgement.SENDER;

    private static final Ruleset RULESET = Ruleset.of(List.of(
            new RulesetPart.Chain(
                    "prerouting",
                    "type filter hook prerouting priority raw; policy drop;",
                    List.of(
                            "iifname \"v*\" ip daddr != " + AddressPlan.INTERNET_CLIENT + " notrack",
                            "iifname \"v*\" meta mark set " + Judgement.hex(Judgement.ADMITTED) + " accept",
                            "iifname \"lo\" accept",
                            "drop")),
            new RulesetPart.Chain(
                    "untracked",
                    "type filter hook output priority raw; policy accept;",
                    List.of("ip saddr != " + AddressPlan.INTERNET_CLIENT + " notrack")),
            new RulesetPart.Chain("input", "type filter hook input priority filter; policy drop;", input()),
            new RulesetPart.Chain(
                    "input-gate",
                    "type filter hook input priority filter + 10; policy drop;",
                    List.of("iifname \"lo\" accept", Judgement.has(JUDGED) + " accept", "drop")),
            new RulesetPart.Chain(
                    "forward",
                    "type filter hook forward priority filter; policy drop;",
                    List.of("iifname \"v*\" oifname \"v*\" accept", "drop")),
            ArpRules.between("iifname \"v*\"")));

    private static final SortedSet<RoutingRule> RULES = new TreeSet<>(List.of(
            new RoutingRule(10, "iif lo", NamespaceState.LOCAL_TABLE),
            new RoutingRule(20, "iif lo", NamespaceState.MAIN_TABLE),
            new RoutingRule(100, Judgement.ADMITTED_SELECTOR, NamespaceState.LOCAL_TABLE),
            new RoutingRule(110, Judgement.ADMITTED_SELECTOR, NamespaceState.MAIN_TABLE),
            new RoutingRule(300, "", 0)));

    private InternetDesign() {}

    private static List<String> input() {
        List<String> rules = new ArrayList<>(VpcRules.KNOWN);
        rules.add("iifname \"lo\" accept");
        rules.add("icmp type echo-request " + Judgement.note(JUDGED) + " accept");
        rules.add("ip daddr " + AddressPlan.SERVICES + " tcp dport { 80, 443 } " + Judgement.note(JUDGED) + " accept");
        rules.add("drop");
        return rules;
    }

    static DesiredNamespace of(NetworkIntent intent) {
        TreeMap<String, Link> links = new TreeMap<>();
        TreeSet<Neighbour> neighbours = new TreeSet<>();
        TreeSet<KernelRoute> routes = new TreeSet<>();
        routes.add(KernelRoute.local(NamespaceState.LOCAL_TABLE, AddressPlan.SERVICES));
        routes.add(KernelRoute.blackhole(NamespaceState.MAIN_TABLE, AddressPlan.EVERYTHING_PUBLIC));
        for (VpcIntent vpc : intent.vpcs().values()) {
            if (vpc.internetGateway().isEmpty()) {
                continue;
            }
            String link = NamespaceName.internetLink(vpc.id());
            Mac mac = VpcDesign.internetMac(vpc);
            links.put(link, new Link(link, mac, VpcDesign.MTU, true));
            neighbours.add(new Neighbour(link, NamespaceName.GATEWAY_HOP, VpcDesign.gatewayMac(vpc)));
            VpcDesign.translations(vpc)
                    .keySet()
                    .forEach(address -> routes.add(KernelRoute.through(
                                    NamespaceState.MAIN_TABLE, address.asCidr(), NamespaceName.GATEWAY_HOP, link)
                            .from(AddressPlan.INTERNET_CLIENT)));
        }
        TreeSet<InterfaceAddress> addresses = new TreeSet<>();
        addresses.add(new InterfaceAddress("lo", AddressPlan.INTERNET_CLIENT, 32));
        return new DesiredNamespace(
                new NamespaceState(links, addresses, neighbours, RULES, routes, RULESET.generation(), new TreeMap<>()),
                List.of(),
                RULESET,
                true);
    }
}
