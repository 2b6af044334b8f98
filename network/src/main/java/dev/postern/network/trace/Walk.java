package dev.postern.network.trace;

import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.network.EdgePort;
import dev.postern.network.EgressPort;
import dev.postern.network.GatewayService;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.InternetPort;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.PeerPort;
import dev.postern.network.RouteTableIntent;
import dev.postern.network.RouteTarget;
import dev.postern.network.VpcIntent;
import java.util.List;
import java.util.Optional;

/**
 * One packet's way. A walk is used once; what each stage decides is in a file of its own.
 *
 * <pre>
 * interface: SPOOF -> SG_OUT -> NACL_OUT -> ROUTE -+-> NACL_IN -> SG_IN (-> DETOUR) -> DELIVERY
 *              |                                   +-> NACL_IN -> NAT -> NACL_OUT ... as from any interface
 *              |                                   +-> DOOR of an endpoint's service
 *              +-> DOOR of what every VPC has      +-> BPA -> SNAT -> INTERNET -+-> DOOR of a public service
 *                                                  +-> EGRESS -> INTERNET -+-> the same, for IPv6
 *                                                  |                     +-> out by the host
 *                                                  |                     +-> DNAT -> NACL_IN -> SG_IN -> DELIVERY
 *                                                  +-> PEERING -> NACL_IN -> SG_IN -> DELIVERY, in the other VPC
 * </pre>
 *
 * What stays within a subnet is not judged by its network ACL, nor led elsewhere by a route. Where the internet gateway has a route table,
 * ROUTE comes after its DNAT, and may be a DETOUR.
 */
final class Walk {
    private final NetworkIntent intent;
    private final Surroundings around;
    private final Optional<Asked> asked;
    private final boolean carries;
    private final Way way;

    /**
     * What an answer answers.
     *
     * @param there its way
     * @param sessions what was remembered of it
     */
    record Asked(Packet packet, List<Hop> there, List<Session> sessions) {}

    /**
     * Starts a walk.
     *
     * @param asked for an answer
     * @param carries whether the packet carries another one: it is not carried itself, as that would never end
     */
    Walk(NetworkIntent intent, Surroundings around, Optional<Asked> asked, boolean carries) {
        this.intent = intent;
        this.around = around;
        this.asked = asked;
        this.carries = carries;
        this.way = new Way(asked);
    }

    List<Hop> hops() {
        return way.hops();
    }

    List<Session> sessions() {
        return way.sessions();
    }

    /** Walks; empty if the last hop stopped it. */
    Optional<Outcome.Delivered> from(Packet packet) {
        return switch (packet.origin()) {
            case Packet.FromInternet() -> onInternet(packet);
            case Packet.FromInterface(NetworkInterfaceId id) -> {
                Optional<VpcIntent> vpc = intent.vpcOf(id);
                if (vpc.isPresent()) {
                    yield fromInterface(vpc.get(), vpc.get().interfaceOf(id), packet);
                }
                way.meet(DeliveryStage.absent(id, around));
                yield Optional.empty();
            }
        };
    }

    /** Walks back; false if the last hop kept the answer from who asked. */
    boolean answer(Packet packet) {
        Optional<Outcome.Delivered> end = from(packet);
        return end.isPresent() && isWhoAsked(end.get());
    }

    /** The same from an endpoint's service, which answers in the VPC's router. */
    boolean answerOfService(Packet packet) {
        if (packet.origin() instanceof Packet.FromInterface(NetworkInterfaceId id)) {
            Optional<Outcome.Delivered> end = intent.vpcOf(id).flatMap(vpc -> toHost(vpc, packet));
            return end.isPresent() && isWhoAsked(end.get());
        }
        throw new IllegalStateException(packet + " answers nobody");
    }

    /** An answer that is handed to somebody else ends there. */
    private boolean isWhoAsked(Outcome.Delivered end) {
        Packet.Origin asker = asked.orElseThrow().packet().origin();
        return switch (end.to()) {
            case Outcome.ToInternet _, Outcome.ToOutside _ -> asker instanceof Packet.FromInternet;
            case Outcome.ToInterface(var id, var _) -> asker.equals(new Packet.FromInterface(id));
            case Outcome.ToDoor _ -> false;
        };
    }

