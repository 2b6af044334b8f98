package dev.postern.services.dynamodb;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.services.dynamodb.expression.ConditionExpression;
import dev.postern.services.dynamodb.expression.ExpressionException;
import dev.postern.services.dynamodb.expression.Placeholders;
import dev.postern.services.dynamodb.expression.ProjectionExpression;
import dev.postern.services.dynamodb.expression.Update;
import dev.postern.wire.ApiException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** The expressions of one request. They share its placeholders, and together must use them all. */
final class Expressions {
    private static final String IN_NAMES = "ExpressionAttributeNames";
    private static final String IN_VALUES = "ExpressionAttributeValues";
    private static final Pattern PLACEHOLDER = Pattern.compile(":[0-9a-zA-Z_]+");

    private final Placeholders placeholders;

    private Expressions(Placeholders placeholders) {
        this.placeholders = placeholders;
    }

    /**
     * The expressions of a request by the names of their members, and the older members that do the same: of these two a request
     * has one.
     */
    static final class Given {
        private final SequencedMap<String, @Nullable String> expressions = new LinkedHashMap<>();
        private final SequencedMap<String, Boolean> older = new LinkedHashMap<>();

        Given expression(String member, @Nullable String text) {
            expressions.put(member, text);
            return this;
        }

        Given older(String member, boolean given) {
            older.put(member, given);
            return this;
        }

        private List<String> expressionsGiven() {
            return expressions.entrySet().stream()
                    .filter(one -> one.getValue() != null)
                    .map(Map.Entry::getKey)
                    .toList();
        }

        private void requireOneKind() {
            List<String> olderGiven = older.entrySet().stream()
                    .filter(Map.Entry::getValue)
                    .map(Map.Entry::getKey)
                    .toList();
            if (!expressionsGiven().isEmpty() && !olderGiven.isEmpty()) {
                throw DynamoDbError.VALIDATION.of(
                        "Can not use both expression and non-expression parameters in the same request:"
                                + " Non-expression parameters: {" + String.join(", ", olderGiven)
                                + "} Expression parameters: {" + String.join(", ", expressionsGiven()) + "}");
            }
        }

        private void requireUse(boolean names, boolean values) {
            if (names && expressionsGiven().isEmpty()) {
                throw DynamoDbError.VALIDATION.of(IN_NAMES + " can only be specified when using expressions");
            }
            List<String> withValues = expressions.sequencedKeySet().stream()
                    .filter(member -> !member.equals("ProjectionExpression"))
                    .toList();
            if (values && withValues.stream().noneMatch(member -> expressions.get(member) != null)) {
                throw DynamoDbError.VALIDATION.of(IN_VALUES + " can only be specified when using expressions: "
                        + String.join(" and ", withValues) + (withValues.size() > 1 ? " are" : " is") + " null");
            }
        }
    }

    /**
     * Looks at the placeholders of a request.
     *
     * @param names null, or one that the SDK has made by itself, where it has none
     * @param values the same
     */
    static Expressions of(
            Given given,
            @Nullable Map<String, String> names,
            @Nullable Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> values) {
        given.requireOneKind();
        given.requireUse(isSaid(names), isSaid(values));
        Map<String, String> named = some(IN_NAMES, names);
        Map<String, AttributeValue> read = new LinkedHashMap<>();
        some(IN_VALUES, values).forEach((key, value) -> read.put(key, value(key, value)));
        return new Expressions(worded("", () -> new Placeholders(named, read)));
    }

    private static boolean isSaid(@Nullable Map<String, ?> placeholders) {
        return placeholders != null && !(placeholders instanceof SdkAutoConstructMap);
    }

    private static <V> Map<String, V> some(String member, @Nullable Map<String, V> placeholders) {
        if (placeholders == null || !isSaid(placeholders)) {
            return Map.of();
        }
        if (placeholders.isEmpty()) {
            throw DynamoDbError.VALIDATION.of(member + " must not be empty");
        }
        return placeholders;
    }

    private static AttributeValue value(
            String key, software.amazon.awssdk.services.dynamodb.model.AttributeValue value) {
        if (!PLACEHOLDER.matcher(key).matches()) {
            throw DynamoDbError.VALIDATION.of(IN_VALUES + " contains invalid key: Syntax error; key: \"" + key + "\"");
        }
        try {
            return Values.value(value);
        } catch (ApiException e) {
            throw DynamoDbError.VALIDATION.of(IN_VALUES + " contains invalid value: " + e.text() + " for key " + key);
        }
    }

    Optional<Update> update(@Nullable String text) {
        return read("UpdateExpression", text, () -> Update.parse(String.valueOf(text), placeholders));
    }

    Optional<ConditionExpression> condition(String member, @Nullable String text) {
        return read(member, text, () -> ConditionExpression.parse(String.valueOf(text), placeholders));
    }

    Optional<ProjectionExpression> projection(@Nullable String text) {
        return read("ProjectionExpression", text, () -> ProjectionExpression.parse(String.valueOf(text), placeholders));
    }

    void requireAllUsed() {
        worded("", () -> {
            placeholders.requireAllUsed();
            return true;
        });
    }

    private static <E> Optional<E> read(String member, @Nullable String text, Supplier<E> parser) {
        return text == null ? Optional.empty() : Optional.of(worded("Invalid " + member + ": ", parser));
    }

    /** What something is, or AWS's error in its words. */
    static <E> E worded(String before, Supplier<E> supplier) {
        try {
            return supplier.get();
        } catch (ExpressionException e) {
            throw DynamoDbError.VALIDATION.of(before + e.text());
        }
    }

    /** Names that must be different ones. */
    static List<String> distinct(List<String> attributes) {
        Map<String, Long> counts =
                attributes.stream().collect(Collectors.groupingBy(name -> name, Collectors.counting()));
        attributes.stream()
                .filter(name -> counts.getOrDefault(name, 0L) > 1)
                .findFirst()
                .ifPresent(name -> {
                    throw DynamoDbError.invalid("Duplicate value in attribute name: " + name);
                });
        return attributes;
    }
}
