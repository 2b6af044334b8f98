package dev.postern.network;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.EgressOnlyInternetGateway;
import dev.postern.model.ec2.EgressOnlyInternetGatewayId;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NatGatewayId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.net.Cidr;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Where the routes of a VPC's tables really lead: the one answer whether a route is active or a blackhole, for the network, for
 * those that ask, and for the API.
 *
 * <p>A route to an interface is active while its instance has a network: pending, running or stopping; one to a NAT gateway while that is
 * available; one to a peering connection while that is active.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html">Route priority</a>
 */
public final class EffectiveRoutes {
    private final Vpc vpc;
    private final PrefixListBlocks lists;
    private final Optional<InternetGatewayId> gateway;
    private final Optional<EgressOnlyInternetGatewayId> egress;
    private final Predicate<NetworkInterfaceId> plugged;
    private final Function<NatGatewayId, Optional<NatGateway>> nats;
    private final List<VpcEndpoint> endpoints;
    private final Map<VpcEndpointId, VpcEndpoint> inspections;
    private final Set<VpcPeeringConnectionId> peerings;

    private EffectiveRoutes(
            Vpc vpc,
            PrefixListBlocks lists,
            Optional<InternetGatewayId> gateway,
            Optional<EgressOnlyInternetGatewayId> egress,
            Predicate<NetworkInterfaceId> plugged,
            Function<NatGatewayId, Optional<NatGateway>> nats,
            Collection<VpcEndpoint> endpoints,
            Collection<VpcPeeringConnection> peerings) {
        this.vpc = vpc;
        this.lists = lists;
        this.gateway = gateway;
        this.egress = egress;
        this.plugged = plugged;
        this.nats = nats;
        this.endpoints = endpoints.stream()
                .filter(e -> e.reach() instanceof VpcEndpoint.Gateway && e.carriesTraffic())
                .sorted(Comparator.comparing(VpcEndpoint::id))
                .toList();
        this.inspections = endpoints.stream()
                .filter(e -> e.reach() instanceof VpcEndpoint.GatewayLoadBalancer)
                .collect(Collectors.toMap(VpcEndpoint::id, e -> e));
        this.peerings = peerings.stream()
                .filter(VpcPeeringConnection::carriesTraffic)
                .map(VpcPeeringConnection::id)
                .collect(Collectors.toSet());
    }

    /**
     * From what is known of a VPC.
     *
     * @param gateway the attached internet gateway
     * @param egress the egress-only internet gateway
     * @param plugged whether an interface of the VPC is in an instance that has a network
     * @param nats its NAT gateways, whatever their states
     * @param endpoints the VPC's
     * @param peerings the VPC's
     */
    static EffectiveRoutes of(
            Vpc vpc,
            PrefixListBlocks lists,
            Optional<InternetGatewayId> gateway,
            Optional<EgressOnlyInternetGatewayId> egress,
            Predicate<NetworkInterfaceId> plugged,
            Function<NatGatewayId, Optional<NatGateway>> nats,
            Collection<VpcEndpoint> endpoints,
            Collection<VpcPeeringConnection> peerings) {
        return new EffectiveRoutes(vpc, lists, gateway, egress, plugged, nats, endpoints, peerings);
    }

    /** From a snapshot; its cost grows with what the VPC has of endpoints. */
    public static EffectiveRoutes of(Snapshot snapshot, Vpc vpc) {
        return of(
                vpc,
                PrefixListBlocks.of(snapshot, vpc.scope()),
                snapshot.by(Indexes.GATEWAYS_BY_VPC, vpc.id()).values().stream()
                        .map(InternetGateway::id)
                        .findFirst(),
                snapshot.by(Indexes.EGRESS_GATEWAYS_BY_VPC, vpc.id()).values().stream()
                        .map(EgressOnlyInternetGateway::id)
                        .findFirst(),
                eni -> snapshot.find(NetworkInterface.class, vpc.scope(), eni.value())
                        .filter(found -> found.vpcId().equals(vpc.id()))
                        .filter(found -> Plugged.of(new Balancing(snapshot, TargetHealth.NONE), found)
                                .isPresent())
                        .isPresent(),
                nat -> snapshot.find(NatGateway.class, vpc.scope(), nat.value())
                        .filter(found -> found.vpcId().equals(vpc.id())),
                snapshot.by(Indexes.ENDPOINTS_BY_VPC, vpc.id()).values(),
                snapshot.by(Indexes.PEERINGS_BY_VPC, vpc.id()).values());
    }