    private Optional<Outcome.Delivered> fromInterface(VpcIntent vpc, InterfacePort sender, Packet packet) {
        return way.stops(SpoofStage.sent(sender, packet)) ? Optional.empty() : onward(vpc, sender, packet);
    }

    /** Of a sender that is believed. */
    private Optional<Outcome.Delivered> onward(VpcIntent vpc, InterfacePort sender, Packet packet) {
        Optional<InterfacePort> balancer = asked.flatMap(known -> BalanceStage.keeper(vpc, known.there(), packet))
                .filter(node -> !node.equals(sender));
        if (balancer.isPresent()) {
            return backToBalancer(vpc, sender, balancer.get(), packet);
        }
        Optional<Hop> guest = DoorStage.guest(vpc, packet);
        if (guest.isPresent()) {
            return way.stops(guest.get()) ? Optional.empty() : DoorStage.guestDelivery(vpc, packet);
        }
        RouteTableIntent table = vpc.routeTableOf(sender);
        Optional<RouteTableIntent.Choice> choice = RouteStage.choice(vpc, sender, table, packet.destination());
        Optional<InterfacePort> next =
                choice.flatMap(c -> RouteStage.next(vpc, c.chosen().target(), packet.destination()));
        if (way.groupsStop(
                vpc,
                sender,
                true,
                packet,
                next.filter(InterfacePort::isRemembered).isPresent() || RouteStage.isEgress(vpc, choice))) {
            return Optional.empty();
        }
        boolean stays = next.map(n -> n.subnet().equals(sender.subnet()))
                .orElseGet(() -> vpc.subnetOf(sender).contains(packet.destination())
                        && choice.filter(c -> c.chosen().target() instanceof RouteTarget.Local)
                                .isPresent());
        if (!stays && way.aclStops(vpc, sender, true, packet)) {
            return Optional.empty();
        }
        Hop route = RouteStage.hop(new RouteStage.Place(vpc, sender, around), table, choice, packet);
        if (way.stops(route)) {
            return Optional.empty();
        }
        return switch (choice.orElseThrow().chosen().target()) {
            case RouteTarget.Blackhole _ -> throw new IllegalStateException(route + " passed");
            case RouteTarget.Local() ->
                next.isPresent()
                        ? into(vpc, next.get(), !stays, packet, sender.isRemembered())
                        : nobody(vpc.id(), packet);
            case RouteTarget.ToInterface _ ->
                detour(vpc, Optional.of(sender), next.orElseThrow(), table.id(), choice.orElseThrow(), packet);
            case RouteTarget.ToEndpoint endpoint -> {
                GatewayService service = vpc.service(endpoint.id());
                yield way.stops(DoorStage.endpoint(service, packet))
                        ? Optional.empty()
                        : Optional.of(new Outcome.Delivered(new Outcome.ToDoor(service), packet));
            }
            case RouteTarget.ToEdge(ResourceId id) -> out(vpc, vpc.edge(id), sender, choice.orElseThrow(), packet);
        };
    }

    /** Where the VPC ends. */
    private Optional<Outcome.Delivered> out(
            VpcIntent vpc, EdgePort edge, InterfacePort sender, RouteTableIntent.Choice choice, Packet packet) {
        if (way.stops(PublicAccessStage.leaving(vpc, edge, sender))) {
            return Optional.empty();
        }
        return switch (edge) {
            case InternetPort port -> {
                Hop translation = GatewayStage.outward(new RouteStage.Place(vpc, sender, around), port, choice, packet);
                yield way.stops(translation) ? Optional.empty() : onInternet(translation.after(packet));
            }
            case EgressPort port ->
                way.stops(EgressStage.outward(
                                new RouteStage.Place(vpc, sender, around), port, choice, packet, asked.isPresent()))
                        ? Optional.empty()
                        : onInternet(packet);
            case PeerPort port ->
                way.stops(PeeringStage.hop(new RouteStage.Place(vpc, sender, around), port, choice, packet))
                        ? Optional.empty()
                        : intent.vpc(port.far())
                                .map(far -> toHost(far, packet))
                                .orElseGet(() -> nobody(port.far(), packet));
        };
    }

