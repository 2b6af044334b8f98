package dev.postern.network;

import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.net.Cidr;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Resolves route tables: at most one target per block. Where several claim the same block, {@code local} comes first, then the
 * user's CIDR routes, then prefix lists: the user's, and those of gateway endpoints.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html">Route priority</a>
 */
final class RouteCompiler {
    /** Below are the kernel's own tables and the fixed ones of the data plane. */
    private static final int FIRST_NUMBER = 0x1000;

    private static final int NUMBERS = 0x0fff_f000;

    private final Vpc vpc;
    private final Optional<InternetGatewayId> gateway;
    private final Set<NetworkInterfaceId> plugged;
    private final List<VpcEndpoint> endpoints;

    RouteCompiler(
            Vpc vpc,
            Optional<InternetGatewayId> gateway,
            Set<NetworkInterfaceId> plugged,
            List<VpcEndpoint> endpoints) {
        this.vpc = vpc;
        this.gateway = gateway;
        this.plugged = plugged;
        this.endpoints = endpoints.stream()
                .filter(e -> e.type() == VpcEndpoint.Type.GATEWAY && e.carriesTraffic())
                .sorted(Comparator.comparing(VpcEndpoint::id))
                .toList();
    }

    SortedMap<RouteTableId, RouteTableIntent> compile(List<RouteTable> tables) {
        TreeMap<RouteTableId, RouteTableIntent> compiled = new TreeMap<>();
        TreeSet<Integer> taken = new TreeSet<>();
        for (RouteTable table : tables) {
            int number = numberOf(table.id());
            while (!taken.add(number)) {
                number++;
            }
            compiled.put(table.id(), new RouteTableIntent(table.id(), number, routes(table)));
        }
        return compiled;
    }

    private SortedMap<Cidr, RouteTarget> routes(RouteTable table) {
        TreeMap<Cidr, RouteTarget> routes = new TreeMap<>();
        vpc.cidrBlocks().forEach(block -> routes.put(block.cidr(), new RouteTarget.Local()));
        for (Route route : table.routes()) {
            if (route.destination() instanceof Route.ToCidr(Cidr cidr)) {
                routes.putIfAbsent(cidr, resolve(route.target()));
            }
        }
        for (Route route : table.routes()) {
            if (route.destination() instanceof Route.ToPrefixList(PrefixListId list)) {
                AwsPrefixList.find(vpc.scope().region(), list)
                        .ifPresent(found ->
                                found.blocks().forEach(block -> routes.putIfAbsent(block, resolve(route.target()))));
            }
        }
        for (VpcEndpoint endpoint : endpoints) {
            if (endpoint.routeTableIds().contains(table.id())) {
                AwsPrefixList.named(vpc.scope().region(), endpoint.serviceName())
                        .ifPresent(list -> list.blocks()
                                .forEach(block -> routes.putIfAbsent(
                                        block,
                                        new RouteTarget.ToEndpoint(endpoint.id(), list.id(), endpoint.serviceName()))));
            }
        }
        return routes;
    }

    private RouteTarget resolve(Route.Target target) {
        return switch (target) {
            case Route.ViaInternetGateway(InternetGatewayId id) ->
                gateway.filter(id::equals).isPresent()
                        ? new RouteTarget.ToInternetGateway(id)
                        : new RouteTarget.Blackhole(id + " is not attached");
            case Route.ViaNetworkInterface(NetworkInterfaceId id) ->
                plugged.contains(id)
                        ? new RouteTarget.ToInterface(id)
                        : new RouteTarget.Blackhole(id + " is not plugged in");
        };
    }

    /** From the id, so that it stays the same when other tables come and go. */
    private static int numberOf(RouteTableId id) {
        return FIRST_NUMBER + Math.floorMod(id.value().hashCode(), NUMBERS);
    }
}
