package dev.postern.network.trace;

import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.network.GatewayService;
import dev.postern.network.GuestService;
import dev.postern.network.Holder;
import dev.postern.network.Packet;
import dev.postern.network.VpcIntent;
import java.util.List;
import java.util.Optional;

/** {@link Stage#DOOR}: whether a service answers what comes to its address. */
final class DoorStage {
    private DoorStage() {}

    /** What every VPC has; empty if the destination is not one of its addresses. Neither groups nor ACLs are asked. */
    static Optional<Hop> guest(VpcIntent vpc, Packet packet) {
        Ip destination = packet.destination();
        Optional<GuestService> there = vpc.guests().stream()
                .filter(service -> service.isAskedBy(packet))
                .findFirst();
        return there.map(first -> hop(
                new Component.Listener(destination),
                first.label(),
                asked(vpc, packet).map(GuestService::toString),
                packet));
    }

    /** The delivery that follows. */
    static Optional<Outcome.Delivered> guestDelivery(VpcIntent vpc, Packet packet) {
        return asked(vpc, packet).map(service -> new Outcome.Delivered(new Outcome.ToDoor(service), packet));
    }

    static Hop endpoint(GatewayService service, Packet packet) {
        return hop(
                new Component.Endpoint(service.endpoint(), service.serviceName()),
                service.label(),
                Optional.of(service.label()).filter(name -> service.answers(packet.protocol(), packet.key())),
                packet);
    }

    /** An interface endpoint, at its interface. */
    static Hop endpoint(Holder.EndpointHolder endpoint, Packet packet) {
        return hop(
                new Component.Endpoint(endpoint.id(), endpoint.serviceName()),
                endpoint.serviceName(),
                Optional.of(endpoint.serviceName()).filter(_ -> endpoint.answers(packet)),
                packet);
    }

    /**
     * The internet's side.
     *
     * @param service whether at a public front door, else at the person's address
     * @param answer whether somebody there waits for it
     */
    static Hop onInternet(Packet packet, boolean service, boolean answer) {
        boolean answers =
                answer || packet.isEchoRequest() || (service && GatewayService.isWeb(packet.protocol(), packet.key()));
        String who = service
                ? AddressPlan.serviceAt(packet.destination())
                        .map(found -> found.service()
                                + found.region().map(region -> " in " + region).orElse(""))
                        .orElse("public front door")
                : "the internet's side";
        Component at =
                service ? new Component.Listener(packet.destination()) : new Component.Internet(packet.destination());
        return hop(at, who, Optional.of(who).filter(name -> answers), packet);
    }

    private static Hop hop(Component at, String service, Optional<String> answers, Packet packet) {
        return new Hop(
                Stage.DOOR,
                at,
                answers.<Ruling>map(what -> new Ruling.Passed(new Rule.Answers(what)))
                        .orElseGet(() -> new Ruling.Stopped(
                                new Rule.NotListening(service, packet.protocol(), packet.key()), List.of())));
    }

    private static Optional<GuestService> asked(VpcIntent vpc, Packet packet) {
        return vpc.guests().stream()
                .filter(service -> service.address().equals(packet.destination())
                        && service.answers(packet.protocol(), packet.key()))
                .findFirst();
    }
}
