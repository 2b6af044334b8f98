package dev.postern.network;

import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Connection;
import java.util.Optional;

/**
 * Tells from a socket's addresses how a request came: which interface, subnet and endpoint. The cost does not depend on the size
 * of the network.
 */
public final class EndpointLocator {
    private EndpointLocator() {}

    /** The interface that has a private address: whose a request to the resolver or the metadata service is. */
    public static Optional<InterfacePort> client(NetworkIntent intent, VpcId vpc, Ip peer) {
        return intent.vpc(vpc).flatMap(v -> v.interfaceAt(peer));
    }

    /**
     * The door at which an interface's connection arrives.
     *
     * @param peer the socket's remote address, a private one of the interface
     * @param local the socket's local address
     * @return empty if none is there for it (any more): then nothing must be answered
     */
    public static Optional<Door> door(NetworkIntent intent, VpcId vpc, Ip peer, Ip local) {
        return intent.vpc(vpc).flatMap(v -> {
            Optional<Door> guest = v.guests().stream()
                    .filter(one -> one.address().equals(local))
                    .<Door>map(one -> one)
                    .findFirst();
            return guest.or(() -> endpoint(v, peer, local).map(v::service));
        });
    }

    private static Optional<VpcEndpointId> endpoint(VpcIntent vpc, Ip peer, Ip local) {
        return vpc.interfaceAt(peer)
                .flatMap(plugged -> vpc.routeTableOf(plugged).lookUp(local))
                .flatMap(match -> match.target() instanceof RouteTarget.ToEndpoint(var endpoint, var _, var _)
                        ? Optional.of(endpoint)
                        : Optional.empty());
    }

    /**
     * The facts of a connection that was accepted inside a VPC's network.
     *
     * @param peer the socket's remote address, an instance's private one
     * @param local the socket's local address, the service's
     * @return empty if no endpoint leads from the peer to the service (any more): then it must not be served
     */
    public static Optional<Connection.ThroughEndpoint> connection(
            NetworkIntent intent, VpcId vpc, Ip peer, Ip local, boolean secure) {
        return intent.vpc(vpc)
                .flatMap(v -> v.interfaceAt(peer)
                        .flatMap(plugged -> endpoint(v, peer, local)
                                .map(endpoint -> new Connection.ThroughEndpoint(
                                        v.scope(), vpc, endpoint, plugged.subnet(), plugged.id(), peer, secure))));
    }
}