    /**
     * To the interface that a route names.
     *
     * @param sender empty for what comes in through the internet gateway
     */
    private Optional<Outcome.Delivered> detour(
            VpcIntent vpc,
            Optional<InterfacePort> sender,
            InterfacePort next,
            RouteTableId table,
            RouteTableIntent.Choice choice,
            Packet packet) {
        if (next.holder() instanceof Holder.InspectionHolder endpoint) {
            boolean round =
                    carries || sender.filter(next::equals).isPresent() || InspectionStage.isOn(way.hops(), endpoint);
            return round && way.stops(DetourStage.round(vpc, table, next, choice, packet))
                    ? Optional.empty()
                    : inspection(vpc, sender, next, endpoint, packet);
        }
        Optional<Packet.Origin> asker = asked.map(a -> a.packet().origin());
        boolean again = sender.filter(next::equals).isPresent()
                || (next.holder() instanceof Holder.NatHolder nat && NatStage.isOn(way.hops(), next, nat));
        Optional<Hop> detour = DetourStage.hop(vpc, table, next, choice, packet, asker, again);
        if (detour.isPresent() && detour.get().ruling().rule() instanceof Rule.HandedTo) {
            way.meet(detour.get());
            return Optional.empty();
        }
        boolean stays =
                sender.filter(from -> from.subnet().equals(next.subnet())).isPresent();
        boolean automatic = sender.filter(InterfacePort::isRemembered).isPresent();
        if ((!stays && way.aclStops(vpc, next, false, packet)) || way.groupsStop(vpc, next, false, packet, automatic)) {
            return Optional.empty();
        }
        return switch (next.holder()) {
            case Holder.InstanceHolder _ -> way.stops(detour) ? Optional.empty() : delivered(next, packet);
            case Holder.EndpointHolder endpoint ->
                way.stops(detour) ? Optional.empty() : asked(vpc, next, endpoint, packet);
            case Holder.BalancerHolder node ->
                way.stops(detour) ? Optional.empty() : intoBalancer(vpc, next, node, packet);
            case Holder.InspectorHolder node ->
                way.stops(detour) ? Optional.empty() : intoInspector(next, node, packet);
            case Holder.InspectionHolder _ -> throw new IllegalStateException(next + " was led past");
            case Holder.NatHolder nat -> through(vpc, next, NatStage.outward(next, nat.turned(around.turn()), packet));
        };
    }

    /** To an endpoint of a Gateway Load Balancer, to an appliance and back, and on from there. */
    private Optional<Outcome.Delivered> inspection(
            VpcIntent vpc,
            Optional<InterfacePort> sender,
            InterfacePort next,
            Holder.InspectionHolder endpoint,
            Packet packet) {
        boolean stays =
                sender.filter(from -> from.subnet().equals(next.subnet())).isPresent();
        if (!stays && way.aclStops(vpc, next, false, packet)) {
            return Optional.empty();
        }
        if (next.has(packet.destination()) && way.stops(InspectionStage.addressed(endpoint, packet))) {
            return Optional.empty();
        }
        Inspection.way(intent, around, endpoint, packet).forEach(way::meet);
        return way.goesOn() ? onward(vpc, next, packet) : Optional.empty();
    }

    /** A node of a Gateway Load Balancer gets what appliances give back. */
    private Optional<Outcome.Delivered> intoInspector(InterfacePort port, Holder.InspectorHolder node, Packet packet) {
        boolean returns = InspectionStage.isReturn(node, packet);
        return !returns && way.stops(InspectionStage.unasked(port, node, packet))
                ? Optional.empty()
                : delivered(port, packet);
    }

    /** Through a NAT gateway, or not. */
    private Optional<Outcome.Delivered> through(VpcIntent vpc, InterfacePort port, Hop nat) {
        return way.stops(nat) ? Optional.empty() : onward(vpc, port, nat.translated());
    }

