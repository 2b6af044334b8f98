package dev.postern.network.trace;

import dev.postern.network.InterfacePort;
import dev.postern.network.Packet;
import java.util.List;
import java.util.Optional;

/**
 * {@link Stage#SPOOF}: an interface sends only from its own addresses, unless its check is off.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_NAT_Instance.html#EIP_Disable_SrcDestCheck">Source/destination
 *     checks</a>
 */
final class SpoofStage {
    private SpoofStage() {}

    static Hop sent(InterfacePort sender, Packet packet) {
        boolean own = sender.has(packet.source());
        Rule rule = new Rule.Check(sender.id(), sender.sourceDestCheck(), packet.source(), own);
        return new Hop(
                Stage.SPOOF,
                at(sender),
                sender.believes(packet.source())
                        ? new Ruling.Passed(rule)
                        : new Ruling.Stopped(rule, List.of(new Remedy.DisableSourceDestCheck(sender.id()))));
    }

    static Component.Eni at(InterfacePort plugged) {
        return new Component.Eni(plugged.id(), Optional.of(plugged.holder()));
    }
}
