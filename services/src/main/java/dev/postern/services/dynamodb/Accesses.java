package dev.postern.services.dynamodb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.Condition;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** What requests do with items, table by table. */
final class Accesses {
    private Accesses() {}

    /** The table that a request names, whichever operation it is of. */
    static Optional<String> tableName(SdkPojo request) {
        for (SdkField<?> field : request.sdkFields()) {
            if (field.memberName().equals("TableName")) {
                return Optional.ofNullable((String) field.getValueOrDefault(request));
            }
        }
        return Optional.empty();
    }

    /** Nothing for a request that is not about items. */
    static List<Access> of(String operation, SdkPojo request) {
        return switch (request) {
            case GetItemRequest get ->
                List.of(access(
                        operation,
                        get.tableName(),
                        List.of(get.key()),
                        new Mentions(get.expressionAttributeNames())
                                .in(get.projectionExpression())
                                .of(get.attributesToGet())
                                .all(),
                        facts(
                                get.returnConsumedCapacityAsString(),
                                null,
                                selected(get.projectionExpression(), get.attributesToGet()))));
            case PutItemRequest put ->
                List.of(access(
                        operation,
                        put.tableName(),
                        List.of(put.item()),
                        new Mentions(put.expressionAttributeNames())
                                .in(put.conditionExpression())
                                .of(put.expected().keySet())
                                .all(),
                        facts(put.returnConsumedCapacityAsString(), put.returnValuesAsString(), null)));
            case DeleteItemRequest delete ->
                List.of(access(
                        operation,
                        delete.tableName(),
                        List.of(delete.key()),
                        new Mentions(delete.expressionAttributeNames())
                                .in(delete.conditionExpression())
                                .of(delete.expected().keySet())
                                .all(),
                        facts(delete.returnConsumedCapacityAsString(), delete.returnValuesAsString(), null)));
            case UpdateItemRequest update ->
                List.of(access(
                        operation,
                        update.tableName(),
                        List.of(update.key()),
                        new Mentions(update.expressionAttributeNames())
                                .in(update.updateExpression())
                                .in(update.conditionExpression())
                                .of(update.expected().keySet())
                                .of(update.attributeUpdates().keySet())
                                .all(),
                        facts(update.returnConsumedCapacityAsString(), update.returnValuesAsString(), null)));
            case QueryRequest query -> List.of(query(operation, query));
            case ScanRequest scan -> List.of(scan(operation, scan));
            case BatchGetItemRequest batch -> gets(operation, batch);
            case BatchWriteItemRequest batch -> writes(operation, batch);
            case TransactGetItemsRequest transaction ->
                transaction.transactItems().stream()
                        .map(item -> part(operation, item))
                        .toList();
            case TransactWriteItemsRequest transaction ->
                transaction.transactItems().stream()
                        .flatMap(item -> parts(operation, item).stream())
                        .toList();
            default -> List.of();
        };
    }

    private static Access access(
            String action,
            @Nullable String table,
            List<Map<String, AttributeValue>> keys,
            Set<String> attributes,
            Map<String, String> facts) {
        return new Access(action, String.valueOf(table), Optional.empty(), keys, attributes, facts);
    }

    private static Map<String, String> facts(
            @Nullable String capacity, @Nullable String returnValues, @Nullable String select) {
        Map<String, String> facts = new HashMap<>();
        put(facts, "dynamodb:returnconsumedcapacity", capacity);
        put(facts, "dynamodb:returnvalues", returnValues);
        put(facts, "dynamodb:select", select);
        return facts;
    }

    private static void put(Map<String, String> facts, String key, @Nullable String value) {
        if (value != null) {
            facts.put(key, value);
        }
    }

    /** Who says which attributes he wants has selected them. */
    private static @Nullable String selected(@Nullable String projection, List<String> attributesToGet) {
        return projection == null && attributesToGet.isEmpty() ? null : "SPECIFIC_ATTRIBUTES";
    }

    private static Access query(String operation, QueryRequest query) {
        Map<String, AttributeValue> key = new HashMap<>();
        query.keyConditions().forEach((name, condition) -> equal(condition).ifPresent(value -> key.put(name, value)));
        key.putAll(LeadingKey.in(query));
        String select = query.selectAsString();
        Set<String> attributes = new Mentions(query.expressionAttributeNames())
                .in(query.projectionExpression())
                .in(query.filterExpression())
                .in(query.keyConditionExpression())
                .of(query.attributesToGet())
                .of(query.queryFilter().keySet())
                .of(query.keyConditions().keySet())
                .all();
        return new Access(
                operation,
                query.tableName(),
                Optional.ofNullable(query.indexName()),
                List.of(key),
                attributes,
                facts(
                        query.returnConsumedCapacityAsString(),
                        null,
                        select != null ? select : selected(query.projectionExpression(), query.attributesToGet())));
    }

