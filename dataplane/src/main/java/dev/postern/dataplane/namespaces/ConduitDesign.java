package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The namespace of an endpoint's interface that leads to somebody's service: a link to the VPC's router, and one to the node of the
 * service's balancer.
 *
 * <pre>
 * prerouting:   came by a link -> admitted;  to the interface, at a port that the service has -> to the node
 * forward:      known connection -> on; a TCP packet of none -> reset; what goes to the node, and its groups let in -> on
 * postrouting:  to the node -> as an address that is this interface's alone ({@link ConduitLink})
 * input:        drop
 * </pre>
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-share-your-services.html">Share your services</a>
 */
final class ConduitDesign {
    private static final String LINK = VpcRules.quoted(NamespaceName.ENDPOINT_LINK);

    private final PacketTable table;
    private final Holder.Conduit conduit;
    private final String toNode;

    private ConduitDesign(PacketTable table, Holder.Conduit conduit, Link toNode) {
        this.table = table;
        this.conduit = conduit;
        this.toNode = VpcRules.quoted(toNode.name());
    }

    static DesiredNamespace of(VpcIntent vpc, InterfacePort one, Holder.Conduit conduit) {
        Veth toNode = ConduitLink.between(conduit.node(), one.id());
        RouterLink links = new RouterLink(vpc, one, NamespaceName.ENDPOINT_LINK);
        List<RulesetPart> rules = new ArrayList<>(List.of(ArpRules.nobody()));
        for (Family family : one.families()) {
            Ip own = ConduitLink.address(one.id(), family);
            links.add(toNode.far(), own, toNode.near(), ConduitLink.node(family));
            ConduitDesign design = new ConduitDesign(PacketTable.of(family), conduit, toNode.far());
            rules.addAll(design.rules(one.addresses(family), own));
        }
        return links.with(Ruleset.of(rules), DesiredNamespace.Server.NOTHING);
    }

    private List<RulesetPart> rules(List<Ip> addresses, Ip own) {
        List<String> ports = new ArrayList<>();
        for (Ip address : addresses) {
            for (Holder.Opening opening : conduit.openings()) {
                ports.add("iifname " + LINK + " " + table.destination() + " " + address + " " + opening.protocol()
                        + " dport " + opening.port() + " dnat to " + ConduitLink.node(table.family()));
            }
        }
        return List.of(
                hook(
                        "prerouting",
                        "type filter hook prerouting priority raw; policy drop;",
                        List.of(
                                "iifname { " + LINK + ", " + toNode + " } meta mark set "
                                        + Judgement.hex(Judgement.ADMITTED) + " accept",
                                "drop")),
                hook("input", "type filter hook input priority filter; policy drop;", List.of("drop")),
                hook("forward", "type filter hook forward priority filter; policy drop;", forward()),
                hook("forward-gate", "type filter hook forward priority filter + 10; policy drop;", NatDesign.GATE),
                hook("conducting", "type nat hook prerouting priority dstnat; policy accept;", ports),
                hook(
                        "hiding",
                        "type nat hook postrouting priority srcnat; policy accept;",
                        List.of("oifname " + toNode + " snat to " + own)));
    }

    private List<String> forward() {
        String begins = "ct state new ct status dnat oifname " + toNode + " ";
        String passes = Judgement.note(Judgement.SENDER) + " accept";
        List<String> rules = new ArrayList<>(List.of(NatDesign.KNOWN, NatDesign.LATE));
        conduit.guard()
                .ifPresentOrElse(
                        guard -> guard.allowed().stream()
                                .filter(one -> table.has(one.from()))
                                .forEach(one ->
                                        condition(one).ifPresent(condition -> rules.add(begins + condition + passes))),
                        () -> rules.add(begins + passes));
        rules.add("drop");
        return rules;
    }

    /** Empty for what no listener takes. */
    private Optional<String> condition(Holder.Allowed one) {
        String from = table.source() + " " + one.from() + " ";
        if (one.protocol().equals(Protocol.ALL)) {
            return Optional.of(from);
        }
        boolean balanced = one.protocol().equals(Protocol.TCP) || one.protocol().equals(Protocol.UDP);
        return balanced
                ? Optional.of(from + one.protocol() + " dport " + one.ports().from() + "-"
                        + one.ports().to() + " ")
                : Optional.empty();
    }

    private RulesetPart hook(String name, String hook, List<String> rules) {
        return Chain.base(table.table(), name, hook, rules);
    }
}
