package dev.postern.compute;

import static dev.postern.compute.InstanceFixture.id;
import static dev.postern.compute.InstanceFixture.instance;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.compute.InstanceDriver.Observed;
import dev.postern.compute.InstanceDriver.Status;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.Instance.State;
import dev.postern.model.ec2.InstanceId;
import dev.postern.testkit.Seeds;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class InstanceStepTest {
    private static final Observed RUNNING = new Observed(Status.RUNNING, 1);
    private static final Observed EXITED = new Observed(Status.EXITED, 1);
    private static final Observed DISK = new Observed(Status.ABSENT, 1);

    @Test
    void aPendingInstanceIsStartedOnce() {
        Instance pending = instance(1, State.PENDING);
        assertThat(plan(pending, null)).containsExactly(new InstanceStep.Start(pending));
        assertThat(plan(pending, RUNNING)).containsExactly(new InstanceStep.ReportStarted(pending));
        assertThat(plan(pending, EXITED)).containsExactly(new InstanceStep.ReportExited(pending));
    }

    @Test
    void aRunningInstanceThatRunsNeedsNothing() {
        assertThat(plan(instance(1, State.RUNNING), RUNNING)).isEmpty();
    }

    @Test
    void aRebootIsANewNumberOfBoots() {
        Instance rebooted = instance(1, State.RUNNING, 2, "stop");
        assertThat(plan(rebooted, RUNNING)).containsExactly(new InstanceStep.Start(rebooted));
    }

    @Test
    void anInstanceThatEndedByItselfIsReportedButOneThatWasTakenDownStartsAgain() {
        Instance running = instance(1, State.RUNNING);
        assertThat(plan(running, EXITED)).containsExactly(new InstanceStep.ReportExited(running));
        assertThat(plan(running, DISK)).containsExactly(new InstanceStep.Start(running));
    }

    @Test
    void stoppedInstancesKeepOnlyTheirDisk() {
        Instance stopping = instance(1, State.STOPPING);
        assertThat(plan(stopping, RUNNING)).containsExactly(new InstanceStep.Stop(stopping));
        assertThat(plan(stopping, DISK)).containsExactly(new InstanceStep.Stop(stopping));
        assertThat(plan(instance(1, State.STOPPED), DISK)).isEmpty();
        assertThat(plan(instance(1, State.STOPPED), RUNNING)).containsExactly(new InstanceStep.Quell(id(1)));
    }

    @Test
    void nothingIsLeftOfWhatIsTerminatedOrUnknown() {
        Instance leaving = instance(1, State.SHUTTING_DOWN);
        assertThat(plan(leaving, RUNNING)).containsExactly(new InstanceStep.Terminate(leaving));
        assertThat(plan(instance(1, State.TERMINATED), DISK)).containsExactly(new InstanceStep.Sweep(id(1)));
        assertThat(plan(instance(1, State.TERMINATED), null)).isEmpty();
        assertThat(InstanceStep.plan(List.of(), new TreeMap<>(Map.of(id(2), RUNNING))))
                .containsExactly(new InstanceStep.Sweep(id(2)));
    }

    /** Whatever the state says and whatever is here, doing the plan (or only part of it, in a crash) ends in no plan. */
    @Test
    void anyStateConvergesThroughCrashes() {
        Seeds.each(200, random -> {
            TreeMap<InstanceId, Instance> desired = new TreeMap<>();
            TreeMap<InstanceId, Observed> here = new TreeMap<>();
            for (int i = 1; i <= 8; i++) {
                State state = pick(random, State.values());
                if (random.nextInt(4) > 0) {
                    desired.put(
                            id(i),
                            instance(i, state, 1 + random.nextInt(2), random.nextBoolean() ? "stop" : "terminate"));
                }
                if (random.nextInt(3) > 0) {
                    Status status = pick(random, Status.values());
                    here.put(id(i), new Observed(status, random.nextInt(3)));
                }
            }
            List<InstanceStep> steps = InstanceStep.plan(desired.values(), here);
            for (int round = 0; !steps.isEmpty(); round++) {
                assertThat(round).as("%s over %s", desired, here).isLessThan(20);
                steps.forEach(step -> {
                    boolean crashes = random.nextInt(4) == 0;
                    apply(step, desired, here, crashes);
                });
                steps = InstanceStep.plan(desired.values(), here);
            }
            desired.values()
                    .forEach(instance -> assertThat(here.getOrDefault(instance.id(), Observed.NOTHING)
                                            .status()
                                    == Status.RUNNING)
                            .isEqualTo(instance.state() == State.RUNNING));
            assertThat(desired.keySet()).containsAll(here.keySet());
        });
    }

    private static <T> T pick(Random random, T[] values) {
        return List.of(values).get(random.nextInt(values.length));
    }

    /** What the reconciler does; in a crash, the deed without its report. */
    private static void apply(
            InstanceStep step, Map<InstanceId, Instance> desired, Map<InstanceId, Observed> here, boolean crashes) {
        Optional<State> reported = switch (step) {
            case InstanceStep.Start(Instance instance) -> {
                here.put(instance.id(), new Observed(Status.RUNNING, instance.boots()));
                yield Optional.of(State.RUNNING);
            }
            case InstanceStep.ReportStarted ignored -> Optional.of(State.RUNNING);
            case InstanceStep.ReportExited(Instance instance) ->
                Optional.of(instance.options().shutdownBehavior().equals("stop") ? State.STOPPED : State.TERMINATED);
            case InstanceStep.Stop(Instance instance) -> {
                here.computeIfPresent(instance.id(), (_, found) -> new Observed(Status.ABSENT, found.boots()));
                yield Optional.of(State.STOPPED);
            }
            case InstanceStep.Terminate(Instance instance) -> {
                here.remove(instance.id());
                yield Optional.of(State.TERMINATED);
            }
            case InstanceStep.Quell(InstanceId id) -> {
                here.computeIfPresent(id, (_, found) -> new Observed(Status.ABSENT, found.boots()));
                yield Optional.empty();
            }
            case InstanceStep.Sweep(InstanceId id) -> {
                here.remove(id);
                yield Optional.empty();
            }
        };
        if (!crashes) {
            reported.ifPresent(state -> desired.computeIfPresent(
                    step.id(), (_, instance) -> instance.withState(state, Instant.EPOCH, Optional.empty())));
        }
    }

    private static List<InstanceStep> plan(Instance instance, @org.jspecify.annotations.Nullable Observed observed) {
        TreeMap<InstanceId, Observed> here = new TreeMap<>();
        if (observed != null) {
            here.put(instance.id(), observed);
        }
        return InstanceStep.plan(List.of(instance), here);
    }
}
