package dev.postern.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.services.authorization.TestAccount;
import dev.postern.storage.StorageException;
import dev.postern.storage.items.SqliteItemStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

final class DynamoDbServiceTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void refusesToBeginTheItemsOfATableAnew() {
        try (TestAccount account = new TestAccount()) {
            try (SqliteItemStore items = new SqliteItemStore(directory.resolve("items.db"))) {
                DynamoDbService service = DynamoDbService.open(account.cloud(), items, TestAccount.NOW);
                account.asRoot(() -> service.createTable(create -> create.tableName("notes")
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(AttributeDefinition.builder()
                                .attributeName("id")
                                .attributeType(ScalarAttributeType.S)
                                .build())
                        .keySchema(KeySchemaElement.builder()
                                .attributeName("id")
                                .keyType(KeyType.HASH)
                                .build())));
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
