package dev.postern.network;

import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import dev.postern.network.Hop.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One packet's way. A walker is used once.
 *
 * <pre>
 * interface: source check -> security group out -> route -> ACL out -+-> ACL in -> security group in -> interface
 *                                                                    +-> endpoint's service
 *                                                                    +-> gateway -> internet -+-> public service
 *                                                                                             +-> gateway -> ACL in ...
 * </pre>
 */
final class Walk {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int ECHO_REQUEST = 8 << 8;

    private final NetworkIntent intent;
    private final boolean established;
    private final List<Hop> hops = new ArrayList<>();

    /**
     * Starts a walk.
     *
     * @param established for an answer: security groups know its connection
     */
    Walk(NetworkIntent intent, boolean established) {
        this.intent = intent;
        this.established = established;
    }

    Verdict from(Packet packet) {
        return switch (packet.origin()) {
            case Packet.FromInternet() -> fromInternet(packet);
            case Packet.FromInterface(NetworkInterfaceId id) -> {
                for (VpcIntent vpc : intent.vpcs().values()) {
                    InterfaceIntent sender = vpc.interfaces().get(id);
                    if (sender != null) {
                        yield fromInterface(vpc, sender, packet);
                    }
                }
                yield drop(Stage.DELIVERY, id.value(), "it is not plugged into a running instance");
            }
        };
    }

    /** From a service to the instance that asked it through an endpoint. */
    Verdict fromService(Packet packet) {
        for (VpcIntent vpc : intent.vpcs().values()) {
            if (packet.origin() instanceof Packet.FromInterface(NetworkInterfaceId id)
                    && vpc.interfaces().containsKey(id)) {
                return into(vpc, vpc.interfaceOf(id), packet);
            }
        }
        return drop(Stage.DELIVERY, packet.destination().toString(), "the asker is gone");
    }

    /** On the internet: to a public front door, the person there, or the gateway of a VPC. */
    Verdict fromInternet(Packet packet) {
        Ip destination = packet.destination();
        String where = destination.toString();
        Optional<VpcIntent> owner =
                Optional.ofNullable(intent.internet().get(destination)).flatMap(intent::vpc);
        if (owner.isPresent()) {
            return throughGateway(owner.get(), packet);
        }
        boolean service = AddressPlan.SERVICES.contains(destination);
        if (!service && !destination.equals(AddressPlan.INTERNET_CLIENT)) {
            return drop(Stage.INTERNET, where, "nobody has this address");
        }
        boolean echo = packet.protocol().equals(Protocol.ICMP) && packet.key() == ECHO_REQUEST;
        if (!established && !echo && !(service && isWeb(packet))) {
            return drop(Stage.SERVICE, where, "nothing answers " + packet.protocol() + " " + packet.key());
        }
        pass(Stage.DELIVERY, where, service ? "public front door" : "the internet's side");
        return new Verdict.DeliveredToInternet(packet, List.copyOf(hops));
    }

    private Verdict fromInterface(VpcIntent vpc, InterfaceIntent sender, Packet packet) {
        String from = sender.id().value();
        if (sender.sourceDestCheck() && !sender.privateIps().contains(packet.source())) {
            return drop(Stage.SOURCE_DEST_CHECK, from, packet.source() + " is not its address");
        }
        Optional<Verdict> guest = guestService(vpc, packet);
        if (guest.isPresent()) {
            return guest.get();
        }
        if (!established) {
            Optional<DirectionPolicy.Rule> allowed =
                    vpc.policyOf(sender).egress().allowing(packet.protocol(), packet.key(), packet.destination());
            if (allowed.isEmpty()) {
                return drop(Stage.SECURITY_GROUP_OUT, from, "no outbound rule of " + sender.groups() + " allows it");
            }
            pass(Stage.SECURITY_GROUP_OUT, from, allowed.get().toString());
        }
        RouteTableIntent table = vpc.routeTableOf(sender);
        Optional<RouteTableIntent.Match> match = table.lookUp(packet.destination());
        if (match.isEmpty()) {
            return drop(Stage.ROUTE, table.id().value(), "no route to " + packet.destination());
        }
        Hop route = new Hop(
                Stage.ROUTE,
                table.id().value(),
                match.get().destination() + " -> " + match.get().target(),
                true);
        return switch (match.get().target()) {
            case RouteTarget.Blackhole _ -> drop(Stage.ROUTE, route.where(), route.rule());
            case RouteTarget.Local() -> {
                hops.add(route);
                yield local(vpc, sender, packet);
            }
            case RouteTarget.ToInterface(NetworkInterfaceId id) -> {
                hops.add(route);
                InterfaceIntent next = vpc.interfaceOf(id);
                if (next.sourceDestCheck() && !next.privateIps().contains(packet.destination())) {
                    yield drop(Stage.SOURCE_DEST_CHECK, id.value(), packet.destination() + " is not its address");
                }
                yield between(vpc, sender, next, packet);
            }
            case RouteTarget.ToEndpoint endpoint -> {
                hops.add(route);
                yield toEndpoint(vpc, sender, endpoint, packet);
            }
            case RouteTarget.ToInternetGateway(var gateway) -> {
                hops.add(route);
                Ip outside = vpc.publicAddresses().get(packet.source());
                if (!acl(vpc, sender, true, packet)) {
                    yield denied();
                }
                if (outside == null) {
                    yield drop(Stage.ADDRESS_TRANSLATION, gateway.value(), packet.source() + " has no public address");
                }
                pass(Stage.ADDRESS_TRANSLATION, gateway.value(), packet.source() + " becomes " + outside);
                yield fromInternet(packet.withSource(outside));
            }
        };
    }

