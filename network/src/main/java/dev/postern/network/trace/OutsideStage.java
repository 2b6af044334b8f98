package dev.postern.network.trace;

import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import dev.postern.network.Outside;
import dev.postern.network.Packet;
import java.util.List;
import java.util.Optional;

/** {@link Stage#INTERNET}, for an address that is none of the cloud's: whether the packet goes on by the host. */
final class OutsideStage {
    private OutsideStage() {}

    static Hop hop(Outside outside, Packet packet) {
        return new Hop(Stage.INTERNET, new Component.Internet(packet.destination()), ruling(outside, packet));
    }

    private static Ruling ruling(Outside outside, Packet packet) {
        Ip address = packet.destination();
        return switch (outside) {
            case Outside.Closed() ->
                Outside.Open.PLAIN.refusal(address, 0).isPresent()
                        ? new Ruling.Stopped(new Rule.NobodyThere(address), List.of())
                        : new Ruling.Stopped(
                                new Rule.InternetClosed(address),
                                isCarried(packet)
                                        ? List.of(new Remedy.StartWithInternet(Optional.empty()))
                                        : List.of());
            case Outside.Open open ->
                open.refusal(address, packet.protocol().hasPorts() ? packet.key() : 0)
                        .<Ruling>map(refusal -> new Ruling.Stopped(
                                new Rule.NotOfInternet(refusal),
                                refusal.opener().stream()
                                        .<Remedy>map(block -> new Remedy.StartWithInternet(Optional.of(block)))
                                        .toList()))
                        .orElseGet(() -> isCarried(packet)
                                ? new Ruling.Passed(new Rule.LeavesByHost(address))
                                : new Ruling.Stopped(new Rule.NotByHost(packet.protocol(), address), List.of()));
        };
    }

    private static boolean isCarried(Packet packet) {
        return packet.protocol().equals(Protocol.TCP)
                || (packet.protocol().equals(Protocol.UDP)
                        && packet.destination().family() == Family.IPV4);
    }
}
