package dev.postern.model.time;

import dev.postern.model.Entity;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.ResourceId;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How far the network is.
 *
 * @param applied the state that it was last brought to
 * @param reached in which VPCs and NAT gateways it is there: in the others what was before may still be open
 */
public record InForce(Snapshot applied, Predicate<ResourceId> reached) {
    /** Nothing was applied yet. */
    public static final InForce NOTHING = new InForce(Snapshot.EMPTY, _ -> false);

    /**
     * Whether the network does what an entity's state asks for: it was brought to that state, and is there in some places.
     *
     * @param state what of the entity the network must know as it is now
     */
    public <E extends Entity> boolean knows(Class<E> kind, E entity, Function<E, ?> state, ResourceId... places) {
        return Stream.of(places).allMatch(reached)
                && applied.find(kind, entity.scope(), entity.key())
                        .filter(known -> state.apply(known).equals(state.apply(entity)))
                        .isPresent();
    }
}
