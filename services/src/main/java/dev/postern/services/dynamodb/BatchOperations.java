package dev.postern.services.dynamodb;

import dev.postern.model.Snapshot;
import dev.postern.model.dynamodb.Item;
import dev.postern.model.dynamodb.Table;
import dev.postern.services.dynamodb.expression.ProjectionExpression;
import dev.postern.storage.items.ItemStore;
import dev.postern.storage.items.Place;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Operations on many items, each for itself. */
final class BatchOperations {
    private static final int GETS_MAX = 100;
    private static final int WRITES_MAX = 25;
    private static final int ANSWER_BYTES_MAX = 16 << 20;

    private final DynamoDbCall call;

    BatchOperations(DynamoDbCall call) {
        this.call = call;
    }

    /** The items of one table that are wanted. */
    private record Wanted(
            String table,
            KeysAndAttributes given,
            List<Item> keys,
            Optional<ProjectionExpression> parts,
            boolean consistent) {
        Item shown(Item item) {
            return parts.map(some -> some.of(item)).orElse(item);
        }

        /** What is still wanted. */
        KeysAndAttributes without(List<Item> later) {
            return given.toBuilder()
                    .keys(later.stream().map(Values::shown).toList())
                    .build();
        }
    }

    BatchGetItemResponse get(BatchGetItemRequest request) {
        List<Wanted> all = new ArrayList<>();
        request.requestItems().forEach((name, given) -> all.add(wanted(name, given)));
        if (all.stream().mapToInt(wanted -> wanted.keys().size()).sum() > GETS_MAX) {
            throw DynamoDbError.VALIDATION.of("Too many items requested for the BatchGetItem call");
        }
        Snapshot snapshot = call.cloud().snapshot();
        List<Table> tables = new ArrayList<>();
        for (Wanted wanted : all) {
            Table table = TableNames.usable(snapshot, call.context(), wanted.table());
            wanted.keys().forEach(key -> Keys.requireKey(table, key));
            tables.add(table);
        }
        Capacity capacity = new Capacity(request.returnConsumedCapacityAsString(), false);
        Map<String, List<Map<String, AttributeValue>>> responses = new LinkedHashMap<>();
        Map<String, KeysAndAttributes> unprocessed = new LinkedHashMap<>();
        int bytes = 0;
        for (int i = 0; i < all.size(); i++) {
            Wanted wanted = all.get(i);
            List<Map<String, AttributeValue>> found = new ArrayList<>();
            List<Item> later = new ArrayList<>();
            for (Item key : wanted.keys()) {
                if (bytes >= ANSWER_BYTES_MAX) {
                    later.add(key);
                    continue;
                }
                Optional<Item> item = call.items()
                        .get(List.of(Keys.place(tables.get(i), key)))
                        .getFirst();
                capacity.get(tables.get(i), item, wanted.consistent());
                bytes += item.map(Item::size).orElse(0);
                item.map(wanted::shown).map(Values::shown).ifPresent(found::add);
            }
            responses.put(wanted.table(), found);
            if (!later.isEmpty()) {
                unprocessed.put(wanted.table(), wanted.without(later));
            }
        }
        return BatchGetItemResponse.builder()
                .responses(responses)
                .unprocessedKeys(unprocessed)
                .consumedCapacity(capacity.all())
                .build();
    }

    private static Wanted wanted(String table, KeysAndAttributes given) {
        String at = "requestItems." + table + ".member.keys";
        if (given.keys().isEmpty() || given.keys().size() > GETS_MAX) {
            String bound = given.keys().isEmpty() ? "greater than or equal to 1" : "less than or equal to " + GETS_MAX;
            throw DynamoDbError.VALIDATION.of("1 validation error detected: Value at '" + at
                    + "' failed to satisfy constraint: Member must have length " + bound);
        }
        Expressions expressions = Expressions.of(
                new Expressions.Given()
                        .expression("ProjectionExpression", given.projectionExpression())
                        .older("AttributesToGet", given.hasAttributesToGet()),
                given.expressionAttributeNames(),
                null);
        Optional<ProjectionExpression> parts = given.hasAttributesToGet()
                ? Optional.of(ProjectionExpression.of(Expressions.distinct(given.attributesToGet())))
                : expressions.projection(given.projectionExpression());
        expressions.requireAllUsed();
        List<Item> keys = given.keys().stream().map(Values::item).toList();
        if (new HashSet<>(keys).size() < keys.size()) {
            throw DynamoDbError.VALIDATION.of("Provided list of item keys contains duplicates");
        }
        return new Wanted(table, given, keys, parts, Boolean.TRUE.equals(given.consistentRead()));
    }