    /**
     * All routes of a table: of those for one block, the first wins. {@code local} comes first, unless the user has replaced it, then
     * the user's blocks, then prefix lists: the user's, and those of gateway endpoints.
     */
    public List<RouteTableIntent.Claim> of(RouteTable table) {
        List<RouteTableIntent.Claim> claims = new ArrayList<>();
        vpc.cidrBlocks().stream()
                .map(Vpc.CidrAssociation::cidr)
                .filter(block -> table.route(new Route.ToCidr(block)).isEmpty())
                .forEach(block -> claims.add(
                        new RouteTableIntent.Claim(block, new RouteTableIntent.OfVpc(), new RouteTarget.Local())));
        for (Route route : table.routes()) {
            if (route.destination() instanceof Route.ToCidr(Cidr cidr)) {
                claims.add(new RouteTableIntent.Claim(cidr, new RouteTableIntent.OfUser(), targetOf(route.target())));
            }
        }
        for (Route route : table.routes()) {
            if (route.destination() instanceof Route.ToPrefixList(PrefixListId list)) {
                lists.of(list).stream()
                        .filter(block -> mayLeadTo(block, route.target()))
                        .forEach(block -> claims.add(new RouteTableIntent.Claim(
                                block, new RouteTableIntent.OfPrefixList(list), targetOf(route.target()))));
            }
        }
        for (VpcEndpoint endpoint : endpoints) {
            if (endpoint.routeTableIds().contains(table.id())) {
                AwsPrefixList.named(vpc.scope().region(), endpoint.serviceName())
                        .ifPresent(list -> list.blocks()
                                .forEach(block -> claims.add(new RouteTableIntent.Claim(
                                        block,
                                        new RouteTableIntent.OfEndpoint(endpoint.id(), list.id()),
                                        new RouteTarget.ToEndpoint(
                                                endpoint.id(), list.id(), endpoint.serviceName())))));
            }
        }
        return claims;
    }

    /** What is inside the VPC can be led to an interface only; a list may get such a block after its route was made. */
    private boolean mayLeadTo(Cidr block, Route.Target target) {
        return target instanceof Route.ViaNetworkInterface
                || target instanceof Route.ViaNatGateway
                || target instanceof Route.ViaEndpoint
                || vpc.cidrBlocks().stream().noneMatch(own -> own.cidr().contains(block));
    }

    /** Where what a user's route names leads now. */
    public RouteTarget targetOf(Route.Target target) {
        return switch (target) {
            case Route.ViaInternetGateway(InternetGatewayId id) ->
                gateway.filter(id::equals).isPresent()
                        ? new RouteTarget.ToEdge(id)
                        : new RouteTarget.Blackhole(target, id + " is not attached");
            case Route.ViaEgressOnlyGateway(EgressOnlyInternetGatewayId id) ->
                egress.filter(id::equals).isPresent()
                        ? new RouteTarget.ToEdge(id)
                        : new RouteTarget.Blackhole(target, id + " is gone");
            case Route.ViaNetworkInterface(NetworkInterfaceId id) ->
                plugged.test(id)
                        ? new RouteTarget.ToInterface(id, id)
                        : new RouteTarget.Blackhole(target, id + " is not plugged in");
            case Route.ViaPeering(VpcPeeringConnectionId id) ->
                peerings.contains(id)
                        ? new RouteTarget.ToEdge(id)
                        : new RouteTarget.Blackhole(target, id + " is not active");
            case Route.ViaEndpoint(VpcEndpointId id) ->
                Optional.ofNullable(inspections.get(id)).stream()
                        .filter(VpcEndpoint::carriesTraffic)
                        .flatMap(VpcEndpoint::interfaces)
                        .filter(plugged)
                        .<RouteTarget>map(eni -> new RouteTarget.ToInterface(eni, id))
                        .findFirst()
                        .orElseGet(() -> new RouteTarget.Blackhole(target, id + " is " + stateOf(id)));
            case Route.ViaNatGateway(NatGatewayId id) ->
                nats.apply(id)
                        .filter(NatGateway::carriesTraffic)
                        .flatMap(NatGateway::interfaceId)
                        .filter(plugged)
                        .<RouteTarget>map(eni -> new RouteTarget.ToInterface(eni, id))
                        .orElseGet(() -> new RouteTarget.Blackhole(
                                target,
                                id + " is "
                                        + nats.apply(id)
                                                .map(nat -> nat.state().wireName())
                                                .orElse("gone")));
        };
    }

    private String stateOf(VpcEndpointId id) {
        return Optional.ofNullable(inspections.get(id))
                .map(endpoint -> endpoint.carriesTraffic()
                        ? "led nowhere"
                        : endpoint.state().wireName())
                .orElse("gone");
    }
}
