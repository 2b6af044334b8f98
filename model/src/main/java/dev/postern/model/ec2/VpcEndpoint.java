package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

    /** The tables whose routes lead to it; none where it is reached otherwise. */
    public List<RouteTableId> routeTableIds() {
        return switch (reach) {
            case Gateway(List<RouteTableId> tables) -> tables;
        };
    }

    /** The life of an endpoint. */
    public enum State {
        PENDING_ACCEPTANCE("pendingAcceptance"),
        PENDING("pending"),
        AVAILABLE("available"),
        DELETING("deleting"),
        DELETED("deleted"),
        REJECTED("rejected"),
        FAILED("failed"),
        EXPIRED("expired");

        private final String wireName;

        State(String wireName) {
            this.wireName = wireName;
        }

        /** As EC2 writes it in answers and filters. */
        public String wireName() {
            return wireName;
        }
    }

    /** Whether packets may pass. */
    public boolean carriesTraffic() {
        return state == State.AVAILABLE;
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
