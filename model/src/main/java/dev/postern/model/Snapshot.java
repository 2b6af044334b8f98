package dev.postern.model;

import dev.postern.model.shared.SharedMap;
import java.util.Optional;

/**
 * The whole state of the cloud after one commit. Immutable; the next one shares all that did not change.
 *
 * <p>Look-ups by class, scope and key take constant time; what is listed comes in the order of its keys, so that the
 * same snapshot always reads the same.
 */
public final class Snapshot {
    public static final Snapshot EMPTY = new Snapshot(0, SharedMap.empty());

    private final long sequence;
    private final SharedMap<String, Table<?>> tables;

    Snapshot(long sequence, SharedMap<String, Table<?>> tables) {
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

    /** The entities that an index finds by a key, in the order of their scopes and keys. While none of them changes it is the same object. */
    public <E extends Entity, K extends Comparable<? super K>> SharedMap<Ref, E> by(Index<E, K> index, K key) {
        SharedMap<Ref, E> found = by(index).get(key);
        return found == null ? SharedMap.empty() : found;
    }

    /** All that an index finds. */
    public <E extends Entity, K extends Comparable<? super K>> SharedMap<K, SharedMap<Ref, E>> by(Index<E, K> index) {
        return all(index.kind()).by(index);
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
        SharedMap<String, Table<?>> next = tables;
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

    private static SharedMap<String, Table<?>> put(SharedMap<String, Table<?>> tables, Entity entity) {
        String kind = EntityKinds.nameOf(entity.getClass());
        @SuppressWarnings("unchecked") // a kind's table holds only that kind
        Table<Entity> table = (Table<Entity>) tables.get(kind);
        return tables.plus(kind, (table == null ? Table.empty() : table).plus(entity));
    }
}
