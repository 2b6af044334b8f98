package dev.postern.services.ec2.peering;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.ec2.VpcPeeringConnection.State;
import dev.postern.model.time.InForce;
import dev.postern.model.time.Passage;
import dev.postern.model.time.Waiting;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What becomes of peering connections by themselves: one that was accepted is active once the network carries its packets, one that is
 * being deleted is gone once it does so no longer; a request expires; and what has ended is shown for a while, to each side its own.
 */
public final class PassingPeerings implements Passage {
    @Override
    public Optional<Instant> due(Snapshot snapshot, InForce network) {
        Optional<Instant> byTime = Waiting.first(snapshot, Indexes.PEERINGS_BY_TIME);
        return Stream.concat(byTime.stream(), inForce(snapshot, network).map(VpcPeeringConnection::stateChangedAt))
                .min(Comparator.naturalOrder());
    }

    @Override
    public Change pass(Snapshot snapshot, Instant now, InForce network) {
        Change.Builder change = Change.builder();
        inForce(snapshot, network)
                .map(one -> one.withState(
                        one.state() == State.PROVISIONING ? State.ACTIVE : State.DELETED, now, one.changedBy()))
                .forEach(change::put);
        for (VpcPeeringConnection one : Waiting.due(snapshot, Indexes.PEERINGS_BY_TIME, now)) {
            if (one.state() == State.PENDING_ACCEPTANCE) {
                change.put(one.withState(State.EXPIRED, one.expiresAt(), one.changedBy()));
            } else {
                change.remove(one);
            }
        }
        return change.build();
    }

    /** Those that wait for the network, which has come so far on both sides. */
    private static Stream<VpcPeeringConnection> inForce(Snapshot snapshot, InForce network) {
        return Stream.of(State.PROVISIONING, State.DELETING)
                .flatMap(state -> snapshot.by(Indexes.PEERINGS_BY_STATE, state).values().stream())
                .filter(one -> network.knows(
                        VpcPeeringConnection.class,
                        one,
                        VpcPeeringConnection::state,
                        one.requester().vpcId(),
                        one.accepter().vpcId()));
    }
}
