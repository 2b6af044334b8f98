package dev.postern.services.elbv2;

import dev.postern.model.elbv2.TargetHealth;
import dev.postern.storage.Cloud;
import java.util.function.Supplier;

/**
 * Elastic Load Balancing, version 2, with Network Load Balancers. Its operations are the overridden methods of the SDK's interface,
 * grouped by what they act on.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/Welcome.html">API reference</a>
 */
public final class Elbv2Service
        implements LoadBalancerOperations, ListenerOperations, TargetGroupOperations, TagOperations {
    private final Cloud cloud;
    private final Supplier<TargetHealth> health;

    /**
     * The service of one cloud.
     *
     * @param health what probes have found by now
     */
    public Elbv2Service(Cloud cloud, Supplier<TargetHealth> health) {
        this.cloud = cloud;
        this.health = health;
    }

    @Override
    public Cloud cloud() {
        return cloud;
    }

    @Override
    public Supplier<TargetHealth> health() {
        return health;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
