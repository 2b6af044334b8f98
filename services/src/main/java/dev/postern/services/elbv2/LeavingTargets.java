package dev.postern.services.elbv2;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.TargetGroup.Registration;
import dev.postern.model.time.InForce;
import dev.postern.model.time.Passage;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A target that was taken out goes when its time is over, and one that is terminated at once. */
public final class LeavingTargets implements Passage {
    @Override
    public Optional<Instant> due(Snapshot snapshot, InForce network) {
        var leaving = snapshot.by(Indexes.TARGET_GROUPS_BY_LEAVING);
        return Stream.concat(
                        leaving.isEmpty() ? Stream.of() : Stream.of(leaving.firstKey()),
                        terminated(snapshot).map(instance -> instance.life().changedAt()))
                .min(Comparator.naturalOrder());
    }

    @Override
    public Change pass(Snapshot snapshot, Instant now, InForce network) {
        List<String> gone = terminated(snapshot).map(Instance::key).toList();
        Predicate<Registration> over = registration ->
                registration.leavingAt().filter(at -> !at.isAfter(now)).isPresent()
                        || gone.contains(registration.target().id());
        Change.Builder change = Change.builder();
        Stream.concat(
                        snapshot.by(Indexes.TARGET_GROUPS_BY_LEAVING).headMap(now.plusNanos(1)).values().stream()
                                .flatMap(those -> those.values().stream()),
                        gone.stream().flatMap(id -> snapshot.by(Indexes.TARGET_GROUPS_BY_TARGET, id).values().stream()))
                .distinct()
                .forEach(group -> change.put(without(group, over)));
        return change.build();
    }

    private static TargetGroup without(TargetGroup group, Predicate<Registration> over) {
        return group.withRegistrations(
                group.registrations().stream().filter(over.negate()).toList());
    }

    /** Of the instances that are terminated, those that are targets. */
    private static Stream<Instance> terminated(Snapshot snapshot) {
        return snapshot.by(Indexes.INSTANCES_BY_END).values().stream()
                .flatMap(those -> those.values().stream())
                .filter(instance -> !snapshot.by(Indexes.TARGET_GROUPS_BY_TARGET, instance.key())
                        .isEmpty());
    }
}
