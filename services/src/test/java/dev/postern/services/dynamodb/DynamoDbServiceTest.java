package dev.postern.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.services.authorization.TestAccount;
import dev.postern.storage.StorageException;
import dev.postern.storage.items.ItemStore;
import dev.postern.storage.items.SqliteItemStore;
import dev.postern.testkit.Await;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

final class DynamoDbServiceTest {
    private static final CreateTableRequest NOTES = CreateTableRequest.builder()
            .tableName("notes")
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .attributeDefinitions(AttributeDefinition.builder()
                    .attributeName("id")
                    .attributeType(ScalarAttributeType.S)
                    .build())
            .keySchema(KeySchemaElement.builder()
                    .attributeName("id")
                    .keyType(KeyType.HASH)
                    .build())
            .build();

    @TempDir
    private Path directory = Path.of("");

    /** The store has its place before the ledger has the table: whoever tidies up meanwhile must not take it for one that has gone. */
    @Test
    void aTableThatIsBeingMadeKeepsItsPlace() throws InterruptedException {
        try (TestAccount account = new TestAccount();
                SqliteItemStore items = new SqliteItemStore(directory.resolve("items.db"))) {
            AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
            ItemStore watched = (ItemStore) Proxy.newProxyInstance(
                    ItemStore.class.getClassLoader(), new Class<?>[] {ItemStore.class}, (_, method, arguments) -> {
                        Object answer = method.invoke(items, arguments);
                        if (method.getName().equals("lay")) {
                            meanwhile.getAndSet(() -> {}).run();
                        }
                        return answer;
                    });
            DynamoDbService service = DynamoDbService.open(account.cloud(), watched, TestAccount.NOW);
            Thread tidying = new Thread(() -> service.tend(TestAccount.NOW));
            meanwhile.set(() -> {
                tidying.start();
                Await.until(
                        "it waits, or is done",
                        Duration.ofSeconds(30),
                        () -> tidying.getState() == Thread.State.WAITING || !tidying.isAlive());
            });
            account.asRoot(() -> service.createTable(NOTES));
            tidying.join();
            assertThat(items.tables()).hasSize(1);
        }
    }

    @Test
    void aTableHasAKey() {
        try (TestAccount account = new TestAccount();
                SqliteItemStore items = new SqliteItemStore(directory.resolve("items.db"))) {
            DynamoDbService service = DynamoDbService.open(account.cloud(), items, TestAccount.NOW);
            CreateTableRequest keyless =
                    NOTES.toBuilder().keySchema((List<KeySchemaElement>) null).build();
            assertThatThrownBy(() -> account.asRoot(() -> service.createTable(keyless)))
                    .hasMessageContaining(
                            "Value null at 'keySchema' failed to satisfy constraint: Member must not be null");
            CreateTableRequest empty = NOTES.toBuilder().keySchema(List.of()).build();
            assertThatThrownBy(() -> account.asRoot(() -> service.createTable(empty)))
                    .hasMessageContaining(
                            "'keySchema' failed to satisfy constraint: Member must have length greater than or");
        }
    }

    @Test
    void refusesToBeginTheItemsOfATableAnew() {
        try (TestAccount account = new TestAccount()) {
            try (SqliteItemStore items = new SqliteItemStore(directory.resolve("items.db"))) {
                DynamoDbService service = DynamoDbService.open(account.cloud(), items, TestAccount.NOW);
                account.asRoot(() -> service.createTable(NOTES));
                assertThat(DynamoDbService.open(account.cloud(), items, TestAccount.NOW))
                        .isNotNull();
            }
            try (SqliteItemStore others = new SqliteItemStore(directory.resolve("others.db"))) {
                assertThatThrownBy(() -> DynamoDbService.open(account.cloud(), others, TestAccount.NOW))
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("table/notes are missing, though the ledger has the table");
            }
        }
    }
}
