package dev.postern.services.dynamodb.expression;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a query says of one attribute of a key.
 *
 * @param values one; two for what is between them
 */
public record KeyCondition(Relation relation, List<AttributeValue> values) {
    public KeyCondition {
        values = List.copyOf(values);
    }

    /** How the attribute must be to the values. */
    public enum Relation {
        EQUAL,
        BELOW,
        AT_MOST,
        ABOVE,
        AT_LEAST,
        BETWEEN,
        BEGINS_WITH
    }

    /** Whether a value is as it must be. */
    public boolean test(AttributeValue value) {
        Optional<AttributeValue> first = Optional.of(values.getFirst());
        Optional<AttributeValue> found = Optional.of(value);
        return switch (relation) {
            case EQUAL -> Comparator.EQUAL.holds(found, first);
            case BELOW -> Comparator.BELOW.holds(found, first);
            case AT_MOST -> Comparator.AT_MOST.holds(found, first);
            case ABOVE -> Comparator.ABOVE.holds(found, first);
            case AT_LEAST -> Comparator.AT_LEAST.holds(found, first);
            case BETWEEN ->
                Comparator.AT_LEAST.holds(found, first)
                        && Comparator.AT_MOST.holds(found, Optional.of(values.getLast()));
            case BEGINS_WITH ->
                new Condition.BeginsWith(new Operand.Constant(value), new Operand.Constant(values.getFirst()))
                        .test(Item.EMPTY);
        };
    }

    /**
     * What a condition says of each attribute.
     *
     * @throws ExpressionException if it is none that a query can have; the text is AWS's whole one
     */
    public static SequencedMap<String, KeyCondition> of(Condition condition) {
        LinkedHashMap<String, KeyCondition> conditions = new LinkedHashMap<>();
        collect(condition, conditions);
        return conditions;
    }

    private static void collect(Condition condition, Map<String, KeyCondition> conditions) {
        switch (condition) {
            case Condition.And(Condition one, Condition other) -> {
                collect(one, conditions);
                collect(other, conditions);
            }
            case Condition.Compare(Comparator comparator, Operand left, Operand right) ->
                compare(comparator, left, right, conditions);
            case Condition.Between(Operand value, Operand low, Operand high) -> {
                requireFirst("BETWEEN", value);
                add(value, Relation.BETWEEN, List.of(low, high), conditions);
            }
            case Condition.BeginsWith(Operand value, Operand prefix) -> {
                requireFirst("begins_with", value);
                add(value, Relation.BEGINS_WITH, List.of(prefix), conditions);
            }
            case Condition.Or _ -> throw invalid("OR");
            case Condition.Not(Condition.Exists _) -> throw invalid("attribute_not_exists");
            case Condition.Not _ -> throw invalid("NOT");
            case Condition.In _ -> throw invalid("IN");
            case Condition.Exists _ -> throw invalid("attribute_exists");
            case Condition.HasType _ -> throw invalid("attribute_type");
            case Condition.Contains _ -> throw invalid("contains");
            case Condition.Misplaced _ -> throw new IllegalStateException("it was refused");
        }
    }

    private static void compare(
            Comparator comparator, Operand left, Operand right, Map<String, KeyCondition> conditions) {
        boolean turned = !(left instanceof Operand.Attribute) && right instanceof Operand.Attribute;
        Comparator straight = turned ? comparator.turned() : comparator;
        Relation relation = switch (straight) {
            case EQUAL -> Relation.EQUAL;
            case UNEQUAL -> throw invalid("<>");
            case BELOW -> Relation.BELOW;
            case AT_MOST -> Relation.AT_MOST;
            case ABOVE -> Relation.ABOVE;
            case AT_LEAST -> Relation.AT_LEAST;
        };
        add(turned ? right : left, relation, List.of(turned ? left : right), conditions);
    }

    private static ExpressionException invalid(String operator) {
        return new ExpressionException("Invalid operator used in KeyConditionExpression: " + operator);
    }

    private static void requireFirst(String operator, Operand operand) {
        if (!(operand instanceof Operand.Attribute)) {
            throw new ExpressionException("Invalid condition in KeyConditionExpression: " + operator
                    + " operator must have the key attribute as its first operand");
        }
    }

    private static void add(
            Operand key, Relation relation, List<Operand> operands, Map<String, KeyCondition> conditions) {
        List<Operand> all = new ArrayList<>(List.of(key));
        all.addAll(operands);
        if (all.stream().anyMatch(Operand.Size.class::isInstance)) {
            throw new ExpressionException("KeyConditionExpressions cannot contain nested operations");
        }
        if (all.stream().filter(Operand.Attribute.class::isInstance).count() > 1) {
            throw new ExpressionException(
                    "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition");
        }
        if (!(key instanceof Operand.Attribute(Path path))) {
            throw new ExpressionException("Invalid condition in KeyConditionExpression: No key attribute specified");
        }
        if (path.isNested()) {
            throw new ExpressionException("KeyConditionExpressions cannot have conditions on nested attributes");
        }
        List<AttributeValue> values = operands.stream()
                .flatMap(operand -> operand.constant().stream())
                .toList();
        if (conditions.put(path.head(), new KeyCondition(relation, values)) != null) {
            throw new ExpressionException("KeyConditionExpressions must only contain one condition per key");
        }
    }
}
