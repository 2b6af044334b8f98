package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Rank;
import dev.postern.network.EdgePort;
import dev.postern.network.EgressPort;
import dev.postern.network.InternetPort;
import dev.postern.network.PeerPort;
import dev.postern.network.RouteTarget;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A connection that goes through an appliance crosses the router twice, with the same addresses: once between the internet gateway, which
 * translates, and the appliance, and once between that and who is behind it. The kernel must know them as two, so what comes from the
 * gateway, and what a route leads to it, is in a tracking zone of its own. It is so also where there is no appliance: one may come between
 * while the connection is open.
 */
final class LegRules {
    private static final String OUTSIDE = "ct zone set 1";

    private LegRules() {}

    /** None without a gateway to the internet. What goes out by one of two may be answered by the other. */
    static List<RulesetPart> of(PacketTable table, VpcIntent vpc, TableNumbers numbers) {
        List<EdgePort> gateways = vpc.edges().values().stream()
                .filter(edge -> isGateway(table, edge))
                .toList();
        if (gateways.isEmpty()) {
            return List.of();
        }
        List<RulesetPart> parts = new ArrayList<>();
        List<String> tables = new ArrayList<>();
        Set<RouteTarget> out = gateways.stream()
                .map(gateway -> new RouteTarget.ToEdge(gateway.id()))
                .collect(Collectors.toSet());
        numbers.uses().forEach((number, use) -> {
            if (use.table().routes().values().stream().anyMatch(out::contains)) {
                List<String> rules = new ArrayList<>();
                // The longest first.
                use.table().routes().forEach((block, target) -> {
                    if (table.has(block)) {
                        rules.add(table.destination() + " " + block + " " + (out.contains(target) ? OUTSIDE + " " : "")
                                + "accept");
                    }
                });
                Chain chain = new Chain(Rank.BRANCH, table, "leg-" + Integer.toHexString(number), rules);
                parts.add(chain);
                tables.add(TableNumbers.mark(number) + " : goto " + chain.name());
            }
        });
        List<String> rules = new ArrayList<>();
        gateways.forEach(gateway ->
                rules.add("iifname " + VpcRules.quoted(NamespaceName.link(gateway)) + " " + OUTSIDE + " accept"));
        if (!tables.isEmpty()) {
            rules.add("meta mark vmap { " + String.join(", ", tables) + " }");
        }
        parts.add(Chain.base(
                table.table(), "legs", "type filter hook prerouting priority raw + 10; policy accept;", rules));
        return parts;
    }

    private static boolean isGateway(PacketTable table, EdgePort edge) {
        return switch (edge) {
            case InternetPort _ -> true;
            case EgressPort _ -> table == PacketTable.IPV6;
            case PeerPort _ -> false;
        };
    }
}
