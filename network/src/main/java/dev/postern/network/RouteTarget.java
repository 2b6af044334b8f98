package dev.postern.network;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.VpcEndpointId;

/** Where a route leads, resolved: an unplugged or detached target is already a black hole. */
public sealed interface RouteTarget {
    /** To the interface of the VPC that has the address. */
    record Local() implements RouteTarget {
        @Override
        public String toString() {
            return "local";
        }
    }

    /** Out of the VPC through one of its {@link EdgePort}s. */
    record ToEdge(ResourceId id) implements RouteTarget {
        @Override
        public String toString() {
            return id.value();
        }
    }

    /**
     * To an interface, whoever the packet is addressed to.
     *
     * @param named what the route names: the interface, or the NAT gateway that is there
     */
    record ToInterface(NetworkInterfaceId id, ResourceId named) implements RouteTarget {
        @Override
        public String toString() {
            return named.value();
        }
    }

    /**
     * To the service behind a gateway endpoint.
     *
     * @param prefixList the list of which the route's block is one
     */
    record ToEndpoint(VpcEndpointId id, PrefixListId prefixList, String serviceName) implements RouteTarget {
        @Override
        public String toString() {
            return id.value() + " (" + prefixList + ", " + serviceName + ")";
        }
    }

    /**
     * Nowhere.
     *
     * @param named what the route names
     * @param reason why it leads nowhere, in words
     */
    record Blackhole(Route.Target named, String reason) implements RouteTarget {
        @Override
        public String toString() {
            return "blackhole (" + reason + ")";
        }
    }
}
