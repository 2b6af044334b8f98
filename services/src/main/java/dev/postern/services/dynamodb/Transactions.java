package dev.postern.services.dynamodb;

import dev.postern.model.Snapshot;
import dev.postern.model.dynamodb.Item;
import dev.postern.model.dynamodb.Table;
import dev.postern.services.dynamodb.expression.ConditionExpression;
import dev.postern.services.dynamodb.expression.ProjectionExpression;
import dev.postern.services.dynamodb.expression.Update;
import dev.postern.storage.items.ItemStore;
import dev.postern.storage.items.Place;
import dev.postern.storage.items.TokenReusedException;
import dev.postern.wire.ApiException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Get;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Operations on many items of which all are done, or none. */
final class Transactions {
    private static final String CONDITION = "ConditionExpression";
    private static final int BYTES_MAX = 4 << 20;

    private final DynamoDbCall call;

    Transactions(DynamoDbCall call) {
        this.call = call;
    }

    /** Items before and after their writes. */
    record Done(List<Optional<Item>> before, List<Optional<Item>> after) {
        Done {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }

        void count(List<ItemWrite> writes, Capacity capacity) {
            for (int i = 0; i < writes.size(); i++) {
                capacity.write(writes.get(i).table(), before.get(i), after.get(i));
            }
        }
    }