    /** Either what a batch puts, or the key of what it deletes. */
    private record Asked(Optional<Item> put, Optional<Item> delete) {}

    BatchWriteItemResponse write(BatchWriteItemRequest request) {
        Map<String, List<Asked>> all = new LinkedHashMap<>();
        request.requestItems().forEach((table, writes) -> {
            if (writes.isEmpty() || writes.size() > WRITES_MAX) {
                throw DynamoDbError.VALIDATION.of("1 validation error detected: Value at 'requestItems' failed to"
                        + " satisfy constraint: Map value must satisfy constraint: [Member must have length less than or"
                        + " equal to 25, Member must have length greater than or equal to 1]");
            }
            all.put(table, writes.stream().map(BatchOperations::asked).toList());
        });
        if (all.values().stream().mapToInt(List::size).sum() > WRITES_MAX) {
            throw DynamoDbError.VALIDATION.of("Too many items requested for the BatchWriteItem call");
        }
        Snapshot snapshot = call.cloud().snapshot();
        List<ItemWrite> writes = new ArrayList<>();
        all.forEach((name, asked) -> {
            Table table = TableNames.usable(snapshot, call.context(), name);
            asked.forEach(one -> writes.add(write(table, one)));
        });
        Set<Place> places = new HashSet<>();
        for (ItemWrite write : writes) {
            if (!places.add(write.place())) {
                throw DynamoDbError.VALIDATION.of("Provided list of item keys contains duplicates");
            }
        }
        Capacity capacity = new Capacity(request.returnConsumedCapacityAsString(), false);
        DynamoDbCall.writing(() -> call.items()
                        .write(writes.stream().map(ItemWrite::place).toList(), Optional.empty(), before -> {
                            List<Optional<Item>> after = new ArrayList<>();
                            for (int i = 0; i < writes.size(); i++) {
                                after.add(writes.get(i).after(before.get(i)));
                            }
                            return new ItemStore.Outcome<>(after, new Transactions.Done(before, after));
                        }))
                .ifPresent(done -> done.count(writes, capacity));
        return BatchWriteItemResponse.builder()
                .unprocessedItems(Map.of())
                .consumedCapacity(capacity.all())
                .build();
    }

    private static Asked asked(WriteRequest request) {
        if ((request.putRequest() == null) == (request.deleteRequest() == null)) {
            throw DynamoDbError.VALIDATION.of("Supplied AttributeValue has more than one datatypes set, must contain"
                    + " exactly one of the supported datatypes");
        }
        return request.putRequest() != null
                ? new Asked(
                        Optional.of(ItemWrite.requireSize(
                                Values.item(request.putRequest().item()))),
                        Optional.empty())
                : new Asked(
                        Optional.empty(),
                        Optional.of(Values.item(request.deleteRequest().key())));
    }

    /** What is wrong with a key is told here in the words for all keys. */
    private static ItemWrite write(Table table, Asked asked) {
        try {
            return asked.put().isPresent()
                    ? ItemWrite.put(table, asked.put().get(), Optional.empty())
                    : ItemWrite.delete(table, asked.delete().orElseThrow(), Optional.empty());
        } catch (ApiException e) {
            throw e.text().contains("Missing the key") || e.text().contains("Type mismatch for key")
                    ? DynamoDbError.VALIDATION.of("The provided key element does not match the schema")
                    : e;
        }
    }
}
