package dev.postern.server;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.VpcId;
import dev.postern.services.ec2.endpoints.EndpointLifecycle;
import dev.postern.services.ec2.instances.InstanceLifecycle;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Forgets, after a while, what is shown for a while after its end: as on AWS, whoever polls sees it end. */
final class Upkeep implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Upkeep.class.getName());
    private static final long ENDPOINT_SHOWN_SECONDS = 3;
    private static final long ROUND_SECONDS = 60;

    private final EndpointLifecycle endpoints;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("upkeep").daemon().factory());

    Upkeep(EndpointLifecycle endpoints, InstanceLifecycle instances) {
        this.endpoints = endpoints;
        var _ = timer.scheduleWithFixedDelay(
                instances::forgetTerminated, ROUND_SECONDS, ROUND_SECONDS, TimeUnit.SECONDS);
    }

    /** The network of a snapshot is in force in some VPCs, and some of its endpoints are being deleted. */
    void endpointsDropped(Snapshot applied, Predicate<VpcId> inForce) {
        var _ = timer.schedule(() -> endpoints.applied(applied, inForce), ENDPOINT_SHOWN_SECONDS, TimeUnit.SECONDS);
    }

    /** Looks after something for as long as this lives. */
    void everySecond(Runnable look) {
        var _ = timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        look.run();
                    } catch (RuntimeException e) {
                        LOG.log(System.Logger.Level.ERROR, "upkeep", e);
                    }
                },
                1,
                1,
                TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
