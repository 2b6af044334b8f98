package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.model.shared.SharedMap;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.Mtu;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The namespaces of an endpoint of a Gateway Load Balancer, and of the balancer's node.
 *
 * <pre>
 * router --- [gwlbe] endpoint [g..] --- [g..] node [gwlb] --- router of the balancer's VPC --- appliances
 * </pre>
 *
 * What comes by a link is handed on by a program before the namespace looks at it: by the endpoint as it is ({@link PassageProgram}), by the
 * node in GENEVE ({@link ToApplianceProgram}), and back ({@link FromApplianceProgram}). So neither is a hop, both VPCs may have the same
 * blocks, and it goes on without the server. Where a program is gone, packets meet rules that let nobody pass. The node itself asks targets
 * whether they are well.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-load-balancer-endpoints.html">Gateway Load Balancer endpoints</a>
 */
final class InspectionDesign {
    private static final String NODE_LINK = VpcRules.quoted(NamespaceName.INSPECTOR_LINK);
    private static final String ADMITTED = Judgement.hex(Judgement.ADMITTED);

    private InspectionDesign() {}

    static DesiredNamespace endpoint(VpcIntent vpc, InterfacePort one, Holder.InspectionHolder endpoint) {
        RouterLink links = new RouterLink(vpc, one, NamespaceName.INSPECTION_LINK, Mtu.INSIDE);
        Veth toNode = InspectionLink.between(endpoint.node(), one.id());
        links.add(toNode.far());
        String out = toNode.far().name();
        List<RulesetPart> rules = new ArrayList<>(List.of(ArpRules.nobody()));
        for (PacketTable table : PacketTable.values()) {
            rules.add(hook(
                    table, "prerouting", "type filter hook prerouting priority raw; policy drop;", List.of("drop")));
        }
        PacketProgram there = new PacketProgram.Passage(
                new LinkHeader(toNode.near().mac(), toNode.far().mac()), one.addresses(), out);
        PacketProgram back = new PacketProgram.Passage(
                new LinkHeader(VpcDesign.routerMac(one), one.mac()), List.of(), NamespaceName.INSPECTION_LINK);
        return links.with(
                Ruleset.of(rules),
                DesiredNamespace.Server.NOTHING,
                SharedMap.copyOf(Map.of(NamespaceName.INSPECTION_LINK, there, out, back)));
    }

    static DesiredNamespace node(VpcIntent vpc, InterfacePort one, Holder.InspectorHolder node) {
        RouterLink links = new RouterLink(vpc, one, NamespaceName.INSPECTOR_LINK, Mtu.INSIDE);
        NodeProgram program = new NodeProgram(
                new LinkHeader(VpcDesign.routerMac(one), one.mac()),
                one.addresses().getFirst(),
                node.stickiness(),
                node.idleSeconds(),
                node.appliances(),
                node.keeps());
        SharedMap<String, PacketProgram> programs = SharedMap.<String, PacketProgram>empty()
                .plus(NamespaceName.INSPECTOR_LINK, new PacketProgram.FromAppliance(program));
        for (Holder.Entrance entrance : node.entrances()) {
            Veth link = InspectionLink.between(node.networkInterface(), entrance.networkInterface());
            links.make(link);
            programs = programs.plus(
                    link.near().name(),
                    new PacketProgram.ToAppliance(program, entrance.endpoint().number(), NamespaceName.INSPECTOR_LINK));
        }
        List<RulesetPart> rules = new ArrayList<>(List.of(ArpRules.nobody()));
        for (PacketTable table : PacketTable.values()) {
            rules.addAll(nodeRules(table));
        }
        return links.with(Ruleset.of(rules), DesiredNamespace.Server.NOTHING, programs);
    }

    /** Answers to what the node asks targets. */
    private static List<RulesetPart> nodeRules(PacketTable table) {
        return List.of(
                hook(
                        table,
                        "prerouting",
                        "type filter hook prerouting priority raw; policy drop;",
                        List.of(
                                "iifname \"lo\" accept",
                                "iifname " + NODE_LINK + " meta mark set " + ADMITTED + " accept",
                                "drop")),
                hook(
                        table,
                        "input",
                        "type filter hook input priority filter; policy drop;",
                        List.of("iifname \"lo\" accept", "ct state established,related accept", "drop")),
                hook(
                        table,
                        "input-gate",
                        "type filter hook input priority filter + 10; policy drop;",
                        List.of("iifname \"lo\" accept", Judgement.has(Judgement.ADMITTED) + " accept", "drop")),
                hook(table, "forward", "type filter hook forward priority filter; policy drop;", List.of("drop")));
    }

    private static RulesetPart hook(PacketTable table, String name, String hook, List<String> rules) {
        return Chain.base(table.table(), name, hook, rules);
    }
}
