package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import dev.postern.dataplane.namespaces.RulesetPart.Rank;
import dev.postern.dataplane.namespaces.RulesetPart.Timeout;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import dev.postern.model.shared.SharedMap;
import dev.postern.network.Balanced;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.Severed;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The namespace of a node of a Network Load Balancer: one link, to the VPC's router, and one to each endpoint's interface that leads here.
 *
 * <pre>
 * prerouting:   came by a link -> admitted;  a listener's port -> one of its targets, by the connection's addresses and ports
 * forward:      one with a target that is not to have it any more -> reset;  known connection -> on; a TCP packet of none -> reset; what was given to a target -> on
 * postrouting:  to a target that sees who connects -> as it is; else as the node, from one of 55,000 ports
 * forward:      how long each listener's connections may be idle
 * input:        answers to what the node asks targets itself;  a port where bytes or families change -> the server, which joins two connections
 * output:       what the server sends in the name of who connects -> remembered, so that answers come back to it
 * </pre>
 *
 * Its VPC's router asks the balancer's security groups, and routes what it sends; there a connection that keeps who began it is led back
 * here ({@link KeptClients}). The kernel remembers to whom a connection was given, so that other targets get new connections only, and it
 * goes on without the server. Each family of which the node has an address has such a table. It fails closed as a router does
 * ({@link Judgement}).
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/introduction.html">What is a Network Load Balancer?</a>
 */
final class BalancerDesign {
    private static final String LINK = VpcRules.quoted(NamespaceName.BALANCER_LINK);
    private static final String ADMIT = "meta mark set " + Judgement.hex(Judgement.ADMITTED) + " accept";
    private static final String KEPT = "kept";

    /** The table by which answers to others come to the server, and the mark of connections that it made in their names. */
    private static final int OTHERS_TABLE = 0x300;

    private static final String IN_OTHERS_NAME = "0x4a000000";

    private final PacketTable table;
    private final InterfacePort one;
    private final Holder.BalancerHolder node;

    private BalancerDesign(PacketTable table, InterfacePort one, Holder.BalancerHolder node) {
        this.table = table;
        this.one = one;
        this.node = node;
    }

    static DesiredNamespace of(VpcIntent vpc, InterfacePort one, Holder.BalancerHolder node) {
        RouterLink links = new RouterLink(vpc, one, NamespaceName.BALANCER_LINK);
        for (NetworkInterfaceId endpoint : node.entrances()) {
            Veth link = ConduitLink.between(node.networkInterface(), endpoint);
            for (Family family : one.families()) {
                links.make(link, ConduitLink.node(family), ConduitLink.address(endpoint, family));
            }
        }
        List<RulesetPart> rules = new ArrayList<>(List.of(ArpRules.nobody()));
        for (Family family : one.families()) {
            BalancerDesign design = new BalancerDesign(PacketTable.of(family), one, node);
            rules.addAll(design.rules());
            if (design.speaksForOthers()) {
                links.lead(others(family), KernelRoute.local(OTHERS_TABLE, Cidr.all(family)));
            }
        }
        return links.with(Ruleset.of(rules), DesiredNamespace.Server.BALANCER).ending(severedDatagrams(node));
    }

    /** A flow of datagrams has no end that could be told: the kernel is to forget it. */
    private static SharedMap<Integer, Severed> severedDatagrams(Holder.BalancerHolder node) {
        TreeMap<Integer, Severed> byPort = new TreeMap<>();
        node.listeners().stream()
                .filter(listener -> listener.protocol().equals(Protocol.UDP))
                .filter(listener -> !listener.severed().equals(Severed.NOBODY))
                .forEach(listener -> byPort.put(listener.port(), listener.severed()));
        return SharedMap.copyOf(byPort);
    }

    private static RoutingRule others(Family family) {
        return new RoutingRule(family, 90, "fwmark " + TableNumbers.mark(OTHERS_TABLE), OTHERS_TABLE);
    }

