package dev.postern.model;

import java.util.Collection;
import java.util.function.Function;

/**
 * A way to find the entities of a class by something else than their keys. {@link Indexes} lists them all: a table keeps those of its
 * class with every change, at a cost that does not grow with it.
 *
 * @param <E> the class
 * @param <K> what is looked for
 */
public final class Index<E extends Entity, K extends Comparable<? super K>> {
    private final Class<E> kind;
    private final int place;
    private final Function<E, Collection<K>> keys;

    /**
     * One of {@link Indexes}.
     *
     * @param place its number among those of its class, from 0
     * @param keys under what an entity is found; pure
     */
    Index(Class<E> kind, int place, Function<E, Collection<K>> keys) {
        this.kind = kind;
        this.place = place;
        this.keys = keys;
    }

    Class<E> kind() {
        return kind;
    }

    int place() {
        return place;
    }

    Collection<K> keysOf(E entity) {
        return keys.apply(entity);
    }
}
