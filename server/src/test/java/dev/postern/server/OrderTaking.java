package dev.postern.server;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A gateway with the table of {@link Orders}, which is empty. */
abstract class OrderTaking {
    @TempDir
    private Path directory;

    TestingGateway gateway;
    DynamoDbClient dynamo;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
        dynamo = Orders.client(gateway, TestingGateway.ROOT);
        dynamo.createTable(Orders.table());
        gateway.settleTables();
    }

    @AfterEach
    void stop() throws Exception {
        dynamo.close();
        gateway.close();
    }

    void put(String customer, long number, String state) {
        dynamo.putItem(r -> r.tableName("orders").item(Orders.order(customer, number, state)));
    }
}
