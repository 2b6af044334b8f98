package dev.postern.server.imported.terraform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.ec2.RouteTableAssociationId;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import dev.postern.server.imported.records.MadeIds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Route tables, of which routes and associations may be resources of their own. The main table of a VPC, if it is none, is the one that AWS
 * made with it.
 */
final class RouteTables {
    /** What a route names its target by, where the AWS CLI calls that the same. */
    private static final String[] TARGETS = {
        "gateway_id",
        "nat_gateway_id",
        "vpc_peering_connection_id",
        "network_interface_id",
        "transit_gateway_id",
        "local_gateway_id",
        "carrier_gateway_id",
        "core_network_arn",
        "odb_network_arn",
        "instance_id"
    };

    private static final String[] DESTINATIONS = {
        "destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id"
    };

    private final State state;
    private final Children routes;
    private final Children associations;
    private final Children mains;
    private final Set<String> tables = new HashSet<>();

    private RouteTables(State state) {
        this.state = state;
        this.routes = state.by("route_table_id", "aws_route");
        this.associations = state.by("route_table_id", "aws_route_table_association");
        this.mains = state.by("vpc_id", "aws_main_route_table_association");
    }

    static void tell(State state) {
        RouteTables all = new RouteTables(state);
        state.each(all::table, "aws_route_table", "aws_default_route_table");
        state.each(all::mainOf, "aws_vpc", "aws_default_vpc");
    }

    private void table(Resource resource) {
        Item item = resource.item().skip("default_route_table_id");
        Optional<Resource> vpc = state.find(item.need("vpc_id"));
        Map<String, ObjectNode> all = new LinkedHashMap<>();
        for (Item route : item.parts("route")) {
            Description description = Description.of(route)
                    .as("cidr_block", "DestinationCidrBlock")
                    .as("ipv6_cidr_block", "DestinationIpv6CidrBlock")
                    .same("destination_prefix_list_id");
            add(all, vpc, targeted(description));
        }
        Description description = Description.of(item)
                .same("owner_id", "vpc_id")
                .list(
                        "PropagatingVgws",
                        item.texts("propagating_vgws").stream()
                                .map(id -> Description.object().put("GatewayId", id))
                                .toList())
                .tags();
        told(resource, resource.id(), vpc, all, description);
    }

    /** With the routes and associations that are resources of their own. */
    private void told(
            Resource resource, String id, Optional<Resource> vpc, Map<String, ObjectNode> all, Description table) {
        tables.add(id);
        for (Resource route : routes.of(id)) {
            route.item().skip("state", "origin", "instance_owner_id");
            Description description = Description.of(route.item()).same(DESTINATIONS);
            add(all, vpc, targeted(description));
        }
        List<ObjectNode> links = new ArrayList<>();
        for (Resource link : associations.of(id)) {
            links.add(Description.of(link.item())
                    .as("id", "RouteTableAssociationId")
                    .same("subnet_id", "gateway_id")
                    .node());
        }
        vpc.filter(one -> main(one).equals(id)).ifPresent(one -> links.add(mainAssociation(one)));
        table.put("RouteTableId", id).list("Routes", all.values()).list("Associations", links);
        state.tell(resource, Kind.ROUTE_TABLES, table);
    }

    private static ObjectNode targeted(Description description) {
        return description
                .same(TARGETS)
                .as("vpc_endpoint_id", "GatewayId")
                .as("egress_only_gateway_id", "EgressOnlyInternetGatewayId")
                .node();
    }

    /** The same route may be told by the table and by a resource of its own. One to all of the VPC took the place of the local one. */
    private static void add(Map<String, ObjectNode> all, Optional<Resource> vpc, ObjectNode route) {
        boolean local = vpc.isPresent()
                && Stream.of("cidr_block", "ipv6_cidr_block")
                        .map(attribute ->
                                vpc.get().item().node().path(attribute).asText(""))
                        .filter(block -> !block.isEmpty())
                        .anyMatch(block ->
                                block.equals(route.path("DestinationCidrBlock").asText())
                                        || block.equals(route.path("DestinationIpv6CidrBlock")
                                                .asText()));
        route.put("Origin", local ? "CreateRouteTable" : "CreateRoute");
        all.putIfAbsent(
                route.path("DestinationCidrBlock").asText("")
                        + route.path("DestinationIpv6CidrBlock").asText("")
                        + route.path("DestinationPrefixListId").asText(""),
                route);
    }

    /** The main table of a VPC: what an association of its own says was said last. */
    private String main(Resource vpc) {
        return mains.of(vpc.id()).stream()
                .map(one -> one.item().need("route_table_id"))
                .findFirst()
                .or(() -> vpc.item().text("main_route_table_id"))
                .or(() -> vpc.item().text("default_route_table_id"))
                .orElse("");
    }

    private ObjectNode mainAssociation(Resource vpc) {
        Optional<Resource> said = mains.of(vpc.id()).stream().findFirst();
        said.ifPresent(one -> one.item().skip("original_route_table_id"));
        String id = said.map(Resource::id)
                .orElseGet(() -> MadeIds.of(RouteTableAssociationId.PREFIX, "main table of " + vpc.id()));
        return Description.object().put("RouteTableAssociationId", id).put("Main", "true");
    }

    /** The table that AWS made with a VPC, and the main one, if they are no resources. */
    private void mainOf(Resource vpc) {
        Set<String> made = new HashSet<>();
        vpc.item().text("default_route_table_id").ifPresent(made::add);
        made.add(main(vpc));
        made.stream()
                .filter(id -> !id.isEmpty() && !tables.contains(id))
                .filter(id -> state.records().find(Kind.ROUTE_TABLES, id).isEmpty())
                .sorted()
                .forEach(id -> made(vpc, id));
    }

    private void made(Resource vpc, String id) {
        state.assume(
                vpc, "its table " + id + " is no resource: taken as AWS makes it, with the routes that are resources");
        told(
                vpc,
                id,
                Optional.of(vpc),
                new LinkedHashMap<>(),
                Description.of(vpc.item()).put("VpcId", vpc.id()));
    }
}
