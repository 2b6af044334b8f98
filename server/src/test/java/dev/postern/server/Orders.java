package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** A table of orders, items of it, and how a client of it is made. */
@SuppressWarnings("unchecked") // what the SDK takes of builders are arrays of a generic type
final class Orders {
    private Orders() {}

    static DynamoDbClient client(TestingGateway gateway, AwsCredentialsProvider credentials) {
        return DynamoDbClient.builder()
                .endpointOverride(gateway.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .build();
    }

    static CreateTableRequest table() {
        return CreateTableRequest.builder()
                .tableName("orders")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                        a -> a.attributeName("customer").attributeType(ScalarAttributeType.S),
                        a -> a.attributeName("number").attributeType(ScalarAttributeType.N),
                        a -> a.attributeName("state").attributeType(ScalarAttributeType.S))
                .keySchema(
                        k -> k.attributeName("customer").keyType(KeyType.HASH),
                        k -> k.attributeName("number").keyType(KeyType.RANGE))
                .globalSecondaryIndexes(g -> g.indexName("byState")
                        .keySchema(
                                k -> k.attributeName("state").keyType(KeyType.HASH),
                                k -> k.attributeName("number").keyType(KeyType.RANGE))
                        .projection(p -> p.projectionType(ProjectionType.KEYS_ONLY)))
                .localSecondaryIndexes(l -> l.indexName("byCustomerState")
                        .keySchema(
                                k -> k.attributeName("customer").keyType(KeyType.HASH),
                                k -> k.attributeName("state").keyType(KeyType.RANGE))
                        .projection(p -> p.projectionType(ProjectionType.ALL)))
                .build();
    }

    static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    static AttributeValue n(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    static String s(Map<String, AttributeValue> item, String name) {
        return Objects.requireNonNull(item.get(name)).s();
    }

    static String n(Map<String, AttributeValue> item, String name) {
        return Objects.requireNonNull(item.get(name)).n();
    }

    static Map<String, AttributeValue> key(String customer, long number) {
        return Map.of("customer", s(customer), "number", n(number));
    }

    static Map<String, AttributeValue> order(String customer, long number, String state) {
        return Map.of("customer", s(customer), "number", n(number), "state", s(state), "note", s("n" + number));
    }

    static void fails(ThrowingCallable call, String code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(DynamoDbException.class, error -> {
            assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(error.awsErrorDetails().errorMessage()).contains(message);
        });
    }
}
