package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.network.InterfacePort;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The namespace of an endpoint's interface behind which a service of AWS answers: one link, to the VPC's router, and the server listens.
 *
 * <pre>
 * prerouting:  came by the link -> admitted
 * input:       what the service answers -> accept
 * output:      its answers -> accept
 * </pre>
 *
 * The router has asked the interface's security groups and ACLs before. Nobody passes through, and nothing begins here.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html">Interface endpoints</a>
 */
final class EndpointDesign {
    private static final String LINK = VpcRules.quoted(NamespaceName.ENDPOINT_LINK);
    private static final String PORTS = "{ 80, 443 }";

    private EndpointDesign() {}

    static DesiredNamespace of(VpcIntent vpc, InterfacePort one) {
        return new RouterLink(vpc, one, NamespaceName.ENDPOINT_LINK).with(rules(), DesiredNamespace.Server.SERVICES);
    }

    private static Ruleset rules() {
        List<RulesetPart> parts = new ArrayList<>(
                Stream.of(PacketTable.values()).flatMap(EndpointDesign::rules).toList());
        parts.add(ArpRules.nobody());
        return Ruleset.of(parts);
    }

    private static Stream<RulesetPart> rules(PacketTable table) {
        String admitted = Judgement.has(Judgement.ADMITTED);
        // A host that learns that a packet was too large may tell it; nothing else is told.
        String tooLarge = table == PacketTable.IPV4
                ? "icmp type destination-unreachable icmp code frag-needed accept"
                : "icmpv6 type packet-too-big accept";
        return Stream.of(
                hook(
                        table,
                        "prerouting",
                        "type filter hook prerouting priority raw; policy drop;",
                        List.of(
                                "iifname \"lo\" accept",
                                "iifname " + LINK + " meta mark set " + Judgement.hex(Judgement.ADMITTED) + " accept",
                                "drop")),
                hook(
                        table,
                        "input",
                        "type filter hook input priority filter; policy drop;",
                        List.of("iifname \"lo\" accept", "tcp dport " + PORTS + " accept", tooLarge, "drop")),
                hook(
                        table,
                        "input-gate",
                        "type filter hook input priority filter + 10; policy drop;",
                        List.of("iifname \"lo\" accept", admitted + " accept", "drop")),
                hook(table, "forward", "type filter hook forward priority filter; policy drop;", List.of("drop")),
                hook(
                        table,
                        "output",
                        "type filter hook output priority filter; policy drop;",
                        List.of("oifname \"lo\" accept", "tcp sport " + PORTS + " accept", "drop")));
    }

    private static RulesetPart hook(PacketTable table, String name, String hook, List<String> rules) {
        return Chain.base(table.table(), name, hook, rules);
    }
}
