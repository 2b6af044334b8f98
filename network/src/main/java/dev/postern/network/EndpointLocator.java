package dev.postern.network;

import dev.postern.model.ec2.NetworkInterfaceId;
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
            for (GuestService guest : v.guests()) {
                if (guest.address().equals(local)) {
                    return Optional.of(guest);
                }
            }
            return v.interfaceAt(peer)
                    .flatMap(plugged -> v.routeTableOf(plugged).lookUp(local))
                    .flatMap(match -> match.target() instanceof RouteTarget.ToEndpoint(var endpoint, var _, var _)
                            ? Optional.of(v.service(endpoint))
                            : Optional.empty());
        });
    }

    /** The endpoint that has an interface of a VPC, if it still has it. */
    public static Optional<Holder.EndpointHolder> endpointAt(
            NetworkIntent intent, NetworkInterfaceId networkInterface) {
        return intent.vpcOf(networkInterface)
                .map(vpc -> vpc.interfaceOf(networkInterface).holder())
                .filter(Holder.EndpointHolder.class::isInstance)
                .map(Holder.EndpointHolder.class::cast);
    }

    /**
     * The facts of a connection that has arrived at an interface endpoint.
     *
     * @param peer the socket's remote address, of somebody in the VPC or behind one of its edges
     * @return empty if the endpoint is not there any more: then it must not be served
     */
    public static Optional<Connection.ThroughEndpoint> connection(
            NetworkIntent intent, Holder.EndpointHolder endpoint, Ip peer, boolean secure) {
        return intent.vpcOf(endpoint.networkInterface())
                .map(vpc -> new Connection.ThroughEndpoint(
                        vpc.scope(),
                        vpc.id(),
                        endpoint.id(),
                        Connection.Kind.INTERFACE,
                        vpc.interfaceAt(peer).map(InterfacePort::id),
                        peer,
                        secure));
    }

    /**
     * The facts of a connection that has arrived at a service's door.
     *
     * @param peer the socket's remote address, an instance's private one
     * @return empty if nobody has that address any more: then it must not be served
     */
    public static Optional<Connection.ThroughEndpoint> connection(
            NetworkIntent intent, VpcId vpc, GatewayService service, Ip peer, boolean secure) {
        return intent.vpc(vpc)
                .flatMap(v -> v.interfaceAt(peer)
                        .map(plugged -> new Connection.ThroughEndpoint(
                                v.scope(),
                                vpc,
                                service.endpoint(),
                                Connection.Kind.GATEWAY,
                                Optional.of(plugged.id()),
                                peer,
                                secure)));
    }
}
