package dev.postern.services.ec2.routing;

import dev.postern.model.Change;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableAssociationId;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Idempotency;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.Quota;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.storage.Cloud.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationResponse;

/**
 * Route tables and their associations.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html">Route tables</a>
 */
final class RouteTables {
    private RouteTables() {}

    static Outcome<CreateRouteTableResponse> create(Ec2Call call, CreateRouteTableRequest request) {
        return Idempotency.once(
                call,
                "CreateRouteTable",
                request.clientToken(),
                request,
                () -> {
                    Vpc vpc = Noun.VPC.require(call, request.vpcId(), "vpcId");
                    long present = call.all(RouteTable.class).stream()
                            .filter(other -> other.vpcId().equals(vpc.id()))
                            .count();
                    call.check(Quota.ROUTE_TABLES_PER_VPC, present + 1);
                    RouteTable table = new RouteTable(
                            call.scope(),
                            new RouteTableId(call.newId(RouteTableId.PREFIX)),
                            vpc.id(),
                            List.of(),
                            List.of(),
                            TagRules.of(request.tagSpecifications(), "route-table"));
                    return new Idempotency.Made<>(Change.put(table), created(call, table), List.of(table.key()));
                },
                ids -> created(call, Noun.ROUTE_TABLE.require(call, ids.getFirst())));
    }

    static Outcome<DeleteRouteTableResponse> delete(Ec2Call call, DeleteRouteTableRequest request) {
        RouteTable table = Noun.ROUTE_TABLE.require(call, request.routeTableId(), "routeTableId");
        if (!table.associations().isEmpty()) {
            throw Ec2Error.DEPENDENCY_VIOLATION.of(
                    "The routeTable '" + table.id() + "' has dependencies and cannot be deleted.");
        }
        Change.Builder change = Change.builder();
        for (VpcEndpoint endpoint : call.all(VpcEndpoint.class)) {
            if (endpoint.routeTableIds().contains(table.id())) {
                change.put(endpoint.withReach(new VpcEndpoint.Gateway(endpoint.routeTableIds().stream()
                        .filter(id -> !id.equals(table.id()))
                        .toList())));
            }
        }
        return new Outcome<>(
                change.remove(table).build(), DeleteRouteTableResponse.builder().build());
    }

    static DescribeRouteTablesResponse describe(Ec2Call call, DescribeRouteTablesRequest request) {
        Ec2Page.refuseWithIds(request.routeTableIds(), request.maxResults(), "routeTableIdsSet");
        Ec2Page.checkMost(request.maxResults(), 100);
        RouteTableView view = RouteTableView.of(call);
        List<RouteTable> found =
                view.filters().apply(request.filters(), Noun.ROUTE_TABLE.select(call, request.routeTableIds()));
        Ec2Page<RouteTable> page = Ec2Page.of(
                found, RouteTable::key, request.maxResults(), Ec2Page.token(call, request, request.nextToken()), 5);
        return DescribeRouteTablesResponse.builder()
                .routeTables(page.items().stream().map(view::of).toList())
                .nextToken(page.nextToken())
                .build();
    }

