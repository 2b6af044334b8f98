package dev.postern.services.dynamodb.expression;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Item;
import dev.postern.model.dynamodb.Numbers;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** Where the value that is set comes from. */
public sealed interface Source {
    /**
     * Its value for an item.
     *
     * @throws ExpressionException if the item has not what it needs
     */
    AttributeValue of(Item item);

    /** The type that it has for every item. */
    default Optional<AttributeValue.Type> type() {
        return Optional.empty();
    }

    /** A value of the request. */
    record Constant(AttributeValue value) implements Source {
        @Override
        public AttributeValue of(Item item) {
            return value;
        }

        @Override
        public Optional<AttributeValue.Type> type() {
            return Optional.of(value.type());
        }
    }

    /** A value of the item. */
    record Attribute(Path path) implements Source {
        @Override
        public AttributeValue of(Item item) {
            return path.in(item)
                    .orElseThrow(() -> new ExpressionException(
                            "The provided expression refers to an attribute that does not exist in the item"));
        }
    }

    /** What is there, or something else. */
    record IfNotExists(Path path, Source otherwise) implements Source {
        @Override
        public AttributeValue of(Item item) {
            return path.in(item).orElseGet(() -> otherwise.of(item));
        }
    }

    /** Two lists, one behind the other. */
    record ListAppend(Source first, Source second) implements Source {
        @Override
        public AttributeValue of(Item item) {
            List<AttributeValue> all = new ArrayList<>(list(first.of(item)));
            all.addAll(list(second.of(item)));
            return new AttributeValue.L(all);
        }

        private static List<AttributeValue> list(AttributeValue value) {
            if (!(value instanceof AttributeValue.L(List<AttributeValue> values))) {
                throw new ExpressionException(Document.WRONG_TYPE);
            }
            return values;
        }

        @Override
        public Optional<AttributeValue.Type> type() {
            return Optional.of(AttributeValue.Type.L);
        }
    }

    /** A sum. */
    record Plus(Source first, Source second) implements Source {
        @Override
        public AttributeValue of(Item item) {
            return calculated(first.of(item), second.of(item), Numbers::sum);
        }

        @Override
        public Optional<AttributeValue.Type> type() {
            return Optional.of(AttributeValue.Type.N);
        }
    }

    /** A difference. */
    record Minus(Source first, Source second) implements Source {
        @Override
        public AttributeValue of(Item item) {
            return calculated(first.of(item), second.of(item), Numbers::difference);
        }

        @Override
        public Optional<AttributeValue.Type> type() {
            return Optional.of(AttributeValue.Type.N);
        }
    }

    /** A placeholder that is not defined: it was refused, and no item ever meets it. */
    record Undefined() implements Source {
        @Override
        public AttributeValue of(Item item) {
            throw new IllegalStateException("it was refused");
        }
    }

    private static AttributeValue calculated(
            AttributeValue first, AttributeValue second, BinaryOperator<BigDecimal> operator) {
        if (!(first instanceof AttributeValue.N(BigDecimal one))
                || !(second instanceof AttributeValue.N(BigDecimal other))) {
            throw new ExpressionException(Document.WRONG_TYPE);
        }
        try {
            return new AttributeValue.N(operator.apply(one, other));
        } catch (Numbers.NotANumber e) {
            throw new ExpressionException(e.text());
        }
    }
}
