package dev.postern.server;

import dev.postern.compute.InstanceEvents;
import dev.postern.dataplane.Observed;
import dev.postern.dataplane.Reconciler;
import dev.postern.model.Problem;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.time.InForce;
import dev.postern.server.health.Health;
import dev.postern.services.ec2.instances.InstanceLifecycle;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Carries news between the parts that only the composition root sees: what the network and the instances came to. */
final class Progress implements InstanceEvents {
    private final InstanceLifecycle instances;
    private final Timekeeper timekeeper;
    private final Health health;
    private final Readiness readiness = new Readiness();

    Progress(InstanceLifecycle instances, Timekeeper timekeeper, Health health) {
        this.instances = instances;
        this.timekeeper = timekeeper;
        this.health = health;
    }

    void committed(Snapshot snapshot) {
        readiness.committed(snapshot);
        timekeeper.wake();
    }

    /** The network is at a snapshot, or as near as it got: a part that fails must not keep the others. */
    void applied(Snapshot applied, Observed observed) {
        readiness.applied(observed);
        health.report("network", observed.problems());
        observed.repairs().forEach(repair -> health.mended(repair.found(), repair.done()));
        Set<String> behind = observed.problems().stream().map(Problem::where).collect(Collectors.toSet());
        if (!observed.unfinished() && !behind.contains(Reconciler.EVERYWHERE)) {
            timekeeper.reached(new InForce(applied, place -> !behind.contains(place.value())));
        }
    }

    /** The instance, once its network is in place. */
    Optional<InstanceId> ready(InstanceId id) {
        return readiness.isReady(id) ? Optional.of(id) : Optional.empty();
    }

    @Override
    public void started(Instance instance) {
        instances.started(instance.scope(), instance.id());
    }

    @Override
    public void stopped(Instance instance, Optional<String> reason) {
        if (reason.filter(INTERNAL_ERROR::equals).isPresent()) {
            instances.failed(instance.scope(), instance.id());
        } else {
            instances.stopped(instance.scope(), instance.id());
        }
    }

    @Override
    public void terminated(Instance instance, Optional<String> reason) {
        if (reason.filter(INTERNAL_ERROR::equals).isPresent()) {
            instances.failed(instance.scope(), instance.id());
        } else {
            instances.terminated(instance.scope(), instance.id());
        }
    }
}
