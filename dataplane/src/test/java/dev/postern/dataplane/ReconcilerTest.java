package dev.postern.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Problem;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Outside;
import dev.postern.testkit.Topology;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ReconcilerTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Problem BUSY =
            new Problem(Problem.Code.NETWORK_STEP_FAILED, Problem.Severity.ERROR, "vpc", "busy");

    private final RecordingDataPlane recorded = new RecordingDataPlane();
    private final Topology topology = new Topology();

    @Test
    void newestSnapshotWinsAndOlderOnesAreSkipped() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        DataPlane slow = new Wrapped(intent -> {
            started.countDown();
            await(go);
            return recorded.apply(intent);
        });
        try (Reconciler reconciler = new Reconciler(slow, Outside.CLOSED, (_, _) -> {})) {
            reconciler.submit(next());
            await(started);
            for (int i = 0; i < 10; i++) {
                reconciler.submit(next());
            }
            Snapshot newest = topology.snapshot();
            go.countDown();
            assertThat(reconciler.awaitApplied(newest.sequence(), LIMIT)).isTrue();
            assertThat(recorded.applied()).hasSize(2);
            assertThat(recorded.applied().getLast().sequence()).isEqualTo(newest.sequence());
        }
    }

    @Test
    void olderSnapshotThatArrivesLateIsIgnored() throws Exception {
        Snapshot older = next();
        Snapshot newer = next();
        try (Reconciler reconciler = new Reconciler(recorded, Outside.CLOSED, (_, _) -> {})) {
            reconciler.submit(newer);
            assertThat(reconciler.awaitApplied(newer.sequence(), LIMIT)).isTrue();
            reconciler.submit(older);
            Snapshot newest = next();
            reconciler.submit(newest);
            assertThat(reconciler.awaitApplied(newest.sequence(), LIMIT)).isTrue();
            assertThat(recorded.applied()).extracting(NetworkIntent::sequence).doesNotContain(older.sequence());
        }
    }

    @Test
    void failureIsTriedAgainUntilItSucceeds() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        DataPlane failing = new Wrapped(intent -> switch (attempts.incrementAndGet()) {
            case 1 -> new Observed(intent.sequence(), 1, intent.instances(), List.of(BUSY), List.of(), false);
            case 2 -> throw new IllegalStateException("worse");
            default -> recorded.apply(intent);
        });
        Snapshot snapshot = next();
        try (Reconciler reconciler = new Reconciler(failing, Outside.CLOSED, (_, _) -> {
            throw new IllegalArgumentException("a listener's own trouble");
        })) {
            reconciler.submit(snapshot);
            assertThat(reconciler.awaitApplied(snapshot.sequence(), LIMIT)).isTrue();
        }
        assertThat(attempts).hasValue(3);
    }

    @Test
    void waitingEndsWhenItIsClosed() throws Exception {
        Reconciler reconciler = new Reconciler(recorded, Outside.CLOSED, (_, _) -> {});
        reconciler.close();
        assertThat(reconciler.awaitApplied(1, LIMIT)).isFalse();
    }

    private Snapshot next() {
        VpcId vpc = topology.vpc("10.0.0.0/16");
        SubnetId subnet = topology.subnet(vpc, "10.0.0.0/24");
        var _ = topology.instance(subnet, "10.0.0.10", topology.securityGroup(vpc));
        return topology.snapshot();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private interface Apply {
        Observed apply(NetworkIntent intent);
    }

    /** A data plane that applies as a test says. */
    private record Wrapped(Apply apply) implements DataPlane {
        @Override
        public Observed apply(NetworkIntent intent) {
            return apply.apply(intent);
        }

        @Override
        public void onNews(Runnable alarm) {}

        @Override
        public void destroyAll() {}
    }
}
