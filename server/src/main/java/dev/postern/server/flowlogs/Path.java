package dev.postern.server.flowlogs;

import dev.postern.model.net.Ip;
import dev.postern.network.EgressPort;
import dev.postern.network.InterfacePort;
import dev.postern.network.InternetPort;
import dev.postern.network.NetworkIntent;
import dev.postern.network.PeerPort;
import dev.postern.network.RouteTableIntent;
import dev.postern.network.RouteTarget;
import dev.postern.network.VpcIntent;

/**
 * Which way packets leave an interface, by the numbers that the field {@code traffic-path} has. The interfaces of this cloud are as
 * those of instances of the Nitro system, of which gateways and endpoints have numbers of their own.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html#flow-logs-fields">traffic-path</a>
 */
final class Path {
    static final int NONE = 0;
    private static final int SAME_VPC = 1;
    private static final int PEERING = 4;
    private static final int PEERING_ACROSS_REGIONS = 5;
    private static final int GATEWAY_ENDPOINT = 7;
    private static final int INTERNET_GATEWAY = 8;

    private Path() {}

    /** The way from an interface to an address, by its route table. */
    static int of(NetworkIntent intent, VpcIntent vpc, InterfacePort from, Ip destination) {
        if (vpc.subnetOf(from).contains(destination)) {
            return SAME_VPC;
        }
        return vpc.routeTableOf(from)
                .lookUp(destination)
                .map(RouteTableIntent.Match::target)
                .map(target -> of(intent, vpc, target))
                .orElse(NONE);
    }

    private static int of(NetworkIntent intent, VpcIntent vpc, RouteTarget target) {
        return switch (target) {
            case RouteTarget.Local(), RouteTarget.ToInterface _ -> SAME_VPC;
            case RouteTarget.ToEndpoint _ -> GATEWAY_ENDPOINT;
            case RouteTarget.Blackhole _ -> NONE;
            case RouteTarget.ToEdge(var id) ->
                switch (vpc.edge(id)) {
                    case InternetPort _, EgressPort _ -> INTERNET_GATEWAY;
                    case PeerPort peer ->
                        intent.vpc(peer.far())
                                        .filter(far -> !far.scope()
                                                .region()
                                                .equals(vpc.scope().region()))
                                        .isPresent()
                                ? PEERING_ACROSS_REGIONS
                                : PEERING;
                };
        };
    }
}
