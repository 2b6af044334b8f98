package dev.postern.server;

import static dev.postern.server.Orders.fails;
import static dev.postern.server.Orders.key;
import static dev.postern.server.Orders.n;
import static dev.postern.server.Orders.order;
import static dev.postern.server.Orders.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** DynamoDB by the SDK over the wire. */
@SuppressWarnings("unchecked") // what the SDK takes of builders are arrays of a generic type
final class DynamoDbTest extends OrderTaking {
    @Test
    void keepsEveryTypeAsItWas() {
        Map<String, AttributeValue> item = Map.of(
                "customer", s("all"),
                "number", n(1),
                "big", AttributeValue.fromN("-12345678901234567890.123456789012345678"),
                "binary", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1, 5})),
                "truth", AttributeValue.fromBool(false),
                "nothing", AttributeValue.fromNul(true),
                "numbers", AttributeValue.fromNs(List.of("1", "2.5")),
                "list", AttributeValue.fromL(List.of(s(""), AttributeValue.fromM(Map.of("deep", s("é€😀"))))),
                "binaries", AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("a"), SdkBytes.fromUtf8String("b"))),
                "texts", AttributeValue.fromSs(List.of("x", "y")));
        dynamo.putItem(r -> r.tableName("orders").item(item));
        assertThat(dynamo.getItem(r -> r.tableName("orders").key(key("all", 1)).consistentRead(true))
                        .item())
                .isEqualTo(item);
        assertThat(dynamo.getItem(r -> r.tableName("orders").key(key("none", 1)))
                        .hasItem())
                .isFalse();
    }

    @Test
    void queriesInPagesBothWaysAndByIndexes() {
        IntStream.rangeClosed(1, 7).forEach(i -> put("a", i, i % 2 == 0 ? "open" : "closed"));
        put("b", 1, "open");
        List<String> seen = new ArrayList<>();
        dynamo.queryPaginator(r -> r.tableName("orders")
                        .keyConditionExpression("customer = :c AND #n BETWEEN :low AND :high")
                        .expressionAttributeNames(Map.of("#n", "number"))
                        .expressionAttributeValues(Map.of(":c", s("a"), ":low", n(2), ":high", n(6)))
                        .scanIndexForward(false)
                        .limit(2))
                .items()
                .forEach(item -> seen.add(n(item, "number")));
        assertThat(seen).containsExactly("6", "5", "4", "3", "2");
        QueryRequest byState = QueryRequest.builder()
                .tableName("orders")
                .indexName("byState")
                .keyConditionExpression("#s = :s")
                .expressionAttributeNames(Map.of("#s", "state"))
                .expressionAttributeValues(Map.of(":s", s("open")))
                .build();
        assertThat(dynamo.query(byState).items())
                .hasSize(4)
                .allSatisfy(item -> assertThat(item).containsOnlyKeys("customer", "number", "state"));
        assertThat(dynamo.query(r -> r.tableName("orders")
                                .indexName("byCustomerState")
                                .keyConditionExpression("customer = :c AND begins_with(#s, :s)")
                                .filterExpression("note <> :n")
                                .expressionAttributeNames(Map.of("#s", "state"))
                                .expressionAttributeValues(Map.of(":c", s("a"), ":s", s("o"), ":n", s("n4"))))
                        .items())
                .extracting(item -> n(item, "number"))
                .containsExactly("2", "6");
        fails(
                () -> dynamo.query(byState.toBuilder().consistentRead(true).build()),
                "ValidationException",
                "Consistent reads are not supported on global secondary indexes");
    }

    @Test
    void scansInSegmentsWhatAQueryWouldFind() {
        IntStream.rangeClosed(1, 40).forEach(i -> put("c" + i, i, "open"));
        List<String> seen = new ArrayList<>();
        for (int segment = 0; segment < 3; segment++) {
            int number = segment;
            dynamo.scanPaginator(r -> r.tableName("orders")
                            .segment(number)
                            .totalSegments(3)
                            .limit(5)
                            .projectionExpression("customer"))
                    .items()
                    .forEach(item -> seen.add(s(item, "customer")));
        }
        assertThat(seen).doesNotHaveDuplicates().hasSize(40);
        assertThat(dynamo.scan(r -> r.tableName("orders").indexName("byState")).count())
                .isEqualTo(40);
    }

    @Test
    void updatesUnderConditionsAndTellsWhatWasThere() {
        put("a", 1, "open");
        assertThat(dynamo.updateItem(r -> r.tableName("orders")
                                .key(key("a", 1))
                                .updateExpression(
                                        "SET #s = :closed, seen = if_not_exists(seen, :zero) + :one REMOVE note")
                                .conditionExpression("#s = :open")
                                .expressionAttributeNames(Map.of("#s", "state"))
                                .expressionAttributeValues(
                                        Map.of(":closed", s("closed"), ":open", s("open"), ":zero", n(0), ":one", n(1)))
                                .returnValues(ReturnValue.UPDATED_NEW))
                        .attributes())
                .isEqualTo(Map.of("state", s("closed"), "seen", n(1)));
        assertThatThrownBy(() -> dynamo.deleteItem(r -> r.tableName("orders")
                        .key(key("a", 1))
                        .conditionExpression("attribute_exists(note)")
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)))
                .isInstanceOfSatisfying(
                        ConditionalCheckFailedException.class,
                        error -> assertThat(error.item()).containsEntry("seen", n(1)));
        fails(
                () -> dynamo.updateItem(r -> r.tableName("orders")
                        .key(key("a", 1))
                        .updateExpression("SET customer = :c")
                        .expressionAttributeValues(Map.of(":c", s("x")))),
                "ValidationException",
                "Cannot update attribute customer. This attribute is part of the key");
        assertThat(dynamo.deleteItem(r -> r.tableName("orders").key(key("a", 1)).returnValues(ReturnValue.ALL_OLD))
                        .attributes())
                .containsEntry("state", s("closed"));
    }

    @Test
    void batchesAndTransactionsAreWhole() {
        List<WriteRequest> writes = IntStream.range(0, 25)
                .mapToObj(i -> WriteRequest.builder()
                        .putRequest(p -> p.item(order("batch", i, "open")))
                        .build())
                .toList();
        assertThat(dynamo.batchWriteItem(r -> r.requestItems(Map.of("orders", writes)))
                        .unprocessedItems())
                .isEmpty();
        assertThat(dynamo.batchGetItem(r -> r.requestItems(Map.of(
                                "orders",
                                software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes.builder()
                                        .keys(key("batch", 3), key("batch", 99))
                                        .build())))
                        .responses()
                        .get("orders"))
                .containsExactly(order("batch", 3, "open"));
        List<TransactWriteItem> parts = List.of(
                TransactWriteItem.builder()
                        .delete(d -> d.tableName("orders").key(key("batch", 0)))
                        .build(),
                TransactWriteItem.builder()
                        .conditionCheck(c -> c.tableName("orders")
                                .key(key("batch", 1))
                                .conditionExpression("attribute_not_exists(customer)"))
                        .build());
        assertThatThrownBy(() -> dynamo.transactWriteItems(r -> r.transactItems(parts)))
                .isInstanceOfSatisfying(TransactionCanceledException.class, error -> {
                    assertThat(error.cancellationReasons())
                            .extracting(reason -> reason.code())
                            .containsExactly("None", "ConditionalCheckFailed");
                    assertThat(error.awsErrorDetails().errorMessage()).contains("[None, ConditionalCheckFailed]");
                });
        assertThat(dynamo.transactGetItems(r -> r.transactItems(
                                g -> g.get(i -> i.tableName("orders").key(key("batch", 0))),
                                g -> g.get(i -> i.tableName("orders").key(key("batch", 99)))))
                        .responses())
                .extracting(response -> response.hasItem())
                .containsExactly(true, false);
        TransactWriteItem add = TransactWriteItem.builder()
                .update(u -> u.tableName("orders")
                        .key(key("count", 0))
                        .updateExpression("ADD hits :one")
                        .expressionAttributeValues(Map.of(":one", n(1))))
                .build();
        for (int i = 0; i < 2; i++) {
            dynamo.transactWriteItems(r -> r.transactItems(add).clientRequestToken("once"));
        }
        assertThat(dynamo.getItem(r -> r.tableName("orders").key(key("count", 0)))
                        .item())
                .containsEntry("hits", n(1));
        fails(
                () -> dynamo.transactWriteItems(
                        r -> r.transactItems(parts.getFirst()).clientRequestToken("once")),
                "IdempotentParameterMismatchException",
                "");
    }

    @Test
    void tablesChangeAndGo() {
        put("a", 1, "open");
        fails(() -> dynamo.createTable(Orders.table()), "ResourceInUseException", "Table already exists: orders");
        dynamo.updateTable(r -> r.tableName("orders")
                .attributeDefinitions(a -> a.attributeName("note").attributeType(ScalarAttributeType.S))
                .globalSecondaryIndexUpdates(u -> u.create(c -> c.indexName("byNote")
                        .keySchema(k -> k.attributeName("note").keyType(KeyType.HASH))
                        .projection(p -> p.projectionType(ProjectionType.ALL))))
                .deletionProtectionEnabled(true));
        fails(
                () -> dynamo.updateTable(r -> r.tableName("orders").deletionProtectionEnabled(false)),
                "ResourceInUseException",
                "Table is being updated");
        gateway.settleTables();
        assertThat(dynamo.query(r -> r.tableName("orders")
                                .indexName("byNote")
                                .keyConditionExpression("note = :n")
                                .expressionAttributeValues(Map.of(":n", s("n1"))))
                        .count())
                .isEqualTo(1);
        fails(
                () -> dynamo.deleteTable(r -> r.tableName("orders")),
                "ValidationException",
                "Resource cannot be deleted as it is currently protected against deletion");
        dynamo.updateTable(r -> r.tableName("orders")
                .deletionProtectionEnabled(false)
                .globalSecondaryIndexUpdates(u -> u.delete(d -> d.indexName("byNote"))));
        gateway.settleTables();
        TableDescription table =
                dynamo.describeTable(r -> r.tableName("orders")).table();
        assertThat(table.globalSecondaryIndexes())
                .extracting(index -> index.indexName())
                .containsExactly("byState");
        assertThat(table.attributeDefinitions()).hasSize(3);
        assertThat(table.itemCount()).isEqualTo(1);
        assertThat(dynamo.deleteTable(r -> r.tableName("orders"))
                        .tableDescription()
                        .tableStatus())
                .isEqualTo(TableStatus.DELETING);
        gateway.settleTables();
        assertThat(dynamo.listTables().tableNames()).isEmpty();
        dynamo.createTable(Orders.table());
        gateway.settleTables();
        assertThat(dynamo.scan(r -> r.tableName("orders")).count()).isZero();
    }

    @Test
    void itemsGoWhenTheySay() {
        Instant now = Instant.now();
        dynamo.updateTimeToLive(r -> r.tableName("orders")
                .timeToLiveSpecification(t -> t.attributeName("until").enabled(true)));
        for (int i = 0; i < 2; i++) {
            long until = now.getEpochSecond() + 3600L * i;
            dynamo.putItem(
                    r -> r.tableName("orders").item(Map.of("customer", s("a"), "number", n(until), "until", n(until))));
        }
        gateway.settleTables();
        assertThat(dynamo.scan(r -> r.tableName("orders")).items())
                .extracting(item -> n(item, "until"))
                .containsExactly(Long.toString(now.getEpochSecond() + 3600));
        assertThat(dynamo.describeTimeToLive(r -> r.tableName("orders"))
                        .timeToLiveDescription()
                        .timeToLiveStatusAsString())
                .isEqualTo("ENABLED");
        fails(
                () -> dynamo.updateTimeToLive(r -> r.tableName("orders")
                        .timeToLiveSpecification(t -> t.attributeName("until").enabled(true))),
                "ValidationException",
                "TimeToLive is already enabled");
    }

    @Test
    void refusesWhatCannotBeKeptAndWhatIsNotServed() {
        String large = "x".repeat(400 * 1024);
        fails(
                () -> dynamo.putItem(
                        r -> r.tableName("orders").item(Map.of("customer", s("a"), "number", n(1), "large", s(large)))),
                "ValidationException",
                "Item size has exceeded the maximum allowed size");
        fails(
                () -> dynamo.putItem(r -> r.tableName("orders").item(Map.of("customer", s("a")))),
                "ValidationException",
                "Missing the key number in the item");
        fails(
                () -> dynamo.getItem(r -> r.tableName("absent").key(key("a", 1))),
                "ResourceNotFoundException",
                "Requested resource not found");
        fails(
                () -> dynamo.createTable(Orders.table().toBuilder()
                        .tableName("streamed")
                        .streamSpecification(stream -> stream.streamEnabled(true))
                        .build()),
                "ValidationException",
                "The parameter StreamSpecification.StreamEnabled is not supported.");
        fails(() -> dynamo.executeStatement(r -> r.statement("SELECT * FROM orders")), "UnknownOperationException", "");
        fails(() -> dynamo.listGlobalTables(), "UnknownOperationException", "");
        fails(() -> dynamo.listBackups(), "UnknownOperationException", "");
    }
}
