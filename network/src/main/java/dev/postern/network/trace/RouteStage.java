package dev.postern.network.trace;

import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NatGatewayId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Nat64;
import dev.postern.network.EgressPort;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.InternetPort;
import dev.postern.network.Packet;
import dev.postern.network.RouteTableIntent;
import dev.postern.network.RouteTarget;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@link Stage#ROUTE}: the longest prefix is chosen.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html">Route priority</a>
 */
final class RouteStage {
    private RouteStage() {}

    /** Where a packet is looked up. */
    record Place(VpcIntent vpc, InterfacePort sender, Surroundings around) {
        RouteTableId table() {
            return vpc.subnetOf(sender).routeTable();
        }
    }

    /** The route: none counts for who is in the same subnet, as that is reached without the router's help. */
    static Optional<RouteTableIntent.Choice> choice(
            VpcIntent vpc, InterfacePort sender, RouteTableIntent table, Ip destination) {
        Optional<Cidr> subnet =
                vpc.subnetOf(sender).block(destination.family()).filter(own -> own.contains(destination));
        return table.choose(destination)
                .map(choice -> subnet.isPresent() && !(choice.chosen().target() instanceof RouteTarget.Local)
                        ? RouteTableIntent.onLink(subnet.get())
                        : choice);
    }

    /** The interface that a route hands the packet to, if it is one's. */
    static Optional<InterfacePort> next(VpcIntent vpc, RouteTarget target, Ip destination) {
        return switch (target) {
            case RouteTarget.Local() -> vpc.interfaceAt(destination);
            case RouteTarget.ToInterface(NetworkInterfaceId id, var _) -> Optional.of(vpc.interfaceOf(id));
            case RouteTarget.ToEdge _, RouteTarget.ToEndpoint _, RouteTarget.Blackhole _ -> Optional.empty();
        };
    }

    /** Whether a route leads to an egress-only internet gateway. */
    static boolean isEgress(VpcIntent vpc, Optional<RouteTableIntent.Choice> choice) {
        return choice.filter(c -> c.chosen().target() instanceof RouteTarget.ToEdge(ResourceId id)
                        && vpc.edge(id) instanceof EgressPort)
                .isPresent();
    }

    static Hop hop(Place place, RouteTableIntent table, Optional<RouteTableIntent.Choice> choice, Packet packet) {
        Component at = new Component.Table(table.id(), place.sender().subnet());
        Ip destination = packet.destination();
        if (choice.isEmpty()) {
            return new Hop(
                    Stage.ROUTE,
                    at,
                    new Ruling.Stopped(new Rule.NoRoute(table.id(), destination), ways(place, packet)));
        }
        RouteTableIntent.Choice chosen = choice.get();
        Rule rule = new Rule.RouteOf(table.id(), chosen.chosen(), chosen.lost());
        if (chosen.chosen().target() instanceof RouteTarget.Blackhole(Route.Target named, var _)) {
            return new Hop(Stage.ROUTE, at, new Ruling.Stopped(rule, revivals(place, chosen, named, packet)));
        }
        return new Hop(Stage.ROUTE, at, new Ruling.Passed(rule));
    }

    /** What comes in through an internet gateway that has a table. */
    static Hop atGateway(
            VpcIntent vpc, InternetPort port, RouteTableId table, RouteTableIntent.Choice choice, Surroundings around) {
        Rule rule = new Rule.RouteOf(table, choice.chosen(), choice.lost());
        Ruling ruling = new Ruling.Passed(rule);
        if (choice.chosen().target() instanceof RouteTarget.Blackhole(Route.Target named, var _)) {
            List<Remedy> remedies = new ArrayList<>();
            if (named instanceof Route.ViaNetworkInterface(NetworkInterfaceId id)) {
                start(around, id).ifPresent(remedies::add);
            }
            remedies.add(without(vpc, table, choice.chosen().block()));
            ruling = new Ruling.Stopped(rule, remedies);
        }
        return new Hop(Stage.ROUTE, new Component.Table(table, port.id()), ruling);
    }

    /** What takes a user's route away: the local route comes back in the place of one that is for a block of the VPC. */
    static Remedy without(VpcIntent vpc, RouteTableId table, Cidr block) {
        return vpc.cidrs().contains(block)
                ? new Remedy.RestoreLocalRoute(table, block)
                : new Remedy.DeleteRoute(table, block);
    }

    /** What plugs an interface in whose instance is stopped. */
    private static Optional<Remedy> start(Surroundings around, NetworkInterfaceId id) {
        return around.interfaceOf(id)
                .flatMap(around::instanceOf)
                .filter(instance -> instance.state() == Instance.State.STOPPED)
                .map(instance -> new Remedy.StartInstance(instance.id()));
    }

