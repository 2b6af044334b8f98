package dev.postern.network.trace;

import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.Packet;
import dev.postern.network.RouteTableIntent;
import dev.postern.network.RouteTarget;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@link Stage#DETOUR}: a route hands the packet to an interface that does not have its destination. What the instance there does with
 * it is its own affair: the walk ends there.
 */
final class DetourStage {
    private DetourStage() {}

    /**
     * Empty if it is no detour, as the interface has the address.
     *
     * @param table whose route it is
     * @param asker for an answer, who waits for it
     * @param back whether it comes from there, or has been there before
     */
    static Optional<Hop> hop(
            VpcIntent vpc,
            RouteTableId table,
            InterfacePort next,
            RouteTableIntent.Choice choice,
            Packet packet,
            Optional<Packet.Origin> asker,
            boolean back) {
        if (next.has(packet.destination())) {
            return Optional.empty();
        }
        List<Remedy> remedies = new ArrayList<>();
        Rule rule = new Rule.Check(next.id(), next.sourceDestCheck(), packet.destination(), false);
        boolean elsewhere = asker.isPresent();
        if (back || elsewhere) {
            rule = new Rule.HandedTo(next.id(), packet.destination(), back);
        } else if (next.sourceDestCheck()) {
            remedies.add(new Remedy.DisableSourceDestCheck(next.id()));
        }
        if (elsewhere && !back && next.holder() instanceof Holder.NatHolder) {
            undiverted(vpc, packet.destination())
                    .ifPresentOrElse(
                            remedies::add, () -> remedies.addAll(directly(vpc, table, choice, packet.destination())));
        }
        boolean stopped = back || elsewhere || next.sourceDestCheck();
        if (stopped && choice.chosen().origin() instanceof RouteTableIntent.OfUser) {
            remedies.add(RouteStage.without(vpc, table, choice.chosen().block()));
        }
        return Optional.of(new Hop(
                Stage.DETOUR,
                SpoofStage.at(next),
                stopped ? new Ruling.Stopped(rule, remedies) : new Ruling.Passed(rule)));
    }

    /** To an endpoint of a Gateway Load Balancer that the packet comes from, or has been at. */
    static Hop round(
            VpcIntent vpc, RouteTableId table, InterfacePort next, RouteTableIntent.Choice choice, Packet packet) {
        List<Remedy> remedies = choice.chosen().origin() instanceof RouteTableIntent.OfUser
                ? List.of(RouteStage.without(vpc, table, choice.chosen().block()))
                : List.of();
        return new Hop(
                Stage.DETOUR,
                SpoofStage.at(next),
                new Ruling.Stopped(new Rule.HandedTo(next.id(), packet.destination(), true), remedies));
    }

    /** What a NAT gateway sent to itself came to somebody else by the internet gateway's table: without that it would not. */
    private static Optional<Remedy> undiverted(VpcIntent vpc, Ip asker) {
        return vpc.internet()
                .flatMap(port -> vpc.tableAt(port)
                        .flatMap(table -> port.translations().entrySet().stream()
                                .filter(pair -> pair.getValue().equals(asker))
                                .flatMap(pair -> vpc
                                        .interfaceAt(pair.getKey())
                                        .filter(at -> at.holder() instanceof Holder.NatHolder)
                                        .flatMap(_ -> table.choose(pair.getKey()))
                                        .stream())
                                .filter(choice -> !(choice.chosen().target() instanceof RouteTarget.Local))
                                .map(choice -> RouteStage.without(
                                        vpc, table.id(), choice.chosen().block()))
                                .findFirst()));
    }

    /** What came in through the internet gateway is answered through it, whatever the others go through. */
    private static List<Remedy> directly(VpcIntent vpc, RouteTableId table, RouteTableIntent.Choice choice, Ip asker) {
        return AddressPlan.isPublic(asker) && !choice.chosen().block().equals(asker.asCidr())
                ? vpc.internet().stream()
                        .<Remedy>map(port ->
                                new Remedy.CreateRoute(table, asker.asCidr(), new Route.ViaInternetGateway(port.id())))
                        .toList()
                : List.of();
    }
}
