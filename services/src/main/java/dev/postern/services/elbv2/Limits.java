package dev.postern.services.elbv2;

import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.Transport;
import java.util.List;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Limit;

/**
 * How much of everything there may be.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html">Quotas for your Network Load
 *     Balancers</a>
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/quotas-limits.html">Quotas for your Gateway Load Balancers</a>
 */
final class Limits {
    /** In one zone, of a group of a Gateway Load Balancer. */
    static final int GENEVE_TARGETS_IN_ZONE = 300;

    private static final int NETWORK_BALANCERS = 50;
    private static final int GATEWAY_BALANCERS = 100;

    /** In a VPC. */
    private static final int NETWORK_INTERFACES = 1200;

    /** In a VPC. */
    private static final int GATEWAY_INTERFACES = 300;

    private static final int TARGET_GROUPS = 3000;
    private static final int GENEVE_GROUPS = 100;
    private static final int LISTENERS = 50;
    static final int TARGETS = 1000;

    /** Of a Network Load Balancer in one zone; of one that crosses zones, in all. */
    static final int TARGETS_IN_ZONE = 500;

    /** Of a Network Load Balancer. */
    static final int TARGETS_OF_BALANCER = 3000;

    static final int CERTIFICATES = 25;
    static final int SECURITY_GROUPS = 5;

    private Limits() {}

    /** How many balancers of a type a Region may have. */
    static int balancers(LoadBalancer.Type type) {
        return switch (type) {
            case NETWORK -> NETWORK_BALANCERS;
            case GATEWAY -> GATEWAY_BALANCERS;
        };
    }

    /**
     * Refuses nodes of a type that a VPC has no room for: each has an interface.
     *
     * @param there the nodes that stay
     * @param more the nodes that are to be made
     */
    static void checkInterfaces(LoadBalancer.Type type, long there, int more) {
        int max = switch (type) {
            case NETWORK -> NETWORK_INTERFACES;
            case GATEWAY -> GATEWAY_INTERFACES;
        };
        if (more > 0 && there + more > max) {
            throw Elbv2Error.TOO_MANY_LOAD_BALANCERS.of(
                    "The maximum number of network interfaces of load balancers with type '" + type.wireName()
                            + "' in the VPC has been reached");
        }
    }

    /** How many listeners a balancer of a type may have. */
    static int listeners(LoadBalancer.Type type) {
        return switch (type) {
            case NETWORK -> LISTENERS;
            case GATEWAY -> 1;
        };
    }

    /** How many target groups of the same kind of protocol a Region may have. */
    static int groups(Transport protocol) {
        return protocol == Transport.GENEVE ? GENEVE_GROUPS : TARGET_GROUPS;
    }

    /** As DescribeAccountLimits tells them, of what there is here alone. */
    static List<Limit> all() {
        return List.of(
                limit("gateway-load-balancers", GATEWAY_BALANCERS),
                limit("gateway-load-balancers-per-vpc", GATEWAY_BALANCERS),
                limit("geneve-target-groups", GENEVE_GROUPS),
                limit("targets-per-availability-zone-per-gateway-load-balancer", GENEVE_TARGETS_IN_ZONE),
                limit("certificates-per-network-load-balancer", CERTIFICATES),
                limit("listeners-per-network-load-balancer", LISTENERS),
                limit("network-load-balancers", NETWORK_BALANCERS),
                limit("target-groups", TARGET_GROUPS),
                limit("target-groups-per-action-on-network-load-balancer", Listeners.FORWARDS_MAX),
                limit("targets-per-availability-zone-per-network-load-balancer", TARGETS_IN_ZONE),
                limit("targets-per-network-load-balancer", TARGETS_OF_BALANCER),
                limit("targets-per-target-group", TARGETS));
    }

    private static Limit limit(String name, int max) {
        return Limit.builder().name(name).max(String.valueOf(max)).build();
    }
}