    private List<RulesetPart> rules() {
        List<RulesetPart> parts = new ArrayList<>(List.of(
                hook(
                        "prerouting",
                        "type filter hook prerouting priority raw; policy drop;",
                        List.of(
                                "iifname \"lo\" accept",
                                "iifname " + LINK + " " + ADMIT,
                                "iifname \"" + ConduitLink.PREFIX + "*\" " + ADMIT,
                                "drop")),
                hook("input", "type filter hook input priority filter; policy drop;", input()),
                hook(
                        "input-gate",
                        "type filter hook input priority filter + 10; policy drop;",
                        List.of("iifname \"lo\" accept", Judgement.has(Judgement.ADMITTED) + " accept", "drop")),
                hook("forward-gate", "type filter hook forward priority filter + 10; policy drop;", NatDesign.GATE)));
        List<String> choices = new ArrayList<>();
        for (Balanced listener : node.listeners()) {
            List<Balanced.Target> targets = listener.targets(table.family());
            if (!targets.isEmpty() && !listener.isJoined(table.family())) {
                Chain chain = listener(listener, targets);
                parts.add(chain);
                choices.add("fib daddr type local " + listener.protocol() + " dport " + listener.port() + " goto "
                        + chain.name());
            }
        }
        List<String> forward = severing(parts);
        forward.addAll(List.of(
                NatDesign.KNOWN,
                NatDesign.LATE,
                "ct state new ct status dnat " + Judgement.note(Judgement.SENDER) + " accept",
                "drop"));
        parts.add(hook("forward", "type filter hook forward priority filter; policy drop;", forward));
        parts.addAll(idle());
        parts.add(hook("balancing", "type nat hook prerouting priority dstnat; policy accept;", choices));
        parts.add(hook("hiding", "type nat hook postrouting priority srcnat; policy accept;", hiding()));
        if (speaksForOthers()) {
            parts.addAll(inOthersName());
        }
        if (!kept().isEmpty()) {
            parts.add(Elements.of(
                    table.table(),
                    "set",
                    KEPT,
                    "type " + table.addressType() + " . inet_proto . inet_service",
                    kept()));
        }
        return parts;
    }

    /** How connections with targets end that are not to have them any more, with the sets that this needs. */
    private List<String> severing(List<RulesetPart> parts) {
        List<String> rules = new ArrayList<>();
        for (Balanced listener : node.listeners()) {
            Severed severed = listener.severed();
            List<String> those = severed.those().stream()
                    .filter(spot -> spot.address().family() == table.family())
                    .map(spot -> spot.address() + " . " + spot.port())
                    .toList();
            boolean some = severed.others() || !those.isEmpty();
            if (!some) {
                continue;
            }
            Protocol protocol = listener.protocol();
            String there = "";
            String back = "";
            if (!those.isEmpty()) {
                String set = "severed-" + protocol + "-" + listener.port();
                parts.add(Elements.of(
                        table.table(), "set", set, "type " + table.addressType() + " . inet_service", those));
                String among = (severed.others() ? "!= @" : "@") + set + " ";
                there = table.destination() + " . " + protocol + " dport " + among;
                back = table.source() + " . " + protocol + " sport " + among;
            }
            String known = "ct status dnat meta l4proto " + protocol + " ct original proto-dst " + listener.port()
                    + " ct direction ";
            String end = protocol.equals(Protocol.TCP) ? "reject with tcp reset" : "drop";
            rules.add(known + "original " + there + end);
            rules.add(known + "reply " + back + end);
        }
        return rules;
    }

    private List<String> input() {
        List<String> rules = new ArrayList<>(List.of("iifname \"lo\" accept", "ct state established,related accept"));
        node.joined(table.family())
                .forEach(listener -> rules.add("tcp dport " + listener.port() + " ct state new accept"));
        rules.add("drop");
        return rules;
    }