    /** On the internet: to a public front door, the person there, or the gateway of a VPC; or on, out of the cloud. */
    private Optional<Outcome.Delivered> onInternet(Packet packet) {
        Ip destination = packet.destination();
        if (!AddressPlan.isPublic(destination)) {
            return way.stops(OutsideStage.hop(intent.outside(), packet))
                    ? Optional.empty()
                    : Optional.of(new Outcome.Delivered(new Outcome.ToOutside(), packet));
        }
        Optional<VpcIntent> owner = intent.behind(destination);
        boolean service = AddressPlan.services(destination.family()).contains(destination);
        if (owner.isEmpty() && (service || destination.equals(AddressPlan.internetClient(destination.family())))) {
            return way.stops(DoorStage.onInternet(packet, service, asked.isPresent()))
                    ? Optional.empty()
                    : Optional.of(new Outcome.Delivered(new Outcome.ToInternet(service), packet));
        }
        if (way.stops(InternetStage.hop(intent, owner, packet, around)) || owner.isEmpty()) {
            return Optional.empty();
        }
        return in(owner.get(), packet);
    }

    /** From the internet into a VPC, by its internet gateway if it has one. */
    private Optional<Outcome.Delivered> in(VpcIntent vpc, Packet packet) {
        Optional<InternetPort> port = vpc.internet();
        Hop hop = port.map(gateway -> GatewayStage.inward(vpc, gateway, packet))
                .orElseGet(() -> EgressStage.inward(vpc, vpc.egress().orElseThrow(), packet, asked.isPresent()));
        if (way.stops(hop)) {
            return Optional.empty();
        }
        Packet arrived = hop.after(packet);
        Ip inside = arrived.destination();
        if (way.stops(vpc.interfaceAt(inside).flatMap(at -> GatewayStage.closed(at, inside.family())))) {
            return Optional.empty();
        }
        return port.map(gateway -> inward(vpc, gateway, arrived))
                .orElseGet(() -> fromGateway(vpc, vpc.egress().orElseThrow(), arrived));
    }

    /** From the internet gateway, by its route table if it has one. */
    private Optional<Outcome.Delivered> inward(VpcIntent vpc, InternetPort port, Packet packet) {
        Optional<RouteTableIntent> table = vpc.tableAt(port);
        Optional<RouteTableIntent.Choice> choice = table.flatMap(one -> one.choose(packet.destination()));
        if (choice.isEmpty()) {
            return fromGateway(vpc, port, packet);
        }
        Hop route = RouteStage.atGateway(vpc, port, table.get().id(), choice.get(), around);
        if (way.stops(route)) {
            return Optional.empty();
        }
        if (choice.get().chosen().target() instanceof RouteTarget.ToInterface(NetworkInterfaceId id, var _)) {
            InterfacePort next = vpc.interfaceOf(id);
            return way.stops(PublicAccessStage.arriving(vpc, port, next, asked))
                    ? Optional.empty()
                    : detour(vpc, Optional.empty(), next, table.get().id(), choice.get(), packet);
        }
        return fromGateway(vpc, port, packet);
    }

    /** From a gateway to the internet to whoever has the address. */
    private Optional<Outcome.Delivered> fromGateway(VpcIntent vpc, EdgePort gateway, Packet packet) {
        Optional<Hop> blocked = vpc.interfaceAt(packet.destination())
                .flatMap(receiver -> PublicAccessStage.arriving(vpc, gateway, receiver, asked));
        return way.stops(blocked) ? Optional.empty() : toHost(vpc, packet);
    }

    /** From a VPC's edge to whoever has the address. */
    private Optional<Outcome.Delivered> toHost(VpcIntent vpc, Packet packet) {
        Optional<InterfacePort> receiver = vpc.interfaceAt(packet.destination());
        return receiver.isPresent() ? into(vpc, receiver.get(), true, packet, false) : nobody(vpc.id(), packet);
    }

    private Optional<Outcome.Delivered> nobody(VpcId vpc, Packet packet) {
        Optional<NetworkInterface> absent = around.interfaceAt(vpc, packet.destination());
        way.meet(
                absent.isPresent()
                        ? DeliveryStage.absent(absent.get(), around)
                        : DeliveryStage.nobody(vpc, packet.destination()));
        return Optional.empty();
    }

