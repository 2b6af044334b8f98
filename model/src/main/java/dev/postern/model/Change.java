package dev.postern.model;

import java.util.ArrayList;
import java.util.List;

/**
 * What one commit does to the {@link Snapshot}: entities put (new or replaced, whole) and entities removed, in order.
 *
 * @param operations applied in order, all or none
 */
public record Change(List<Operation> operations) {
    public static final Change NONE = new Change(List.of());

    public Change {
        operations = List.copyOf(operations);
    }

    /** One step of a change. */
    public sealed interface Operation {}

    /** The entity is new, or replaces the one with the same class, scope and key. */
    public record Put(Entity entity) implements Operation {}

    /**
     * The entity is gone.
     *
     * @param kind as {@link EntityKinds#nameOf}
     */
    public record Remove(String kind, Scope scope, String key) implements Operation {}

    public static Builder builder() {
        return new Builder();
    }

    public static Change put(Entity entity) {
        return new Change(List.of(new Put(entity)));
    }

    public static Change remove(Entity entity) {
        return new Change(List.of(removal(entity)));
    }

    public boolean isEmpty() {
        return operations.isEmpty();
    }

    private static Remove removal(Entity entity) {
        return new Remove(EntityKinds.nameOf(entity.getClass()), entity.scope(), entity.key());
    }

    /** Collects operations in order. */
    public static final class Builder {
        private final List<Operation> operations = new ArrayList<>();

        private Builder() {}

        public Builder put(Entity entity) {
            operations.add(new Put(entity));
            return this;
        }

        public Builder remove(Entity entity) {
            operations.add(removal(entity));
            return this;
        }

        /** Removes whatever the snapshot holds. */
        public Builder removeAll(Snapshot snapshot) {
            EntityKinds.byName()
                    .values()
                    .forEach(kind -> snapshot.all(kind).stream().forEach(entity -> operations.add(removal(entity))));
            return this;
        }

        public Builder addAll(Change change) {
            operations.addAll(change.operations);
            return this;
        }

        public Change build() {
            return new Change(operations);
        }
    }
}
