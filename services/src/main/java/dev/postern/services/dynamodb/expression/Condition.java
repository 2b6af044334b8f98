package dev.postern.services.dynamodb.expression;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Item;
import java.util.List;
import java.util.Optional;

/**
 * What can be true of an item.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html">Condition
 *     and filter expressions, operators, and functions</a>
 */
public sealed interface Condition extends Term {
    boolean test(Item item);

    /** Both. */
    record And(Condition one, Condition other) implements Condition {
        @Override
        public boolean test(Item item) {
            return one.test(item) && other.test(item);
        }
    }

    /** One of two, or both. */
    record Or(Condition one, Condition other) implements Condition {
        @Override
        public boolean test(Item item) {
            return one.test(item) || other.test(item);
        }
    }

    /** The contrary. */
    record Not(Condition negated) implements Condition {
        @Override
        public boolean test(Item item) {
            return !negated.test(item);
        }
    }

    /** Two values in some relation. */
    record Compare(Comparator comparator, Operand left, Operand right) implements Condition {
        @Override
        public boolean test(Item item) {
            return comparator.holds(left.of(item), right.of(item));
        }
    }

    /** A value between two, or one of them. */
    record Between(Operand value, Operand low, Operand high) implements Condition {
        @Override
        public boolean test(Item item) {
            return Comparator.AT_LEAST.holds(value.of(item), low.of(item))
                    && Comparator.AT_MOST.holds(value.of(item), high.of(item));
        }
    }

    /** A value that is one of some. */
    record In(Operand value, List<Operand> choices) implements Condition {
        public In {
            choices = List.copyOf(choices);
        }

        @Override
        public boolean test(Item item) {
            Optional<AttributeValue> found = value.of(item);
            return found.isPresent()
                    && choices.stream().anyMatch(choice -> choice.of(item).equals(found));
        }
    }

    /** A value that is there. */
    record Exists(Path path) implements Condition {
        @Override
        public boolean test(Item item) {
            return path.in(item).isPresent();
        }
    }

    /** A value of a type. */
    record HasType(Operand value, String type) implements Condition {
        @Override
        public boolean test(Item item) {
            return value.of(item)
                    .filter(found -> found.type().name().equals(type))
                    .isPresent();
        }
    }

    /** A text, or bytes, that begins with another. */
    record BeginsWith(Operand value, Operand prefix) implements Condition {
        @Override
        public boolean test(Item item) {
            AttributeValue found = value.of(item).orElse(null);
            AttributeValue beginning = prefix.of(item).orElse(null);
            return switch (found) {
                case AttributeValue.S s
                when beginning instanceof AttributeValue.S p -> s.value().startsWith(p.value());
                case AttributeValue.B b
                when beginning instanceof AttributeValue.B p -> b.value().startsWith(p.value());
                case null, default -> false;
            };
        }
    }

    /** A text or bytes of which another is a part, or a set or list that has an element. */
    record Contains(Operand value, Operand element) implements Condition {
        @Override
        public boolean test(Item item) {
            AttributeValue found = value.of(item).orElse(null);
            AttributeValue part = element.of(item).orElse(null);
            return switch (found) {
                case AttributeValue.S s
                when part instanceof AttributeValue.S p -> s.value().contains(p.value());
                case AttributeValue.B b
                when part instanceof AttributeValue.B p -> b.value().contains(p.value());
                case AttributeValue.StringSet set
                when part instanceof AttributeValue.S p -> set.values().contains(p.value());
                case AttributeValue.NumberSet set
                when part instanceof AttributeValue.N p -> set.values().contains(p.value());
                case AttributeValue.BinarySet set
                when part instanceof AttributeValue.B p -> set.values().contains(p.value());
                case AttributeValue.L list when part != null -> list.values().contains(part);
                case null, default -> false;
            };
        }
    }

    /** An operand, or a function of the wrong name or number of operands: something is wrong, and no item ever meets it. */
    record Misplaced() implements Condition {
        @Override
        public boolean test(Item item) {
            return false;
        }
    }
}