    private Optional<Verdict> guestService(VpcIntent vpc, Packet packet) {
        Ip destination = packet.destination();
        if (vpc.guestServices().stream().noneMatch(s -> s.address().equals(destination))) {
            return Optional.empty();
        }
        return Optional.of(vpc.guestServices().stream()
                .filter(s -> s.address().equals(destination)
                        && s.protocol().equals(packet.protocol())
                        && s.port() == packet.key())
                .findFirst()
                .<Verdict>map(s -> {
                    pass(Stage.DELIVERY, destination.toString(), s.toString());
                    return new Verdict.DeliveredToGuestService(s.kind(), packet, List.copyOf(hops));
                })
                .orElseGet(() -> drop(
                        Stage.SERVICE,
                        destination.toString(),
                        "nothing answers " + packet.protocol() + " " + packet.key())));
    }

    private Verdict local(VpcIntent vpc, InterfaceIntent sender, Packet packet) {
        Optional<InterfaceIntent> receiver = vpc.interfaceAt(packet.destination());
        return receiver.isPresent()
                ? between(vpc, sender, receiver.get(), packet)
                : drop(Stage.DELIVERY, vpc.id().value(), "no running instance has " + packet.destination());
    }

    private Verdict between(VpcIntent vpc, InterfaceIntent sender, InterfaceIntent receiver, Packet packet) {
        if (sender.subnet().equals(receiver.subnet())) {
            return securityGroupIn(vpc, receiver, packet);
        }
        return acl(vpc, sender, true, packet) ? into(vpc, receiver, packet) : denied();
    }

    private Verdict toEndpoint(VpcIntent vpc, InterfaceIntent sender, RouteTarget.ToEndpoint endpoint, Packet packet) {
        if (!acl(vpc, sender, true, packet)) {
            return denied();
        }
        if (!isWeb(packet)) {
            return drop(
                    Stage.SERVICE,
                    endpoint.id().value(),
                    endpoint.serviceName() + " does not answer " + packet.protocol() + " " + packet.key());
        }
        pass(Stage.DELIVERY, endpoint.id().value(), endpoint.serviceName());
        return new Verdict.DeliveredToEndpoint(endpoint.id(), endpoint.serviceName(), packet, List.copyOf(hops));
    }

    private Verdict throughGateway(VpcIntent vpc, Packet packet) {
        String gateway =
                vpc.internetGateway().map(Object::toString).orElse(vpc.id().value());
        Optional<Ip> inside = vpc.publicAddresses().entrySet().stream()
                .filter(pair -> pair.getValue().equals(packet.destination()))
                .map(Map.Entry::getKey)
                .findFirst();
        if (inside.isEmpty()) {
            return drop(Stage.ADDRESS_TRANSLATION, gateway, packet.destination() + " stands for no address");
        }
        pass(Stage.ADDRESS_TRANSLATION, gateway, packet.destination() + " becomes " + inside.get());
        Packet translated = packet.withDestination(inside.get());
        Optional<InterfaceIntent> receiver = vpc.interfaceAt(inside.get());
        return receiver.isPresent()
                ? into(vpc, receiver.get(), translated)
                : drop(Stage.DELIVERY, vpc.id().value(), "no running instance has " + inside.get());
    }

    /** Over the edge of the receiver's subnet. */
    private Verdict into(VpcIntent vpc, InterfaceIntent receiver, Packet packet) {
        return acl(vpc, receiver, false, packet) ? securityGroupIn(vpc, receiver, packet) : denied();
    }

    private Verdict securityGroupIn(VpcIntent vpc, InterfaceIntent receiver, Packet packet) {
        String to = receiver.id().value();
        if (!established) {
            Optional<DirectionPolicy.Rule> allowed =
                    vpc.policyOf(receiver).ingress().allowing(packet.protocol(), packet.key(), packet.source());
            if (allowed.isEmpty()) {
                return drop(Stage.SECURITY_GROUP_IN, to, "no inbound rule of " + receiver.groups() + " allows it");
            }
            pass(Stage.SECURITY_GROUP_IN, to, allowed.get().toString());
        }
        pass(Stage.DELIVERY, to, receiver.instance().value());
        return new Verdict.DeliveredToInterface(receiver.id(), packet, List.copyOf(hops));
    }

    /** Asks the network ACL of an interface's subnet; its hop is the last one then. */
    private boolean acl(VpcIntent vpc, InterfaceIntent at, boolean out, Packet packet) {
        Optional<AclIntent> acl = vpc.subnetOf(at).acl();
        if (acl.isEmpty()) {
            return true;
        }
        Ip far = out ? packet.destination() : packet.source();
        Optional<NetworkAcl.Entry> entry = acl.get().deciding(out, packet.protocol(), packet.key(), far);
        boolean passed = entry.map(NetworkAcl.Entry::allow).orElse(false);
        String rule = entry.map(e -> "rule " + e.number() + (e.allow() ? " allows" : " denies"))
                .orElse("rule * denies");
        hops.add(new Hop(out ? Stage.ACL_OUT : Stage.ACL_IN, acl.get().id().value(), rule, passed));
        return passed;
    }

    private static boolean isWeb(Packet packet) {
        return packet.protocol().equals(Protocol.TCP) && (packet.key() == HTTP || packet.key() == HTTPS);
    }

    private void pass(Stage stage, String where, String rule) {
        hops.add(new Hop(stage, where, rule, true));
    }

    private Verdict drop(Stage stage, String where, String rule) {
        hops.add(new Hop(stage, where, rule, false));
        return denied();
    }

    private Verdict denied() {
        return new Verdict.Dropped(hops.getLast(), List.copyOf(hops));
    }
}
