package dev.postern.model;

import dev.postern.model.shared.SharedMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The entities of one class, by scope and key, and by the {@link Indexes} of the class. Immutable.
 *
 * @param <E> the class
 */
public final class Table<E extends Entity> {
    private static final Table<?> EMPTY = new Table<>(SharedMap.empty(), List.of());

    private final SharedMap<Scope, SharedMap<String, E>> byScope;
    /** In the order of the indexes' places; none in an empty table. */
    private final List<Buckets<E, ?>> buckets;

    /** What one index finds. */
    private record Buckets<E extends Entity, K extends Comparable<? super K>>(
            Index<E, K> index, SharedMap<K, SharedMap<Ref, E>> byKey) {
        static <E extends Entity, K extends Comparable<? super K>> Buckets<E, K> of(
                Index<E, K> index, Collection<SharedMap<String, E>> entities) {
            Map<K, Map<Ref, E>> found = new HashMap<>();
            for (SharedMap<String, E> of : entities) {
                for (E entity : of.values()) {
                    Ref ref = Ref.to(entity);
                    for (K key : index.keysOf(entity)) {
                        found.computeIfAbsent(key, any -> new HashMap<>()).put(ref, entity);
                    }
                }
            }
            Map<K, SharedMap<Ref, E>> byKey = new HashMap<>();
            found.forEach((key, bucket) -> byKey.put(key, SharedMap.copyOf(bucket)));
            return new Buckets<>(index, SharedMap.copyOf(byKey));
        }

        Buckets<E, K> with(@Nullable E before, @Nullable E after) {
            SharedMap<K, SharedMap<Ref, E>> next = byKey;
            Collection<K> keys = after == null ? List.of() : index.keysOf(after);
            if (before != null) {
                Ref ref = Ref.to(before);
                for (K key : index.keysOf(before)) {
                    if (!keys.contains(key)) {
                        next = next.with(key, bucket -> without(bucket, ref));
                    }
                }
            }
            if (after != null) {
                Ref ref = Ref.to(after);
                for (K key : keys) {
                    next = next.with(key, bucket -> or(bucket).plus(ref, after));
                }
            }
            return new Buckets<>(index, next);
        }

        private static <E> @Nullable SharedMap<Ref, E> without(@Nullable SharedMap<Ref, E> bucket, Ref ref) {
            SharedMap<Ref, E> rest = or(bucket).minus(ref);
            return rest.isEmpty() ? null : rest;
        }

        private static <E> SharedMap<Ref, E> or(@Nullable SharedMap<Ref, E> bucket) {
            return bucket == null ? SharedMap.empty() : bucket;
        }
    }

    private Table(SharedMap<Scope, SharedMap<String, E>> byScope, List<Buckets<E, ?>> buckets) {
        this.byScope = byScope;
        this.buckets = buckets;
    }

    static <E extends Entity> Table<E> empty() {
        @SuppressWarnings("unchecked") // it holds no entity
        Table<E> empty = (Table<E>) EMPTY;
        return empty;
    }

    /**
     * A table of what is there.
     *
     * @param entities by scope and key, all of the kind
     */
    static Table<Entity> of(Class<? extends Entity> kind, Map<Scope, Map<String, Entity>> entities) {
        Map<Scope, SharedMap<String, Entity>> byScope = new HashMap<>();
        entities.forEach((scope, of) -> {
            if (!of.isEmpty()) {
                byScope.put(scope, SharedMap.copyOf(of));
            }
        });
        if (byScope.isEmpty()) {
            return empty();
        }
        List<Buckets<Entity, ?>> buckets = new ArrayList<>();
        for (Index<?, ?> index : Indexes.of(kind)) {
            @SuppressWarnings("unchecked") // the indexes of its class
            Index<Entity, ?> own = (Index<Entity, ?>) index;
            buckets.add(Buckets.of(own, byScope.values()));
        }
        return new Table<>(SharedMap.copyOf(byScope), buckets);
    }

    public Optional<E> find(Scope scope, String key) {
        SharedMap<String, E> entities = byScope.get(scope);
        return entities == null ? Optional.empty() : Optional.ofNullable(entities.get(key));
    }

    /** Ordered by key. */
    public Collection<E> in(Scope scope) {
        SharedMap<String, E> entities = byScope.get(scope);
        return entities == null ? List.of() : entities.values();
    }

    /** Ordered by scope, then key. */
    public Stream<E> stream() {
        return byScope.values().stream().flatMap(entities -> entities.values().stream());
    }

    /** All that an index finds, by what is looked for. */
    <K extends Comparable<? super K>> SharedMap<K, SharedMap<Ref, E>> by(Index<E, K> index) {
        if (buckets.isEmpty()) {
            return SharedMap.empty();
        }
        @SuppressWarnings("unchecked") // an index's place among those of its class is its own
        SharedMap<K, SharedMap<Ref, E>> byKey = ((Buckets<E, K>) buckets.get(index.place())).byKey();
        return byKey;
    }

    Table<E> plus(E entity) {
        SharedMap<String, E> entities = byScope.get(entity.scope());
        SharedMap<String, E> before = entities == null ? SharedMap.empty() : entities;
        E replaced = before.get(entity.key());
        if (entity.equals(replaced)) {
            return this;
        }
        return new Table<>(
                byScope.plus(entity.scope(), before.plus(entity.key(), entity)),
                with(bucketsFor(entity), replaced, entity));
    }

    Table<E> minus(Scope scope, String key) {
        SharedMap<String, E> entities = byScope.get(scope);
        E removed = entities == null ? null : entities.get(key);
        if (entities == null || removed == null) {
            return this;
        }
        SharedMap<String, E> rest = entities.minus(key);
        return new Table<>(
                rest.isEmpty() ? byScope.minus(scope) : byScope.plus(scope, rest), with(buckets, removed, null));
    }

    private List<Buckets<E, ?>> bucketsFor(E entity) {
        if (!byScope.isEmpty() || !buckets.isEmpty()) {
            return buckets;
        }
        List<Buckets<E, ?>> empty = new ArrayList<>();
        for (Index<?, ?> index : Indexes.of(entity.getClass())) {
            @SuppressWarnings("unchecked") // the indexes of its class
            Index<E, ?> own = (Index<E, ?>) index;
            empty.add(nothing(own));
        }
        return empty;
    }

    private static <E extends Entity, K extends Comparable<? super K>> Buckets<E, K> nothing(Index<E, K> index) {
        return new Buckets<>(index, SharedMap.empty());
    }

    private static <E extends Entity> List<Buckets<E, ?>> with(
            List<Buckets<E, ?>> buckets, @Nullable E before, @Nullable E after) {
        List<Buckets<E, ?>> next = new ArrayList<>(buckets.size());
        for (Buckets<E, ?> one : buckets) {
            next.add(one.with(before, after));
        }
        return next;
    }
}
