package dev.postern.services.elbv2;

import java.util.List;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Limit;

/**
 * How much of everything there may be.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html">Quotas for your Network Load
 *     Balancers</a>
 */
final class Limits {
    static final int BALANCERS = 50;
    static final int TARGET_GROUPS = 3000;
    static final int LISTENERS = 50;
    static final int TARGETS = 1000;
    static final int CERTIFICATES = 25;
    static final int SECURITY_GROUPS = 5;

    private Limits() {}

    /** As DescribeAccountLimits tells them, of Network Load Balancers alone. */
    static List<Limit> all() {
        return List.of(
                limit("certificates-per-network-load-balancer", CERTIFICATES),
                limit("listeners-per-network-load-balancer", LISTENERS),
                limit("network-load-balancers", BALANCERS),
                limit("target-groups", TARGET_GROUPS),
                limit("target-groups-per-action-on-network-load-balancer", Listeners.FORWARDS_MAX),
                limit("targets-per-availability-zone-per-network-load-balancer", 500),
                limit("targets-per-network-load-balancer", 3000),
                limit("targets-per-target-group", TARGETS));
    }

    private static Limit limit(String name, int max) {
        return Limit.builder().name(name).max(String.valueOf(max)).build();
    }
}
