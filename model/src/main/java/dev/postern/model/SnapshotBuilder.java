package dev.postern.model;

import dev.postern.model.shared.SharedMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes a snapshot of many commits at once, as a start reads them: the same that {@link Snapshot#apply} makes of one after the other,
 * without a version for each. For one thread.
 */
public final class SnapshotBuilder {
    private final Map<String, Map<Scope, Map<String, Entity>>> kinds = new HashMap<>();
    private long sequence;

    /** The number of the last commit; 0 before the first. */
    public long sequence() {
        return sequence;
    }

    /**
     * Takes one commit more.
     *
     * @param newSequence greater than {@link #sequence()}
     */
    public SnapshotBuilder apply(long newSequence, Change change) {
        if (newSequence <= sequence) {
            throw new IllegalArgumentException("commit " + newSequence + " after " + sequence);
        }
        sequence = newSequence;
        for (Change.Operation operation : change.operations()) {
            // Not a switch over patterns, whose code is made at run time: no start is without this.
            if (operation instanceof Change.Put(Entity entity)) {
                entities(EntityKinds.nameOf(entity.getClass()), entity.scope()).put(entity.key(), entity);
            } else {
                Change.Remove removal = (Change.Remove) operation; // there is no third kind
                entities(removal.kind(), removal.scope()).remove(removal.key());
            }
        }
        return this;
    }

    private Map<String, Entity> entities(String kind, Scope scope) {
        return kinds.computeIfAbsent(kind, name -> new HashMap<>()).computeIfAbsent(scope, of -> new HashMap<>());
    }

    public Snapshot build() {
        Map<String, Table<?>> tables = new HashMap<>();
        kinds.forEach((name, scopes) -> {
            Class<? extends Entity> kind = EntityKinds.byName().get(name);
            if (kind != null) {
                tables.put(name, Table.of(kind, scopes));
            }
        });
        return new Snapshot(sequence, SharedMap.copyOf(tables));
    }
}
