package dev.postern.services.dynamodb.expression;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Item;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where a value is in an item: an attribute, and what is below it. */
public record Path(List<Step> steps) {
    public Path {
        steps = List.copyOf(steps);
    }

    /** One step down. */
    public sealed interface Step {
        /** Into a map, or into the item. */
        record Name(String name) implements Step {
            @Override
            public String toString() {
                return name;
            }
        }

        /** Into a list, from 0 on. */
        record Index(int index) implements Step {
            @Override
            public String toString() {
                return "[" + index + "]";
            }
        }
    }

    /** The path of an attribute. */
    public static Path of(String attribute) {
        return new Path(List.of(new Step.Name(attribute)));
    }

    /** The attribute in which it begins. */
    public String head() {
        return steps.getFirst().toString();
    }

    /** Whether it leads below the attribute. */
    public boolean isNested() {
        return steps.size() > 1;
    }

    /** What is there. */
    public Optional<AttributeValue> in(Item item) {
        Optional<AttributeValue> found = item.get(head());
        for (Step step : steps.subList(1, steps.size())) {
            found = found.flatMap(value -> below(value, step));
        }
        return found;
    }

    private static Optional<AttributeValue> below(AttributeValue value, Step step) {
        return switch (step) {
            case Step.Name(String name) ->
                value instanceof AttributeValue.M map
                        ? Optional.ofNullable(map.values().get(name))
                        : Optional.empty();
            case Step.Index(int index) ->
                value instanceof AttributeValue.L list && index < list.values().size()
                        ? Optional.of(list.values().get(index))
                        : Optional.empty();
        };
    }

    /** As AWS's errors have it, {@code [a, [0], b]}. */
    @Override
    public String toString() {
        return steps.stream().map(Step::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
