package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.DataPlane;
import dev.postern.dataplane.Observed;
import dev.postern.dataplane.Reconciler;
import dev.postern.model.Change;
import dev.postern.model.EntityKinds;
import dev.postern.model.Problem;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Outside;
import dev.postern.server.health.Health;
import dev.postern.services.ec2.endpoints.EndpointLife;
import dev.postern.services.ec2.instances.InstanceLifecycle;
import dev.postern.storage.Cloud;
import dev.postern.storage.LedgerCloud;
import dev.postern.storage.MemoryLedger;
import dev.postern.testkit.Await;
import dev.postern.testkit.Topology;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the network comes to is known of each VPC, not only of all. */
final class ProgressTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Topology topology = new Topology();
    private final VpcId well = vpc();
    private final VpcId broken = vpc();
    private final VpcEndpointId endsWell = deleting(well);
    private final VpcEndpointId stays = deleting(broken);

    @Test
    void aNetworkThatAlwaysFailsKeepsOnlyItsOwnEndpoints() throws Exception {
        Breaking plane = new Breaking();
        plane.broken = broken.value();
        try (LedgerCloud cloud = new LedgerCloud(new MemoryLedger());
                Timekeeper timekeeper = new Timekeeper(cloud, Clock.systemUTC(), List.of(new EndpointLife()))) {
            Progress progress = new Progress(
                    new InstanceLifecycle(cloud, Clock.systemUTC()), timekeeper, new Health(Clock.systemUTC()));
            try (Reconciler reconciler = new Reconciler(plane, Outside.CLOSED, progress::applied)) {
                cloud.onCommit(snapshot -> {
                    progress.committed(snapshot);
                    reconciler.submit(snapshot);
                });
                fill(cloud);
                Await.until("the endpoint of the sound VPC ends", LIMIT, () -> !isThere(cloud, endsWell));
                assertThat(isThere(cloud, stays))
                        .as("its way may still be open")
                        .isTrue();
                plane.broken = "";
                Await.until("the other one ends, too", LIMIT, () -> !isThere(cloud, stays));
            }
        }
    }

    private VpcId vpc() {
        VpcId vpc = topology.vpc("10.0.0.0/16");
        topology.instance(topology.subnet(vpc, "10.0.0.0/24"), "10.0.0.10", topology.securityGroup(vpc));
        return vpc;
    }

    private VpcEndpointId deleting(VpcId vpc) {
        VpcEndpointId id = topology.endpoint(vpc);
        topology.put(topology.get(VpcEndpoint.class, id.value()).withState(VpcEndpoint.State.DELETING, Instant.EPOCH));
        return id;
    }

    private void fill(Cloud cloud) {
        Change.Builder all = Change.builder();
        EntityKinds.byName()
                .values()
                .forEach(kind -> topology.snapshot().all(kind).stream().forEach(all::put));
        assertThat(cloud.<Boolean>commit(_ -> new Cloud.Outcome<>(all.build(), true)))
                .isTrue();
    }

    private static boolean isThere(Cloud cloud, VpcEndpointId id) {
        return cloud.snapshot().all(VpcEndpoint.class).stream()
                .anyMatch(endpoint -> endpoint.id().equals(id));
    }

    /** In which one namespace fails for as long as a test says. */
    private static final class Breaking implements DataPlane {
        volatile String broken = "";

        @Override
        public Observed apply(NetworkIntent intent) {
            List<Problem> problems = broken.isEmpty()
                    ? List.of()
                    : List.of(new Problem(
                            Problem.Code.NETWORK_STEP_FAILED, Problem.Severity.ERROR, broken, "it always fails"));
            return new Observed(intent.sequence(), 1, intent.instances(), problems, List.of(), false);
        }

        @Override
        public void onNews(Runnable alarm) {}

        @Override
        public void destroyAll() {}
    }
}
