package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import dev.postern.dataplane.namespaces.RulesetPart.Rank;
import dev.postern.dataplane.namespaces.RulesetPart.Timeout;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Protocol;
import dev.postern.network.Balanced;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.Severed;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The namespace of a node of a Network Load Balancer: one link, to the VPC's router, and one to each endpoint's interface that leads here.
 *
 * <pre>
 * prerouting:   came by a link -> admitted;  a listener's port -> one of its targets, by the connection's addresses and ports
 * forward:      a connection with a target that is not to have it any more -> reset;  known connection -> on; a TCP packet of none -> reset; what was given to a target -> on
 * postrouting:  to a target that sees who connects -> as it is; else as the node, from one of 55,000 ports
 * forward:      how long each listener's connections may be idle
 * input:        answers to what the node asks targets itself;  a port where bytes change on the way -> the server, which joins two connections
 * output:       what the server sends in the name of who connects -> remembered, so that answers come back to it
 * </pre>
 *
 * Its VPC's router asks the balancer's security groups, and routes what it sends; there a connection that keeps who began it is led back
 * here ({@link KeptClients}). The kernel remembers to whom a connection was given, so that other targets get new connections only, and it
 * goes on without the server. It fails closed as a router does ({@link Judgement}).
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/introduction.html">What is a Network Load Balancer?</a>
 */
final class BalancerDesign {
    private static final String LINK = VpcRules.quoted(NamespaceName.BALANCER_LINK);
    private static final String ADMIT = "meta mark set " + Judgement.hex(Judgement.ADMITTED) + " accept";
    private static final String KEPT = "kept";
    private static final String RESET = "reject with tcp reset";

    /** The table by which answers to others come to the server, and the mark of connections that it made in their names. */
    private static final int OTHERS_TABLE = 0x300;

    private static final String IN_OTHERS_NAME = "0x4a000000";
    private static final RoutingRule OTHERS =
            new RoutingRule(Family.IPV4, 90, "fwmark " + TableNumbers.mark(OTHERS_TABLE), OTHERS_TABLE);

    private final InterfacePort one;
    private final Holder.BalancerHolder node;

    private BalancerDesign(InterfacePort one, Holder.BalancerHolder node) {
        this.one = one;
        this.node = node;
    }

