package dev.postern.services.ec2.endpoints;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.time.InForce;
import dev.postern.model.time.Passage;
import dev.postern.services.ec2.interfaces.NetworkInterfaces;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What becomes of endpoints: one that is pending is available once the network has its interfaces as they are to be; one that is being
 * deleted goes, with its interfaces, once the network carries nothing to it any more, and whoever polls had time to see that it ends,
 * as on AWS.
 */
public final class EndpointLife implements Passage {
    private static final Duration SHOWN = Duration.ofSeconds(3);

    @Override
    public Optional<Instant> due(Snapshot snapshot, InForce network) {
        return Stream.concat(
                        made(snapshot, network).map(VpcEndpoint::stateChangedAt),
                        letGo(snapshot, network).map(EndpointLife::end))
                .min(Comparator.naturalOrder());
    }

    @Override
    public Change pass(Snapshot snapshot, Instant now, InForce network) {
        Change.Builder change = Change.builder();
        made(snapshot, network).forEach(endpoint -> change.put(endpoint.withState(VpcEndpoint.State.AVAILABLE, now)));
        letGo(snapshot, network).filter(endpoint -> !end(endpoint).isAfter(now)).forEach(endpoint -> {
            interfaces(snapshot, endpoint).forEach(eni -> change.addAll(NetworkInterfaces.remove(snapshot, eni)));
            change.remove(endpoint);
        });
        return change.build();
    }

    /** Those that the network has as they are to be. */
    private static Stream<VpcEndpoint> made(Snapshot snapshot, InForce network) {
        return in(snapshot, VpcEndpoint.State.PENDING)
                .filter(endpoint -> network.knows(
                        VpcEndpoint.class,
                        endpoint,
                        known -> List.of(known.state(), known.reach()),
                        Stream.concat(Stream.of(endpoint.vpcId()), endpoint.interfaces())
                                .toArray(ResourceId[]::new)));
    }

    /** Those of which the network knows that they are being deleted. */
    private static Stream<VpcEndpoint> letGo(Snapshot snapshot, InForce network) {
        return in(snapshot, VpcEndpoint.State.DELETING)
                .filter(endpoint -> network.knows(VpcEndpoint.class, endpoint, VpcEndpoint::state, endpoint.vpcId()));
    }

    private static Stream<VpcEndpoint> in(Snapshot snapshot, VpcEndpoint.State state) {
        return snapshot.by(Indexes.ENDPOINTS_BY_STATE, state).values().stream();
    }

    private static Stream<NetworkInterface> interfaces(Snapshot snapshot, VpcEndpoint endpoint) {
        return endpoint.interfaces()
                .flatMap(id -> snapshot.find(NetworkInterface.class, endpoint.scope(), id.value()).stream());
    }

    private static Instant end(VpcEndpoint endpoint) {
        return endpoint.stateChangedAt().plus(SHOWN);
    }
}
