package dev.postern.server.imported;

import dev.postern.model.Entity;
import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.EgressOnlyInternetGateway;
import dev.postern.model.ec2.EgressOnlyInternetGatewayId;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NatGatewayId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableAssociationId;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import dev.postern.server.imported.records.MadeIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Route tables. A route to what does not exist here is kept, as a blackhole: without it, packets would take another route, to somewhere
 * that they do not come to on AWS.
 */
final class Routing {
    private static final List<String> TARGETS = List.of(
            "GatewayId",
            "NatGatewayId",
            "EgressOnlyInternetGatewayId",
            "VpcPeeringConnectionId",
            "NetworkInterfaceId",
            "TransitGatewayId",
            "LocalGatewayId",
            "CarrierGatewayId",
            "CoreNetworkArn",
            "OdbNetworkArn",
            "InstanceId");

    private final Takeover to;

    private Routing(Takeover to) {
        this.to = to;
    }

    static void take(Takeover to) {
        to.each(Kind.ROUTE_TABLES, new Routing(to)::table);
    }

    private void table(Item item) {
        if (!to.needs(item, "VpcId", Vpc.class, item.need("VpcId"))) {
            return;
        }
        List<Route> routes = new ArrayList<>();
        for (Item route : item.parts("Routes")) {
            route(item, route).ifPresent(routes::add);
        }
        List<RouteTable.Association> associations = new ArrayList<>();
        for (Item one : item.parts("Associations")) {
            association(one).ifPresent(associations::add);
        }
        item.skip("OwnerId", "RouteTableId");
        if (!item.parts("PropagatingVgws").isEmpty()) {
            item.note("PropagatingVgws", "there are no virtual private gateways here");
        }
        to.put(new RouteTable(
                to.scope(item),
                new RouteTableId(item.id()),
                new VpcId(item.need("VpcId")),
                routes,
                associations,
                item.tags("Tags")));
    }

    private Optional<RouteTable.Association> association(Item item) {
        item.part("AssociationState").ifPresent(state -> state.skip("State", "StatusMessage"));
        item.skip("RouteTableId");
        RouteTableAssociationId id = new RouteTableAssociationId(item.need("RouteTableAssociationId"));
        Optional<String> subnet = item.text("SubnetId");
        Optional<String> gateway = item.text("GatewayId");
        if (item.flag("Main", false)) {
            return Optional.of(new RouteTable.Association(id, new RouteTable.Main()));
        }
        if (subnet.isPresent()) {
            to.names(item, "SubnetId", Subnet.class, subnet.get());
            return to.find(Subnet.class, subnet.get())
                    .map(_ -> new RouteTable.Association(id, new RouteTable.WithSubnet(new SubnetId(subnet.get()))));
        }
        if (gateway.filter(one -> one.startsWith(InternetGatewayId.PREFIX + "-"))
                .isPresent()) {
            to.names(item, "GatewayId", InternetGateway.class, gateway.get());
            return to.find(InternetGateway.class, gateway.get())
                    .map(_ -> new RouteTable.Association(
                            id, new RouteTable.WithGateway(new InternetGatewayId(gateway.get()))));
        }
        item.note("GatewayId", "an association with " + gateway.orElse("something else") + " is not taken over");
        return Optional.empty();
    }

    private Optional<Route> route(Item table, Item item) {
        item.skip("State", "InstanceOwnerId");
        String origin = item.text("Origin").orElse("CreateRoute");
        Optional<String> gateway = item.text("GatewayId");
        if (gateway.filter("local"::equals).isPresent()) {
            item.skip("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId");
            return Optional.empty();
        }
        Optional<String> list = item.text("DestinationPrefixListId");
        if (list.isPresent() && gateway.filter(one -> one.startsWith("vpce-")).isPresent()) {
            to.names(item, "GatewayId", VpcEndpoint.class, gateway.get());
            return Optional.empty(); // the endpoint's own doing, and derived from it
        }
        Optional<Route.Destination> destination = destination(table, item, list);
        if (destination.isEmpty()) {
            return Optional.empty();
        }
        if (origin.equals("EnableVgwRoutePropagation")) {
            item.note("Origin", "came by propagation from a virtual private gateway; kept as a route of its own");
        }
        return Optional.of(new Route(
                destination.get(),
                target(table, item),
                origin.equals("CreateRouteTable") ? Route.Origin.CREATE_ROUTE_TABLE : Route.Origin.CREATE_ROUTE));
    }

    private Optional<Route.Destination> destination(Item table, Item item, Optional<String> list) {
        if (list.isPresent()) {
            PrefixListId id = PrefixLists.id(
                    to, item, "DestinationPrefixListId", to.scope(table).region());
            boolean amazons = AwsPrefixList.find(to.scope(table).region(), id).isPresent();
            if (!amazons) {
                to.names(item, "DestinationPrefixListId", ManagedPrefixList.class, id.value());
            }
            return Optional.of(new Route.ToPrefixList(id));
        }
        if (item.text("DestinationCidrBlock").isPresent()) {
            return Optional.of(new Route.ToCidr(to.cidr(item, "DestinationCidrBlock")));
        }
        if (item.text("DestinationIpv6CidrBlock").isPresent()) {
            return Optional.of(new Route.ToCidr(to.cidr(item, "DestinationIpv6CidrBlock")));
        }
        item.note("", "a route without a destination is not taken over");
        return Optional.empty();
    }

    private Route.Target target(Item table, Item item) {
        for (String field : TARGETS) {
            Optional<String> id = item.text(field);
            if (id.isPresent()) {
                TARGETS.forEach(item::skip);
                return known(item, field, id.get()).orElseGet(() -> nowhere(table, item, field, id.get()));
            }
        }
        return nowhere(table, item, "", "nothing that is told");
    }

    private Optional<Route.Target> known(Item item, String field, String id) {
        return switch (id.substring(0, Math.max(0, id.indexOf('-')))) {
            case "igw" ->
                Optional.of(to(
                        item, field, InternetGateway.class, new Route.ViaInternetGateway(new InternetGatewayId(id))));
            case "nat" -> Optional.of(to(item, field, NatGateway.class, new Route.ViaNatGateway(new NatGatewayId(id))));
            case "eigw" ->
                Optional.of(to(
                        item,
                        field,
                        EgressOnlyInternetGateway.class,
                        new Route.ViaEgressOnlyGateway(new EgressOnlyInternetGatewayId(id))));
            case "pcx" ->
                Optional.of(to(
                        item, field, VpcPeeringConnection.class, new Route.ViaPeering(new VpcPeeringConnectionId(id))));
            case "eni" ->
                Optional.of(to(
                        item,
                        field,
                        NetworkInterface.class,
                        new Route.ViaNetworkInterface(new NetworkInterfaceId(id))));
            case "vpce" ->
                Optional.of(to(item, field, VpcEndpoint.class, new Route.ViaEndpoint(new VpcEndpointId(id))));
            default -> Optional.empty();
        };
    }

    private Route.Target to(Item item, String field, Class<? extends Entity> kind, Route.Target target) {
        to.names(item, field, kind, target.id().value());
        return target;
    }

    private static Route.Target nowhere(Item table, Item item, String field, String id) {
        NetworkInterfaceId none = new NetworkInterfaceId(MadeIds.of(NetworkInterfaceId.PREFIX, table.id() + id));
        item.note(
                field, "leads to " + id + ", which is nothing that is here; kept as a blackhole, by the name " + none);
        return new Route.ViaNetworkInterface(none);
    }
}
