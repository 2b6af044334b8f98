package dev.postern.model.ec2;

import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.net.Family;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A VPC endpoint.
 *
 * @param serviceName as {@code com.amazonaws.us-east-1.s3}
 * @param stateChangedAt when it came into its state
 * @param policyDocument the endpoint policy; empty for the default one, which allows all
 */
public record VpcEndpoint(
        Scope scope,
        VpcEndpointId id,
        VpcId vpcId,
        String serviceName,
        State state,
        Instant stateChangedAt,
        Optional<String> policyDocument,
        Reach reach,
        Instant createdAt,
        Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    /** How packets come to the endpoint, which is what its type means. */
    public sealed interface Reach {
        /** As EC2 names the type. */
        String wireName();
    }

    /**
     * By routes from the service's prefix list to the endpoint.
     *
     * @param routeTableIds the tables that have such a route, in the order of association
     */
    public record Gateway(List<RouteTableId> routeTableIds) implements Reach {
        public Gateway {
            routeTableIds = List.copyOf(routeTableIds);
        }

        @Override
        public String wireName() {
            return "Gateway";
        }
    }

    /**
     * By network interfaces of its own, one in a subnet, of one subnet in a zone.
     *
     * @param seats in the order of their subnets' coming
     * @param groups the security groups of the interfaces
     * @param label the eight characters by which its DNS names differ from those of an earlier endpoint
     * @param privateNames the service's own names that lead to it inside the VPC, {@code *.} before those for all that is below; none
     *     without private DNS
     * @param failure why it failed, if it did
     * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html">Interface endpoints</a>
     */
    public record Interface(
            List<Seat> seats,
            List<SecurityGroupId> groups,
            AddressType addressType,
            DnsOptions dns,
            String label,
            List<String> privateNames,
            Optional<Failure> failure)
            implements Reach {
        public Interface {
            seats = List.copyOf(seats);
            groups = List.copyOf(groups);
            privateNames = List.copyOf(privateNames);
        }

        @Override
        public String wireName() {
            return "Interface";
        }

        public Interface withSeats(List<Seat> newSeats) {
            return new Interface(newSeats, groups, addressType, dns, label, privateNames, failure);
        }

        public Interface withGroups(List<SecurityGroupId> newGroups) {
            return new Interface(seats, newGroups, addressType, dns, label, privateNames, failure);
        }

        public Interface withDns(AddressType type, DnsOptions options, List<String> names) {
            return new Interface(seats, groups, type, options, label, names, failure);
        }

        public Interface withFailure(Optional<Failure> why) {
            return new Interface(seats, groups, addressType, dns, label, privateNames, why);
        }

        /** Whether the service's own names lead to it. */
        public boolean privateDns() {
            return !privateNames.isEmpty();
        }
    }

    /**
     * By routes that users make to it, through its one interface, to a Gateway Load Balancer.
     *
     * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-load-balancer-endpoints.html">Gateway Load Balancer
     *     endpoints</a>
     */
    public record GatewayLoadBalancer(Seat seat, AddressType addressType) implements Reach {
        @Override
        public String wireName() {
            return "GatewayLoadBalancer";
        }
    }

    /** One of an endpoint's interfaces, and where it is. */
    public record Seat(SubnetId subnet, String zone, NetworkInterfaceId networkInterface) {}

    /**
     * What DNS says of an interface endpoint.
     *
     * @param records of which addresses
     * @param onlyInbound whether private names are for resolvers outside the VPC alone, as S3 has it beside a gateway endpoint
     */
    public record DnsOptions(RecordType records, boolean onlyInbound) {}

    /** Why an endpoint failed, in the words of AWS. */
    public record Failure(String code, String message) {}

    /** Of which families its interfaces have addresses. */
    public enum AddressType {
        IPV4("ipv4"),
        DUALSTACK("dualstack"),
        IPV6("ipv6");

        private final String wireName;

        AddressType(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        /** Whether they have addresses of a family. */
        public boolean has(Family family) {
            return this == DUALSTACK || (this == IPV4) == (family == Family.IPV4);
        }
    }

    /** Of which families its names have records. */
    public enum RecordType {
        IPV4("ipv4"),
        DUALSTACK("dualstack"),
        IPV6("ipv6"),
        /** Of IPv4 for all names, of IPv6 for the endpoint's own names alone. */
        SERVICE_DEFINED("service-defined");

        private final String wireName;

        RecordType(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        /** Whether the endpoint's own names have records of a family. */
        public boolean has(Family family) {
            return this == DUALSTACK || this == SERVICE_DEFINED || (this == IPV4) == (family == Family.IPV4);
        }

        /** Whether the service's own names, which lead here by private DNS, have them. */
        public boolean hasPrivately(Family family) {
            return this == SERVICE_DEFINED ? family == Family.IPV4 : has(family);
        }
    }

    /** The Region of the service to which it leads, which its name tells. */
    public Region serviceRegion() {
        return EndpointService.regionIn(serviceName).orElse(scope.region());
    }

    /** Whether the service is in another Region. */
    public boolean isCrossRegion() {
        return !serviceRegion().equals(scope.region());
    }

    /** The tables whose routes lead to it; none where it is reached otherwise. */
    public List<RouteTableId> routeTableIds() {
        return switch (reach) {
            case Gateway(List<RouteTableId> tables) -> tables;
            case Interface _, GatewayLoadBalancer _ -> List.of();
        };
    }

    /** What an interface endpoint has; empty for others. */
    public Optional<Interface> byInterfaces() {
        return switch (reach) {
            case Gateway _, GatewayLoadBalancer _ -> Optional.empty();
            case Interface found -> Optional.of(found);
        };
    }

    /** Where its interfaces are. */
    public List<Seat> seats() {
        return switch (reach) {
            case Gateway _ -> List.of();
            case Interface found -> found.seats();
            case GatewayLoadBalancer found -> List.of(found.seat());
        };
    }

    /** Of which families its interfaces have addresses; empty where it has none. */
    public Optional<AddressType> addressType() {
        return switch (reach) {
            case Gateway _ -> Optional.empty();
            case Interface found -> Optional.of(found.addressType());
            case GatewayLoadBalancer found -> Optional.of(found.addressType());
        };
    }

    /** By which the domain of private names of a VPC is found. */
    public static String domainKey(VpcId vpc, String domain) {
        return vpc + " " + domain;
    }

    /** Its interfaces. */
    public Stream<NetworkInterfaceId> interfaces() {
        return seats().stream().map(Seat::networkInterface);
    }

    /** The life of an endpoint. */
    public enum State {
        PENDING_ACCEPTANCE("pendingAcceptance"),
        PENDING("pending"),
        AVAILABLE("available"),
        DELETING("deleting"),
        DELETED("deleted"),
        REJECTED("rejected"),
        EXPIRED("expired"),
        FAILED("failed");

        private final String wireName;

        State(String wireName) {
            this.wireName = wireName;
        }

        /** As EC2 writes it in answers and filters. */
        public String wireName() {
            return wireName;
        }
    }

    /** Whether packets may pass: by interfaces from when these are made, and while they are being changed. */
    public boolean carriesTraffic() {
        return switch (reach) {
            case Gateway _ -> state == State.AVAILABLE;
            case Interface _, GatewayLoadBalancer _ -> state == State.PENDING || state == State.AVAILABLE;
        };
    }

    /** Whether it is on its way out of the world, or never came into it. */
    public boolean isOver() {
        return switch (state) {
            case PENDING_ACCEPTANCE, PENDING, AVAILABLE -> false;
            case DELETING, DELETED, REJECTED, EXPIRED, FAILED -> true;
        };
    }

    public VpcEndpoint withState(State newState, Instant at) {
        return new VpcEndpoint(scope, id, vpcId, serviceName, newState, at, policyDocument, reach, createdAt, tags);
    }

    public VpcEndpoint withTags(Tags newTags) {
        return new VpcEndpoint(
                scope, id, vpcId, serviceName, state, stateChangedAt, policyDocument, reach, createdAt, newTags);
    }

    public VpcEndpoint withPolicy(Optional<String> policy) {
        return new VpcEndpoint(scope, id, vpcId, serviceName, state, stateChangedAt, policy, reach, createdAt, tags);
    }

    public VpcEndpoint withReach(Reach newReach) {
        return new VpcEndpoint(
                scope, id, vpcId, serviceName, state, stateChangedAt, policyDocument, newReach, createdAt, tags);
    }
}
