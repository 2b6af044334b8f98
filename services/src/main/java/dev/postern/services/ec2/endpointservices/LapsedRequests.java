package dev.postern.services.ec2.endpointservices;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.time.InForce;
import dev.postern.model.time.Passage;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Endpoints that wait for their acceptance expire. (AWS has the state, and says of no time after which it comes: the time is ours.)
 *
 * @param waits how long an owner may think
 */
public record LapsedRequests(Duration waits) implements Passage {
    /** What a cloud has whose user chose no other time. */
    public static final LapsedRequests BY_DEFAULT = new LapsedRequests(Duration.ofDays(7));

    @Override
    public Optional<Instant> due(Snapshot snapshot, InForce network) {
        return snapshot.by(Indexes.ENDPOINTS_BY_STATE, VpcEndpoint.State.PENDING_ACCEPTANCE).values().stream()
                .map(this::end)
                .min(Comparator.naturalOrder());
    }

    @Override
    public Change pass(Snapshot snapshot, Instant now, InForce network) {
        Change.Builder change = Change.builder();
        snapshot.by(Indexes.ENDPOINTS_BY_STATE, VpcEndpoint.State.PENDING_ACCEPTANCE).values().stream()
                .filter(endpoint -> !end(endpoint).isAfter(now))
                .map(endpoint -> endpoint.withState(VpcEndpoint.State.EXPIRED, end(endpoint)))
                .forEach(change::put);
        return change.build();
    }

    private Instant end(VpcEndpoint endpoint) {
        return endpoint.stateChangedAt().plus(waits);
    }
}