    /**
     * The ways to a destination that no route covers: a NAT gateway to what stands for an IPv4 address; a peering connection, where it is in the VPC behind one; an endpoint, where one
     * can lead there; a NAT gateway for who has no public address, whom the internet gateway alone would not let out; then the gateways.
     */
    private static List<Remedy> ways(Place place, Packet packet) {
        Ip destination = packet.destination();
        if (Nat64.ipv4(destination).isPresent()) {
            return nats(place, packet.source()).stream()
                    .<Remedy>map(
                            nat -> new Remedy.CreateRoute(place.table(), Nat64.PREFIX, new Route.ViaNatGateway(nat)))
                    .toList();
        }
        if (!place.around().isBehindGateways(destination)) {
            return peers(place, destination, -1);
        }
        List<Remedy> ways = new ArrayList<>(endpoints(place, destination));
        Cidr all = Cidr.all(destination.family());
        if (destination.family() == Family.IPV4) {
            nats(place, packet.source())
                    .forEach(nat -> ways.add(new Remedy.CreateRoute(place.table(), all, new Route.ViaNatGateway(nat))));
        }
        ways.add(place.vpc()
                .internet()
                .<Remedy>map(
                        port -> new Remedy.CreateRoute(place.table(), all, new Route.ViaInternetGateway(port.id())))
                .orElseGet(() -> new Remedy.OpenToInternet(place.vpc().id(), place.table(), all)));
        if (destination.family() == Family.IPV6) {
            place.vpc()
                    .egress()
                    .ifPresent(port -> ways.add(
                            new Remedy.CreateRoute(place.table(), all, new Route.ViaEgressOnlyGateway(port.id()))));
        }
        return ways;
    }

    /**
     * Routes to peering connections that would lead to a destination.
     *
     * @param longer than which prefix their blocks must be, or they would not be chosen
     */
    static List<Remedy> peers(Place place, Ip destination, int longer) {
        return place.vpc().peers().stream()
                .flatMap(peer -> peer.blocks().stream()
                        .filter(block -> block.contains(destination) && block.length() > longer)
                        .map(block ->
                                (Remedy) new Remedy.CreateRoute(place.table(), block, new Route.ViaPeering(peer.id()))))
                .toList();
    }

    /** The public NAT gateways that would let a sender out that has no public address itself: those with another table than its own. */
    static List<NatGatewayId> nats(Place place, Ip source) {
        Optional<InternetPort> internet = place.vpc().internet();
        if (internet.isEmpty()
                || internet.get().translations().containsKey(source)
                || place.sender().holder() instanceof Holder.NatHolder) {
            return List.of();
        }
        return place.around().nats(place.vpc().id()).stream()
                .filter(nat -> nat.connectivity() == NatGateway.Connectivity.PUBLIC
                        && nat.interfaceId()
                                .flatMap(eni -> Optional.ofNullable(
                                        place.vpc().interfaces().get(eni)))
                                .filter(at -> !place.vpc().routeTableOf(at).id().equals(place.table()))
                                .isPresent())
                .map(NatGateway::id)
                .toList();
    }

    /** Endpoints that would lead to a destination, the existing ones first. */
    static List<Remedy> endpoints(Place place, Ip destination) {
        VpcIntent vpc = place.vpc();
        return AwsPrefixList.in(vpc.scope().region()).stream()
                .filter(list -> list.blocks().stream().anyMatch(block -> block.contains(destination)))
                .findFirst()
                .map(list -> {
                    List<VpcEndpoint> there = place.around().endpoints(vpc.id(), list.name());
                    return there.isEmpty()
                            ? List.<Remedy>of(new Remedy.CreateEndpoint(vpc.id(), list.name(), place.table()))
                            : there.stream()
                                    .filter(endpoint ->
                                            !endpoint.routeTableIds().contains(place.table()))
                                    .<Remedy>map(endpoint -> new Remedy.AssociateEndpoint(endpoint.id(), place.table()))
                                    .toList();
                })
                .orElse(List.of());
    }

    /** What makes a dead route lead somewhere, or lets the next one count. */
    private static List<Remedy> revivals(
            Place place, RouteTableIntent.Choice choice, Route.Target named, Packet packet) {
        List<Remedy> remedies = new ArrayList<>();
        Cidr block = choice.chosen().block();
        boolean ofUser = choice.chosen().origin() instanceof RouteTableIntent.OfUser;
        switch (named) {
            case Route.ViaInternetGateway(InternetGatewayId id) -> {
                Optional<InternetGatewayId> attached = place.vpc().internet().map(InternetPort::id);
                if (attached.isPresent() && ofUser) {
                    remedies.add(new Remedy.ReplaceRoute(
                            place.table(), block, new Route.ViaInternetGateway(attached.get())));
                } else if (attached.isEmpty()
                        && place.around().canBeAttached(place.vpc().scope(), id)) {
                    remedies.add(new Remedy.AttachGateway(id, place.vpc().id()));
                }
            }
            case Route.ViaNetworkInterface(NetworkInterfaceId id) ->
                start(place.around(), id).ifPresent(remedies::add);
            case Route.ViaPeering(VpcPeeringConnectionId id) ->
                place.around()
                        .awaited(place.vpc().id(), id, packet.destination())
                        .ifPresent(peering -> remedies.add(
                                new Remedy.AcceptPeering(id, peering.accepter().scope())));
            case Route.ViaEndpoint _ -> {} // nobody but its service's owner makes it lead somewhere
            case Route.ViaEgressOnlyGateway _ -> {
                if (ofUser) {
                    place.vpc()
                            .egress()
                            .ifPresent(port -> remedies.add(new Remedy.ReplaceRoute(
                                    place.table(), block, new Route.ViaEgressOnlyGateway(port.id()))));
                }
            }
            case Route.ViaNatGateway _ -> {
                if (ofUser) {
                    nats(place, packet.source())
                            .forEach(nat -> remedies.add(
                                    new Remedy.ReplaceRoute(place.table(), block, new Route.ViaNatGateway(nat))));
                }
            }
        }
        if (ofUser) {
            boolean another = choice.lost().stream()
                    .findFirst()
                    .filter(next -> !(next.claim().target() instanceof RouteTarget.Blackhole))
                    .isPresent();
            if (another || remedies.isEmpty()) {
                remedies.add(without(place.vpc(), place.table(), block));
            }
        }
        return remedies;
    }
}
