package dev.postern.services.ec2.publicaccess;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusion;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusion.State;
import dev.postern.model.ec2.VpcBlockPublicAccessOptions;
import dev.postern.model.time.Expiry;
import dev.postern.model.time.InForce;
import dev.postern.model.time.Passage;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is in progress is complete once the network does it in all the VPCs that it concerns. */
public final class PublicAccessLife implements Passage {
    /** For how long one that was deleted is shown. */
    private static final Duration SHOWN = Duration.ofHours(1);

    public static final Passage FORGOTTEN = new Expiry<>(Indexes.EXCLUSIONS_BY_END, SHOWN);

    @Override
    public Optional<Instant> due(Snapshot snapshot, InForce network) {
        return Stream.concat(
                        options(snapshot, network).map(VpcBlockPublicAccessOptions::updatedAt),
                        exclusions(snapshot, network).map(VpcBlockPublicAccessExclusion::updatedAt))
                .min(Comparator.naturalOrder());
    }

    @Override
    public Change pass(Snapshot snapshot, Instant now, InForce network) {
        Change.Builder change = Change.builder();
        options(snapshot, network).forEach(options -> change.put(options.completed()));
        exclusions(snapshot, network).forEach(exclusion -> change.put(exclusion.completed()));
        return change.build();
    }

    private static Stream<VpcBlockPublicAccessOptions> options(Snapshot snapshot, InForce network) {
        return snapshot.by(Indexes.PUBLIC_ACCESS_BY_CHANGE).values().stream()
                .flatMap(those -> those.values().stream())
                .filter(options -> network.knows(
                        VpcBlockPublicAccessOptions.class,
                        options,
                        VpcBlockPublicAccessOptions::mode,
                        snapshot.all(Vpc.class).in(options.scope()).stream()
                                .map(Vpc::id)
                                .toArray(ResourceId[]::new)));
    }

    private static Stream<VpcBlockPublicAccessExclusion> exclusions(Snapshot snapshot, InForce network) {
        return Stream.of(State.values())
                .filter(state -> !state.isComplete())
                .flatMap(state -> snapshot.by(Indexes.EXCLUSIONS_BY_STATE, state).values().stream())
                .filter(exclusion -> network.knows(
                        VpcBlockPublicAccessExclusion.class,
                        exclusion,
                        known -> List.of(known.mode(), known.state()),
                        exclusion.vpcId()));
    }
}