    private static Optional<AttributeValue> equal(Condition condition) {
        return "EQ".equals(condition.comparisonOperatorAsString())
                ? condition.attributeValueList().stream().findFirst()
                : Optional.empty();
    }

    private static Access scan(String operation, ScanRequest scan) {
        String select = scan.selectAsString();
        Set<String> attributes = new Mentions(scan.expressionAttributeNames())
                .in(scan.projectionExpression())
                .in(scan.filterExpression())
                .of(scan.attributesToGet())
                .of(scan.scanFilter().keySet())
                .all();
        return new Access(
                operation,
                scan.tableName(),
                Optional.ofNullable(scan.indexName()),
                List.of(),
                attributes,
                facts(
                        scan.returnConsumedCapacityAsString(),
                        null,
                        select != null ? select : selected(scan.projectionExpression(), scan.attributesToGet())));
    }

    private static List<Access> gets(String operation, BatchGetItemRequest batch) {
        List<Access> all = new ArrayList<>();
        batch.requestItems()
                .forEach((table, wanted) -> all.add(access(
                        operation,
                        table,
                        wanted.keys(),
                        mentioned(wanted),
                        facts(
                                batch.returnConsumedCapacityAsString(),
                                null,
                                selected(wanted.projectionExpression(), wanted.attributesToGet())))));
        return all;
    }

    private static Set<String> mentioned(KeysAndAttributes wanted) {
        return new Mentions(wanted.expressionAttributeNames())
                .in(wanted.projectionExpression())
                .of(wanted.attributesToGet())
                .all();
    }

    private static List<Access> writes(String operation, BatchWriteItemRequest batch) {
        List<Access> all = new ArrayList<>();
        batch.requestItems()
                .forEach((table, writes) -> all.add(access(
                        operation,
                        table,
                        writes.stream().map(Accesses::attributes).toList(),
                        Set.of(),
                        facts(batch.returnConsumedCapacityAsString(), null, null))));
        return all;
    }

    private static Map<String, AttributeValue> attributes(WriteRequest write) {
        if (write.putRequest() != null) {
            return write.putRequest().item();
        }
        return write.deleteRequest() != null ? write.deleteRequest().key() : Map.of();
    }

    private static Map<String, String> enclosed(String operation) {
        return Map.of("dynamodb:enclosingoperation", operation);
    }

    private static Access part(String operation, TransactGetItem item) {
        return access(
                "GetItem",
                item.get().tableName(),
                List.of(item.get().key()),
                new Mentions(item.get().expressionAttributeNames())
                        .in(item.get().projectionExpression())
                        .all(),
                enclosed(operation));
    }

    private static List<Access> parts(String operation, TransactWriteItem item) {
        List<Access> all = new ArrayList<>();
        if (item.put() != null) {
            Mentions mentions = new Mentions(item.put().expressionAttributeNames())
                    .in(item.put().conditionExpression());
            all.add(access(
                    "PutItem",
                    item.put().tableName(),
                    List.of(item.put().item()),
                    mentions.all(),
                    enclosed(operation)));
        }
        if (item.delete() != null) {
            Mentions mentions = new Mentions(item.delete().expressionAttributeNames())
                    .in(item.delete().conditionExpression());
            all.add(access(
                    "DeleteItem",
                    item.delete().tableName(),
                    List.of(item.delete().key()),
                    mentions.all(),
                    enclosed(operation)));
        }
        if (item.update() != null) {
            Mentions mentions = new Mentions(item.update().expressionAttributeNames())
                    .in(item.update().updateExpression())
                    .in(item.update().conditionExpression());
            all.add(access(
                    "UpdateItem",
                    item.update().tableName(),
                    List.of(item.update().key()),
                    mentions.all(),
                    enclosed(operation)));
        }
        if (item.conditionCheck() != null) {
            Mentions mentions = new Mentions(item.conditionCheck().expressionAttributeNames())
                    .in(item.conditionCheck().conditionExpression());
            all.add(access(
                    "ConditionCheckItem",
                    item.conditionCheck().tableName(),
                    List.of(item.conditionCheck().key()),
                    mentions.all(),
                    enclosed(operation)));
        }
        return all;
    }
}
