package dev.postern.network.trace;

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
     */
    static Optional<Hop> hop(
            VpcIntent vpc,
            InterfacePort sender,
            InterfacePort next,
            RouteTableIntent.Choice choice,
            Packet packet,
            Optional<Packet.Origin> asker) {
        if (next.privateIps().contains(packet.destination())) {
            return Optional.empty();
        }
        List<Remedy> remedies = new ArrayList<>();
        Rule rule = new Rule.Check(next.id(), next.sourceDestCheck(), packet.destination(), false);
        boolean back = next.id().equals(sender.id());
        boolean elsewhere = asker.isPresent();
        if (back || elsewhere) {
            rule = new Rule.HandedTo(next.id(), packet.destination(), back);
        } else if (next.sourceDestCheck()) {
            remedies.add(new Remedy.DisableSourceDestCheck(next.id()));
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
}
