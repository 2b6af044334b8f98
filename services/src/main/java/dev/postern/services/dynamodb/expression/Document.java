package dev.postern.services.dynamodb.expression;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Binary;
import dev.postern.model.dynamodb.Item;
import dev.postern.model.dynamodb.Numbers;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An item that is being changed. The places of a list's elements are those that they had before, until all is done: what is set
 * beyond the end comes behind the last, and what was taken away leaves no gap.
 */
final class Document {
    static final String WRONG_TYPE = "An operand in the update expression has an incorrect data type";
    private static final String INVALID_PATH =
            "The document path provided in the update expression is invalid for update";

    private final Branch root;

    Document(Item item) {
        this.root = new Branch(false);
        item.attributes().forEach((name, value) -> root.children.put(name, node(value)));
    }

    /** A value, or what one has below it. */
    private sealed interface Node {}

    private record Leaf(AttributeValue value) implements Node {}

    /** A map by names, or a list by places. */
    private static final class Branch implements Node {
        private final boolean list;
        private final Map<Object, Node> children;

        Branch(boolean list) {
            this.list = list;
            this.children = list ? new TreeMap<>() : new LinkedHashMap<>();
        }
    }

    private static Node node(AttributeValue value) {
        return switch (value) {
            case AttributeValue.M map -> {
                Branch branch = new Branch(false);
                map.values().forEach((name, below) -> branch.children.put(name, node(below)));
                yield branch;
            }
            case AttributeValue.L list -> {
                Branch branch = new Branch(true);
                for (int i = 0; i < list.values().size(); i++) {
                    branch.children.put(i, node(list.values().get(i)));
                }
                yield branch;
            }
            case AttributeValue.S _,
                    AttributeValue.N _,
                    AttributeValue.B _,
                    AttributeValue.Bool _,
                    AttributeValue.Null _,
                    AttributeValue.StringSet _,
                    AttributeValue.NumberSet _,
                    AttributeValue.BinarySet _ -> new Leaf(value);
        };
    }

    private static AttributeValue value(Node node) {
        return switch (node) {
            case Leaf(AttributeValue value) -> value;
            case Branch branch
            when branch.list ->
                new AttributeValue.L(
                        branch.children.values().stream().map(Document::value).toList());
            case Branch branch -> new AttributeValue.M(named(branch));
        };
    }

    private static SequencedMap<String, AttributeValue> named(Branch branch) {
        LinkedHashMap<String, AttributeValue> values = new LinkedHashMap<>();
        branch.children.forEach((name, node) -> values.put((String) name, value(node)));
        return values;
    }

    Item item() {
        return new Item(named(root));
    }

    /** The map or list in which the last step of a path leads. */
    private Branch parent(Path path) {
        Branch branch = root;
        for (Path.Step step : path.steps().subList(0, path.steps().size() - 1)) {
            if (!(branch.children.get(key(branch, step)) instanceof Branch below)) {
                throw new ExpressionException(INVALID_PATH);
            }
            branch = below;
        }
        return branch;
    }

    private static Object key(Branch branch, Path.Step step) {
        return switch (step) {
            case Path.Step.Name(String name) when !branch.list -> name;
            case Path.Step.Index(int index) when branch.list -> index;
            case Path.Step.Name _, Path.Step.Index _ -> throw new ExpressionException(INVALID_PATH);
        };
    }

    /** Changes what is at a path, by the map or list in which it is and its key there. */
    private void at(Path path, BiConsumer<Branch, Object> change) {
        Branch parent = parent(path);
        change.accept(parent, key(parent, path.steps().getLast()));
    }

    void set(Path path, AttributeValue value) {
        at(path, (parent, key) -> parent.children.put(key, node(value)));
    }

    void remove(Path path) {
        at(path, (parent, key) -> parent.children.remove(key));
    }

    void add(Path path, AttributeValue value) {
        at(path, (parent, key) -> {
            AttributeValue old = present(parent, key);
            parent.children.put(key, new Leaf(old == null ? value : sum(old, value)));
        });
    }

    private static @Nullable AttributeValue present(Branch parent, Object key) {
        Node node = parent.children.get(key);
        return node == null ? null : value(node);
    }