    static DesiredNamespace of(VpcIntent vpc, InterfacePort one, Holder.BalancerHolder node) {
        RouterLink links = new RouterLink(vpc, one, NamespaceName.BALANCER_LINK);
        for (NetworkInterfaceId endpoint : node.entrances()) {
            links.make(
                    ConduitLink.between(node.networkInterface(), endpoint),
                    ConduitLink.NODE,
                    ConduitLink.address(endpoint));
        }
        BalancerDesign design = new BalancerDesign(one, node);
        if (design.speaksForOthers()) {
            links.lead(OTHERS, KernelRoute.local(OTHERS_TABLE, Cidr.ALL_IPV4));
        }
        return links.with(Ruleset.of(design.rules()), DesiredNamespace.Server.BALANCER);
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
                hook("forward", "type filter hook forward priority filter; policy drop;", forward()),
                hook("forward-gate", "type filter hook forward priority filter + 10; policy drop;", NatDesign.GATE),
                ArpRules.nobody()));
        List<String> choices = new ArrayList<>();
        for (Balanced listener : node.listeners()) {
            if (!listener.targets().isEmpty() && !listener.isJoined()) {
                Chain chain = listener(listener);
                parts.add(chain);
                choices.add("fib daddr type local " + listener.protocol() + " dport " + listener.port() + " goto "
                        + chain.name());
            }
        }
        severing().forEach(listener -> elements(listener).ifPresent(parts::add));
        parts.addAll(idle());
        parts.add(hook("balancing", "type nat hook prerouting priority dstnat; policy accept;", choices));
        parts.add(hook("hiding", "type nat hook postrouting priority srcnat; policy accept;", hiding()));
        if (speaksForOthers()) {
            parts.addAll(inOthersName());
        }
        if (!kept().isEmpty()) {
            parts.add(Elements.of(RulesetPart.IPV4, "set", KEPT, "type ipv4_addr . inet_proto . inet_service", kept()));
        }
        return parts;
    }

    private List<String> forward() {
        List<String> rules = new ArrayList<>();
        severing().forEach(listener -> {
            String ends = "ct status dnat meta l4proto tcp ct original proto-dst " + listener.port();
            String among = elements(listener)
                    .map(those -> (listener.severed().others() ? "!= @" : "@") + those.name())
                    .orElse("");
            rules.add(ends + " ct direction original " + (among.isEmpty() ? "" : "ip daddr . tcp dport " + among + " ")
                    + RESET);
            rules.add(ends + " ct direction reply " + (among.isEmpty() ? "" : "ip saddr . tcp sport " + among + " ")
                    + RESET);
        });
        rules.addAll(List.of(
                NatDesign.KNOWN,
                NatDesign.LATE,
                "ct state new ct status dnat " + Judgement.note(Judgement.SENDER) + " accept",
                "drop"));
        return rules;
    }

    /** The listeners with whose targets connections may end. */
    private Stream<Balanced> severing() {
        return node.listeners().stream()
                .filter(listener -> listener.protocol().equals(Protocol.TCP)
                        && !listener.severed().equals(Severed.NOBODY));
    }

    /** With whom, or with whom not; empty for with everybody. */
    private static Optional<Elements> elements(Balanced listener) {
        List<String> those = listener.severed().those().stream()
                .map(spot -> spot.address() + " . " + spot.port())
                .toList();
        return those.isEmpty()
                ? Optional.empty()
                : Optional.of(Elements.of(
                        RulesetPart.IPV4, "set", "severed-" + listener.port(), "type ipv4_addr . inet_service", those));
    }

    private List<String> input() {
        List<String> rules = new ArrayList<>(List.of("iifname \"lo\" accept", "ct state established,related accept"));
        node.joined().forEach(listener -> rules.add("tcp dport " + listener.port() + " ct state new accept"));
        rules.add("drop");
        return rules;
    }

    /** Whether the server connects to targets as if it were who connects to the node. */
    private boolean speaksForOthers() {
        return node.joined().flatMap(listener -> listener.targets().stream()).anyMatch(Balanced.Target::keepsClient);
    }

    private static List<RulesetPart> inOthersName() {
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
                    RulesetPart.IPV4,
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

    private static Chain listener(Balanced listener) {
        List<Balanced.Target> targets = listener.targets();
        String to = targets.size() == 1
                ? targets.getFirst().address() + ":" + targets.getFirst().port()
                : "jhash " + (listener.sticky() ? "ip saddr" : "ip saddr . ip daddr . th sport . th dport") + " mod "
                        + targets.size() + " map { "
                        + IntStream.range(0, targets.size())
                                .mapToObj(i -> i + " : " + targets.get(i).address() + " . "
                                        + targets.get(i).port())
                                .collect(Collectors.joining(", "))
                        + " }";
        return new Chain(
                Rank.SUBJECT,
                PacketTable.IPV4,
                "listener-" + listener.protocol() + "-" + listener.port(),
                List.of("meta l4proto " + listener.protocol() + " dnat to " + to));
    }

    /** Who comes by an endpoint is hidden in any case: his address means nothing here. */
    private List<String> hiding() {
        String as = "snat to " + one.addresses(Family.IPV4).getFirst() + ":"
                + (NatDesign.LAST_PORT - NatDesign.PORTS + 1) + "-" + NatDesign.LAST_PORT;
        List<String> rules = new ArrayList<>();
        rules.add("ip saddr " + ConduitLink.BLOCK + " meta l4proto { tcp, udp } " + as);
        if (!kept().isEmpty()) {
            rules.add("oifname " + LINK + " ip daddr . meta l4proto . th dport @" + KEPT + " accept");
        }
        rules.add("oifname " + LINK + " ct status dnat meta l4proto { tcp, udp } " + as);
        return rules;
    }

    private List<String> kept() {
        return node.listeners().stream()
                .flatMap(listener -> listener.targets().stream()
                        .filter(Balanced.Target::keepsClient)
                        .map(target -> target.address() + " . " + listener.protocol() + " . " + target.port()))
                .distinct()
                .sorted()
                .toList();
    }

    private static RulesetPart hook(String name, String hook, List<String> rules) {
        return Chain.base(RulesetPart.IPV4, name, hook, rules);
    }
}
