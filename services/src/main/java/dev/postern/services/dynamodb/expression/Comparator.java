package dev.postern.services.dynamodb.expression;

import dev.postern.model.dynamodb.AttributeValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How two values can be to each other. */
public enum Comparator {
    EQUAL("="),
    UNEQUAL("<>"),
    BELOW("<"),
    AT_MOST("<="),
    ABOVE(">"),
    AT_LEAST(">=");

    private final String sign;

    Comparator(String sign) {
        this.sign = sign;
    }

    /** As it stands in expressions. */
    public String sign() {
        return sign;
    }

    static Optional<Comparator> of(Token token) {
        return List.of(values()).stream()
                .filter(comparator -> token.is(comparator.sign))
                .findFirst();
    }

    /** The same with its sides changed. */
    Comparator turned() {
        return switch (this) {
            case EQUAL -> EQUAL;
            case UNEQUAL -> UNEQUAL;
            case BELOW -> ABOVE;
            case AT_MOST -> AT_LEAST;
            case ABOVE -> BELOW;
            case AT_LEAST -> AT_MOST;
        };
    }

    /** Whether it is so. Of values of different types, or without an order, only equality can be told. */
    public boolean holds(Optional<AttributeValue> left, Optional<AttributeValue> right) {
        boolean known = left.isPresent() && right.isPresent();
        return switch (this) {
            case EQUAL -> known && left.equals(right);
            case UNEQUAL -> !(known && left.equals(right));
            case BELOW, AT_MOST, ABOVE, AT_LEAST ->
                known && compare(left.get(), right.get()).filter(this::fits).isPresent();
        };
    }

    private boolean fits(int order) {
        return switch (this) {
            case EQUAL -> order == 0;
            case UNEQUAL -> order != 0;
            case BELOW -> order < 0;
            case AT_MOST -> order <= 0;
            case ABOVE -> order > 0;
            case AT_LEAST -> order >= 0;
        };
    }

    /** The order of two texts, numbers or strings of bytes. */
    static Optional<Integer> compare(AttributeValue left, AttributeValue right) {
        return switch (left) {
            case AttributeValue.S one
            when right instanceof AttributeValue.S other ->
                Optional.of(Arrays.compareUnsigned(
                        one.value().getBytes(StandardCharsets.UTF_8),
                        other.value().getBytes(StandardCharsets.UTF_8)));
            case AttributeValue.N one
            when right instanceof AttributeValue.N other ->
                Optional.of(one.value().compareTo(other.value()));
            case AttributeValue.B one
            when right instanceof AttributeValue.B other ->
                Optional.of(one.value().compareTo(other.value()));
            default -> Optional.empty();
        };
    }
}
