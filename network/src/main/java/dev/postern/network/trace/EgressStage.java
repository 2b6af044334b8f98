package dev.postern.network.trace;

import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.net.Cidr;
import dev.postern.network.EgressPort;
import dev.postern.network.Packet;
import dev.postern.network.RouteTableIntent;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link Stage#EGRESS}: an egress-only internet gateway knows the connections that went out through it, and lets nothing in but what
 * answers them.
 */
final class EgressStage {
    private EgressStage() {}

    static Hop outward(
            RouteStage.Place place, EgressPort port, RouteTableIntent.Choice choice, Packet packet, boolean answer) {
        boolean own = port.blocks().stream().anyMatch(block -> block.contains(packet.source()));
        if (!own) {
            return hop(place.vpc(), port, new Ruling.Stopped(new Rule.NoPublicAddress(packet.source()), List.of()));
        }
        Rule rule = new Rule.EgressOnly(port.id(), !answer, true);
        return hop(
                place.vpc(),
                port,
                answer ? new Ruling.Stopped(rule, theWayItCame(place, choice, packet)) : new Ruling.Passed(rule));
    }

    /** What came in through a peering connection or the internet gateway is answered through it. */
    private static List<Remedy> theWayItCame(RouteStage.Place place, RouteTableIntent.Choice choice, Packet packet) {
        Cidr block = choice.chosen().block();
        List<Remedy> ways = new ArrayList<>(RouteStage.peers(place, packet.destination(), block.length()));
        if (choice.chosen().origin() instanceof RouteTableIntent.OfUser) {
            place.vpc()
                    .internet()
                    .ifPresent(gateway -> ways.add(
                            new Remedy.ReplaceRoute(place.table(), block, new Route.ViaInternetGateway(gateway.id()))));
        }
        return ways;
    }

    /** Where the VPC has no internet gateway. */
    static Hop inward(VpcIntent vpc, EgressPort port, Packet packet, boolean answer) {
        Rule rule = new Rule.EgressOnly(port.id(), !answer, false);
        return hop(vpc, port, answer ? new Ruling.Passed(rule) : new Ruling.Stopped(rule, toBeReached(vpc, packet)));
    }

    private static List<Remedy> toBeReached(VpcIntent vpc, Packet packet) {
        return vpc.interfaceAt(packet.destination()).stream()
                .<Remedy>map(receiver -> {
                    RouteTableIntent table = vpc.routeTableOf(receiver);
                    RouteTableId id = table.id();
                    boolean taken = table.routes().containsKey(Cidr.ALL_IPV6);
                    return new Remedy.OpenToInternet(
                            vpc.id(), id, taken ? packet.source().asCidr() : Cidr.ALL_IPV6);
                })
                .toList();
    }

    private static Hop hop(VpcIntent vpc, EgressPort port, Ruling ruling) {
        return new Hop(Stage.EGRESS, new Component.EgressGateway(port.id(), vpc.id()), ruling);
    }
}
