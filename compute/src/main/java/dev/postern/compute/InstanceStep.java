package dev.postern.compute;

import dev.postern.compute.InstanceDriver.Observed;
import dev.postern.compute.InstanceDriver.Status;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One thing to do about one instance, so that what runs is what the state says. */
public sealed interface InstanceStep {
    InstanceId id();

    /** Boot it; what still runs of an earlier boot is shut down first. A pending instance is then reported. */
    record Start(Instance instance) implements InstanceStep {
        @Override
        public InstanceId id() {
            return instance.id();
        }
    }

    /** It runs already, but is not known to. */
    record ReportStarted(Instance instance) implements InstanceStep {
        @Override
        public InstanceId id() {
            return instance.id();
        }
    }

    /** It ended by itself: it is stopped or terminated, as its shutdown behaviour says. */
    record ReportExited(Instance instance) implements InstanceStep {
        @Override
        public InstanceId id() {
            return instance.id();
        }
    }

    /** Shut it down, keep its disk, report it. */
    record Stop(Instance instance) implements InstanceStep {
        @Override
        public InstanceId id() {
            return instance.id();
        }
    }

    /** End it, delete its disk, report it. */
    record Terminate(Instance instance) implements InstanceStep {
        @Override
        public InstanceId id() {
            return instance.id();
        }
    }

    /** A process where none should be: end it, keep the disk. */
    record Quell(InstanceId id) implements InstanceStep {}

    /** The remains of an instance that does not exist (any more): delete them. */
    record Sweep(InstanceId id) implements InstanceStep {}

    /** What is to be done, in the order of ids, at most one step for each instance. */
    static List<InstanceStep> plan(Collection<Instance> desired, SortedMap<InstanceId, Observed> observed) {
        Map<InstanceId, InstanceStep> steps = new TreeMap<>();
        observed.keySet().forEach(id -> steps.put(id, new Sweep(id)));
        for (Instance instance : desired) {
            steps.remove(instance.id());
            step(instance, observed.getOrDefault(instance.id(), Observed.NOTHING), observed.containsKey(instance.id()))
                    .ifPresent(step -> steps.put(instance.id(), step));
        }
        return new ArrayList<>(steps.values());
    }

    private static Optional<InstanceStep> step(Instance instance, Observed observed, boolean isHere) {
        boolean sameBoot = observed.boots() == instance.boots();
        return switch (instance.state()) {
            case PENDING ->
                Optional.of(
                        switch (observed.status()) {
                            case RUNNING -> sameBoot ? new ReportStarted(instance) : new Start(instance);
                            case EXITED -> sameBoot ? new ReportExited(instance) : new Start(instance);
                            case ABSENT -> new Start(instance);
                        });
            case RUNNING ->
                switch (observed.status()) {
                    case RUNNING -> sameBoot ? Optional.empty() : Optional.of(new Start(instance));
                    case EXITED -> Optional.of(sameBoot ? new ReportExited(instance) : new Start(instance));
                    // The host was restarted, or the cloud was taken down and up again.
                    case ABSENT -> Optional.of(new Start(instance));
                };
            case STOPPING -> Optional.of(new Stop(instance));
            case STOPPED ->
                observed.status() == Status.ABSENT ? Optional.empty() : Optional.of(new Quell(instance.id()));
            case SHUTTING_DOWN -> Optional.of(new Terminate(instance));
            case TERMINATED -> isHere ? Optional.of(new Sweep(instance.id())) : Optional.empty();
        };
    }
}
