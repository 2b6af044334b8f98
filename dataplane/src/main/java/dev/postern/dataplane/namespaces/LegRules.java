package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import dev.postern.dataplane.namespaces.RulesetPart.Rank;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.network.InternetPort;
import dev.postern.network.RouteTableIntent;
import dev.postern.network.RouteTarget;
import dev.postern.network.SubnetIntent;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A connection that goes through an appliance crosses the router twice, with the same addresses: once between the internet gateway, which
 * translates, and the appliance, and once between that and who is behind it. The kernel must know them as two, so what comes from the
 * gateway, and what a route leads to it, is in a tracking zone of its own. It is so also where there is no appliance: one may come between
 * while the connection is open. Nothing translates IPv6: there an answer may come by the gateway to what went another way, and is one.
 *
 * <p>A balancer's node that keeps clients sends their packets from its own link. They are where the target's answers will be: whatever
 * zone its routes to the client choose, as it may have been reached by the gateway without a balancer just as well.
 */
final class LegRules {
    private static final String OUTSIDE = "ct zone set 1";
    private static final String KEPT = "kept-targets";

    private final VpcIntent vpc;
    private final InternetPort internet;
    private final TableNumbers numbers;
    private final KeptClients kept;
    private final List<RulesetPart> parts = new ArrayList<>();
    private final List<String> legs = new ArrayList<>();
    private final List<String> targets = new ArrayList<>();

    private LegRules(VpcIntent vpc, InternetPort internet, TableNumbers numbers, KeptClients kept) {
        this.vpc = vpc;
        this.internet = internet;
        this.numbers = numbers;
        this.kept = kept;
    }

    /** None without an internet gateway. */
    static List<RulesetPart> of(VpcIntent vpc, TableNumbers numbers, KeptClients kept) {
        Optional<InternetPort> internet = vpc.internet();
        return internet.isEmpty() ? List.of() : new LegRules(vpc, internet.get(), numbers, kept).all();
    }

    private List<RulesetPart> all() {
        RouteTarget out = new RouteTarget.ToEdge(internet.id());
        SortedMap<Integer, SortedSet<String>> answering = answering();
        numbers.uses().forEach((number, use) -> {
            if (use.table().routes().containsValue(out)) {
                legs.add(TableNumbers.mark(number) + " : goto " + chain("leg-", "ip daddr ", number, use.table(), out));
                Optional.ofNullable(answering.get(number)).ifPresent(its -> {
                    String answered = chain("answered-", "ip saddr ", number, use.table(), out);
                    its.forEach(target -> targets.add(target + " : goto " + answered));
                });
            }
        });
        List<String> rules = new ArrayList<>();
        if (!targets.isEmpty()) {
            parts.add(Elements.of(
                    RulesetPart.IPV4, "map", KEPT, "type ipv4_addr . inet_proto . inet_service : verdict", targets));
            rules.add("iifname { " + String.join(", ", kept.links()) + " } ip daddr . meta l4proto . th dport vmap @"
                    + KEPT);
        }
        rules.add("iifname " + VpcRules.quoted(NamespaceName.link(internet)) + " " + OUTSIDE + " accept");
        if (!legs.isEmpty()) {
            rules.add("meta mark vmap { " + String.join(", ", legs) + " }");
        }
        parts.add(Chain.base(
                RulesetPart.IPV4, "legs", "type filter hook prerouting priority raw + 10; policy accept;", rules));
        return parts;
    }

    /** Makes the chain in which the routes of a table choose the zone by one of a packet's addresses, and tells its name. */
    private String chain(String kind, String address, int number, RouteTableIntent table, RouteTarget out) {
        List<String> rules = new ArrayList<>();
        // The longest first.
        table.routes().forEach((block, target) -> {
            if (block.family() == Family.IPV4) {
                rules.add(address + block + " " + (target.equals(out) ? OUTSIDE + " " : "") + "accept");
            }
        });
        Chain chain = new Chain(Rank.BRANCH, PacketTable.IPV4, kind + Integer.toHexString(number), rules);
        parts.add(chain);
        return chain.name();
    }

    /** The targets, by the table that routes their answers. */
    private SortedMap<Integer, SortedSet<String>> answering() {
        SortedMap<Ip, SortedSet<String>> all = kept.targets();
        TreeMap<Ip, SubnetIntent> subnets = new TreeMap<>();
        if (!all.isEmpty()) {
            vpc.subnets()
                    .values()
                    .forEach(subnet -> subnet.cidr().ifPresent(block -> subnets.put(block.address(), subnet)));
        }
        TreeMap<Integer, SortedSet<String>> byTable = new TreeMap<>();
        all.forEach((address, ports) -> Optional.ofNullable(subnets.floorEntry(address))
                .map(Map.Entry::getValue)
                .filter(subnet -> subnet.contains(address))
                .ifPresent(subnet -> byTable.computeIfAbsent(numbers.of(subnet), _ -> new TreeSet<>())
                        .addAll(ports)));
        return byTable;
    }
}
