package dev.postern.server;

import dev.postern.dataplane.Observed;
import dev.postern.model.Snapshot;
import dev.postern.model.Table;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whose network is in place.
 *
 * <p>What was in place before an instance was last stopped does not count: that namespace may be about to go, and an instance that is
 * started in it again has no network for as long as it runs.
 */
final class Readiness {
    private final Map<InstanceId, Long> lastUnplugged = new ConcurrentHashMap<>();
    private Table<Instance> seen = Snapshot.EMPTY.all(Instance.class);
    private volatile Observed network = Observed.NOTHING;

    /** A state is durable. Told of each before an instance can be started for it. */
    synchronized void committed(Snapshot snapshot) {
        Table<Instance> now = snapshot.all(Instance.class);
        if (now == seen) {
            return;
        }
        seen = now;
        Set<InstanceId> there = new HashSet<>();
        now.stream().forEach(instance -> {
            there.add(instance.id());
            if (instance.state() != Instance.State.PENDING && instance.state() != Instance.State.RUNNING) {
                lastUnplugged.put(instance.id(), snapshot.sequence());
            }
        });
        lastUnplugged.keySet().retainAll(there);
    }

    /** The network is at a state, or as near as it got. */
    void applied(Observed observed) {
        network = observed;
    }

    boolean isReady(InstanceId id) {
        Observed observed = network;
        return observed.ready().contains(id) && observed.sequence() > lastUnplugged.getOrDefault(id, -1L);
    }
}