    /**
     * To who has the address.
     *
     * @param enters whether it comes from outside the subnet
     * @param automatic whether it comes from something whose connections are always remembered
     */
    private Optional<Outcome.Delivered> into(
            VpcIntent vpc, InterfacePort receiver, boolean enters, Packet packet, boolean automatic) {
        if ((enters && way.aclStops(vpc, receiver, false, packet))
                || way.groupsStop(vpc, receiver, false, packet, automatic)) {
            return Optional.empty();
        }
        return switch (receiver.holder()) {
            case Holder.InstanceHolder _ -> delivered(receiver, packet);
            case Holder.NatHolder nat -> intoNat(vpc, receiver, nat, packet);
            case Holder.EndpointHolder endpoint -> asked(vpc, receiver, endpoint, packet);
            case Holder.BalancerHolder node -> intoBalancer(vpc, receiver, node, packet);
            case Holder.InspectorHolder node -> intoInspector(receiver, node, packet);
            case Holder.InspectionHolder endpoint ->
                way.stops(InspectionStage.addressed(endpoint, packet)) ? Optional.empty() : delivered(receiver, packet);
        };
    }

    /** A NAT gateway gets only what answers it. */
    private Optional<Outcome.Delivered> intoNat(
            VpcIntent vpc, InterfacePort port, Holder.NatHolder nat, Packet packet) {
        if (asked.isPresent() && asked.get().packet().origin().equals(new Packet.FromInterface(port.id()))) {
            return delivered(port, packet);
        }
        return through(
                vpc,
                port,
                asked.flatMap(known -> NatStage.answer(port, nat, known.there(), packet))
                        .orElseGet(() -> NatStage.inward(port, nat, packet)));
    }

    /** An endpoint is asked what its service answers. */
    private Optional<Outcome.Delivered> asked(
            VpcIntent vpc, InterfacePort at, Holder.EndpointHolder endpoint, Packet packet) {
        return switch (endpoint.behind()) {
            case Holder.AwsService _ ->
                way.stops(DoorStage.endpoint(endpoint, packet)) ? Optional.empty() : delivered(at, packet);
            case Holder.Conduit conduit ->
                way.stops(BalanceStage.through(endpoint, conduit, packet))
                        ? Optional.empty()
                        : intent.vpcOf(conduit.node())
                                .flatMap(far -> intoNode(far, far.interfaceOf(conduit.node()), packet))
                                .or(() -> way.goesOn() ? nobody(vpc.id(), packet) : Optional.empty());
        };
    }

    /** By a conduit into the balancer of somebody else. */
    private Optional<Outcome.Delivered> intoNode(VpcIntent far, InterfacePort port, Packet packet) {
        return port.holder() instanceof Holder.BalancerHolder node
                ? through(far, port, BalanceStage.outward(port, node, packet, true, around.turn()))
                : Optional.empty();
    }

    /** A balancer's node gets connections for its targets, and their answers. */
    private Optional<Outcome.Delivered> intoBalancer(
            VpcIntent vpc, InterfacePort port, Holder.BalancerHolder node, Packet packet) {
        Optional<Hop> answer = asked.flatMap(known -> BalanceStage.answer(port, node, known.there(), packet));
        if (answer.isEmpty()) {
            return through(vpc, port, BalanceStage.outward(port, node, packet, false, around.turn()));
        }
        way.meet(answer.get());
        Packet answered = answer.get().translated();
        Optional<BalancerRule.Conducted> conducted =
                BalanceStage.conducted(asked.orElseThrow().there(), node);
        if (conducted.isEmpty()) {
            return onward(vpc, port, answered);
        }
        NetworkInterfaceId entrance = conducted.get().entrance();
        return intent.vpcOf(entrance).flatMap(near -> onward(near, near.interfaceOf(entrance), answered));
    }

    private Optional<Outcome.Delivered> backToBalancer(
            VpcIntent vpc, InterfacePort sender, InterfacePort node, Packet packet) {
        boolean stays = sender.subnet().equals(node.subnet());
        return way.groupsStop(vpc, sender, true, packet, true) || (!stays && way.aclStops(vpc, sender, true, packet))
                ? Optional.empty()
                : into(vpc, node, !stays, packet, false);
    }

    private Optional<Outcome.Delivered> delivered(InterfacePort receiver, Packet packet) {
        way.meet(DeliveryStage.delivered(receiver));
        return Optional.of(new Outcome.Delivered(new Outcome.ToInterface(receiver.id(), receiver.holder()), packet));
    }
}
