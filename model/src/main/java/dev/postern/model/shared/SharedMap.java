package dev.postern.model.shared;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map. Versions of it share what they have in common, so that a new version, and what differs between two, cost as
 * much as what changed and not as much as what is there.
 *
 * <p>A treap whose priorities are hashes of the keys (Seidel and Aragon, 1996): the same content has the same shape, however it came
 * about, so equal parts of two versions stand at the same place and are most often one object. pcollections' trees have the shape of
 * their history, and compare in linear time.
 *
 * @param <K> keys, in their natural order
 * @param <V> values, compared by {@code equals}
 */
@SuppressWarnings("JdkObsolete") // of NavigableMap's many views nobody needs one
public final class SharedMap<K extends Comparable<? super K>, V> extends AbstractMap<K, V> implements SortedMap<K, V> {
    private static final SharedMap<?, ?> EMPTY = new SharedMap<>(null);

    private final @Nullable Node<K, V> root;

    /** Known by its identity: that two versions have the same one is what makes them cheap to compare. */
    private static final class Node<K, V> {
        final K key;
        final V value;
        final long rank;
        final int priority;
        final int size;
        final @Nullable Node<K, V> left;
        final @Nullable Node<K, V> right;

        Node(K key, V value, int priority, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
            this.key = key;
            this.value = value;
            this.rank = SharedMap.rank(key);
            this.priority = priority;
            this.size = 1 + SharedMap.size(left) + SharedMap.size(right);
            this.left = left;
            this.right = right;
        }
    }

    private record Halves<K, V>(
            @Nullable Node<K, V> below,
            @Nullable Node<K, V> at,
            @Nullable Node<K, V> above) {}

    private SharedMap(@Nullable Node<K, V> root) {
        this.root = root;
    }

    /** Told of one key that two versions differ in. */
    @FunctionalInterface
    public interface Changes<K, V> {
        /**
         * What a key has in one version and in the other.
         *
         * @param before null where the key is new
         * @param after null where the key is gone
         */
        void change(K key, @Nullable V before, @Nullable V after);
    }

    public static <K extends Comparable<? super K>, V> SharedMap<K, V> empty() {
        @SuppressWarnings("unchecked") // it holds nothing
        SharedMap<K, V> empty = (SharedMap<K, V>) EMPTY;
        return empty;
    }

    /** The same object where it is one of these already. */
    public static <K extends Comparable<? super K>, V> SharedMap<K, V> copyOf(Map<K, V> map) {
        if (map instanceof SharedMap<K, V> shared) {
            return shared;
        }
        List<Map.Entry<K, V>> entries = new ArrayList<>(map.entrySet());
        entries.sort(Map.Entry.comparingByKey());
        int[] priorities = new int[entries.size()];
        for (int i = 0; i < priorities.length; i++) {
            priorities[i] = priority(entries.get(i).getKey());
        }
        return of(build(entries, priorities, 0, priorities.length));
    }

    /** The tree of a part of what is in order: what comes first is its root. */
    private static <K extends Comparable<? super K>, V> @Nullable Node<K, V> build(
            List<Map.Entry<K, V>> entries, int[] priorities, int from, int to) {
        if (from == to) {
            return null;
        }
        int first = from;
        for (int i = from + 1; i < to; i++) {
            if (priorities[i] > priorities[first]) {
                first = i;
            }
        }
        Map.Entry<K, V> root = entries.get(first);
        return node(
                root.getKey(),
                root.getValue(),
                priorities[first],
                build(entries, priorities, from, first),
                build(entries, priorities, first + 1, to));
    }

    private static <K extends Comparable<? super K>, V> SharedMap<K, V> of(@Nullable Node<K, V> root) {
        return root == null ? empty() : new SharedMap<>(root);
    }

    /** With a value for a key; the same object if it has an equal one. */
    public SharedMap<K, V> plus(K key, V value) {
        Node<K, V> next = plus(root, key, value, priority(key));
        return next == root ? this : new SharedMap<>(next);
    }

    /** Without a key; the same object if it is not there. */
    public SharedMap<K, V> minus(K key) {
        Node<K, V> next = minus(root, key);
        return next == root ? this : of(next);
    }

    /** With a value for the key that is made of what it has now; null is for none, both ways. */
    public SharedMap<K, V> with(K key, UnaryOperator<@Nullable V> next) {
        V value = next.apply(get(key));
        return value == null ? minus(key) : plus(key, value);
    }

