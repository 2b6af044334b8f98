package dev.postern.dataplane.namespaces;

import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Mac;
import dev.postern.network.Mtu;
import dev.postern.network.VpcIntent;
import java.util.List;
import java.util.stream.Stream;

/** A gateway to the internet, of either kind: a link to the internet's namespace, with both of its ends. */
sealed interface GatewayEdge extends EdgeDesign permits InternetEdge, EgressEdge {
    /** Those of a VPC. */
    static List<GatewayEdge> of(VpcIntent vpc) {
        return EdgeDesign.of(vpc).values().stream()
                .flatMap(edge -> edge instanceof GatewayEdge gateway ? Stream.of(gateway) : Stream.empty())
                .toList();
    }

    VpcId vpc();

    /** The name of the internet's end. */
    String farLink();

    /** What tells the addresses of the two ends, and of the two kinds, apart: the router's is this, the internet's 4 more. */
    int side();

    private Mac routerMac() {
        return NamespaceName.routerMac(vpc().value(), side());
    }

    private Mac internetMac() {
        return NamespaceName.routerMac(vpc().value(), side() + 4);
    }

    @Override
    default Veth veth() {
        return Veth.of(link(), routerMac(), NamespaceName.INTERNET, farLink(), internetMac(), Mtu.INTERNET);
    }

    @Override
    default List<Neighbour> next() {
        return LinkEnd.INTERNET.neighbours(link(), internetMac());
    }

    /** The router, as the internet's side has it. */
    default List<Neighbour> router() {
        return LinkEnd.ROUTER.neighbours(farLink(), routerMac());
    }

    @Override
    default KernelRoute route(int table, Cidr destination) {
        return KernelRoute.through(table, destination, LinkEnd.INTERNET.of(destination.family()), link());
    }

    /** How a condition begins that holds for what is from no address of some blocks. */
    static String notFrom(PacketTable table, List<Cidr> blocks) {
        String own = table.set(blocks);
        return own.isEmpty() ? "" : table.source() + " != " + own + " ";
    }
}
