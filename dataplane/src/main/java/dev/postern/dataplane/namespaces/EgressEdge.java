package dev.postern.dataplane.namespaces;

import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Mac;
import dev.postern.network.EgressPort;
import dev.postern.network.Mtu;
import dev.postern.network.trace.Stage;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The egress-only internet gateway: a link of its own to the internet's namespace, for IPv6 alone.
 *
 * <pre>
 * prerouting:   what comes in and belongs to no connection -> drop
 * postrouting:  what answers a connection that came in elsewhere, or is not from the VPC's blocks -> drop
 * </pre>
 */
record EgressEdge(VpcId vpc, EgressPort port) implements EdgeDesign {
    private static final int ROUTER_SIDE = 0x1a;
    private static final int INTERNET_SIDE = 0x1e;

    /** The egress-only gateway of a VPC, if it has one. */
    static Optional<EgressEdge> of(Optional<VpcDesign> design) {
        return design.map(VpcDesign::vpc).flatMap(vpc -> vpc.egress().map(port -> new EgressEdge(vpc.id(), port)));
    }

    private Mac routerMac() {
        return NamespaceName.routerMac(vpc.value(), ROUTER_SIDE);
    }

    private Mac internetMac() {
        return NamespaceName.routerMac(vpc.value(), INTERNET_SIDE);
    }

    @Override
    public Veth veth() {
        return Veth.of(
                link(),
                routerMac(),
                NamespaceName.INTERNET,
                NamespaceName.egressLink(vpc),
                internetMac(),
                Mtu.INTERNET);
    }

    @Override
    public List<Neighbour> next() {
        return LinkEnd.INTERNET.neighbours(link(), internetMac());
    }

    /** The router, as the internet's side has it. */
    List<Neighbour> router() {
        return LinkEnd.ROUTER.neighbours(veth().far().name(), routerMac());
    }

    @Override
    public KernelRoute route(int table, Cidr destination) {
        return KernelRoute.through(table, destination, LinkEnd.INTERNET.of(destination.family()), link());
    }

    /** Nothing of IPv4 comes in here. */
    @Override
    public List<String> admission(PacketTable table, String mark) {
        return switch (table) {
            case IPV4 -> List.of();
            case IPV6 -> EdgeDesign.super.admission(table, mark);
        };
    }

    @Override
    public Collection<RulesetPart> parts(PacketTable table, Ruleset before, Optional<EdgeDesign> previous) {
        String refused = Drops.at(Stage.EGRESS);
        String link = VpcRules.quoted(link());
        return switch (table) {
            case IPV4 ->
                List.of(RulesetPart.Chain.base(
                        table.table(), "egress-out", InternetEdge.LEAVING, List.of("oifname " + link + " drop")));
            case IPV6 ->
                List.of(
                        RulesetPart.Chain.base(
                                table.table(),
                                "egress-in",
                                "type filter hook prerouting priority mangle; policy accept;",
                                List.of("iifname " + link + " ct state != { established, related } " + refused)),
                        RulesetPart.Chain.base(
                                table.table(),
                                "egress-out",
                                InternetEdge.LEAVING,
                                List.of(
                                        "oifname " + link + " ct direction reply " + refused,
                                        "oifname " + link + " " + InternetEdge.notFrom(table, port.blocks())
                                                + refused)));
        };
    }
}
