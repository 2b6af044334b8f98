package dev.postern.compute;

import static dev.postern.compute.InstanceFixture.id;
import static dev.postern.compute.InstanceFixture.instance;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.compute.InstanceDriver.Observed;
import dev.postern.compute.InstanceDriver.Status;
import dev.postern.linux.InstanceNamespaces;
import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.Instance.State;
import dev.postern.model.ec2.InstanceId;
import dev.postern.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class InstanceReconcilerTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final InstanceNamespaces NAMESPACES = new InstanceNamespaces(Path.of("/userns"), Path.of("/netns"));

    private final FakeDriver driver = new FakeDriver();
    private final AtomicReference<Snapshot> state = new AtomicReference<>(InstanceFixture.network());
    private final Map<InstanceId, InstanceNamespaces> namespaces = new ConcurrentHashMap<>();
    private final InstanceReconciler reconciler =
            new InstanceReconciler(driver, state::get, id -> Optional.ofNullable(namespaces.get(id)), new Committing());

    @AfterEach
    void close() {
        reconciler.close();
    }

    @Test
    void startsWhatIsPendingAsSoonAsItHasANetwork() {
        put(instance(1, State.PENDING));
        put(instance(2, State.PENDING));
        namespaces.put(id(1), NAMESPACES);
        reconciler.start();
        until(1, State.RUNNING);
        assertThat(current(2).state()).isEqualTo(State.PENDING);

        namespaces.put(id(2), NAMESPACES);
        reconciler.wake();
        until(2, State.RUNNING);
    }

    @Test
    void anInstanceThatDoesNotStartIsTerminatedAndHoldsNoOtherUp() {
        driver.broken.add(id(1));
        for (int i = 1; i <= 3; i++) {
            namespaces.put(id(i), NAMESPACES);
            put(instance(i, State.PENDING));
        }
        reconciler.start();
        until(1, State.TERMINATED);
        until(2, State.RUNNING);
        until(3, State.RUNNING);
        assertThat(current(1).life().reason()).contains("Server.InternalError");
    }

    @Test
    void instancesThatWaitForTheirImageHoldNoOtherUp() {
        int many = 200; // more than may start at once
        for (int i = 1; i <= many; i++) {
            driver.unprepared.add(id(i));
            namespaces.put(id(i), NAMESPACES);
            put(instance(i, State.PENDING));
        }
        namespaces.put(id(many + 1), NAMESPACES);
        put(instance(many + 1, State.PENDING));
        reconciler.start();
        until(many + 1, State.RUNNING);
        assertThat(current(1).state()).isEqualTo(State.PENDING);
        driver.image.complete(true);
        until(1, State.RUNNING);
    }

    @Test
    void anEndWaitsForWhatHasBegunAndBeginsNothing() throws InterruptedException {
        int many = 200; // more than may start at once
        for (int i = 1; i <= many; i++) {
            driver.slow.add(id(i));
            namespaces.put(id(i), NAMESPACES);
            put(instance(i, State.PENDING));
        }
        reconciler.start();
        Await.until("one has begun", LIMIT, () -> !driver.calls.isEmpty());
        Thread ending = Thread.ofPlatform().start(reconciler::close);
        Await.until(
                "the end waits",
                LIMIT,
                () -> EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING)
                        .contains(ending.getState()));
        Set<String> begun = Set.copyOf(driver.calls);
        driver.pace.complete(true);
        ending.join();
        assertThat(driver.calls).hasSizeLessThan(many).containsAll(begun).hasSameSizeAs(driver.instances.keySet());
    }

    @Test
    void anInstanceThatRanBeforeIsStoppedWhenItDoesNotStartAgain() {
        driver.broken.add(id(1));
        namespaces.put(id(1), NAMESPACES);
        put(instance(1, State.PENDING, 2, "stop"));
        reconciler.start();
        until(1, State.STOPPED);
    }

    @Test
    void followsTheStateToTheEnd() {
        namespaces.put(id(1), NAMESPACES);
        put(instance(1, State.PENDING));
        reconciler.start();
        until(1, State.RUNNING);
        put(current(1).withState(State.STOPPING, Instant.EPOCH, Optional.empty()));
        reconciler.wake();
        until(1, State.STOPPED);
        put(current(1).withState(State.SHUTTING_DOWN, Instant.EPOCH, Optional.empty()));
        reconciler.wake();
        until(1, State.TERMINATED);
        Await.until(
                "converged",
                LIMIT,
                () -> reconciler.convergedSequence() == state.get().sequence());
        assertThat(driver.instances).isEmpty();
    }

    @Test
    void shutdownBehaviourDecidesWhatAnEndMeans() {
        for (int i = 1; i <= 2; i++) {
            namespaces.put(id(i), NAMESPACES);
            put(instance(i, State.RUNNING, 1, i == 1 ? "stop" : "terminate"));
            driver.instances.put(id(i), new Observed(Status.RUNNING, 1));
        }
        reconciler.start();
        Await.until(
                "converged",
                LIMIT,
                () -> reconciler.convergedSequence() == state.get().sequence());
        driver.exit(id(1));
        driver.exit(id(2));
        reconciler.wake();
        until(1, State.STOPPED);
        until(2, State.TERMINATED);
        assertThat(current(1).life().reason()).contains("Client.InstanceInitiatedShutdown");
        assertThat(driver.calls).containsExactly("delete " + id(2));
    }

    @Test
    void sweepsWhatNobodyKnowsAndStartsAgainWhatWasTakenDown() {
        driver.instances.put(id(7), new Observed(Status.RUNNING, 1));
        driver.instances.put(id(1), new Observed(Status.ABSENT, 1));
        namespaces.put(id(1), NAMESPACES);
        put(instance(1, State.RUNNING));
        reconciler.start();
        Await.until(
                "converged",
                LIMIT,
                () -> reconciler.convergedSequence() == state.get().sequence());
        assertThat(driver.instances).containsOnly(Map.entry(id(1), new Observed(Status.RUNNING, 1)));
    }

    private void until(int number, State expected) {
        Await.until(id(number) + " " + expected, LIMIT, () -> current(number).state() == expected);
    }

    private Instance current(int number) {
        return state.get().all(Instance.class).stream()
                .filter(found -> found.id().equals(id(number)))
                .findFirst()
                .orElseThrow();
    }

    private void put(Entity entity) {
        state.updateAndGet(snapshot -> snapshot.apply(snapshot.sequence() + 1, Change.put(entity)));
    }

    /** Writes what it is told into the state, as the server does. */
    private final class Committing implements InstanceEvents {
        @Override
        public void started(Instance instance) {
            put(instance.withState(State.RUNNING, Instant.EPOCH, Optional.empty()));
        }

        @Override
        public void stopped(Instance instance, Optional<String> reason) {
            put(instance.withState(State.STOPPED, Instant.EPOCH, reason));
        }

        @Override
        public void terminated(Instance instance, Optional<String> reason) {
            put(instance.withState(State.TERMINATED, Instant.EPOCH, reason));
        }
    }
}