    TransactGetItemsResponse get(TransactGetItemsRequest request) {
        Snapshot snapshot = call.cloud().snapshot();
        List<Table> tables = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        List<Optional<ProjectionExpression>> parts = new ArrayList<>();
        for (Get get : request.transactItems().stream().map(item -> item.get()).toList()) {
            Expressions expressions = Expressions.of(
                    new Expressions.Given().expression("ProjectionExpression", get.projectionExpression()),
                    get.expressionAttributeNames(),
                    null);
            Item key = Values.item(get.key());
            parts.add(expressions.projection(get.projectionExpression()));
            expressions.requireAllUsed();
            Table table = TableNames.usable(snapshot, call.context(), get.tableName());
            Keys.requireKey(table, key);
            tables.add(table);
            places.add(Keys.place(table, key));
        }
        requireDistinct(places);
        List<Optional<Item>> found = call.items().get(places);
        Capacity capacity = new Capacity(request.returnConsumedCapacityAsString(), true);
        List<ItemResponse> responses = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            capacity.get(tables.get(i), found.get(i), true);
            Optional<ProjectionExpression> wanted = parts.get(i);
            responses.add(ItemResponse.builder()
                    .item(found.get(i)
                            .map(item -> wanted.map(some -> some.of(item)).orElse(item))
                            .map(Values::shown)
                            .orElse(null))
                    .build());
        }
        return TransactGetItemsResponse.builder()
                .responses(responses)
                .consumedCapacity(capacity.all())
                .build();
    }

    private static void requireDistinct(List<Place> places) {
        if (new HashSet<>(places).size() < places.size()) {
            throw DynamoDbError.VALIDATION.of("Transaction request cannot include multiple operations on one item");
        }
    }

    /** One write of a transaction, and whether it tells of the item when its condition does not hold. */
    private record Part(ItemWrite write, boolean tellsOld) {}

    TransactWriteItemsResponse write(TransactWriteItemsRequest request) {
        Snapshot snapshot = call.cloud().snapshot();
        List<Part> parts = request.transactItems().stream()
                .map(item -> part(snapshot, item))
                .toList();
        List<ItemWrite> writes = parts.stream().map(Part::write).toList();
        List<Place> places = writes.stream().map(ItemWrite::place).toList();
        requireDistinct(places);
        Capacity capacity = new Capacity(request.returnConsumedCapacityAsString(), true);
        try {
            DynamoDbCall.writing(
                            () -> call.items().write(places, token(request, writes), before -> decide(parts, before)))
                    .ifPresentOrElse(
                            done -> done.count(writes, capacity),
                            () -> writes.forEach(write -> capacity.get(write.table(), Optional.empty(), true)));
        } catch (TokenReusedException e) {
            throw DynamoDbError.IDEMPOTENT_PARAMETER_MISMATCH.of("");
        }
        return TransactWriteItemsResponse.builder()
                .consumedCapacity(capacity.all())
                .build();
    }

    private Optional<ItemStore.Token> token(TransactWriteItemsRequest request, List<ItemWrite> writes) {
        return Optional.ofNullable(request.clientRequestToken())
                .map(text -> new ItemStore.Token(
                        call.context().scope().toString(),
                        text,
                        digest(writes.stream().map(ItemWrite::asked).toList().toString()),
                        call.context().now()));
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }

    private static ItemStore.Outcome<Done> decide(List<Part> parts, List<Optional<Item>> before) {
        List<Optional<Item>> after = new ArrayList<>();
        List<CancellationReason> reasons = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Optional<Item> old = before.get(i);
            after.add(old);
            reasons.add(reason(parts.get(i), old, after));
        }
        if (reasons.stream().anyMatch(reason -> !reason.code().equals("None"))) {
            throw DynamoDbError.TRANSACTION_CANCELED.of(
                    "Transaction cancelled, please refer cancellation reasons for specific reasons ["
                            + reasons.stream().map(CancellationReason::code).collect(Collectors.joining(", ")) + "]",
                    TransactionCanceledException.builder()
                            .cancellationReasons(reasons)
                            .build());
        }
        int bytes =
                after.stream().flatMap(Optional::stream).mapToInt(Item::size).sum();
        if (bytes > BYTES_MAX) {
            throw DynamoDbError.VALIDATION.of(
                    "Collection size exceeded: the total size of the items in the transaction exceeds 4 MB");
        }
        return new ItemStore.Outcome<>(after, new Done(before, after));
    }

    /** Why a part cannot be done; what can be done is put in the last place of what comes after. */
    private static CancellationReason reason(Part part, Optional<Item> old, List<Optional<Item>> after) {
        CancellationReason.Builder reason = CancellationReason.builder().code("None");
        if (!part.write().isMet(old)) {
            return reason.code("ConditionalCheckFailed")
                    .message("The conditional request failed")
                    .item(part.tellsOld() ? old.map(Values::shown).orElse(null) : null)
                    .build();
        }
        try {
            after.set(after.size() - 1, part.write().after(old));
            return reason.build();
        } catch (ApiException e) {
            return reason.code("ValidationError").message(e.text()).build();
        }
    }

    private Part part(Snapshot snapshot, TransactWriteItem item) {
        long operations = Stream.of(item.put(), item.delete(), item.update(), item.conditionCheck())
                .filter(Objects::nonNull)
                .count();
        if (operations != 1) {
            throw DynamoDbError.VALIDATION.of("TransactItems can only contain one of Check, Put, Update or Delete");
        }
        if (item.put() != null) {
            return put(snapshot, item.put());
        }
        if (item.delete() != null) {
            return delete(snapshot, item.delete());
        }
        return item.update() != null ? update(snapshot, item.update()) : check(snapshot, item.conditionCheck());
    }

    private Table table(Snapshot snapshot, String name, Optional<ConditionExpression> condition) {
        Table table = TableNames.usable(snapshot, call.context(), name);
        Keys.requireScalars(table, condition.map(ConditionExpression::nested).orElse(Set.of()));
        return table;
    }

    private static boolean tellsOld(@Nullable String returned) {
        return "ALL_OLD".equals(returned);
    }

    private Part put(Snapshot snapshot, Put put) {
        Expressions expressions = Expressions.of(
                new Expressions.Given().expression(CONDITION, put.conditionExpression()),
                put.expressionAttributeNames(),
                put.expressionAttributeValues());
        Item item = ItemWrite.requireSize(Values.item(put.item()));
        Optional<ConditionExpression> condition = expressions.condition(CONDITION, put.conditionExpression());
        expressions.requireAllUsed();
        ItemWrite write = ItemWrite.put(
                table(snapshot, put.tableName(), condition), item, condition.map(ConditionExpression::condition));
        return new Part(write, tellsOld(put.returnValuesOnConditionCheckFailureAsString()));
    }

    private Part delete(Snapshot snapshot, Delete delete) {
        Expressions expressions = Expressions.of(
                new Expressions.Given().expression(CONDITION, delete.conditionExpression()),
                delete.expressionAttributeNames(),
                delete.expressionAttributeValues());
        Item key = Values.item(delete.key());
        Optional<ConditionExpression> condition = expressions.condition(CONDITION, delete.conditionExpression());
        expressions.requireAllUsed();
        ItemWrite write = ItemWrite.delete(
                table(snapshot, delete.tableName(), condition), key, condition.map(ConditionExpression::condition));
        return new Part(write, tellsOld(delete.returnValuesOnConditionCheckFailureAsString()));
    }

    private Part update(Snapshot snapshot, software.amazon.awssdk.services.dynamodb.model.Update given) {
        Expressions expressions = Expressions.of(
                new Expressions.Given()
                        .expression("UpdateExpression", given.updateExpression())
                        .expression(CONDITION, given.conditionExpression()),
                given.expressionAttributeNames(),
                given.expressionAttributeValues());
        Item key = Values.item(given.key());
        Update update = expressions.update(given.updateExpression()).orElse(Update.NOTHING);
        Optional<ConditionExpression> condition = expressions.condition(CONDITION, given.conditionExpression());
        expressions.requireAllUsed();
        ItemWrite write = ItemWrite.update(
                table(snapshot, given.tableName(), condition),
                key,
                condition.map(ConditionExpression::condition),
                update);
        return new Part(write, tellsOld(given.returnValuesOnConditionCheckFailureAsString()));
    }

    private Part check(Snapshot snapshot, ConditionCheck check) {
        Expressions expressions = Expressions.of(
                new Expressions.Given().expression(CONDITION, check.conditionExpression()),
                check.expressionAttributeNames(),
                check.expressionAttributeValues());
        Item key = Values.item(check.key());
        Optional<ConditionExpression> condition = expressions.condition(CONDITION, check.conditionExpression());
        expressions.requireAllUsed();
        ItemWrite write = ItemWrite.check(
                table(snapshot, check.tableName(), condition),
                key,
                condition.orElseThrow().condition());
        return new Part(write, tellsOld(check.returnValuesOnConditionCheckFailureAsString()));
    }
}