    private static AttributeValue sum(AttributeValue old, AttributeValue value) {
        return switch (value) {
            case AttributeValue.N(BigDecimal number)
            when old instanceof AttributeValue.N(BigDecimal before) -> {
                try {
                    yield new AttributeValue.N(Numbers.sum(before, number));
                } catch (Numbers.NotANumber e) {
                    throw new ExpressionException(e.text());
                }
            }
            case AttributeValue.StringSet(SequencedSet<String> set)
            when old instanceof AttributeValue.StringSet(SequencedSet<String> before) ->
                new AttributeValue.StringSet(union(before, set));
            case AttributeValue.NumberSet(SequencedSet<BigDecimal> set)
            when old instanceof AttributeValue.NumberSet(SequencedSet<BigDecimal> before) ->
                new AttributeValue.NumberSet(union(before, set));
            case AttributeValue.BinarySet(SequencedSet<Binary> set)
            when old instanceof AttributeValue.BinarySet(SequencedSet<Binary> before) ->
                new AttributeValue.BinarySet(union(before, set));
            default -> throw new ExpressionException(WRONG_TYPE);
        };
    }

    private static <E> SequencedSet<E> union(SequencedSet<E> one, SequencedSet<E> other) {
        LinkedHashSet<E> all = new LinkedHashSet<>(one);
        all.addAll(other);
        return all;
    }

    void delete(Path path, AttributeValue value) {
        at(path, (parent, key) -> {
            AttributeValue old = present(parent, key);
            if (old == null) {
                return;
            }
            AttributeValue rest = difference(old, value);
            if (rest == null) {
                parent.children.remove(key);
            } else {
                parent.children.put(key, new Leaf(rest));
            }
        });
    }

    /** Null where nothing is left: there are no empty sets. */
    private static @Nullable AttributeValue difference(AttributeValue old, AttributeValue value) {
        return switch (value) {
            case AttributeValue.StringSet(SequencedSet<String> set)
            when old instanceof AttributeValue.StringSet(SequencedSet<String> before) -> {
                SequencedSet<String> rest = without(before, set);
                yield rest.isEmpty() ? null : new AttributeValue.StringSet(rest);
            }
            case AttributeValue.NumberSet(SequencedSet<BigDecimal> set)
            when old instanceof AttributeValue.NumberSet(SequencedSet<BigDecimal> before) -> {
                SequencedSet<BigDecimal> rest = without(before, set);
                yield rest.isEmpty() ? null : new AttributeValue.NumberSet(rest);
            }
            case AttributeValue.BinarySet(SequencedSet<Binary> set)
            when old instanceof AttributeValue.BinarySet(SequencedSet<Binary> before) -> {
                SequencedSet<Binary> rest = without(before, set);
                yield rest.isEmpty() ? null : new AttributeValue.BinarySet(rest);
            }
            default -> throw new ExpressionException(WRONG_TYPE);
        };
    }

    private static <E> SequencedSet<E> without(SequencedSet<E> all, SequencedSet<E> gone) {
        LinkedHashSet<E> rest = new LinkedHashSet<>(all);
        rest.removeAll(gone);
        return rest;
    }

    /** The parts of an item that are at some paths. */
    static Item parts(Item item, List<Path> paths) {
        Branch whole = new Branch(false);
        for (Path path : paths) {
            path.in(item).ifPresent(found -> graft(whole, path, found));
        }
        return new Item(named(whole));
    }

    private static void graft(Branch whole, Path path, AttributeValue found) {
        Branch branch = whole;
        List<Path.Step> steps = path.steps();
        for (int i = 0; i < steps.size() - 1; i++) {
            boolean list = steps.get(i + 1) instanceof Path.Step.Index;
            Node below = branch.children.computeIfAbsent(plain(steps.get(i)), _ -> new Branch(list));
            branch = (Branch) Objects.requireNonNull(below);
        }
        branch.children.put(plain(steps.getLast()), node(found));
    }

    private static Object plain(Path.Step step) {
        return switch (step) {
            case Path.Step.Name(String name) -> name;
            case Path.Step.Index(int index) -> index;
        };
    }
}
