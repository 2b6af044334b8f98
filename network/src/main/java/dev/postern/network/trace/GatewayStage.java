package dev.postern.network.trace;

import dev.postern.model.ec2.Route;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.InternetPort;
import dev.postern.network.Packet;
import dev.postern.network.RouteTableIntent;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@link Stage#SNAT} and {@link Stage#DNAT}: an internet gateway gives a private address the public one that stands for it, and the
 * other way round.
 */
final class GatewayStage {
    private GatewayStage() {}

    static Hop outward(RouteStage.Place place, InternetPort port, RouteTableIntent.Choice choice, Packet packet) {
        Component at = new Component.Gateway(port.id(), place.vpc().id());
        Ip inside = packet.source();
        if (inside.family() == Family.IPV6) {
            return new Hop(Stage.SNAT, at, asItIs(port, inside));
        }
        Ip outside = port.translations().get(inside);
        if (outside != null) {
            return new Hop(
                    Stage.SNAT,
                    at,
                    new Ruling.Translated(
                            new Rule.PublicAddress(inside, outside, true), packet, packet.withSource(outside)));
        }
        return new Hop(Stage.SNAT, at, refused(place, choice, packet));
    }

    /** An IPv6 address, which no gateway translates. */
    private static Ruling asItIs(InternetPort port, Ip address) {
        return port.ipv6().stream().anyMatch(block -> block.contains(address))
                ? new Ruling.Passed(new Rule.PublicAsItIs(address))
                : new Ruling.Stopped(new Rule.NoPublicAddress(address), List.of());
    }

    private static Ruling refused(RouteStage.Place place, RouteTableIntent.Choice choice, Packet packet) {
        Ip inside = packet.source();
        return switch (place.sender().holder()) {
            case Holder.NatHolder nat -> new Ruling.Stopped(new Rule.PrivateNat(nat.id(), inside), List.of());
            case Holder.InstanceHolder _,
                    Holder.EndpointHolder _,
                    Holder.BalancerHolder _,
                    Holder.InspectionHolder _,
                    Holder.InspectorHolder _ -> {
                Cidr block = choice.chosen().block();
                List<Remedy> remedies = new ArrayList<>(RouteStage.peers(place, packet.destination(), block.length()));
                if (block.length() == 0) {
                    remedies.addAll(RouteStage.endpoints(place, packet.destination()));
                }
                boolean ofUser = choice.chosen().origin() instanceof RouteTableIntent.OfUser;
                // A route of one's own comes before one of a prefix list.
                place.vpc().peers().stream()
                        .filter(peer -> peer.blocks().stream()
                                .anyMatch(its -> its.contains(packet.destination()) && its.length() <= block.length()))
                        .map(peer -> new Route.ViaPeering(peer.id()))
                        .forEach(peer -> remedies.add(
                                ofUser
                                        ? new Remedy.ReplaceRoute(place.table(), block, peer)
                                        : new Remedy.CreateRoute(place.table(), block, peer)));
                if (ofUser) {
                    RouteStage.nats(place, inside)
                            .forEach(nat -> remedies.add(
                                    new Remedy.ReplaceRoute(place.table(), block, new Route.ViaNatGateway(nat))));
                }
                place.vpc()
                        .interfaceAt(inside)
                        .filter(holder -> holder.holder().instance().isPresent())
                        .ifPresent(holder -> remedies.add(new Remedy.GiveAddress(holder.id(), inside)));
                yield new Ruling.Stopped(new Rule.NoPublicAddress(inside), remedies);
            }
        };
    }

    /** What no gateway of the internet leads to, though its IPv6 address is public: an endpoint's interface, or a balancer's. */
    static Optional<Hop> closed(InterfacePort receiver, Family family) {
        return Optional.of(receiver.holder())
                .filter(holder -> family == Family.IPV6 && holder.isClosedToInternet())
                .map(holder -> new Hop(
                        Stage.DOOR,
                        SpoofStage.at(receiver),
                        new Ruling.Stopped(new Rule.NotFromInternet(receiver.id(), holder), List.of())));
    }

    static Hop inward(VpcIntent vpc, InternetPort port, Packet packet) {
        Ip outside = packet.destination();
        if (outside.family() == Family.IPV6) {
            return new Hop(Stage.DNAT, new Component.Gateway(port.id(), vpc.id()), asItIs(port, outside));
        }
        Optional<Ip> inside = port.translations().entrySet().stream()
                .filter(pair -> pair.getValue().equals(outside))
                .map(Map.Entry::getKey)
                .findFirst();
        return new Hop(
                Stage.DNAT,
                new Component.Gateway(port.id(), vpc.id()),
                inside.<Ruling>map(address -> new Ruling.Translated(
                                new Rule.PublicAddress(address, outside, false),
                                packet,
                                packet.withDestination(address)))
                        .orElseGet(() -> new Ruling.Stopped(new Rule.StandsForNobody(outside), List.of())));
    }
}
