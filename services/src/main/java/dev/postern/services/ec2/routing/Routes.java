package dev.postern.services.ec2.routing;

import dev.postern.model.Change;
import dev.postern.model.ec2.EgressOnlyInternetGateway;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Nat64;
import dev.postern.services.ec2.call.Blocks;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.Quota;
import dev.postern.services.ec2.endpoints.VpcEndpoints;
import dev.postern.services.ec2.interfaces.Interfaces;
import dev.postern.services.ec2.prefixlists.PrefixListUse;
import dev.postern.services.ec2.prefixlists.PrefixLists;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Request;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteResponse;

/**
 * Routes: made, replaced and deleted one by one. The local routes and those of gateway endpoints are not touched here.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/RouteTables.html">Route tables: routes</a>
 */
final class Routes {
    /** The addresses of the services that AWS keeps on every link. */
    private static final List<Cidr> LINK_SERVICES = List.of(Cidr.of("169.254.168.0/22"), Cidr.of("fd00:ec2::/32"));

    /** Targets of kinds that there are none of here. */
    private static final Map<String, Ec2Error> ELSEWHERE = new TreeMap<>(Map.of(
            "CarrierGatewayId", Ec2Error.CARRIER_GATEWAY_NOT_FOUND,
            "LocalGatewayId", Ec2Error.LOCAL_GATEWAY_NOT_FOUND,
            "TransitGatewayId", Ec2Error.TRANSIT_GATEWAY_NOT_FOUND));

    private static final String TARGETS =
            "The request must contain exactly one of gatewayId, localGatewayId, carrierGatewayId,"
                    + " natGatewayId, networkInterfaceId, vpcPeeringConnectionId, egressOnlyInternetGatewayId, transitGatewayId,"
                    + " vpcEndpointId, coreNetworkArn or instanceId";

    private Routes() {}

    static Outcome<CreateRouteResponse> create(Ec2Call call, CreateRouteRequest request) {
        RouteTable table = Noun.ROUTE_TABLE.require(call, request.routeTableId(), "routeTableId");
        Where where = new Where(
                request.destinationCidrBlock(),
                request.destinationIpv6CidrBlock(),
                request.destinationPrefixListId(),
                request.gatewayId(),
                request.instanceId(),
                request.networkInterfaceId(),
                request.vpcPeeringConnectionId(),
                request.natGatewayId(),
                request.egressOnlyInternetGatewayId(),
                request.vpcEndpointId(),
                elsewhere(request));
        Route.Destination destination = where.destination(call);
        refuseEndpointTarget(where);
        Route.Target target = where.target(call, table);
        GatewayTables.checkRoute(call, table, destination, target);
        checkDestination(call, table, destination, target);
        Optional<Route> old = find(table, destination);
        if (old.isPresent()) {
            if (old.get().target().equals(target)) {
                return new Outcome<>(
                        Change.NONE,
                        CreateRouteResponse.builder().returnValue(true).build());
            }
            throw Ec2Error.ROUTE_EXISTS.of(where.text());
        }
        List<Route> routes = new ArrayList<>(table.routes());
        routes.add(new Route(destination, target, Route.Origin.CREATE_ROUTE));
        call.check(Quota.ROUTES_PER_ROUTE_TABLE, PrefixListUse.ofRoutes(call, routes));
        return new Outcome<>(
                Change.put(table.withRoutes(routes)),
                CreateRouteResponse.builder().returnValue(true).build());
    }

