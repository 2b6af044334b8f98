package dev.postern.services.dynamodb;

import dev.postern.model.dynamodb.Item;
import dev.postern.model.dynamodb.Table;
import dev.postern.services.dynamodb.expression.Condition;
import dev.postern.services.dynamodb.expression.ConditionExpression;
import dev.postern.services.dynamodb.expression.ProjectionExpression;
import dev.postern.services.dynamodb.expression.Update;
import dev.postern.storage.items.ItemStore;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Operations on one item. */
final class ItemOperations {
    private static final String CONDITION = "ConditionExpression";
    private static final String FAILED = "The conditional request failed";

    private final DynamoDbCall call;

    ItemOperations(DynamoDbCall call) {
        this.call = call;
    }

    private Table table(String name) {
        return TableNames.usable(call.cloud().snapshot(), call.context(), name);
    }

    /** An item before and after a write. */
    private record Written(Optional<Item> before, Optional<Item> after) {}

    GetItemResponse get(GetItemRequest request) {
        TableNames.named(call.context(), request.tableName());
        Expressions expressions = Expressions.of(
                new Expressions.Given()
                        .expression("ProjectionExpression", request.projectionExpression())
                        .older("AttributesToGet", request.hasAttributesToGet()),
                request.expressionAttributeNames(),
                null);
        Item key = Values.item(request.key());
        Optional<ProjectionExpression> wanted = request.hasAttributesToGet()
                ? Optional.of(ProjectionExpression.of(Expressions.distinct(request.attributesToGet())))
                : expressions.projection(request.projectionExpression());
        expressions.requireAllUsed();
        Table table = table(request.tableName());
        Keys.requireKey(table, key);
        Optional<Item> found = call.items().get(List.of(Keys.place(table, key))).getFirst();
        Capacity capacity = new Capacity(request.returnConsumedCapacityAsString(), false);
        capacity.get(table, found, Boolean.TRUE.equals(request.consistentRead()));
        return GetItemResponse.builder()
                .item(found.map(item ->
                                Values.shown(wanted.map(some -> some.of(item)).orElse(item)))
                        .orElse(null))
                .consumedCapacity(capacity.one())
                .build();
    }

    PutItemResponse put(PutItemRequest request) {
        TableNames.named(call.context(), request.tableName());
        Expressions expressions = Expressions.of(
                conditional(
                        new Expressions.Given(),
                        request.conditionExpression(),
                        request.hasExpected(),
                        request.conditionalOperatorAsString()),
                request.expressionAttributeNames(),
                request.expressionAttributeValues());
        Item item = ItemWrite.requireSize(Values.item(request.item()));
        requireOld(request.returnValuesAsString());
        When when = new When(
                expected(request.hasExpected(), request.expected(), request.conditionalOperatorAsString()),
                expressions.condition(CONDITION, request.conditionExpression()));
        expressions.requireAllUsed();
        Table table = table(request.tableName());
        Written written = write(
                ItemWrite.put(table, item, when.condition(table)),
                request.returnValuesOnConditionCheckFailureAsString());
        return PutItemResponse.builder()
                .attributes(old(request.returnValuesAsString(), written))
                .consumedCapacity(consumed(request.returnConsumedCapacityAsString(), table, written))
                .build();
    }

    DeleteItemResponse delete(DeleteItemRequest request) {
        TableNames.named(call.context(), request.tableName());
        Expressions expressions = Expressions.of(
                conditional(
                        new Expressions.Given(),
                        request.conditionExpression(),
                        request.hasExpected(),
                        request.conditionalOperatorAsString()),
                request.expressionAttributeNames(),
                request.expressionAttributeValues());
        Item key = Values.item(request.key());
        requireOld(request.returnValuesAsString());
        When when = new When(
                expected(request.hasExpected(), request.expected(), request.conditionalOperatorAsString()),
                expressions.condition(CONDITION, request.conditionExpression()));
        expressions.requireAllUsed();
        Table table = table(request.tableName());
        Written written = write(
                ItemWrite.delete(table, key, when.condition(table)),
                request.returnValuesOnConditionCheckFailureAsString());
        return DeleteItemResponse.builder()
                .attributes(old(request.returnValuesAsString(), written))
                .consumedCapacity(consumed(request.returnConsumedCapacityAsString(), table, written))
                .build();
    }