    /** Tells of all keys of which two versions have different values, in order. */
    public static <K extends Comparable<? super K>, V> void compare(
            SharedMap<K, V> before, SharedMap<K, V> after, Changes<K, V> changes) {
        compare(before.root, after.root, changes);
    }

    private static <K extends Comparable<? super K>, V> void compare(
            @Nullable Node<K, V> before, @Nullable Node<K, V> after, Changes<K, V> changes) {
        if (before == after) {
            return;
        }
        if (before != null && (after == null || comesFirst(before, after))) {
            Halves<K, V> halves = split(after, before.key);
            compare(before.left, halves.below, changes);
            tell(before, halves.at, changes);
            compare(before.right, halves.above, changes);
        } else if (after != null) {
            Halves<K, V> halves = split(before, after.key);
            compare(halves.below, after.left, changes);
            tell(halves.at, after, changes);
            compare(halves.above, after.right, changes);
        }
    }

    private static <K, V> void tell(@Nullable Node<K, V> before, @Nullable Node<K, V> after, Changes<K, V> changes) {
        if (after == null) {
            if (before != null) {
                changes.change(before.key, before.value, null);
            }
        } else if (before == null) {
            changes.change(after.key, null, after.value);
        } else if (!isSameValue(before.value, after.value)) {
            changes.change(after.key, before.value, after.value);
        }
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        Node<K, V> found = find(key);
        return found == null ? null : found.value;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return find(key) != null;
    }

