package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/** An instance without any way out keeps items in a table, by either kind of endpoint, as far as the endpoint's policy lets it. */
@Tag("conformance")
final class DynamoDbEndpointTest extends PrivateCallers {
    private static final String SERVICE = "com.amazonaws.us-east-1.dynamodb";
    private static final String OWN_ITEMS = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":["dynamodb:*Item","dynamodb:Query"],\
            "Resource":"arn:aws:dynamodb:us-east-1:000000000000:table/notes",\
            "Condition":{"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":["mine"]}}}]}""";

    @BeforeAll
    void table() {
        DynamoDbClient dynamo = cloud.root().dynamoDb();
        dynamo.createTable(create -> create.tableName("notes")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("owner")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(KeySchemaElement.builder()
                        .attributeName("owner")
                        .keyType(KeyType.HASH)
                        .build()));
        dynamo.waiter().waitUntilTableExists(describe -> describe.tableName("notes"));
        for (String owner : List.of("mine", "theirs")) {
            dynamo.putItem(put -> put.tableName("notes")
                    .item(Map.of("owner", AttributeValue.fromS(owner), "note", AttributeValue.fromS("of " + owner))));
        }
    }

    private Finished get(String owner, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "dynamodb",
                "get-item",
                "--table-name=notes",
                "--key={\"owner\":{\"S\":\"" + owner + "\"}}",
                "--query=Item.note.S",
                "--output=text"));
        words.addAll(List.of(more));
        return aws(home, words.toArray(String[]::new));
    }

    @Test
    void aGatewayEndpointLeadsToItsOwnItemsAlone() {
        assertThat(get("mine").exitCode()).as("there is no way out").isNotZero();
        VpcEndpoint gateway = ec2.createVpcEndpoint(create -> create.vpcId(home.vpc())
                        .vpcEndpointType(VpcEndpointType.GATEWAY)
                        .serviceName(SERVICE)
                        .routeTableIds(home.table())
                        .policyDocument(OWN_ITEMS))
                .vpcEndpoint();
        String list = ec2.describePrefixLists(describe -> describe.filters(filter("prefix-list-name", SERVICE)))
                .prefixLists()
                .getFirst()
                .prefixListId();
        assertThat(list).isEqualTo("pl-02cd2c6b");
        assertThat(ec2.describeRouteTables(describe -> describe.routeTableIds(home.table()))
                        .routeTables()
                        .getFirst()
                        .routes())
                .anySatisfy(route -> {
                    assertThat(route.destinationPrefixListId()).isEqualTo(list);
                    assertThat(route.gatewayId()).isEqualTo(gateway.vpcEndpointId());
                });
        available(gateway.vpcEndpointId());
        assertThat(get("mine").output().strip()).isEqualTo("of mine");
        assertThat(get("theirs").errors())
                .contains("AccessDeniedException")
                .contains("because no VPC endpoint policy allows the dynamodb:GetItem action");
        assertThat(aws(home, "dynamodb", "scan", "--table-name=notes").errors()).contains("AccessDeniedException");
        assertThat(why(home, "dynamodb:Scan")).contains(gateway.vpcEndpointId());
        delete(gateway);
        assertThat(get("mine").exitCode()).as("the way is closed again").isNotZero();
    }

    @Test
    void anInterfaceEndpointIsReachedByItsOwnNamesAlone() {
        VpcEndpoint endpoint = endpoint("dynamodb", more -> more.policyDocument(OWN_ITEMS));
        String url = "https://" + names(endpoint).getFirst();
        assertThat(get("mine", "--endpoint-url", url).output().strip()).isEqualTo("of mine");
        assertThat(get("theirs", "--endpoint-url", url).errors()).contains("AccessDeniedException");
        assertThat(get("mine").exitCode())
                .as("the service's own name leads nowhere")
                .isNotZero();
        assertThatThrownBy(() -> modify(endpoint, change -> change.privateDnsEnabled(true)))
                .isInstanceOfSatisfying(
                        Ec2Exception.class,
                        error -> assertThat(error.awsErrorDetails().errorMessage())
                                .contains("does not provide a private DNS name"));
    }
}
