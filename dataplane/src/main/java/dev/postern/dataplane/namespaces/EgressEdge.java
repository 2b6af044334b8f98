package dev.postern.dataplane.namespaces;

import dev.postern.model.ec2.VpcId;
import dev.postern.network.EgressPort;
import dev.postern.network.trace.Stage;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The egress-only internet gateway, for IPv6 alone.
 *
 * <pre>
 * prerouting:   what comes in and belongs to no connection -> drop
 * postrouting:  what answers a connection that came in elsewhere, or is not from the VPC's blocks -> drop
 * </pre>
 */
record EgressEdge(VpcId vpc, EgressPort port) implements GatewayEdge {
    private static final String NOTE = Drops.at(Stage.EGRESS);

    @Override
    public String farLink() {
        return NamespaceName.egressLink(vpc);
    }

    @Override
    public int side() {
        return 0x1a;
    }

    /** Nothing of IPv4 comes in here. */
    @Override
    public List<String> admission(PacketTable table, String mark) {
        return switch (table) {
            case IPV4 -> List.of();
            case IPV6 -> GatewayEdge.super.admission(table, mark);
        };
    }

    /** Nothing of IPv4 goes out. */
    @Override
    public List<String> refused(PacketTable table) {
        return switch (table) {
            case IPV4 -> List.of(out() + "drop");
            case IPV6 -> List.of(begunOutside(), answersElsewhere(), foreign());
        };
    }

    private String begunOutside() {
        return "iifname " + VpcRules.quoted(link()) + " ct state != { established, related } " + NOTE;
    }

    private String answersElsewhere() {
        return out() + "ct direction reply " + NOTE;
    }

    private String foreign() {
        return out() + GatewayEdge.notFrom(PacketTable.IPV6, port.blocks()) + NOTE;
    }

    private String out() {
        return "oifname " + VpcRules.quoted(link()) + " ";
    }

    @Override
    public Collection<RulesetPart> parts(PacketTable table, Ruleset before, Optional<EdgeDesign> previous) {
        return switch (table) {
            case IPV4 -> List.of();
            case IPV6 ->
                List.of(
                        chain(
                                "egress-in",
                                "type filter hook prerouting priority mangle; policy accept;",
                                List.of(begunOutside())),
                        chain("egress-out", InternetEdge.LEAVING, List.of(answersElsewhere(), foreign())));
        };
    }

    private static RulesetPart chain(String name, String hook, List<String> refused) {
        return RulesetPart.Chain.base(RulesetPart.IPV6, name, hook, refused);
    }
}
