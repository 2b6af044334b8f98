package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** A server that is killed while items are written loses none that it acknowledged, and has no half of a transaction. */
@Tag("conformance")
final class DynamoDbKilledTest {
    private static final int WRITERS = 8;
    private static final int ACKNOWLEDGED_BEFORE = 300;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void losesNothingThatWasAcknowledged() throws IOException, InterruptedException {
        Set<String> acknowledged = new ConcurrentSkipListSet<>();
        try (TestingCloud cloud = TestingCloud.prepare(directory.resolve("host"))) {
            try (ServerProcess server = ServerProcess.start(cloud)) {
                table(cloud.root().dynamoDb());
                AtomicBoolean over = new AtomicBoolean();
                List<Thread> writers = new ArrayList<>();
                for (int i = 0; i < WRITERS; i++) {
                    int writer = i;
                    writers.add(Thread.startVirtualThread(
                            () -> write(cloud.root().dynamoDb(), writer, acknowledged, over)));
                }
                Await.until(
                        "much was acknowledged",
                        Duration.ofSeconds(60),
                        () -> acknowledged.size() > ACKNOWLEDGED_BEFORE);
                server.kill();
                over.set(true);
                for (Thread writer : writers) {
                    writer.join();
                }
            }
            cloud.start();
            DynamoDbClient dynamo = cloud.root().dynamoDb();
            Set<String> found = ids(dynamo, false);
            assertThat(found).containsAll(acknowledged);
            assertThat(ids(dynamo, true)).as("the index has what the table has").isEqualTo(found);
            assertThat(found).allSatisfy(id -> assertThat(found).contains(other(id)));
        }
    }

    private static void table(DynamoDbClient dynamo) {
        List<AttributeDefinition> attributes = List.of(attribute("id"), attribute("half"));
        dynamo.createTable(create -> create.tableName("pairs")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(attributes)
                .keySchema(key("id"))
                .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                        .indexName("byHalf")
                        .keySchema(key("half"))
                        .projection(Projection.builder()
                                .projectionType(ProjectionType.ALL)
                                .build())
                        .build()));
        dynamo.waiter().waitUntilTableExists(describe -> describe.tableName("pairs"));
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name) {
        return KeySchemaElement.builder()
                .attributeName(name)
                .keyType(KeyType.HASH)
                .build();
    }

    /** Pairs, each in a transaction. */
    private static void write(DynamoDbClient dynamo, int writer, Set<String> acknowledged, AtomicBoolean over) {
        for (int i = 0; !over.get(); i++) {
            String id = writer + "-" + i;
            try {
                dynamo.transactWriteItems(write -> write.transactItems(List.of(half(id, "left"), half(id, "right"))));
            } catch (SdkException e) {
                return; // it was killed: whether this was done nobody knows
            }
            acknowledged.add(id + "-left");
            acknowledged.add(id + "-right");
        }
    }

    private static TransactWriteItem half(String id, String half) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName("pairs")
                        .item(Map.of(
                                "id", AttributeValue.fromS(id + "-" + half),
                                "half", AttributeValue.fromS(half))))
                .build();
    }

    private static String other(String id) {
        return id.endsWith("-left") ? id.replace("-left", "-right") : id.replace("-right", "-left");
    }

    private static Set<String> ids(DynamoDbClient dynamo, boolean byIndex) {
        Set<String> ids = new TreeSet<>();
        dynamo.scanPaginator(scan -> scan.tableName("pairs").indexName(byIndex ? "byHalf" : null))
                .items()
                .forEach(item -> ids.add(
                        item.getOrDefault("id", AttributeValue.fromS("")).s()));
        return ids;
    }
}