    static Outcome<AssociateRouteTableResponse> associate(Ec2Call call, AssociateRouteTableRequest request) {
        if (request.gatewayId() != null && request.subnetId() != null) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "The parameter gatewayId cannot be used with the parameter subnetId");
        }
        RouteTable table = Noun.ROUTE_TABLE.require(call, request.routeTableId(), "routeTableId");
        RouteTable.Associated with = request.gatewayId() != null
                ? GatewayTables.gateway(call, table, request.gatewayId())
                : subnet(table, Noun.SUBNET.require(call, request.subnetId(), "subnetId"));
        for (RouteTable other : call.all(RouteTable.class)) {
            for (RouteTable.Association old : other.associations()) {
                if (old.with().equals(with) && other.id().equals(table.id())) {
                    return new Outcome<>(Change.NONE, associated(old.id()));
                }
                if (old.with().equals(with)) {
                    throw Ec2Error.ALREADY_ASSOCIATED.of("the specified association for route table " + table.id()
                            + " conflicts with an existing association " + old.id());
                }
            }
        }
        GatewayTables.checkRoutes(call, table, with);
        RouteTable.Association made = new RouteTable.Association(newAssociationId(call), with);
        return new Outcome<>(Change.put(with(table, made)), associated(made.id()));
    }

    static Outcome<DisassociateRouteTableResponse> disassociate(Ec2Call call, DisassociateRouteTableRequest request) {
        Held held = find(call, request.associationId());
        if (held.association().with() instanceof RouteTable.Main) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("cannot disassociate the main route table association "
                    + held.association().id());
        }
        return new Outcome<>(
                Change.put(without(held)),
                DisassociateRouteTableResponse.builder().build());
    }

    static Outcome<ReplaceRouteTableAssociationResponse> replaceAssociation(
            Ec2Call call, ReplaceRouteTableAssociationRequest request) {
        Held held = find(call, request.associationId());
        RouteTable table = Noun.ROUTE_TABLE.require(call, request.routeTableId(), "routeTableId");
        if (!table.vpcId().equals(held.table().vpcId())) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Route table " + table.id() + " and network "
                    + held.table().vpcId() + " belong to different networks");
        }
        if (table.id().equals(held.table().id())) {
            return new Outcome<>(Change.NONE, replaced(held.association().id()));
        }
        GatewayTables.checkRoutes(call, table, held.association().with());
        RouteTable.Association made = new RouteTable.Association(
                newAssociationId(call), held.association().with());
        Change change =
                Change.builder().put(without(held)).put(with(table, made)).build();
        return new Outcome<>(change, replaced(made.id()));
    }

    /** The table that a subnet uses: its own, or the VPC's main one. */
    static RouteTable of(Ec2Call call, Subnet subnet) {
        RouteTable.Associated own = new RouteTable.WithSubnet(subnet.id());
        return call.all(RouteTable.class).stream()
                .filter(t -> t.associations().stream().anyMatch(a -> a.with().equals(own)))
                .findFirst()
                .or(() -> call.all(RouteTable.class).stream()
                        .filter(t -> t.vpcId().equals(subnet.vpcId()) && t.isMain())
                        .findFirst())
                .orElseThrow(() -> new IllegalStateException("no main route table in " + subnet.vpcId()));
    }

    /** An association and the table that has it. */
    private record Held(RouteTable table, RouteTable.Association association) {}

    private static Held find(Ec2Call call, @Nullable String id) {
        if (id == null) {
            throw Ec2Error.MISSING_PARAMETER.of("associationId");
        }
        return call.all(RouteTable.class).stream()
                .flatMap(table -> table.associations().stream().map(a -> new Held(table, a)))
                .filter(held -> held.association().id().value().equals(id))
                .findFirst()
                .orElseThrow(() -> Ec2Error.ASSOCIATION_NOT_FOUND.of(id));
    }

    private static RouteTable with(RouteTable table, RouteTable.Association association) {
        List<RouteTable.Association> all = new ArrayList<>(table.associations());
        all.add(association);
        return table.withAssociations(all);
    }

    private static RouteTable without(Held held) {
        return held.table()
                .withAssociations(held.table().associations().stream()
                        .filter(a -> !a.equals(held.association()))
                        .toList());
    }

    private static RouteTable.Associated subnet(RouteTable table, Subnet subnet) {
        if (!table.vpcId().equals(subnet.vpcId())) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Route table " + table.id() + " and subnet " + subnet.id() + " belong to different networks");
        }
        return new RouteTable.WithSubnet(subnet.id());
    }

    private static RouteTableAssociationId newAssociationId(Ec2Call call) {
        return new RouteTableAssociationId(call.newId(RouteTableAssociationId.PREFIX));
    }

    private static CreateRouteTableResponse created(Ec2Call call, RouteTable table) {
        return CreateRouteTableResponse.builder()
                .routeTable(RouteTableView.of(call).of(table))
                .build();
    }

    private static AssociateRouteTableResponse associated(RouteTableAssociationId id) {
        return AssociateRouteTableResponse.builder()
                .associationId(id.value())
                .associationState(s -> s.state("associated"))
                .build();
    }

    private static ReplaceRouteTableAssociationResponse replaced(RouteTableAssociationId id) {
        return ReplaceRouteTableAssociationResponse.builder()
                .newAssociationId(id.value())
                .associationState(s -> s.state("associated"))
                .build();
    }
}
