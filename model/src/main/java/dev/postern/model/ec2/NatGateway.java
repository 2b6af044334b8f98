package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.net.Ip;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A NAT gateway: it lets those who are routed to it begin connections, as itself, and lets nobody begin one with them.
 *
 * @param interfaceId its interface, of which it has one as long as it may carry packets or is being taken down
 * @param stateChangedAt when it came into its state
 * @param failure why it fails, or will: while it is pending nobody is told
 * @param addresses the primary one first; those that it had, once it is deleted
 * @param deletedAt when it was told to end
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html">NAT gateways</a>
 */
public record NatGateway(
        Scope scope,
        NatGatewayId id,
        VpcId vpcId,
        SubnetId subnetId,
        Connectivity connectivity,
        Optional<NetworkInterfaceId> interfaceId,
        State state,
        Instant stateChangedAt,
        Optional<Failure> failure,
        List<NatAddress> addresses,
        Instant createdAt,
        Optional<Instant> deletedAt,
        Tags tags)
        implements Ec2Resource {
    public NatGateway {
        addresses = List.copyOf(addresses);
    }

    @Override
    public String key() {
        return id.value();
    }

    /** Where it leads to. */
    public enum Connectivity {
        /** Through an internet gateway, which gives each of its private addresses an Elastic IP address. */
        PUBLIC("public"),
        /** To wherever the routes of its subnet lead its private addresses. */
        PRIVATE("private");

        private final String wireName;

        Connectivity(String wireName) {
            this.wireName = wireName;
        }

        /** As EC2 writes it. */
        public String wireName() {
            return wireName;
        }
    }

    /**
     * The life of a NAT gateway.
     *
     * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html">NAT gateway basics</a>
     */
    public enum State {
        PENDING("pending"),
        AVAILABLE("available"),
        FAILED("failed"),
        DELETING("deleting"),
        DELETED("deleted");

        private final String wireName;

        State(String wireName) {
            this.wireName = wireName;
        }

        /** As EC2 writes it in answers and filters. */
        public String wireName() {
            return wireName;
        }
    }

    /** Why it could not be made. */
    public record Failure(String code, String message) {}

    /**
     * A private address of it.
     *
     * @param privateIp empty where it never got one, as it failed before
     * @param elastic the Elastic IP address that stands for it; a private NAT gateway has none
     * @param leavingAt when it goes, if it is being taken away: until then connections that it has go on
     */
    public record NatAddress(Optional<Ip> privateIp, Optional<Elastic> elastic, Optional<Instant> leavingAt) {
        /** Whether new connections may get it. */
        public boolean serves() {
            return leavingAt.isEmpty();
        }

        /** The same, while it goes. */
        public NatAddress leaving(Instant end) {
            return new NatAddress(privateIp, elastic, Optional.of(end));
        }
    }

    /**
     * An Elastic IP address that a NAT gateway has, or was to have.
     *
     * @param link empty where it never got it
     */
    public record Elastic(String allocationId, Optional<Link> link) {}

    /** How an Elastic IP address is a NAT gateway's. */
    public record Link(AddressAssociationId associationId, Ip publicIp) {}

    /** Whether it is to have a network: what needs one is made while it is pending. */
    public boolean hasNetwork() {
        return interfaceId.isPresent()
                && switch (state) {
                    case PENDING, AVAILABLE -> true;
                    case FAILED, DELETING, DELETED -> false;
                };
    }

    /** Whether packets may pass. */
    public boolean carriesTraffic() {
        return state == State.AVAILABLE;
    }

    /** The same, with another state. */
    public NatGateway withState(State newState, Instant at) {
        boolean over = newState == State.DELETED || newState == State.FAILED;
        boolean ends = over || newState == State.DELETING;
        return with(
                over ? Optional.empty() : interfaceId,
                newState,
                at,
                failure,
                addresses,
                ends && deletedAt.isEmpty() ? Optional.of(at) : deletedAt,
                tags);
    }

    public NatGateway withInterface(NetworkInterfaceId eni) {
        return with(Optional.of(eni), state, stateChangedAt, failure, addresses, deletedAt, tags);
    }

    public NatGateway withFailure(Failure reason) {
        return with(interfaceId, state, stateChangedAt, Optional.of(reason), addresses, deletedAt, tags);
    }

    public NatGateway withAddresses(List<NatAddress> newAddresses) {
        return with(interfaceId, state, stateChangedAt, failure, newAddresses, deletedAt, tags);
    }

    public NatGateway withTags(Tags newTags) {
        return with(interfaceId, state, stateChangedAt, failure, addresses, deletedAt, newTags);
    }

    private NatGateway with(
            Optional<NetworkInterfaceId> eni,
            State newState,
            Instant changedAt,
            Optional<Failure> reason,
            List<NatAddress> newAddresses,
            Optional<Instant> end,
            Tags newTags) {
        return new NatGateway(
                scope,
                id,
                vpcId,
                subnetId,
                connectivity,
                eni,
                newState,
                changedAt,
                reason,
                newAddresses,
                createdAt,
                end,
                newTags);
    }
}
