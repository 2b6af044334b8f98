package dev.postern.services.dynamodb.expression;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Item;
import java.util.List;
import java.util.Optional;

/** What a condition compares. */
public sealed interface Operand extends Term {
    /** Its value for an item; empty where the item has none. */
    Optional<AttributeValue> of(Item item);

    /** What stands there itself; empty where it depends on the item. */
    default Optional<AttributeValue> constant() {
        return Optional.empty();
    }

    /** A value of the item. */
    record Attribute(Path path) implements Operand {
        @Override
        public Optional<AttributeValue> of(Item item) {
            return path.in(item);
        }
    }

    /** A value of the request. */
    record Constant(AttributeValue value) implements Operand {
        @Override
        public Optional<AttributeValue> of(Item item) {
            return Optional.of(value);
        }

        @Override
        public Optional<AttributeValue> constant() {
            return Optional.of(value);
        }
    }

    /** How long a value is, or how much is in it. */
    record Size(Operand measured) implements Operand {
        @Override
        public Optional<AttributeValue> of(Item item) {
            return measured.of(item).flatMap(Size::size);
        }

        private static Optional<AttributeValue> size(AttributeValue value) {
            return switch (value) {
                case AttributeValue.S s -> number(s.value().length());
                case AttributeValue.B b -> number(b.value().length());
                case AttributeValue.StringSet set -> number(set.values().size());
                case AttributeValue.NumberSet set -> number(set.values().size());
                case AttributeValue.BinarySet set -> number(set.values().size());
                case AttributeValue.L list -> number(list.values().size());
                case AttributeValue.M map -> number(map.values().size());
                case AttributeValue.N _, AttributeValue.Bool _, AttributeValue.Null _ -> Optional.empty();
            };
        }

        private static Optional<AttributeValue> number(int size) {
            return Optional.of(AttributeValue.N.of(Integer.toString(size)));
        }
    }

    /** A function that is a condition, where a value should be; or a placeholder that is not defined. No item ever meets it. */
    record Misplaced(String function, List<Operand> arguments) implements Operand {
        static final Misplaced UNDEFINED = new Misplaced("", List.of());

        public Misplaced {
            arguments = List.copyOf(arguments);
        }

        @Override
        public Optional<AttributeValue> of(Item item) {
            return Optional.empty();
        }
    }
}
