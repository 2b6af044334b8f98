package dev.postern.dataplane.namespaces;

import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Mac;
import dev.postern.network.NetworkIntent;
import dev.postern.network.VpcIntent;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The internet as a namespace: it owns the services' public addresses and the address of the person there, and forwards
 * between the public addresses of VPCs. It has no link to the host.
 */
final class InternetDesign {
    private static final Ruleset RULESET = Ruleset.of(List.of(
            new RulesetPart.Chain(
                    "input",
                    "type filter hook input priority filter; policy drop;",
                    List.of(
                            "ct state vmap { established : accept, related : accept, invalid : drop }",
                            "iifname \"lo\" accept",
                            "icmp type echo-request accept",
                            "ip daddr " + AddressPlan.SERVICES + " tcp dport { 80, 443 } accept")),
            new RulesetPart.Chain(
                    "forward",
                    "type filter hook forward priority filter; policy drop;",
                    List.of("iifname \"v*\" oifname \"v*\" accept"))));

    private InternetDesign() {}

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
                new NamespaceState(
                        links,
                        addresses,
                        neighbours,
                        NamespaceState.DEFAULT_RULES,
                        routes,
                        RULESET.generation(),
                        new TreeMap<>()),
                List.of(),
                RULESET,
                true);
    }
}
