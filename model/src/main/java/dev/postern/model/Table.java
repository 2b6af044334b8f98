package dev.postern.model;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The entities of one class, by scope and key. Immutable.
 *
 * @param <E> the class
 */
public final class Table<E extends Entity> {
    private static final Table<?> EMPTY = new Table<>(TreePMap.empty());

    private final PSortedMap<Scope, PSortedMap<String, E>> byScope;

    private Table(PSortedMap<Scope, PSortedMap<String, E>> byScope) {
        this.byScope = byScope;
    }

    static <E extends Entity> Table<E> empty() {
        @SuppressWarnings("unchecked") // it holds no entity
        Table<E> empty = (Table<E>) EMPTY;
        return empty;
    }

    public Optional<E> find(Scope scope, String key) {
        PSortedMap<String, E> entities = byScope.get(scope);
        return entities == null ? Optional.empty() : Optional.ofNullable(entities.get(key));
    }

    /** Ordered by key. */
    public Collection<E> in(Scope scope) {
        PSortedMap<String, E> entities = byScope.get(scope);
        return entities == null ? List.of() : entities.values();
    }

    /** Ordered by scope, then key. */
    public Stream<E> stream() {
        return byScope.values().stream().flatMap(entities -> entities.values().stream());
    }

    Table<E> plus(E entity) {
        PSortedMap<String, E> entities = byScope.getOrDefault(entity.scope(), TreePMap.empty());
        return new Table<>(byScope.plus(entity.scope(), entities.plus(entity.key(), entity)));
    }

    Table<E> minus(Scope scope, String key) {
        PSortedMap<String, E> entities = byScope.get(scope);
        if (entities == null) {
            return this;
        }
        PSortedMap<String, E> rest = entities.minus(key);
        return new Table<>(rest.isEmpty() ? byScope.minus(scope) : byScope.plus(scope, rest));
    }
}
