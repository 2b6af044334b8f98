package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;
import java.util.Optional;

/**
 * A VPC or a subnet of which less is blocked than its account's VPC Block Public Access says.
 *
 * @param vpcId the VPC, or that of the subnet
 * @param subnetId empty if the whole VPC is excluded
 * @param updatedAt when its mode was last changed
 * @param deletedAt when it was deleted
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html#security-vpc-bpa-exclusions">Exclusions</a>
 */
public record VpcBlockPublicAccessExclusion(
        Scope scope,
        VpcBlockPublicAccessExclusionId id,
        VpcId vpcId,
        Optional<SubnetId> subnetId,
        Mode mode,
        State state,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> deletedAt,
        Tags tags)
        implements Ec2Resource {
    /** What is not blocked. */
    public enum Mode {
        /** Nothing is. */
        ALLOW_BIDIRECTIONAL("allow-bidirectional"),
        /** What NAT gateways and egress-only internet gateways let out is not. */
        ALLOW_EGRESS("allow-egress");

        private final String wireName;

        Mode(String wireName) {
            this.wireName = wireName;
        }

        /** As EC2 writes it. */
        public String wireName() {
            return wireName;
        }
    }

    /** Whether the network does what it says; what is deleted says nothing. */
    public enum State {
        CREATE_IN_PROGRESS,
        CREATE_COMPLETE,
        UPDATE_IN_PROGRESS,
        UPDATE_COMPLETE,
        DELETE_IN_PROGRESS,
        DELETE_COMPLETE;

        /** In which it is once the network has it. */
        public State completed() {
            return switch (this) {
                case CREATE_IN_PROGRESS, CREATE_COMPLETE -> CREATE_COMPLETE;
                case UPDATE_IN_PROGRESS, UPDATE_COMPLETE -> UPDATE_COMPLETE;
                case DELETE_IN_PROGRESS, DELETE_COMPLETE -> DELETE_COMPLETE;
            };
        }

        public boolean isComplete() {
            return completed() == this;
        }

        /** Whether it excludes anything. */
        public boolean isInForce() {
            return completed() != DELETE_COMPLETE;
        }
    }

    @Override
    public String key() {
        return id.value();
    }

    /** The VPC or the subnet. */
    public ResourceId excluded() {
        return subnetId.<ResourceId>map(subnet -> subnet).orElse(vpcId);
    }

    public VpcBlockPublicAccessExclusion withMode(Mode newMode, Instant now) {
        return new VpcBlockPublicAccessExclusion(
                scope, id, vpcId, subnetId, newMode, State.UPDATE_IN_PROGRESS, createdAt, now, deletedAt, tags);
    }

    public VpcBlockPublicAccessExclusion deleted(Instant now) {
        return new VpcBlockPublicAccessExclusion(
                scope,
                id,
                vpcId,
                subnetId,
                mode,
                State.DELETE_IN_PROGRESS,
                createdAt,
                updatedAt,
                Optional.of(now),
                tags);
    }

    public VpcBlockPublicAccessExclusion completed() {
        return new VpcBlockPublicAccessExclusion(
                scope, id, vpcId, subnetId, mode, state.completed(), createdAt, updatedAt, deletedAt, tags);
    }

    public VpcBlockPublicAccessExclusion withTags(Tags newTags) {
        return new VpcBlockPublicAccessExclusion(
                scope, id, vpcId, subnetId, mode, state, createdAt, updatedAt, deletedAt, newTags);
    }
}
