package dev.postern.network.trace;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.network.InterfacePort;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.VpcIntent;
import java.util.List;
import java.util.Optional;

/** {@link Stage#INTERNET}: whose a public address is. */
final class InternetStage {
    private InternetStage() {}

    /**
     * For an address that is no service's.
     *
     * @param owner the VPC that it leads to, if it does
     */
    static Hop hop(NetworkIntent intent, Optional<VpcIntent> owner, Packet packet, Surroundings around) {
        Ip destination = packet.destination();
        Component at = new Component.Internet(destination);
        if (owner.isPresent()) {
            return new Hop(
                    Stage.INTERNET,
                    at,
                    new Ruling.Passed(
                            new Rule.AddressOf(destination, owner.get().id())));
        }
        return around.interfaceBehind(destination)
                .map(eni -> intent.vpcOf(eni.id())
                        .map(vpc -> closed(vpc, vpc.interfaceOf(eni.id()), destination))
                        .orElseGet(() -> DeliveryStage.absent(eni, around)))
                .orElseGet(() ->
                        new Hop(Stage.INTERNET, at, new Ruling.Stopped(new Rule.NobodyThere(destination), List.of())));
    }

    private static Hop closed(VpcIntent vpc, InterfacePort holder, Ip address) {
        return new Hop(
                Stage.INTERNET,
                new Component.Vpc(vpc.id()),
                new Ruling.Stopped(
                        new Rule.NoGateway(vpc.id(), address),
                        List.of(new Remedy.OpenToInternet(
                                vpc.id(), vpc.subnetOf(holder).routeTable(), Cidr.all(address.family())))));
    }
}
