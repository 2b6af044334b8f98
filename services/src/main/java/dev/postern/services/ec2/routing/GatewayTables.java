package dev.postern.services.ec2.routing;

import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.net.Cidr;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import java.util.Optional;

/**
 * What route tables that are associated with an internet gateway may have in them: routes to interfaces and to endpoints of Gateway Load
 * Balancers, for the VPC's blocks and for
 * those of its subnets. AWS's texts for what may not be are published for a route's target only; the others are ours.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html">Gateway route tables</a>
 */
final class GatewayTables {
    private static final String TARGETS =
            "Route target is not supported. This route only supports interface and instance targets.";

    private GatewayTables() {}

    /** The gateway of a request, which must be attached to the table's VPC. */
    static RouteTable.Associated gateway(Ec2Call call, RouteTable table, String id) {
        InternetGateway gateway = Optional.of(id)
                .filter(one -> ResourceId.isWellFormed(InternetGatewayId.PREFIX, one))
                .flatMap(one -> call.snapshot().find(InternetGateway.class, call.scope(), one))
                .orElseThrow(() -> Ec2Error.GATEWAY_NOT_FOUND.of(id));
        if (!gateway.vpcId().equals(Optional.of(table.vpcId()))) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Route table " + table.id() + " and network gateway "
                    + gateway.id() + " belong to different networks");
        }
        return new RouteTable.WithGateway(gateway.id());
    }

    /** Checks a table that is to be associated: all its routes must be such that it may be. */
    static void checkRoutes(Ec2Call call, RouteTable table, RouteTable.Associated with) {
        if (!(with instanceof RouteTable.WithGateway)) {
            return;
        }
        table.routes().forEach(route -> check(call, table, route.destination(), route.target()));
        boolean ofEndpoint = call.all(VpcEndpoint.class).stream()
                .anyMatch(endpoint ->
                        endpoint.carriesTraffic() && endpoint.routeTableIds().contains(table.id()));
        if (ofEndpoint) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(TARGETS);
        }
    }

    /** Checks a route of a table that may be associated with a gateway. */
    static void checkRoute(Ec2Call call, RouteTable table, Route.Destination destination, Route.Target target) {
        if (table.isOfGateway()) {
            check(call, table, destination, target);
        }
    }

    private static void check(Ec2Call call, RouteTable table, Route.Destination destination, Route.Target target) {
        switch (destination) {
            case Route.ToPrefixList(var list) ->
                throw Ec2Error.INVALID_PARAMETER_VALUE.of("The prefix list " + list
                        + " cannot be a destination in route table " + table.id()
                        + ", which is for a gateway: prefix lists are not supported there.");
            case Route.ToCidr(Cidr cidr) -> {
                boolean inside = call.get(Vpc.class, table.vpcId()).cidrBlocks().stream()
                        .anyMatch(block -> block.cidr().contains(cidr));
                if (!inside) {
                    throw Ec2Error.INVALID_PARAMETER_VALUE.of("The destination CIDR block " + cidr
                            + " is outside of the CIDR blocks of " + table.vpcId()
                            + ", and a route table for a gateway has no such routes.");
                }
            }
        }
        if (!(target instanceof Route.ViaNetworkInterface) && !(target instanceof Route.ViaEndpoint)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(TARGETS);
        }
    }
}
