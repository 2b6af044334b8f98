package dev.postern.network.trace;

import dev.postern.model.net.Ip;
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

    static Hop outward(RouteStage.Place place, Component.Gateway at, RouteTableIntent.Choice choice, Packet packet) {
        Ip inside = packet.source();
        Ip outside = place.vpc().publicAddresses().get(inside);
        if (outside != null) {
            return new Hop(
                    Stage.SNAT,
                    at,
                    new Ruling.Translated(
                            new Rule.PublicAddress(inside, outside, true), packet, packet.withSource(outside)));
        }
        List<Remedy> remedies = new ArrayList<>();
        if (choice.chosen().block().length() == 0) {
            remedies.addAll(RouteStage.endpoints(place, packet.destination()));
        }
        place.vpc().interfaceAt(inside).ifPresent(holder -> remedies.add(new Remedy.GiveAddress(holder.id(), inside)));
        return new Hop(Stage.SNAT, at, new Ruling.Stopped(new Rule.NoPublicAddress(inside), remedies));
    }

    static Hop inward(VpcIntent vpc, Packet packet) {
        Ip outside = packet.destination();
        Component at = vpc.internetGateway()
                .<Component>map(gateway -> new Component.Gateway(gateway, vpc.id()))
                .orElseGet(() -> new Component.Vpc(vpc.id()));
        Optional<Ip> inside = vpc.publicAddresses().entrySet().stream()
                .filter(pair -> pair.getValue().equals(outside))
                .map(Map.Entry::getKey)
                .findFirst();
        return new Hop(
                Stage.DNAT,
                at,
                inside.<Ruling>map(address -> new Ruling.Translated(
                                new Rule.PublicAddress(address, outside, false),
                                packet,
                                packet.withDestination(address)))
                        .orElseGet(() -> new Ruling.Stopped(new Rule.StandsForNobody(outside), List.of())));
    }
}
