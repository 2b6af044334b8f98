package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import dev.postern.dataplane.namespaces.RulesetPart.Rank;
import dev.postern.network.Port;
import dev.postern.network.VpcIntent;
import dev.postern.network.trace.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Notes of what a router drops, for those who ask later: each place that drops a packet leads to the chain of its stage, which puts
 * the packet into its set, at a bounded rate and for a while, before it drops it. What is allowed never comes here. A set has room
 * for few, and what is dropped while it is full is only dropped.
 *
 * <p>A packet without a route is lost before any rule sees it. So the last of all tables leads such packets to the loopback, towards
 * which nothing is ever forwarded: the rules drop them on the way, and note them.
 */
public final class Drops {
    /** How long a packet stays noted after it was last seen. */
    public static final Duration KEPT = Duration.ofSeconds(60);

    /** The link that leads nowhere. */
    static final String NOWHERE = "lo";

    private static final int NOTED_MAX = 128;
    // Not the stage as well: nft cannot list longer keys.
    private static final String TYPE =
            "type ifname . %1$s . %1$s . inet_proto . inet_service; flags dynamic,timeout; size " + NOTED_MAX
                    + "; timeout " + KEPT.toSeconds() + "s";
    /** Not what the router itself says: it came by no link. */
    private static final String ARRIVED = "meta iiftype ether ";

    /** The router's own reports of the groups that it is in: the kernel shows them as if they had come in by the link that they leave by. */
    private static final String OWN_REPORTS = "ip6 saddr :: ";

    private static final String RATE = "limit rate 20/second burst 40 packets";
    /** Those that note something. */
    public static final List<Stage> STAGES = List.of(
            Stage.SPOOF,
            Stage.SG_OUT,
            Stage.NACL_OUT,
            Stage.ROUTE,
            Stage.BPA,
            Stage.SNAT,
            Stage.EGRESS,
            Stage.PEERING,
            Stage.NACL_IN,
            Stage.SG_IN,
            Stage.DETOUR,
            Stage.NAT,
            Stage.DOOR,
            Stage.DELIVERY);

    private Drops() {}

    /** The verdict on a packet that a stage refuses. */
    static String at(Stage stage) {
        return "goto " + name(stage);
    }

    /** A VPC's ports by the names of their links in its router. */
    public static Map<String, Port> ports(VpcIntent vpc) {
        Map<String, Port> ports = new HashMap<>();
        vpc.interfaces().values().forEach(port -> ports.put(NamespaceName.link(port), port));
        vpc.edges().values().forEach(port -> ports.put(NamespaceName.link(port), port));
        return ports;
    }

    /**
     * How a rule begins that looks at what goes nowhere. IPv6 has no route over the loopback: what goes nowhere arrives there, where
     * nothing else is asked by a network ACL.
     */
    static String nowhere(PacketTable table) {
        return switch (table) {
            case IPV4 -> "oifname \"" + NOWHERE + "\" ";
            case IPV6 -> "fib daddr . mark type local ";
        };
    }

    /**
     * The chains, and what they note in.
     *
     * @param counted who also counts what is dropped; empty if nobody does
     * @param blocks whether VPC Block Public Access blocks anything
     */
    static List<RulesetPart> parts(PacketTable table, Optional<FlowRules> counted, boolean blocks) {
        String key = "iifname . " + table.source() + " . " + table.destination() + " . meta l4proto . ";
        List<RulesetPart> parts = new ArrayList<>();
        for (Stage stage : STAGES) {
            if (stage == Stage.EGRESS && table == PacketTable.IPV4) {
                continue; // there is none for IPv4
            }
            if (stage == Stage.BPA && !blocks) {
                continue;
            }
            String set = set(stage);
            parts.add(Elements.of(table.table(), "set", set, TYPE.formatted(table.addressType()), List.of()));
            List<String> rules = new ArrayList<>();
            counted.ifPresent(flows -> rules.addAll(flows.beforeNote(stage)));
            if (table == PacketTable.IPV6) {
                rules.add(OWN_REPORTS + "drop");
            }
            // An ICMP type and code lie where a source port lies.
            rules.add(ARRIVED + "meta l4proto " + table.icmpName() + " " + RATE + " update @" + set + " { " + key
                    + "th sport }");
            rules.add(ARRIVED + "meta l4proto != " + table.icmpName() + " " + RATE + " update @" + set + " { " + key
                    + "th dport }");
            counted.ifPresent(flows -> rules.addAll(flows.afterNote(stage)));
            rules.add("drop");
            parts.add(new Chain(Rank.NOTE, table, name(stage), rules));
        }
        return parts;
    }

    /** The set of a stage: link, source, destination, protocol, and port or ICMP type and code. */
    public static String set(Stage stage) {
        return "noted-" + word(stage);
    }

    private static String name(Stage stage) {
        return "dropped-" + word(stage);
    }

    private static String word(Stage stage) {
        return stage.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