    static Outcome<ReplaceRouteResponse> replace(Ec2Call call, ReplaceRouteRequest request) {
        RouteTable table = Noun.ROUTE_TABLE.require(call, request.routeTableId(), "routeTableId");
        Where where = new Where(
                request.destinationCidrBlock(),
                request.destinationIpv6CidrBlock(),
                request.destinationPrefixListId(),
                request.gatewayId(),
                request.instanceId(),
                request.networkInterfaceId(),
                request.vpcPeeringConnectionId(),
                request.natGatewayId(),
                request.egressOnlyInternetGatewayId(),
                request.vpcEndpointId(),
                elsewhere(request));
        Route.Destination destination = where.destination(call);
        boolean local = isLocal(call, table, destination);
        boolean localTarget = Boolean.TRUE.equals(request.localTarget());
        requireOne(where.targets() + (localTarget ? 1 : 0), TARGETS + ", or must have localTarget set to true");
        if (localTarget && !local) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("local-target only allowed with network local destination CIDRs");
        }
        if (localTarget) {
            return replaced(table, table.route(destination), Optional.empty());
        }
        refuseEndpointTarget(where);
        refuseEndpointRoute(call, table, destination, "replace");
        if (local) {
            Route instead = new Route(destination, where.target(call, table), Route.Origin.CREATE_ROUTE_TABLE);
            GatewayTables.checkRoute(call, table, destination, instead.target());
            checkTargetInside(destination, instead.target());
            return replaced(table, table.route(destination), Optional.of(instead));
        }
        Route old = find(table, destination)
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of("There is no route defined for '" + where.text()
                        + "' in the route table. Use CreateRoute instead."));
        Route changed = new Route(destination, where.target(call, table), Route.Origin.CREATE_ROUTE);
        GatewayTables.checkRoute(call, table, destination, changed.target());
        checkDestination(call, table, destination, changed.target());
        return replaced(table, Optional.of(old), Optional.of(changed));
    }

    /** One of a table's routes in the place of another one, where there was one. */
    private static Outcome<ReplaceRouteResponse> replaced(RouteTable table, Optional<Route> old, Optional<Route> now) {
        List<Route> routes = new ArrayList<>(table.routes());
        int place = old.map(routes::indexOf).orElse(routes.size());
        old.ifPresent(routes::remove);
        now.ifPresent(route -> routes.add(place, route));
        return new Outcome<>(
                routes.equals(table.routes()) ? Change.NONE : Change.put(table.withRoutes(routes)),
                ReplaceRouteResponse.builder().build());
    }

    static Outcome<DeleteRouteResponse> delete(Ec2Call call, DeleteRouteRequest request) {
        RouteTable table = Noun.ROUTE_TABLE.require(call, request.routeTableId(), "routeTableId");
        Where where = new Where(
                request.destinationCidrBlock(),
                request.destinationIpv6CidrBlock(),
                request.destinationPrefixListId(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of());
        Route.Destination destination = where.destination(call);
        if (isLocal(call, table, destination)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "cannot remove local route " + where.text() + " in route table " + table.id());
        }
        refuseEndpointRoute(call, table, destination, "remove");
        Route old = find(table, destination)
                .orElseThrow(() -> Ec2Error.ROUTE_NOT_FOUND.of(where.parameter(), where.text(), table.id()));
        List<Route> rest = table.routes().stream().filter(r -> !r.equals(old)).toList();
        return new Outcome<>(
                Change.put(table.withRoutes(rest)),
                DeleteRouteResponse.builder().build());
    }

    /** The targets that a request names and that cannot exist here, with the error that says so. */
    private static Map<String, Ec2Error> elsewhere(Ec2Request request) {
        Map<String, Ec2Error> given = new TreeMap<>();
        ELSEWHERE.forEach((parameter, notFound) ->
                request.getValueForField(parameter, String.class).ifPresent(id -> given.put(id, notFound)));
        return given;
    }

    /** The parameters that say from where to where. */
    private record Where(
            @Nullable String cidr,
            @Nullable String ipv6Cidr,
            @Nullable String prefixListId,
            @Nullable String gatewayId,
            @Nullable String instanceId,
            @Nullable String networkInterfaceId,
            @Nullable String peeringId,
            @Nullable String natGatewayId,
            @Nullable String egressGatewayId,
            @Nullable String endpointId,
            Map<String, Ec2Error> elsewhere) {
        String text() {
            return Stream.of(cidr, ipv6Cidr, prefixListId)
                    .flatMap(Stream::ofNullable)
                    .findFirst()
                    .orElse("");
        }

        String parameter() {
            return cidr != null
                    ? "destination-cidr-block"
                    : ipv6Cidr != null ? "destination-ipv6-cidr-block" : "destination-prefix-list-id";
        }

        Route.Destination destination(Ec2Call call) {
            long given = Stream.of(cidr, ipv6Cidr, prefixListId)
                    .flatMap(Stream::ofNullable)
                    .count();
            requireOne(
                    given,
                    "The request must contain exactly one of: destinationCidrBlock, destinationIpv6CidrBlock,"
                            + " destinationPrefixListId");
            if (cidr != null) {
                return new Route.ToCidr(Blocks.ipv4(cidr, "destinationCidrBlock"));
            }
            if (ipv6Cidr != null) {
                return new Route.ToCidr(Blocks.ipv6(ipv6Cidr, "destinationIpv6CidrBlock"));
            }
            return new Route.ToPrefixList(PrefixLists.require(call, text()));
        }

        /** How many targets are named. */
        long targets() {
            return elsewhere.size()
                    + Stream.of(
                                    gatewayId,
                                    instanceId,
                                    networkInterfaceId,
                                    peeringId,
                                    natGatewayId,
                                    egressGatewayId,
                                    endpointId)
                            .flatMap(Stream::ofNullable)
                            .count();
        }

        Route.Target target(Ec2Call call, RouteTable table) {
            requireOne(targets(), TARGETS);
            elsewhere.forEach((id, notFound) -> {
                throw notFound.of(id);
            });
            if (gatewayId != null) {
                return gateway(call, table, gatewayId);
            }
            if (peeringId != null) {
                return peering(table, Noun.PEERING.require(call, peeringId));
            }
            if (egressGatewayId != null) {
                return egress(table, Noun.EGRESS_GATEWAY.require(call, egressGatewayId));
            }
            if (natGatewayId != null) {
                return nat(call, table, natGatewayId);
            }
            if (endpointId != null) {
                return endpoint(table, Noun.ENDPOINT.require(call, endpointId));
            }
            NetworkInterface eni = networkInterfaceId != null
                    ? Noun.INTERFACE.require(call, networkInterfaceId)
                    : onlyInterface(call, Noun.INSTANCE.require(call, String.valueOf(instanceId)));
            if (!eni.vpcId().equals(table.vpcId())) {
                throw differentNetworks(table, "interface", eni.key());
            }
            return new Route.ViaNetworkInterface(eni.id());
        }

        private static Route.Target gateway(Ec2Call call, RouteTable table, String id) {
            if (!ResourceId.isWellFormed(InternetGatewayId.PREFIX, id)) {
                throw Ec2Error.GATEWAY_NOT_FOUND.of(id);
            }
            InternetGateway gateway = call.snapshot()
                    .find(InternetGateway.class, call.scope(), id)
                    .orElseThrow(() -> Ec2Error.GATEWAY_NOT_FOUND.of(id));
            if (!gateway.vpcId().equals(Optional.of(table.vpcId()))) {
                throw differentNetworks(table, "network gateway", id);
            }
            return new Route.ViaInternetGateway(gateway.id());
        }

        /** It may still wait for its accepter: until then the route is a blackhole. */
        private static Route.Target peering(RouteTable table, VpcPeeringConnection peering) {
            if (!peering.ownVpcs().contains(table.vpcId())) {
                throw differentNetworks(table, "vpc peering connection", peering.key());
            }
            if (!peering.isAlive()) {
                throw Ec2Error.INCORRECT_STATE.of("The vpcPeeringConnection '" + peering.id() + "' is "
                        + peering.state().wireName());
            }
            return new Route.ViaPeering(peering.id());
        }

        private Route.Target egress(RouteTable table, EgressOnlyInternetGateway gateway) {
            if (!gateway.vpcId().equals(table.vpcId())) {
                throw differentNetworks(table, "egress only internet gateway", gateway.key());
            }
            if (ipv6Cidr == null) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "An egress-only internet gateway can be the target of routes for IPv6 only.");
            }
            return new Route.ViaEgressOnlyGateway(gateway.id());
        }

        private static Route.Target nat(Ec2Call call, RouteTable table, String id) {
            NatGateway nat = call.snapshot()
                    .find(NatGateway.class, call.scope(), id)
                    .filter(found -> switch (found.state()) {
                        case PENDING, AVAILABLE -> true;
                        case FAILED, DELETING, DELETED -> false;
                    })
                    .orElseThrow(() -> Ec2Error.NAT_GATEWAY_OF_ROUTE.of(id));
            if (!nat.vpcId().equals(table.vpcId())) {
                throw differentNetworks(table, "NAT gateway", id);
            }
            return new Route.ViaNatGateway(nat.id());
        }

        /** AWS takes the endpoints of Gateway Load Balancers, once they are available. */
        private static Route.Target endpoint(RouteTable table, VpcEndpoint endpoint) {
            if (!(endpoint.reach() instanceof VpcEndpoint.GatewayLoadBalancer)
                    || endpoint.state() != VpcEndpoint.State.AVAILABLE) {
                throw Ec2Error.ROUTE_NOT_SUPPORTED.of(endpoint.id());
            }
            if (!endpoint.vpcId().equals(table.vpcId())) {
                throw differentNetworks(table, "vpc endpoint", endpoint.key());
            }
            return new Route.ViaEndpoint(endpoint.id());
        }

        private static NetworkInterface onlyInterface(Ec2Call call, Instance instance) {
            List<NetworkInterface> interfaces = Interfaces.attachedTo(call.snapshot(), instance);
            if (interfaces.size() != 1) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of("There are multiple interfaces attached to instance '"
                        + instance.id() + "'. Please specify an interface ID for the operation instead.");
            }
            return interfaces.getFirst();
        }
    }

    private static void requireOne(long given, String text) {
        if (given == 0) {
            throw new ApiException(Ec2Error.MISSING_PARAMETER, text);
        }
        if (given > 1) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(text);
        }
    }

    private static ApiException differentNetworks(RouteTable table, String noun, String id) {
        return Ec2Error.INVALID_PARAMETER_VALUE.of(
                "route table " + table.id() + " and " + noun + " " + id + " belong to different networks");
    }

    private static void refuseEndpointTarget(Where where) {
        String gateway = where.gatewayId();
        boolean listed = where.endpointId() != null && where.prefixListId() != null;
        if (listed || (gateway != null && gateway.startsWith("vpce-"))) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Cannot create or replace a prefix list route targeting a VPC Endpoint.");
        }
    }

    private static void refuseEndpointRoute(
            Ec2Call call, RouteTable table, Route.Destination destination, String verb) {
        if (destination instanceof Route.ToPrefixList(PrefixListId list)
                && find(table, destination).isEmpty()
                && VpcEndpoints.leadingTo(call, table.id(), list).isPresent()) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "cannot " + verb + " VPC endpoint route " + list + " in route table " + table.id());
        }
    }

    private static void checkDestination(
            Ec2Call call, RouteTable table, Route.Destination destination, Route.Target target) {
        switch (destination) {
            case Route.ToCidr(Cidr cidr) -> checkBlock(call, table, cidr, target);
            case Route.ToPrefixList(PrefixListId list) -> {
                if (VpcEndpoints.leadingTo(call, table.id(), list).isPresent()) {
                    throw Ec2Error.ROUTE_EXISTS.of(list);
                }
                call.find(ManagedPrefixList.class, list)
                        .ifPresent(own -> own.blocks().forEach(block -> checkBlock(call, table, block, target)));
            }
        }
    }

    private static void checkBlock(Ec2Call call, RouteTable table, Cidr cidr, Route.Target target) {
        if (LINK_SERVICES.stream().anyMatch(range -> range.contains(cidr))) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "The destination CIDR block " + cidr + " is reserved for services of the link.");
        }
        if (target instanceof Route.ViaNatGateway && cidr.family() == Family.IPV6 && !Nat64.PREFIX.contains(cidr)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("The destination CIDR block " + cidr
                    + " cannot be routed to a NAT gateway: of IPv6 it translates " + Nat64.PREFIX + ".");
        }
        Vpc vpc = call.get(Vpc.class, table.vpcId());
        if (isLocal(call, table, new Route.ToCidr(cidr))) {
            throw Ec2Error.ROUTE_EXISTS.of(cidr);
        }
        boolean inside = vpc.cidrBlocks().stream().anyMatch(b -> b.cidr().contains(cidr));
        if (inside) {
            checkTargetInside(new Route.ToCidr(cidr), target);
        }
        boolean ofSubnet = call.all(Subnet.class).stream()
                .anyMatch(s -> s.vpcId().equals(vpc.id())
                        && (s.cidr().equals(Optional.of(cidr)) || s.ipv6Cidr().equals(Optional.of(cidr))));
        if (inside && !ofSubnet) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Route destination doesn't match any subnet CIDR blocks.");
        }
    }

    /** NAT gateways and endpoints of Gateway Load Balancers are at interfaces. */
    private static void checkTargetInside(Route.Destination destination, Route.Target target) {
        if (!(target instanceof Route.ViaNetworkInterface)
                && !(target instanceof Route.ViaNatGateway)
                && !(target instanceof Route.ViaEndpoint)
                && destination instanceof Route.ToCidr(Cidr cidr)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("The destination CIDR block " + cidr
                    + " is equal to or more specific than one of this VPC's CIDR blocks."
                    + " This route can target only an interface or an instance.");
        }
    }

    private static boolean isLocal(Ec2Call call, RouteTable table, Route.Destination destination) {
        return destination instanceof Route.ToCidr(Cidr cidr)
                && call.get(Vpc.class, table.vpcId()).cidrBlocks().stream()
                        .anyMatch(b -> b.cidr().equals(cidr));
    }

    private static Optional<Route> find(RouteTable table, Route.Destination destination) {
        return table.routes().stream()
                .filter(r -> r.destination().equals(destination))
                .findFirst();
    }
}