    /** Whether the server connects to targets as if it were who connects to the node. */
    private boolean speaksForOthers() {
        return node.joined(table.family())
                .flatMap(listener -> listener.targets(table.family()).stream())
                .anyMatch(Balanced.Target::keepsClient);
    }

    private List<RulesetPart> inOthersName() {
        return List.of(
                hook(
                        "speaking",
                        "type filter hook output priority mangle; policy accept;",
                        List.of("ct state new fib saddr type != local ct mark set " + IN_OTHERS_NAME)),
                hook(
                        "hearing",
                        "type filter hook prerouting priority mangle; policy accept;",
                        List.of("ct direction reply ct mark " + IN_OTHERS_NAME + " meta mark set "
                                + TableNumbers.mark(OTHERS_TABLE))));
    }

    /** How long connections of each listener may be idle. */
    private List<RulesetPart> idle() {
        List<RulesetPart> parts = new ArrayList<>();
        List<String> rules = new ArrayList<>(List.of("ct state != new accept"));
        for (Balanced listener : node.listeners()) {
            int seconds = listener.idleSeconds();
            boolean stream = listener.protocol().equals(Protocol.TCP);
            Timeout timeout = new Timeout(
                    table.table(),
                    "idle-" + listener.protocol() + "-" + seconds,
                    listener.protocol().toString(),
                    stream ? "established : " + seconds : "unreplied : " + seconds + ", replied : " + seconds);
            if (!parts.contains(timeout)) {
                parts.add(timeout);
            }
            rules.add("meta l4proto " + listener.protocol() + " ct original proto-dst " + listener.port()
                    + " ct timeout set \"" + timeout.name() + "\"");
        }
        parts.add(hook("idle", "type filter hook forward priority filter - 5; policy accept;", rules));
        return parts;
    }

    private Chain listener(Balanced listener, List<Balanced.Target> targets) {
        String addresses = table.source() + " . " + table.destination();
        String to = targets.size() == 1
                ? targets.getFirst().at()
                : "jhash " + (listener.sticky() ? table.source() : addresses + " . th sport . th dport") + " mod "
                        + targets.size() + " map { "
                        + IntStream.range(0, targets.size())
                                .mapToObj(i -> i + " : " + targets.get(i).address() + " . "
                                        + targets.get(i).port())
                                .collect(Collectors.joining(", "))
                        + " }";
        return new Chain(
                Rank.SUBJECT,
                table,
                "listener-" + listener.protocol() + "-" + listener.port(),
                List.of("meta l4proto " + listener.protocol() + " dnat to " + to));
    }

    /** Who comes by an endpoint is hidden in any case: his address means nothing here. */
    private List<String> hiding() {
        Ip own = one.addresses(table.family()).getFirst();
        String as = "snat to " + (table == PacketTable.IPV4 ? own : "[" + own + "]") + ":"
                + (NatDesign.LAST_PORT - NatDesign.PORTS + 1) + "-" + NatDesign.LAST_PORT;
        List<String> rules = new ArrayList<>();
        rules.add(table.source() + " " + ConduitLink.block(table.family()) + " meta l4proto { tcp, udp } " + as);
        if (!kept().isEmpty()) {
            rules.add(
                    "oifname " + LINK + " " + table.destination() + " . meta l4proto . th dport @" + KEPT + " accept");
        }
        rules.add("oifname " + LINK + " ct status dnat meta l4proto { tcp, udp } " + as);
        return rules;
    }

    private List<String> kept() {
        return node.listeners().stream()
                .flatMap(listener -> listener.targets(table.family()).stream()
                        .filter(Balanced.Target::keepsClient)
                        .map(target -> target.address() + " . " + listener.protocol() + " . " + target.port()))
                .distinct()
                .sorted()
                .toList();
    }

    private RulesetPart hook(String name, String hook, List<String> rules) {
        return Chain.base(table.table(), name, hook, rules);
    }
}