    private @Nullable Node<K, V> find(@Nullable Object key) {
        @SuppressWarnings("unchecked") // as TreeMap has it: a key of another class is an error
        K wanted = (K) key;
        Node<K, V> node = root;
        long rank = wanted == null ? 0 : rank(wanted);
        while (node != null && wanted != null) {
            int order = Long.compareUnsigned(rank, node.rank);
            order = order == 0 ? wanted.compareTo(node.key) : order;
            if (order == 0) {
                return node;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    @Override
    public int size() {
        return size(root);
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<K, V>> iterator() {
                return new Entries<>(root);
            }

            @Override
            public int size() {
                return SharedMap.this.size();
            }
        };
    }

    @Override
    public @Nullable Comparator<? super K> comparator() {
        return null;
    }

    @Override
    public SortedMap<K, V> subMap(K from, K to) {
        return of(split(upFrom(from), to).below);
    }

    @Override
    public SortedMap<K, V> headMap(K to) {
        return of(split(root, to).below);
    }

    @Override
    public SortedMap<K, V> tailMap(K from) {
        return of(upFrom(from));
    }

    private @Nullable Node<K, V> upFrom(K from) {
        Halves<K, V> halves = split(root, from);
        return halves.at == null
                ? halves.above
                : plus(halves.above, halves.at.key, halves.at.value, halves.at.priority);
    }

    @Override
    public K firstKey() {
        Node<K, V> node = present(root);
        while (node.left != null) {
            node = node.left;
        }
        return node.key;
    }

    @Override
    public K lastKey() {
        Node<K, V> node = present(root);
        while (node.right != null) {
            node = node.right;
        }
        return node.key;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedMap<?, ?> shared ? isSame(root, shared.root) : super.equals(other);
    }

    /** As maps have it. */
    @Override
    public int hashCode() {
        return super.hashCode();
    }

    private static boolean isSame(@Nullable Node<?, ?> one, @Nullable Node<?, ?> other) {
        if (one == other) {
            return true;
        }
        return one != null
                && other != null
                && one.size == other.size
                && one.priority == other.priority
                && one.key.equals(other.key)
                && isSameValue(one.value, other.value)
                && isSame(one.left, other.left)
                && isSame(one.right, other.right);
    }

    @SuppressWarnings("ReferenceEquality") // most often one object, and to compare large ones by content takes long
    private static boolean isSameValue(Object one, Object other) {
        return one == other || one.equals(other);
    }

    private static int size(@Nullable Node<?, ?> node) {
        return node == null ? 0 : node.size;
    }

    private static <K, V> Node<K, V> present(@Nullable Node<K, V> node) {
        if (node == null) {
            throw new NoSuchElementException("the map is empty");
        }
        return node;
    }

    private static long rank(Object key) {
        return key instanceof Ranked ranked ? ranked.rank() : 0;
    }

    /** Spread, as hashes of short texts lie side by side (the last step of MurmurHash3). */
    private static int priority(Object key) {
        int hash = key.hashCode();
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        return hash ^ (hash >>> 16);
    }

    private static <K extends Comparable<? super K>, V> boolean comesFirst(Node<K, V> one, Node<K, V> other) {
        return comesFirst(one.priority, one.key, other);
    }

    private static <K extends Comparable<? super K>, V> boolean comesFirst(int priority, K key, Node<K, V> other) {
        return priority > other.priority || (priority == other.priority && key.compareTo(other.key) < 0);
    }

    private static <K, V> Node<K, V> node(
            K key, V value, int priority, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        return new Node<>(key, value, priority, left, right);
    }

    private static <K extends Comparable<? super K>, V> Node<K, V> plus(
            @Nullable Node<K, V> node, K key, V value, int priority) {
        if (node == null) {
            return node(key, value, priority, null, null);
        }
        int order = key.compareTo(node.key);
        if (order == 0) {
            return isSameValue(node.value, value) ? node : node(node.key, value, node.priority, node.left, node.right);
        }
        if (comesFirst(priority, key, node)) {
            Halves<K, V> halves = split(node, key);
            return node(key, value, priority, halves.below, halves.above);
        }
        if (order < 0) {
            Node<K, V> left = plus(node.left, key, value, priority);
            return left == node.left ? node : node(node.key, node.value, node.priority, left, node.right);
        }
        Node<K, V> right = plus(node.right, key, value, priority);
        return right == node.right ? node : node(node.key, node.value, node.priority, node.left, right);
    }

    private static <K extends Comparable<? super K>, V> @Nullable Node<K, V> minus(@Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        int order = key.compareTo(node.key);
        if (order == 0) {
            return joined(node.left, node.right);
        }
        if (order < 0) {
            Node<K, V> left = minus(node.left, key);
            return left == node.left ? node : node(node.key, node.value, node.priority, left, node.right);
        }
        Node<K, V> right = minus(node.right, key);
        return right == node.right ? node : node(node.key, node.value, node.priority, node.left, right);
    }

    private static <K extends Comparable<? super K>, V> Halves<K, V> split(@Nullable Node<K, V> node, K key) {
        if (node == null) {
            return new Halves<>(null, null, null);
        }
        int order = key.compareTo(node.key);
        if (order == 0) {
            return new Halves<>(node.left, node, node.right);
        }
        if (order < 0) {
            Halves<K, V> halves = split(node.left, key);
            Node<K, V> above = halves.above == node.left
                    ? node
                    : node(node.key, node.value, node.priority, halves.above, node.right);
            return new Halves<>(halves.below, halves.at, above);
        }
        Halves<K, V> halves = split(node.right, key);
        Node<K, V> below =
                halves.below == node.right ? node : node(node.key, node.value, node.priority, node.left, halves.below);
        return new Halves<>(below, halves.at, halves.above);
    }

    private static <K extends Comparable<? super K>, V> @Nullable Node<K, V> joined(
            @Nullable Node<K, V> below, @Nullable Node<K, V> above) {
        if (below == null) {
            return above;
        }
        if (above == null) {
            return below;
        }
        return comesFirst(below, above)
                ? node(below.key, below.value, below.priority, below.left, joined(below.right, above))
                : node(above.key, above.value, above.priority, joined(below, above.left), above.right);
    }

    /** In order. */
    private static final class Entries<K, V> implements Iterator<Map.Entry<K, V>> {
        private final ArrayDeque<Node<K, V>> open = new ArrayDeque<>();

        Entries(@Nullable Node<K, V> root) {
            descend(root);
        }

        private void descend(@Nullable Node<K, V> from) {
            for (Node<K, V> node = from; node != null; node = node.left) {
                open.push(node);
            }
        }

        @Override
        public boolean hasNext() {
            return !open.isEmpty();
        }

        @Override
        public Map.Entry<K, V> next() {
            if (open.isEmpty()) {
                throw new NoSuchElementException("there is no more");
            }
            Node<K, V> node = open.pop();
            descend(node.right);
            return new SimpleImmutableEntry<>(node.key, node.value);
        }
    }
}
