package dev.postern.compute;

import static dev.postern.compute.InstanceFixture.id;
import static dev.postern.compute.InstanceFixture.instance;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.compute.InstanceDriver.Observed;
import dev.postern.compute.InstanceDriver.Status;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.Instance.State;
import java.util.List;
import java.util.Map;
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

    private static List<InstanceStep> plan(Instance instance, @org.jspecify.annotations.Nullable Observed observed) {
        TreeMap<dev.postern.model.ec2.InstanceId, Observed> here = new TreeMap<>();
        if (observed != null) {
            here.put(instance.id(), observed);
        }
        return InstanceStep.plan(List.of(instance), here);
    }
}
