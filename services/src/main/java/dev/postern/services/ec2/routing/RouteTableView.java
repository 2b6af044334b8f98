package dev.postern.services.ec2.routing;

import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.EgressOnlyInternetGatewayId;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NatGatewayId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.network.EffectiveRoutes;
import dev.postern.network.RouteTarget;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.TagRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;

/**
 * Route tables as EC2 shows them: the local routes of the VPC's blocks first, then what users made, then what gateway
 * endpoints added. A route whose target is gone is a blackhole.
 */
final class RouteTableView {
    private final Ec2Call call;

    /** Of each VPC once: finding out looks at all gateways and endpoints. */
    private final Map<VpcId, EffectiveRoutes> effective = new HashMap<>();

    private final Map<RouteTableId, List<VpcEndpoint>> endpoints = new HashMap<>();

    private RouteTableView(Ec2Call call) {
        this.call = call;
        for (VpcEndpoint endpoint : call.all(VpcEndpoint.class)) {
            if (endpoint.carriesTraffic()) {
                endpoint.routeTableIds()
                        .forEach(table -> endpoints
                                .computeIfAbsent(table, id -> new ArrayList<>())
                                .add(endpoint));
            }
        }
    }

    static RouteTableView of(Ec2Call call) {
        return new RouteTableView(call);
    }

    software.amazon.awssdk.services.ec2.model.RouteTable of(RouteTable table) {
        return software.amazon.awssdk.services.ec2.model.RouteTable.builder()
                .routeTableId(table.key())
                .vpcId(table.vpcId().value())
                .ownerId(table.scope().account().value())
                .routes(routes(table))
                .associations(
                        table.associations().stream().map(a -> view(table, a)).toList())
                .propagatingVgws(List.of())
                .tags(TagRules.view(table.tags()))
                .build();
    }

    Filters<RouteTable> filters() {
        return new Filters<RouteTable>()
                .many("association.gateway-id", RouteTableView::gateways)
                .many("association.main", t -> t.associations().stream().map(a -> a.with() instanceof RouteTable.Main))
                .many(
                        "association.route-table-association-id",
                        t -> t.associations().stream().map(RouteTable.Association::id))
                .many(
                        "association.route-table-id",
                        t -> t.associations().stream().map(a -> t.id()))
                .many("association.subnet-id", RouteTableView::subnets)
                .one("owner-id", t -> t.scope().account())
                .one("route-table-id", RouteTable::id)
                .many(
                        "route.destination-cidr-block",
                        t -> values(t, software.amazon.awssdk.services.ec2.model.Route::destinationCidrBlock))
                .many(
                        "route.destination-ipv6-cidr-block",
                        t -> values(t, software.amazon.awssdk.services.ec2.model.Route::destinationIpv6CidrBlock))
                .many(
                        "route.destination-prefix-list-id",
                        t -> values(t, software.amazon.awssdk.services.ec2.model.Route::destinationPrefixListId))
                .many(
                        "route.egress-only-internet-gateway-id",
                        t -> values(t, software.amazon.awssdk.services.ec2.model.Route::egressOnlyInternetGatewayId))
                .many("route.gateway-id", t -> values(t, software.amazon.awssdk.services.ec2.model.Route::gatewayId))
                .many("route.instance-id", t -> values(t, software.amazon.awssdk.services.ec2.model.Route::instanceId))
                .many(
                        "route.nat-gateway-id",
                        t -> values(t, software.amazon.awssdk.services.ec2.model.Route::natGatewayId))
                .many(
                        "route.network-interface-id",
                        t -> values(t, software.amazon.awssdk.services.ec2.model.Route::networkInterfaceId))
                .many("route.transit-gateway-id", t -> Stream.empty())
                .many("route.origin", t -> values(t, software.amazon.awssdk.services.ec2.model.Route::originAsString))
                .many("route.state", t -> values(t, software.amazon.awssdk.services.ec2.model.Route::stateAsString))
                .many(
                        "route.vpc-peering-connection-id",
                        t -> values(t, software.amazon.awssdk.services.ec2.model.Route::vpcPeeringConnectionId))
                .one("vpc-id", RouteTable::vpcId)
                .tags(RouteTable::tags);
    }

    private static Stream<SubnetId> subnets(RouteTable table) {
        return table.associations().stream()
                .flatMap(a -> a.with() instanceof RouteTable.WithSubnet(SubnetId id) ? Stream.of(id) : Stream.empty());
    }

    private static Stream<InternetGatewayId> gateways(RouteTable table) {
        return table.associations().stream()
                .flatMap(a -> a.with() instanceof RouteTable.WithGateway(InternetGatewayId id)
                        ? Stream.of(id)
                        : Stream.empty());
    }

