package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Rank;
import dev.postern.model.net.Family;
import dev.postern.network.InternetPort;
import dev.postern.network.RouteTarget;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A connection that goes through an appliance crosses the router twice, with the same addresses: once between the internet gateway, which
 * translates, and the appliance, and once between that and who is behind it. The kernel must know them as two, so what comes from the
 * gateway, and what a route leads to it, is in a tracking zone of its own. It is so also where there is no appliance: one may come between
 * while the connection is open. Nothing translates IPv6: there an answer may come by the gateway to what went another way, and is one.
 */
final class LegRules {
    private static final String OUTSIDE = "ct zone set 1";

    private LegRules() {}

    /** None without an internet gateway. */
    static List<RulesetPart> of(VpcIntent vpc, TableNumbers numbers, KeptClients kept) {
        Optional<InternetPort> internet = vpc.internet();
        if (internet.isEmpty()) {
            return List.of();
        }
        List<RulesetPart> parts = new ArrayList<>();
        List<String> tables = new ArrayList<>();
        RouteTarget out = new RouteTarget.ToEdge(internet.get().id());
        numbers.uses().forEach((number, use) -> {
            if (use.table().routes().containsValue(out)) {
                List<String> rules = new ArrayList<>();
                // The longest first.
                use.table().routes().forEach((block, target) -> {
                    if (block.family() == Family.IPV4) {
                        rules.add("ip daddr " + block + " " + (target.equals(out) ? OUTSIDE + " " : "") + "accept");
                    }
                });
                Chain chain = new Chain(Rank.BRANCH, PacketTable.IPV4, "leg-" + Integer.toHexString(number), rules);
                parts.add(chain);
                tables.add(TableNumbers.mark(number) + " : goto " + chain.name());
            }
        });
        List<String> rules = new ArrayList<>();
        if (!kept.isEmpty()) {
            rules.add(kept.noLeg());
        }
        rules.add("iifname " + VpcRules.quoted(NamespaceName.link(internet.get())) + " " + OUTSIDE + " accept");
        if (!tables.isEmpty()) {
            rules.add("meta mark vmap { " + String.join(", ", tables) + " }");
        }
        parts.add(Chain.base(
                RulesetPart.IPV4, "legs", "type filter hook prerouting priority raw + 10; policy accept;", rules));
        return parts;
    }
}
