package dev.postern.model.ec2;

import dev.postern.model.net.Cidr;

/**
 * A route that a user made.
 *
 * @param origin how it came to be
 */
public record Route(Destination destination, Target target, Origin origin) {
    /** How a route came to be, as EC2 names it. */
    public enum Origin {
        CREATE_ROUTE_TABLE,
        CREATE_ROUTE
    }

    /** Which packets. */
    public sealed interface Destination {}

    /** A block of addresses. */
    public record ToCidr(Cidr cidr) implements Destination {}

    /** The blocks of a prefix list. */
    public record ToPrefixList(PrefixListId prefixListId) implements Destination {}

    /** Where they go. */
    public sealed interface Target {
        ResourceId id();
    }

    /** Out to the internet. A gateway that is gone or detached leaves the route a blackhole. */
    public record ViaInternetGateway(InternetGatewayId id) implements Target {}

    /** Out to the internet, and nothing in but answers: for IPv6. A gateway that is gone leaves the route a blackhole. */
    public record ViaEgressOnlyGateway(EgressOnlyInternetGatewayId id) implements Target {}

    /** To an interface, as of a NAT instance or a firewall. */
    public record ViaNetworkInterface(NetworkInterfaceId id) implements Target {}

    /** To the VPC on the other side of a peering connection. One that is not accepted yet, or is gone, leaves the route a blackhole. */
    public record ViaPeering(VpcPeeringConnectionId id) implements Target {}

    /** To the endpoint of a Gateway Load Balancer, and so to the appliances behind it. One that carries nothing leaves the route a blackhole. */
    public record ViaEndpoint(VpcEndpointId id) implements Target {}

    /** To a NAT gateway. */
    public record ViaNatGateway(NatGatewayId id) implements Target {}
}
