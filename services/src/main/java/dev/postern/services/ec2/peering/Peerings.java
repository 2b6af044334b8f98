package dev.postern.services.ec2.peering;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.net.Cidr;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What others must know of peering connections: which there are between VPCs, and that both sides' records change together. */
public final class Peerings {
    private Peerings() {}

    /**
     * Changes what both sides have in common.
     *
     * @param edit leaves scope and tags as they are
     */
    static Change both(Snapshot snapshot, VpcPeeringConnection one, UnaryOperator<VpcPeeringConnection> edit) {
        Change.Builder change = Change.builder();
        Stream.of(one.requester().scope(), one.accepter().scope())
                .distinct()
                .flatMap(scope -> snapshot.find(VpcPeeringConnection.class, scope, one.key()).stream())
                .map(edit)
                .forEach(change::put);
        return change.build();
    }

    /** Ends the connections of a VPC that goes. */
    public static Change ended(Snapshot snapshot, VpcId vpc, Instant at, AccountId by) {
        Change.Builder change = Change.builder();
        snapshot.by(Indexes.PEERINGS_BY_VPC, vpc).values().stream()
                .filter(one -> one.isAlive() || one.state() == VpcPeeringConnection.State.DELETING)
                .forEach(one -> change.addAll(
                        both(snapshot, one, side -> side.withState(VpcPeeringConnection.State.DELETED, at, by))));
        return change.build();
    }

    /** The VPC on the other side of a connection that is there, or asked for, of which a block overlaps one. */
    public static Optional<Vpc> overlapping(Snapshot snapshot, VpcId vpc, Cidr block) {
        return snapshot.by(Indexes.PEERINGS_BY_VPC, vpc).values().stream()
                .filter(VpcPeeringConnection::isAlive)
                .flatMap(one -> one.across(vpc).stream())
                .flatMap(side -> snapshot.by(Indexes.VPCS_BY_ID, side.vpcId()).values().stream())
                .filter(far -> far.overlaps(block))
                .findFirst();
    }

    /** The connection between two VPCs: the one that carries packets, or else the one of which something happened last. */
    public static Optional<VpcPeeringConnection> between(Snapshot snapshot, VpcId vpc, VpcId far) {
        return snapshot.by(Indexes.PEERINGS_BY_VPC, vpc).values().stream()
                .filter(one ->
                        one.across(vpc).filter(side -> side.vpcId().equals(far)).isPresent())
                .max(Comparator.comparing(VpcPeeringConnection::carriesTraffic)
                        .thenComparing(VpcPeeringConnection::isAlive)
                        .thenComparing(VpcPeeringConnection::stateChangedAt)
                        .thenComparing(VpcPeeringConnection::id));
    }
}
