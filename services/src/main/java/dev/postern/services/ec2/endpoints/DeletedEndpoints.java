package dev.postern.services.ec2.endpoints;

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
import java.util.stream.Stream;

/**
 * Takes endpoints that are being deleted out of the cloud, once the network carries nothing to them any more, and whoever polls had
 * time to see that they end, as on AWS.
 */
public final class DeletedEndpoints implements Passage {
    private static final Duration SHOWN = Duration.ofSeconds(3);

    @Override
    public Optional<Instant> due(Snapshot snapshot, InForce network) {
        return letGo(snapshot, network).map(DeletedEndpoints::end).min(Comparator.naturalOrder());
    }

    @Override
    public Change pass(Snapshot snapshot, Instant now, InForce network) {
        Change.Builder change = Change.builder();
        letGo(snapshot, network).filter(endpoint -> !end(endpoint).isAfter(now)).forEach(change::remove);
        return change.build();
    }

    /** Those of which the network knows that they are being deleted. */
    private static Stream<VpcEndpoint> letGo(Snapshot snapshot, InForce network) {
        return snapshot.by(Indexes.ENDPOINTS_BY_STATE, VpcEndpoint.State.DELETING).values().stream()
                .filter(endpoint -> network.knows(VpcEndpoint.class, endpoint, VpcEndpoint::state, endpoint.vpcId()));
    }

    private static Instant end(VpcEndpoint endpoint) {
        return endpoint.stateChangedAt().plus(SHOWN);
    }
}
