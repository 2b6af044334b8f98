package dev.postern.model.time;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.ResourceId;
import java.util.function.Predicate;

/**
 * How far the network is.
 *
 * @param applied the state that it was last brought to
 * @param reached in which VPCs and NAT gateways it is there: in the others what was before may still be open
 */
public record InForce(Snapshot applied, Predicate<ResourceId> reached) {
    /** Nothing was applied yet. */
    public static final InForce NOTHING = new InForce(Snapshot.EMPTY, _ -> false);
}
