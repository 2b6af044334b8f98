package dev.postern.services.dynamodb;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.services.dynamodb.expression.Comparator;
import dev.postern.services.dynamodb.expression.Condition;
import dev.postern.services.dynamodb.expression.KeyCondition;
import dev.postern.services.dynamodb.expression.Operand;
import dev.postern.services.dynamodb.expression.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;

/**
 * The conditions that requests had before there were expressions, as what they mean.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html">Legacy
 *     conditional parameters</a>
 */
final class LegacyConditions {
    private static final Set<AttributeValue.Type> SCALARS =
            Set.of(AttributeValue.Type.S, AttributeValue.Type.N, AttributeValue.Type.B);
    private static final Set<AttributeValue.Type> TEXTS = Set.of(AttributeValue.Type.S, AttributeValue.Type.B);

    private LegacyConditions() {}

    /** Which of several conditions must hold: all, or one. */
    static Optional<Condition> joined(List<Condition> conditions, @Nullable String operator) {
        return "OR".equals(operator)
                ? conditions.stream().reduce(Condition.Or::new)
                : conditions.stream().reduce(Condition.And::new);
    }

    /** Filters of queries and scans. */
    static List<Condition> filters(Map<String, software.amazon.awssdk.services.dynamodb.model.Condition> filters) {
        List<Condition> conditions = new ArrayList<>();
        filters.forEach((name, filter) -> {
            String operator = Objects.requireNonNullElse(filter.comparisonOperatorAsString(), "");
            conditions.add(condition(name, operator, values(operator, filter)));
        });
        return conditions;
    }

    private static List<AttributeValue> values(
            String operator, software.amazon.awssdk.services.dynamodb.model.Condition condition) {
        List<AttributeValue> values =
                condition.attributeValueList().stream().map(Values::value).toList();
        requireValues(operator, values);
        return values;
    }

    private static void requireValues(String operator, List<AttributeValue> values) {
        boolean good = switch (operator) {
            case "NULL", "NOT_NULL" -> values.isEmpty();
            case "BETWEEN" -> values.size() == 2;
            case "IN" -> !values.isEmpty();
            case "EQ", "NE", "LE", "LT", "GE", "GT", "CONTAINS", "NOT_CONTAINS", "BEGINS_WITH" -> values.size() == 1;
            default ->
                throw DynamoDbError.VALIDATION.of("1 validation error detected: Value '" + operator
                        + "' at 'comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set: [IN,"
                        + " NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS]");
        };
        if (!good) {
            throw DynamoDbError.invalid("Invalid number of argument(s) for the " + operator + " ComparisonOperator");
        }
        if (values.stream().map(AttributeValue::type).distinct().count() > 1) {
            throw DynamoDbError.invalid("AttributeValues inside AttributeValueList must be of same type");
        }
        for (AttributeValue value : values) {
            if (!fits(operator, value.type())) {
                throw DynamoDbError.invalid("ComparisonOperator " + operator + " is not valid for " + value.type()
                        + " AttributeValue type");
            }
        }
        if (operator.equals("BETWEEN")
                && Comparator.ABOVE.holds(Optional.of(values.getFirst()), Optional.of(values.getLast()))) {
            throw DynamoDbError.VALIDATION.of("The BETWEEN condition was provided a range where the lower bound is"
                    + " greater than the upper bound");
        }
    }

    private static boolean fits(String operator, AttributeValue.Type type) {
        return switch (operator) {
            case "EQ", "NE" -> true;
            case "BEGINS_WITH" -> TEXTS.contains(type);
            default -> SCALARS.contains(type);
        };
    }