    UpdateItemResponse update(UpdateItemRequest request) {
        TableNames.named(call.context(), request.tableName());
        Expressions expressions = Expressions.of(
                conditional(
                        new Expressions.Given()
                                .expression("UpdateExpression", request.updateExpression())
                                .older("AttributeUpdates", request.hasAttributeUpdates()),
                        request.conditionExpression(),
                        request.hasExpected(),
                        request.conditionalOperatorAsString()),
                request.expressionAttributeNames(),
                request.expressionAttributeValues());
        Item key = Values.item(request.key());
        Update older = LegacyUpdates.of(request.attributeUpdates());
        Optional<Condition> expected =
                expected(request.hasExpected(), request.expected(), request.conditionalOperatorAsString());
        Update update = expressions.update(request.updateExpression()).orElse(older);
        When when = new When(expected, expressions.condition(CONDITION, request.conditionExpression()));
        expressions.requireAllUsed();
        Table table = table(request.tableName());
        Written written = write(
                ItemWrite.update(table, key, when.condition(table), update),
                request.returnValuesOnConditionCheckFailureAsString());
        return UpdateItemResponse.builder()
                .attributes(returned(request.returnValuesAsString(), update, written))
                .consumedCapacity(consumed(request.returnConsumedCapacityAsString(), table, written))
                .build();
    }

    /** With what all writes can be made to depend on. */
    private static Expressions.Given conditional(
            Expressions.Given given, @Nullable String condition, boolean expected, @Nullable String operator) {
        return given.expression(CONDITION, condition)
                .older("Expected", expected)
                .older("ConditionalOperator", operator != null);
    }

    /** What a write depends on: the older way to say it, or an expression. */
    private record When(Optional<Condition> expected, Optional<ConditionExpression> expression) {
        Optional<Condition> condition(Table table) {
            Keys.requireScalars(
                    table, expression.map(ConditionExpression::nested).orElse(Set.of()));
            return expression.map(ConditionExpression::condition).or(() -> expected);
        }
    }

    private static @Nullable ConsumedCapacity consumed(@Nullable String returned, Table table, Written written) {
        Capacity capacity = new Capacity(returned, false);
        capacity.write(table, written.before(), written.after());
        return capacity.one();
    }

    private static Optional<Condition> expected(
            boolean given, Map<String, ExpectedAttributeValue> expected, @Nullable String operator) {
        List<Condition> conditions = LegacyConditions.expected(expected);
        if (!given && operator != null) {
            throw DynamoDbError.invalid("ConditionalOperator cannot be used without Filter or Expected");
        }
        if (given && conditions.isEmpty() && operator != null) {
            throw DynamoDbError.invalid(
                    "ConditionalOperator can only be used when Filter or Expected has two or more" + " elements");
        }
        return LegacyConditions.joined(conditions, operator);
    }

    private Written write(ItemWrite write, @Nullable String returnedOnFailure) {
        return DynamoDbCall.writing(() -> call.items()
                .write(List.of(write.place()), Optional.empty(), before -> {
                    Optional<Item> old = before.getFirst();
                    if (!write.isMet(old)) {
                        throw DynamoDbError.CONDITIONAL_CHECK_FAILED.of(
                                FAILED,
                                ConditionalCheckFailedException.builder()
                                        .item("ALL_OLD".equals(returnedOnFailure) ? shown(old) : null)
                                        .build());
                    }
                    Optional<Item> after = write.after(old);
                    return new ItemStore.Outcome<>(List.of(after), new Written(old, after));
                })
                .orElseThrow());
    }

    private static void requireOld(@Nullable String returnValues) {
        if (returnValues != null && !returnValues.equals("NONE") && !returnValues.equals("ALL_OLD")) {
            throw DynamoDbError.VALIDATION.of("ReturnValues can only be ALL_OLD or NONE");
        }
    }

    private static @Nullable Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> shown(
            Optional<Item> item) {
        return item.map(Values::shown).orElse(null);
    }

    private static @Nullable Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> old(
            @Nullable String returnValues, Written written) {
        return "ALL_OLD".equals(returnValues) ? shown(written.before()) : null;
    }

    private static @Nullable Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> returned(
            @Nullable String returnValues, Update update, Written written) {
        ProjectionExpression changed = new ProjectionExpression(update.paths());
        return switch (Objects.requireNonNullElse(returnValues, "NONE")) {
            case "ALL_OLD" -> shown(written.before());
            case "ALL_NEW" -> shown(written.after());
            case "UPDATED_OLD" ->
                shown(written.before()
                        .map(changed::of)
                        .filter(some -> !some.attributes().isEmpty()));
            case "UPDATED_NEW" ->
                shown(written.after()
                        .map(changed::of)
                        .filter(some -> !some.attributes().isEmpty()));
            default -> null;
        };
    }
}
