package dev.postern.model.shared;

import java.util.AbstractSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted set, as {@link SharedMap} is a map.
 *
 * @param <E> elements, in their natural order
 */
@SuppressWarnings("JdkObsolete") // of NavigableSet's many views nobody needs one
public final class SharedSet<E extends Comparable<? super E>> extends AbstractSet<E> implements SortedSet<E> {
    private static final SharedSet<?> EMPTY = new SharedSet<String>(SharedMap.empty());

    private final SharedMap<E, Boolean> elements;

    private SharedSet(SharedMap<E, Boolean> elements) {
        this.elements = elements;
    }

    public static <E extends Comparable<? super E>> SharedSet<E> empty() {
        @SuppressWarnings("unchecked") // it holds nothing
        SharedSet<E> empty = (SharedSet<E>) EMPTY;
        return empty;
    }

    /** The same object where it is one of these already. */
    public static <E extends Comparable<? super E>> SharedSet<E> copyOf(Collection<E> collection) {
        if (collection instanceof SharedSet<E> shared) {
            return shared;
        }
        TreeMap<E, Boolean> elements = new TreeMap<>();
        collection.forEach(element -> elements.put(element, true));
        return SharedSet.<E>empty().of(SharedMap.copyOf(elements));
    }

    /** The same object if it is there already. */
    public SharedSet<E> plus(E element) {
        return of(elements.plus(element, true));
    }

    /** Without some elements, and with others; those that are among both stay. */
    public SharedSet<E> exchanged(Set<E> gone, Set<E> come) {
        SharedSet<E> next = this;
        for (E element : gone) {
            next = come.contains(element) ? next : next.minus(element);
        }
        for (E element : come) {
            next = next.plus(element);
        }
        return next;
    }

    /** The same object if it is not there. */
    public SharedSet<E> minus(E element) {
        return of(elements.minus(element));
    }

    /** Tells what only one of two versions has, in order. */
    public static <E extends Comparable<? super E>> void compare(
            SharedSet<E> before, SharedSet<E> after, Consumer<E> gone, Consumer<E> added) {
        SharedMap.compare(
                before.elements, after.elements, (element, was, _) -> (was == null ? added : gone).accept(element));
    }

    @SuppressWarnings("ReferenceEquality") // what did not change is the same object
    private SharedSet<E> of(SharedMap<E, Boolean> next) {
        return next == elements ? this : new SharedSet<>(next);
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return elements.containsKey(element);
    }

    @Override
    public int size() {
        return elements.size();
    }

    @Override
    public Iterator<E> iterator() {
        return elements.keySet().iterator();
    }

    @Override
    public @Nullable Comparator<? super E> comparator() {
        return null;
    }

    @Override
    public SortedSet<E> subSet(E from, E to) {
        return of(elements.subMap(from, to));
    }

    @Override
    public SortedSet<E> headSet(E to) {
        return of(elements.headMap(to));
    }

    @Override
    public SortedSet<E> tailSet(E from) {
        return of(elements.tailMap(from));
    }

    private SortedSet<E> of(SortedMap<E, Boolean> part) {
        return of(SharedMap.copyOf(part));
    }

    @Override
    public E first() {
        return elements.firstKey();
    }

    @Override
    public E last() {
        return elements.lastKey();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedSet<?> shared ? elements.equals(shared.elements) : super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