    private static Condition condition(String name, String operator, List<AttributeValue> values) {
        Path path = Path.of(name);
        Operand attribute = new Operand.Attribute(path);
        List<Operand> operands =
                values.stream().<Operand>map(Operand.Constant::new).toList();
        return switch (operator) {
            case "NOT_NULL" -> new Condition.Exists(path);
            case "NULL" -> new Condition.Not(new Condition.Exists(path));
            case "EQ" -> new Condition.Compare(Comparator.EQUAL, attribute, operands.getFirst());
            case "NE" -> new Condition.Compare(Comparator.UNEQUAL, attribute, operands.getFirst());
            case "LE" -> new Condition.Compare(Comparator.AT_MOST, attribute, operands.getFirst());
            case "LT" -> new Condition.Compare(Comparator.BELOW, attribute, operands.getFirst());
            case "GE" -> new Condition.Compare(Comparator.AT_LEAST, attribute, operands.getFirst());
            case "GT" -> new Condition.Compare(Comparator.ABOVE, attribute, operands.getFirst());
            case "CONTAINS" -> new Condition.Contains(attribute, operands.getFirst());
            case "NOT_CONTAINS" -> new Condition.Not(new Condition.Contains(attribute, operands.getFirst()));
            case "BEGINS_WITH" -> new Condition.BeginsWith(attribute, operands.getFirst());
            case "IN" -> new Condition.In(attribute, operands);
            default -> new Condition.Between(attribute, operands.getFirst(), operands.getLast());
        };
    }

    /** What a write expects of the item. */
    static List<Condition> expected(Map<String, ExpectedAttributeValue> expected) {
        List<Condition> conditions = new ArrayList<>();
        expected.forEach((name, one) -> conditions.add(expected(name, one)));
        return conditions;
    }

    private static Condition expected(String name, ExpectedAttributeValue expected) {
        boolean single = expected.value() != null;
        boolean listed = expected.hasAttributeValueList();
        if (single && listed) {
            throw DynamoDbError.invalid("Value and AttributeValueList cannot be used together for Attribute: " + name);
        }
        String operator = expected.comparisonOperatorAsString();
        if (operator == null) {
            return exists(name, expected);
        }
        if (expected.exists() != null) {
            throw DynamoDbError.invalid("Exists and ComparisonOperator cannot be used together for Attribute: " + name);
        }
        if (!single && !listed && !operator.equals("NULL") && !operator.equals("NOT_NULL")) {
            throw DynamoDbError.invalid("Value or AttributeValueList must be used with ComparisonOperator: " + operator
                    + " for Attribute: " + name);
        }
        List<AttributeValue> values = single
                ? List.of(Values.value(expected.value()))
                : expected.attributeValueList().stream().map(Values::value).toList();
        requireValues(operator, values);
        return condition(name, operator, values);
    }

    private static Condition exists(String name, ExpectedAttributeValue expected) {
        if (expected.hasAttributeValueList()) {
            throw DynamoDbError.invalid(
                    "AttributeValueList can only be used with a ComparisonOperator for Attribute: " + name);
        }
        boolean exists = !Boolean.FALSE.equals(expected.exists());
        if (exists && expected.value() == null) {
            throw DynamoDbError.invalid(
                    "Value must be provided when Exists is " + expected.exists() + " for Attribute: " + name);
        }
        if (!exists && expected.value() != null) {
            throw DynamoDbError.invalid("Value cannot be used when Exists is false for Attribute: " + name);
        }
        return exists
                ? condition(name, "EQ", List.of(Values.value(expected.value())))
                : condition(name, "NULL", List.of());
    }

    /** What a query says of the keys. */
    static SequencedMap<String, KeyCondition> keys(
            Map<String, software.amazon.awssdk.services.dynamodb.model.Condition> conditions) {
        LinkedHashMap<String, KeyCondition> keys = new LinkedHashMap<>();
        conditions.forEach((name, condition) -> {
            String operator = Objects.requireNonNullElse(condition.comparisonOperatorAsString(), "");
            List<AttributeValue> values = values(operator, condition);
            keys.put(name, new KeyCondition(relation(operator), values));
        });
        return keys;
    }

    private static KeyCondition.Relation relation(String operator) {
        return switch (operator) {
            case "EQ" -> KeyCondition.Relation.EQUAL;
            case "LT" -> KeyCondition.Relation.BELOW;
            case "LE" -> KeyCondition.Relation.AT_MOST;
            case "GT" -> KeyCondition.Relation.ABOVE;
            case "GE" -> KeyCondition.Relation.AT_LEAST;
            case "BETWEEN" -> KeyCondition.Relation.BETWEEN;
            case "BEGINS_WITH" -> KeyCondition.Relation.BEGINS_WITH;
            default ->
                throw DynamoDbError.VALIDATION.of("Attempted conditional constraint is not an indexable operation");
        };
    }
}
