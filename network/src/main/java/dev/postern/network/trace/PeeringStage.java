package dev.postern.network.trace;

import dev.postern.model.net.Ip;
import dev.postern.network.Packet;
import dev.postern.network.PeerPort;
import dev.postern.network.RouteTableIntent;
import dev.postern.network.VpcIntent;
import java.util.List;

/**
 * {@link Stage#PEERING}: a peering connection carries what is from an address of the one VPC to an address of the other, and nothing
 * else: no gateway, endpoint or other connection of a VPC is reached through it.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-limitations">VPC peering
 *     limitations</a>
 */
final class PeeringStage {
    private PeeringStage() {}

    static Hop hop(RouteStage.Place place, PeerPort port, RouteTableIntent.Choice choice, Packet packet) {
        VpcIntent near = place.vpc();
        Component at = new Component.Peering(port.id(), near.id(), port.far());
        Ip source = packet.source();
        if (near.cidrs().stream().noneMatch(block -> block.contains(source))) {
            return new Hop(
                    Stage.PEERING, at, new Ruling.Stopped(new Rule.NotOfPeer(near.id(), source, true), List.of()));
        }
        if (!port.leadsTo(packet.destination())) {
            return new Hop(
                    Stage.PEERING,
                    at,
                    new Ruling.Stopped(
                            new Rule.NotOfPeer(port.far(), packet.destination(), false),
                            choice.chosen().origin() instanceof RouteTableIntent.OfUser
                                    ? List.of(new Remedy.DeleteRoute(
                                            place.table(), choice.chosen().block()))
                                    : List.of()));
        }
        return new Hop(Stage.PEERING, at, new Ruling.Passed(new Rule.Peered(near.id(), port.far())));
    }
}