    private Stream<String> values(
            RouteTable table, Function<software.amazon.awssdk.services.ec2.model.Route, @Nullable String> member) {
        return routes(table).stream().flatMap(route -> Stream.ofNullable(member.apply(route)));
    }

    private List<software.amazon.awssdk.services.ec2.model.Route> routes(RouteTable table) {
        List<software.amazon.awssdk.services.ec2.model.Route> routes = new ArrayList<>();
        List<Route> rest = new ArrayList<>(table.routes());
        for (Vpc.CidrAssociation block : call.get(Vpc.class, table.vpcId()).cidrBlocks()) {
            Optional<Route> instead = table.route(new Route.ToCidr(block.cidr()));
            if (instead.isPresent()) {
                rest.remove(instead.get());
                routes.add(view(table, instead.get()));
                continue;
            }
            software.amazon.awssdk.services.ec2.model.Route.Builder local =
                    software.amazon.awssdk.services.ec2.model.Route.builder();
            if (block.cidr().family() == Family.IPV4) {
                local.destinationCidrBlock(block.cidr().toString());
            } else {
                local.destinationIpv6CidrBlock(block.cidr().toString());
            }
            routes.add(local.gatewayId("local")
                    .state("active")
                    .origin("CreateRouteTable")
                    .build());
        }
        rest.forEach(route -> routes.add(view(table, route)));
        for (VpcEndpoint endpoint : endpoints.getOrDefault(table.id(), List.of())) {
            AwsPrefixList.named(call.region(), endpoint.serviceName())
                    .ifPresent(list -> routes.add(software.amazon.awssdk.services.ec2.model.Route.builder()
                            .destinationPrefixListId(list.id().value())
                            .gatewayId(endpoint.key())
                            .state("active")
                            .origin("CreateRoute")
                            .build()));
        }
        return routes;
    }

    private software.amazon.awssdk.services.ec2.model.Route view(RouteTable table, Route route) {
        software.amazon.awssdk.services.ec2.model.Route.Builder view =
                software.amazon.awssdk.services.ec2.model.Route.builder();
        switch (route.destination()) {
            case Route.ToCidr(Cidr cidr)
            when cidr.family() == Family.IPV4 -> view.destinationCidrBlock(cidr.toString());
            case Route.ToCidr(Cidr cidr) -> view.destinationIpv6CidrBlock(cidr.toString());
            case Route.ToPrefixList(PrefixListId id) -> view.destinationPrefixListId(id.value());
        }
        switch (route.target()) {
            case Route.ViaInternetGateway(InternetGatewayId id) -> view.gatewayId(id.value());
            case Route.ViaPeering(VpcPeeringConnectionId id) -> view.vpcPeeringConnectionId(id.value());
            case Route.ViaEgressOnlyGateway(EgressOnlyInternetGatewayId id) ->
                view.egressOnlyInternetGatewayId(id.value());
            case Route.ViaNatGateway(NatGatewayId id) -> view.natGatewayId(id.value());
            case Route.ViaEndpoint(VpcEndpointId id) -> view.gatewayId(id.value());
            case Route.ViaNetworkInterface(NetworkInterfaceId id) -> {
                view.networkInterfaceId(id.value());
                call.find(NetworkInterface.class, id)
                        .flatMap(NetworkInterface::attachment)
                        .flatMap(a -> call.find(Instance.class, a.instanceId()))
                        .ifPresent(i -> view.instanceId(i.key())
                                .instanceOwnerId(i.scope().account().value()));
            }
        }
        boolean blackhole = effective
                        .computeIfAbsent(
                                table.vpcId(), id -> EffectiveRoutes.of(call.snapshot(), call.get(Vpc.class, id)))
                        .targetOf(route.target())
                instanceof RouteTarget.Blackhole;
        return view.state(blackhole ? "blackhole" : "active")
                .origin(route.origin() == Route.Origin.CREATE_ROUTE ? "CreateRoute" : "CreateRouteTable")
                .build();
    }

    private static RouteTableAssociation view(RouteTable table, RouteTable.Association association) {
        RouteTableAssociation.Builder view = RouteTableAssociation.builder()
                .routeTableAssociationId(association.id().value())
                .routeTableId(table.key())
                .main(association.with() instanceof RouteTable.Main)
                .associationState(s -> s.state("associated"));
        switch (association.with()) {
            case RouteTable.Main _ -> {}
            case RouteTable.WithSubnet(SubnetId subnet) -> view.subnetId(subnet.value());
            case RouteTable.WithGateway(InternetGatewayId gateway) -> view.gatewayId(gateway.value());
        }
        return view.build();
    }
}
