package dev.postern.services.elbv2;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.time.InForce;
import dev.postern.model.time.Passage;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** A balancer is active once the network knows it. */
public final class LoadBalancerLife implements Passage {
    @Override
    public Optional<Instant> due(Snapshot snapshot, InForce network) {
        return made(snapshot, network).map(LoadBalancer::stateChangedAt).min(Comparator.naturalOrder());
    }

    @Override
    public Change pass(Snapshot snapshot, Instant now, InForce network) {
        Change.Builder change = Change.builder();
        made(snapshot, network).forEach(balancer -> change.put(balancer.withState(LoadBalancer.State.ACTIVE, now)));
        return change.build();
    }

    private static Stream<LoadBalancer> made(Snapshot snapshot, InForce network) {
        return snapshot.by(Indexes.LOAD_BALANCERS_BY_STATE, LoadBalancer.State.PROVISIONING).values().stream()
                .filter(balancer -> network.knows(LoadBalancer.class, balancer, LoadBalancer::state, balancer.vpcId()));
    }
}
