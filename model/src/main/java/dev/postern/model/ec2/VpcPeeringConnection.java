package dev.postern.model.ec2;

import dev.postern.model.AccountId;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A VPC peering connection, as one of its sides has it. Each side keeps a record of its own, in its account and Region, with its own
 * tags and for its own time; where both are in one account and Region there is one record. What both have in common changes in both
 * with one commit.
 *
 * @param scope the side's, of which this is the record
 * @param requester who asked for it
 * @param accepter who was asked
 * @param stateChangedAt when it came into its state
 * @param changedBy the account that brought it there
 * @param expiresAt when the request ends, if nobody answers it
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle">VPC peering connection
 *     lifecycle</a>
 */
public record VpcPeeringConnection(
        Scope scope,
        VpcPeeringConnectionId id,
        Side requester,
        Side accepter,
        State state,
        Instant stateChangedAt,
        AccountId changedBy,
        Instant expiresAt,
        Tags tags)
        implements Ec2Resource {
    private static final Duration SHORT = Duration.ofHours(2);
    private static final Duration LONG = Duration.ofDays(2);

    @Override
    public String key() {
        return id.value();
    }

    /**
     * One of the two VPCs. It may be gone, when the connection is.
     *
     * @param scope where it is
     * @param resolvesForPeer whether its public names lead to its private addresses when the other VPC asks for them
     */
    public record Side(Scope scope, VpcId vpcId, boolean resolvesForPeer) {
        public Side withResolvesForPeer(boolean resolves) {
            return new Side(scope, vpcId, resolves);
        }
    }

    /** The life of a peering connection. */
    public enum State {
        INITIATING_REQUEST("initiating-request"),
        PENDING_ACCEPTANCE("pending-acceptance"),
        PROVISIONING("provisioning"),
        ACTIVE("active"),
        FAILED("failed"),
        EXPIRED("expired"),
        REJECTED("rejected"),
        DELETING("deleting"),
        DELETED("deleted");

        private final String wireName;

        State(String wireName) {
            this.wireName = wireName;
        }

        /** As EC2 writes it in answers and filters. */
        public String wireName() {
            return wireName;
        }
    }

    /** Whether packets may pass. What is being provisioned is active when the network has come so far. */
    public boolean carriesTraffic() {
        return state == State.PROVISIONING || state == State.ACTIVE;
    }

    /** Whether it stands between its VPCs, or may yet: there is one such connection between two VPCs at most. */
    public boolean isAlive() {
        return carriesTraffic() || state == State.INITIATING_REQUEST || state == State.PENDING_ACCEPTANCE;
    }

    /** The side on which a VPC is not, which is on the other; empty if it is on neither. */
    public Optional<Side> across(VpcId vpc) {
        if (requester.vpcId().equals(vpc)) {
            return Optional.of(accepter);
        }
        return accepter.vpcId().equals(vpc) ? Optional.of(requester) : Optional.empty();
    }

    /** The VPCs of the side whose record this is; both, if both are there. */
    public List<VpcId> ownVpcs() {
        return Stream.of(requester, accepter)
                .filter(side -> side.scope().equals(scope))
                .map(Side::vpcId)
                .distinct()
                .toList();
    }

    /** When it will be something else, or forgotten, by time alone. */
    public Optional<Instant> nextByTime() {
        boolean byPeer = !changedBy.equals(scope.account());
        return switch (state) {
            case INITIATING_REQUEST, PROVISIONING, ACTIVE, DELETING -> Optional.empty();
            case PENDING_ACCEPTANCE -> Optional.of(expiresAt);
            case FAILED -> Optional.of(stateChangedAt.plus(SHORT));
            case EXPIRED -> Optional.of(stateChangedAt.plus(LONG));
            case REJECTED, DELETED -> Optional.of(stateChangedAt.plus(byPeer ? LONG : SHORT));
        };
    }

    public VpcPeeringConnection withState(State newState, Instant at, AccountId by) {
        return new VpcPeeringConnection(scope, id, requester, accepter, newState, at, by, expiresAt, tags);
    }

    public VpcPeeringConnection withSides(Side newRequester, Side newAccepter) {
        return new VpcPeeringConnection(
                scope, id, newRequester, newAccepter, state, stateChangedAt, changedBy, expiresAt, tags);
    }

    public VpcPeeringConnection withTags(Tags newTags) {
        return new VpcPeeringConnection(
                scope, id, requester, accepter, state, stateChangedAt, changedBy, expiresAt, newTags);
    }

    /** The record of another side of the same connection; it has no tags yet. */
    public VpcPeeringConnection inScope(Scope other) {
        return new VpcPeeringConnection(
                other, id, requester, accepter, state, stateChangedAt, changedBy, expiresAt, Tags.NONE);
    }
}
