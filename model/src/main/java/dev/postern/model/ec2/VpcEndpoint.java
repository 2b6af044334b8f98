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
 * @param policyDocument the endpoint policy; empty for the default one, which allows all
 * @param routeTableIds for a gateway endpoint, the tables that lead to it, in the order of association
 */
public record VpcEndpoint(
        Scope scope,
        VpcEndpointId id,
        VpcId vpcId,
        Type type,
        String serviceName,
        State state,
        Optional<String> policyDocument,
        List<RouteTableId> routeTableIds,
        Instant createdAt,
        Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    public VpcEndpoint {
        routeTableIds = List.copyOf(routeTableIds);
    }

    /** How the endpoint is reached. */
    public enum Type {
        GATEWAY("Gateway"),
        INTERFACE("Interface"),
        GATEWAY_LOAD_BALANCER("GatewayLoadBalancer");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /** The life of an endpoint. */
    public enum State {
        PENDING_ACCEPTANCE("pendingAcceptance"),
        PENDING("pending"),
        AVAILABLE("available"),
        DELETING("deleting"),
        DELETED("deleted"),
        REJECTED("rejected"),
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

    /** Whether packets may pass. */
    public boolean carriesTraffic() {
        return state == State.AVAILABLE;
    }

    public VpcEndpoint withState(State newState) {
        return new VpcEndpoint(
                scope, id, vpcId, type, serviceName, newState, policyDocument, routeTableIds, createdAt, tags);
    }

    public VpcEndpoint withTags(Tags newTags) {
        return new VpcEndpoint(
                scope, id, vpcId, type, serviceName, state, policyDocument, routeTableIds, createdAt, newTags);
    }

    public VpcEndpoint withPolicy(Optional<String> policy) {
        return new VpcEndpoint(scope, id, vpcId, type, serviceName, state, policy, routeTableIds, createdAt, tags);
    }

    public VpcEndpoint withRouteTables(List<RouteTableId> tables) {
        return new VpcEndpoint(scope, id, vpcId, type, serviceName, state, policyDocument, tables, createdAt, tags);
    }
}
