package dev.postern.network.trace;

import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Nat64;
import dev.postern.model.net.Protocol;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.Packet;
import java.util.List;
import java.util.Optional;

/**
 * {@link Stage#NAT}: a NAT gateway sends on, as itself, what its routes bring it, and what answers that; nothing else.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html">NAT gateway basics</a>
 */
final class NatStage {
    private static final List<Protocol> TRANSLATED = List.of(Protocol.TCP, Protocol.UDP, Protocol.ICMP);

    private NatStage() {}

    /** What a route handed to it, whoever it is addressed to. */
    static Hop outward(InterfacePort port, Holder.NatHolder nat, Packet packet) {
        if (port.addresses().contains(packet.destination())) {
            return inward(port, nat, packet);
        }
        if (packet.destination().family() == Family.IPV6) {
            return toIpv4(port, nat, packet);
        }
        if (!TRANSLATED.contains(packet.protocol()) || nat.serving().isEmpty()) {
            return new Hop(
                    Stage.NAT,
                    at(port, nat),
                    new Ruling.Stopped(new Rule.NotTranslated(nat.id(), packet.protocol()), List.of()));
        }
        return new Hop(
                Stage.NAT,
                at(port, nat),
                new Ruling.Translated(
                        new Rule.NatTranslation(nat.id(), packet.source(), nat.serving()),
                        packet,
                        packet.withSource(nat.serving().getFirst())));
    }

    /** From IPv6 to IPv4: what is under the prefix, where somebody can be. */
    private static Hop toIpv4(InterfacePort port, Holder.NatHolder nat, Packet packet) {
        Optional<Ip> destination = Nat64.ipv4(packet.destination());
        boolean known = packet.protocol().hasPorts() || packet.isEchoRequest();
        if (destination.isEmpty() || !known || nat.serving().isEmpty()) {
            return new Hop(
                    Stage.NAT,
                    at(port, nat),
                    new Ruling.Stopped(
                            known && !nat.serving().isEmpty()
                                    ? new Rule.NotUnderThePrefix(nat.id(), packet.destination())
                                    : new Rule.NotTranslated(nat.id(), packet.protocol()),
                            List.of()));
        }
        return new Hop(
                Stage.NAT,
                at(port, nat),
                new Ruling.Translated(
                        new Rule.Nat64Translation(nat.id(), packet.source(), destination.get(), nat.serving()),
                        packet,
                        packet.between(nat.serving().getFirst(), destination.get())));
    }

    /** The answer to who began it, in the words of his family. */
    private static Packet answered(Packet before, Packet packet) {
        Ip asker = before.source();
        return asker.family() == packet.destination().family()
                ? packet.withDestination(asker)
                : packet.between(Nat64.of(packet.source()), asker);
    }

    /** What is addressed to it and answers nothing. */
    static Hop inward(InterfacePort port, Holder.NatHolder nat, Packet packet) {
        return new Hop(
                Stage.NAT,
                at(port, nat),
                new Ruling.Stopped(new Rule.NoWayIn(nat.id(), packet.destination()), List.of()));
    }

    /**
     * What answers a connection that it began.
     *
     * @param there the way of what is answered
     */
    static Optional<Hop> answer(InterfacePort port, Holder.NatHolder nat, List<Hop> there, Packet packet) {
        for (Hop hop : there) {
            if (hop.at().equals(at(port, nat))
                    && hop.ruling() instanceof Ruling.Translated(var _, Packet before, Packet after)
                    && after.source().equals(packet.destination())) {
                return Optional.of(new Hop(
                        Stage.NAT,
                        at(port, nat),
                        new Ruling.Translated(
                                new Rule.NatAnswer(nat.id(), after.source(), before.source()),
                                packet,
                                answered(before, packet))));
            }
        }
        return Optional.empty();
    }

    /** Whether a way has been through it. */
    static boolean isOn(List<Hop> way, InterfacePort port, Holder.NatHolder nat) {
        return way.stream().anyMatch(hop -> hop.at().equals(at(port, nat)));
    }

    private static Component.Nat at(InterfacePort port, Holder.NatHolder nat) {
        return new Component.Nat(nat.id(), port.id());
    }
}
