package dev.postern.model;

import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * The whole state of the cloud after one commit. Immutable; the next one shares all that did not change.
 *
 * <p>Look-ups by class, scope and key take constant time; what is listed comes in the order of its keys, so that the
 * same snapshot always reads the same.
 */
public final class Snapshot {
    public static final Snapshot EMPTY = new Snapshot(0, HashTreePMap.empty());

    private final long sequence;
    private final PMap<String, Table<?>> tables;

    private Snapshot(long sequence, PMap<String, Table<?>> tables) {
        this.sequence = sequence;
        this.tables = tables;
    }

    /** The number of the last commit that this snapshot contains; 0 for the empty one. */
    public long sequence() {
        return sequence;
    }

    /** All entities of a class. */
    public <E extends Entity> Table<E> all(Class<E> kind) {
        Table<?> table = tables.get(EntityKinds.nameOf(kind));
        if (table == null) {
            return Table.empty();
        }
        @SuppressWarnings("unchecked") // put() files every entity under its own class
        Table<E> typed = (Table<E>) table;
        return typed;
    }

    public <E extends Entity> Optional<E> find(Class<E> kind, Scope scope, String key) {
        return all(kind).find(scope, key);
    }

    /** The entities of a class in one scope, ordered by key. */
    public <E extends Entity> Iterable<E> in(Class<E> kind, Scope scope) {
        return all(kind).in(scope);
    }

    /**
     * The snapshot after a commit.
     *
     * @param newSequence greater than {@link #sequence()}
     */
    public Snapshot apply(long newSequence, Change change) {
        if (newSequence <= sequence) {
            throw new IllegalArgumentException("commit " + newSequence + " after " + sequence);
        }
        PMap<String, Table<?>> next = tables;
        for (Change.Operation operation : change.operations()) {
            next = switch (operation) {
                case Change.Put(Entity entity) -> put(next, entity);
                case Change.Remove(String kind, Scope scope, String key) -> {
                    Table<?> table = next.get(kind);
                    yield table == null ? next : next.plus(kind, table.minus(scope, key));
                }
            };
        }
        return new Snapshot(newSequence, next);
    }

    private static PMap<String, Table<?>> put(PMap<String, Table<?>> tables, Entity entity) {
        String kind = EntityKinds.nameOf(entity.getClass());
        @SuppressWarnings("unchecked") // a kind's table holds only that kind
        Table<Entity> table = (Table<Entity>) tables.getOrDefault(kind, Table.empty());
        return tables.plus(kind, table.plus(entity));
    }
}
