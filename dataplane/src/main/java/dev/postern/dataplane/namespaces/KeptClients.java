package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.network.Balanced;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Connections that a balancer's node gives to a target that sees who began them. To the router their packets come from the node's link with
 * somebody else's address, and the target's answers are addressed to him: they are led back to the node, which knows the connection.
 *
 * <pre>
 * forward:     a connection from a node's link -> marked as the node's
 * prerouting:  an answer in a marked connection -> the table that leads to the node
 * </pre>
 *
 * To whichever leg of the internet gateway the target's answers belong ({@link LegRules}), the node's packets belong, too.
 */
final class KeptClients {
    private static final String NODES = "keepers";
    private static final String RETURNS = "returns";
    private static final int FIRST = 0x400;
    private static final int MANY = 0xb00;
    private static final int CONNECTION = 0x4b00_0000;

    private final PacketTable family;
    private final SortedMap<Integer, InterfacePort> byTable = new TreeMap<>();

    /** The nodes among those that keep clients of a family. */
    KeptClients(PacketTable family, Map<NetworkInterfaceId, InterfacePort> nodes) {
        this.family = family;
        nodes.forEach((id, node) -> {
            if (holder(node).keepsClients(family.family()) && node.families().contains(family.family())) {
                int table = FIRST + Math.floorMod(id.hashCode(), MANY);
                while (byTable.putIfAbsent(table, node) != null) {
                    table++;
                }
            }
        });
    }

    private static Holder.BalancerHolder holder(InterfacePort node) {
        return (Holder.BalancerHolder) node.holder();
    }

    boolean isEmpty() {
        return byTable.isEmpty();
    }

    /** The way back to each node. */
    List<KernelRoute> routes() {
        List<KernelRoute> routes = new ArrayList<>();
        byTable.forEach((table, node) -> routes.add(KernelRoute.through(
                table,
                Cidr.all(family.family()),
                node.addresses(family.family()).getFirst(),
                NamespaceName.link(node))));
        return routes;
    }

    /** What leads answers to those tables. */
    List<RoutingRule> selectors() {
        return byTable.keySet().stream()
                .map(table -> new RoutingRule(family.family(), 100, "fwmark " + TableNumbers.mark(table), table))
                .toList();
    }

    /** None where nobody keeps clients. */
    List<RulesetPart> parts() {
        if (isEmpty()) {
            return Collections.emptyList();
        }
        List<String> nodes = new ArrayList<>();
        List<String> returns = new ArrayList<>();
        byTable.forEach((table, node) -> {
            String mark = Judgement.hex(CONNECTION | table);
            nodes.add(VpcRules.link(node) + " : " + mark);
            returns.add(mark + " : " + TableNumbers.mark(table));
        });
        String table = family.table();
        return List.of(
                Elements.of(table, "map", NODES, "type ifname : mark", nodes),
                Elements.of(table, "map", RETURNS, "type mark : mark", returns),
                Chain.base(
                        table,
                        "keeping",
                        "type filter hook forward priority filter - 9; policy accept;",
                        List.of("ct direction original ct mark set iifname map @" + NODES)),
                Chain.base(
                        table,
                        "returning",
                        "type filter hook prerouting priority mangle; policy accept;",
                        List.of("ct direction reply meta mark set ct mark map @" + RETURNS)));
    }

    /** The links of the nodes, in quotes. */
    List<String> links() {
        return byTable.values().stream().map(VpcRules::link).toList();
    }

    /** The addresses of the targets that see who connects, each with its protocols and ports, as concatenations say them. */
    SortedMap<Ip, SortedSet<String>> targets() {
        SortedMap<Ip, SortedSet<String>> targets = new TreeMap<>();
        for (InterfacePort node : byTable.values()) {
            for (Balanced listener : holder(node).listeners()) {
                listener.targets(family.family()).stream()
                        .filter(Balanced.Target::keepsClient)
                        .forEach(target -> targets.computeIfAbsent(target.address(), _ -> new TreeSet<>())
                                .add(target.address() + " . " + listener.protocol() + " . " + target.port()));
            }
        }
        return targets;
    }
}
