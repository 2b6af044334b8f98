package dev.postern.network.trace;

import dev.postern.model.ec2.Route;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.Packet;
import dev.postern.network.RouteTableIntent;
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
     * @param asker for an answer, who waits for it
     * @param again whether it has been there before
     */
    static Optional<Hop> hop(
            VpcIntent vpc,
            InterfacePort sender,
            InterfacePort next,
            RouteTableIntent.Choice choice,
            Packet packet,
            Optional<Packet.Origin> asker,
            boolean again) {
        if (next.privateIps().contains(packet.destination())) {
            return Optional.empty();
        }
        List<Remedy> remedies = new ArrayList<>();
        Rule rule = new Rule.Check(next.id(), next.sourceDestCheck(), packet.destination(), false);
        boolean back = again || next.id().equals(sender.id());
        boolean elsewhere = asker.isPresent();
        if (back || elsewhere) {
            rule = new Rule.HandedTo(next.id(), packet.destination(), back);
        } else if (next.sourceDestCheck()) {
            remedies.add(new Remedy.DisableSourceDestCheck(next.id()));
        }
        if (elsewhere && !back && next.holder() instanceof Holder.NatHolder) {
            remedies.addAll(directly(vpc, sender, choice, packet.destination()));
        }
        boolean stopped = back || elsewhere || next.sourceDestCheck();
        if (stopped && choice.chosen().origin() instanceof RouteTableIntent.OfUser) {
            remedies.add(new Remedy.DeleteRoute(
                    vpc.subnetOf(sender).routeTable(), choice.chosen().block()));
        }
        return Optional.of(new Hop(
                Stage.DETOUR,
                SpoofStage.at(next),
                stopped ? new Ruling.Stopped(rule, remedies) : new Ruling.Passed(rule)));
    }

    /** What came in through the internet gateway is answered through it, whatever the others go through. */
    private static List<Remedy> directly(
            VpcIntent vpc, InterfacePort sender, RouteTableIntent.Choice choice, Ip asker) {
        return AddressPlan.EVERYTHING_PUBLIC.contains(asker)
                        && !choice.chosen().block().equals(asker.asCidr())
                ? vpc.internet().stream()
                        .<Remedy>map(port -> new Remedy.CreateRoute(
                                vpc.subnetOf(sender).routeTable(),
                                asker.asCidr(),
                                new Route.ViaInternetGateway(port.id())))
                        .toList()
                : List.of();
    }
}
