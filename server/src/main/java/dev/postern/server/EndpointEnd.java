package dev.postern.server;

import dev.postern.model.Snapshot;
import dev.postern.services.ec2.EndpointLifecycle;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Forgets deleted endpoints a little after their network is gone: as on AWS, whoever polls sees them deleting. */
final class EndpointEnd implements AutoCloseable {
    private static final long SHOWN_SECONDS = 3;

    private final EndpointLifecycle lifecycle;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("endpoints").daemon().factory());

    EndpointEnd(EndpointLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    void networkGone(Snapshot applied) {
        var _ = timer.schedule(() -> lifecycle.applied(applied), SHOWN_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
