package dev.postern.server;

import static dev.postern.server.Orders.fails;
import static dev.postern.server.Orders.key;
import static dev.postern.server.Orders.order;
import static dev.postern.server.Orders.s;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What policies say of DynamoDB's items and tables, by the SDK over the wire. */
@SuppressWarnings("unchecked") // what the SDK takes of builders are arrays of a generic type
final class DynamoDbPoliciesTest extends OrderTaking {
    @Test
    void policiesDecideByLeadingKeysAndAttributes() {
        put("limited", 1, "open");
        put("other", 1, "open");
        String policy = """
                {"Version":"2012-10-17","Statement":[
                 {"Effect":"Allow","Action":["dynamodb:GetItem","dynamodb:Query","dynamodb:PutItem","dynamodb:BatchGetItem",
                  "dynamodb:UpdateItem"],
                  "Resource":"arn:aws:dynamodb:us-east-1:000000000000:table/orders",
                  "Condition":{"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":["${aws:username}"],
                   "dynamodb:Attributes":["customer","number","note"]},"StringEqualsIfExists":{"dynamodb:Select":"SPECIFIC_ATTRIBUTES",
                   "dynamodb:ReturnValues":["NONE","UPDATED_NEW"]}}},
                 {"Effect":"Allow","Action":"dynamodb:DeleteItem","Resource":"*",
                  "Condition":{"StringEquals":{"dynamodb:EnclosingOperation":"TransactWriteItems"}}}]}""";
        try (DynamoDbClient limited = Orders.client(gateway, gateway.user(policy))) {
            assertThat(limited.getItem(r ->
                                    r.tableName("orders").key(key("limited", 1)).projectionExpression("customer, note"))
                            .item())
                    .containsOnlyKeys("customer", "note");
            assertThat(limited.query(r -> r.tableName("orders")
                                    .keyConditionExpression("#c = :c")
                                    .projectionExpression("note")
                                    .expressionAttributeNames(Map.of("#c", "customer"))
                                    .expressionAttributeValues(Map.of(":c", s("limited"))))
                            .count())
                    .isEqualTo(1);
            String denied = "is not authorized to perform: dynamodb:";
            fails(
                    () -> limited.getItem(
                            r -> r.tableName("orders").key(key("other", 1)).projectionExpression("note")),
                    "AccessDeniedException",
                    denied + "GetItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table/orders");
            fails(
                    () -> limited.getItem(r -> r.tableName("orders")
                            .key(key("limited", 1))
                            .projectionExpression("#s")
                            .expressionAttributeNames(Map.of("#s", "state"))),
                    "AccessDeniedException",
                    denied);
            fails(
                    () -> limited.query(r -> r.tableName("orders")
                            .keyConditionExpression("customer = :c")
                            .expressionAttributeValues(Map.of(":c", s("other")))),
                    "AccessDeniedException",
                    denied + "Query");
            fails(() -> limited.scan(r -> r.tableName("orders")), "AccessDeniedException", denied + "Scan");
            fails(
                    () -> limited.putItem(r -> r.tableName("orders").item(order("limited", 2, "open"))),
                    "AccessDeniedException",
                    denied + "PutItem");
            fails(
                    () -> limited.deleteItem(r -> r.tableName("orders").key(key("limited", 1))),
                    "AccessDeniedException",
                    denied + "DeleteItem");
            limited.transactWriteItems(r ->
                    r.transactItems(t -> t.delete(d -> d.tableName("orders").key(key("limited", 1)))));
        }
    }

    @Test
    void tagsAndPoliciesOfTablesAreKept() {
        String arn = dynamo.describeTable(r -> r.tableName("orders")).table().tableArn();
        dynamo.tagResource(r -> r.resourceArn(arn).tags(t -> t.key("team").value("shop")));
        assertThat(dynamo.listTagsOfResource(r -> r.resourceArn(arn)).tags())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .containsExactly("team=shop");
        dynamo.untagResource(r -> r.resourceArn(arn).tagKeys("team"));
        assertThat(dynamo.listTagsOfResource(r -> r.resourceArn(arn)).tags()).isEmpty();
        String policy = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:user/limited"},
                 "Action":"dynamodb:GetItem","Resource":"%s"}]}""".formatted(arn);
        try (DynamoDbClient limited = Orders.client(gateway, gateway.user("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"""))) {
            fails(
                    () -> limited.getItem(r -> r.tableName("orders").key(key("a", 1))),
                    "AccessDeniedException",
                    "dynamodb:GetItem");
            dynamo.putResourcePolicy(r -> r.resourceArn(arn).policy(policy));
            assertThat(limited.getItem(r -> r.tableName("orders").key(key("a", 1)))
                            .hasItem())
                    .isFalse();
        }
        assertThat(dynamo.getResourcePolicy(r -> r.resourceArn(arn)).policy()).isEqualTo(policy);
        dynamo.deleteResourcePolicy(r -> r.resourceArn(arn));
        fails(() -> dynamo.getResourcePolicy(r -> r.resourceArn(arn)), "PolicyNotFoundException", "not found");
    }

    @Test
    void policiesDecideByTheTagsOfTables() {
        put("limited", 1, "open");
        String arn = "arn:aws:dynamodb:us-east-1:000000000000:table/orders";
        String policy = """
                {"Version":"2012-10-17","Statement":[
                 {"Effect":"Allow","Action":"dynamodb:*","Resource":"*"},
                 {"Effect":"Deny","Action":"dynamodb:*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/Level":"secret"}}}]}""";
        try (DynamoDbClient limited = Orders.client(gateway, gateway.user(policy))) {
            assertThat(limited.getItem(r -> r.tableName("orders").key(key("limited", 1)))
                            .hasItem())
                    .isTrue();
            dynamo.tagResource(r -> r.resourceArn(arn).tags(t -> t.key("Level").value("secret")));
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> limited.getItem(r -> r.tableName("orders").key(key("limited", 1))),
                    () -> limited.scan(r -> r.tableName("orders").indexName("byState")),
                    () -> limited.untagResource(r -> r.resourceArn(arn).tagKeys("Level")),
                    () -> limited.deleteTable(r -> r.tableName("orders")))) {
                fails(call, "AccessDeniedException", "explicit deny in an identity-based policy");
            }
            dynamo.untagResource(r -> r.resourceArn(arn).tagKeys("Level"));
            assertThat(limited.scan(r -> r.tableName("orders").indexName("byState"))
                            .count())
                    .isEqualTo(1);
        }
    }
}
