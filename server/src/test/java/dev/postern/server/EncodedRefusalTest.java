package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.model.AccountId;
import dev.postern.model.Scope;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Connection;
import dev.postern.server.gateway.FrontDoor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.organizations.model.HandshakePartyType;
import software.amazon.awssdk.services.organizations.model.PolicyType;
import software.amazon.awssdk.services.sts.StsClient;

/** What the encoded messages of EC2's refusals tell, whom, and which refusals have none. */
final class EncodedRefusalTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MARK = "Encoded authorization failure message: ";
    private static final String MEMBER = "111122223333";
    private static final String NOBODY_MAY = document("{'Effect':'Allow','Action':'iam:*','Resource':'*'}");
    private static final int CHARACTERS_MAX = 10_240;

    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private final List<AutoCloseable> clients = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable client : clients) {
            client.close();
        }
        gateway.close();
    }

    @Test
    void whatNothingAllowsHasNoStatements() throws IOException {
        Ec2Client ec2 = ec2(gateway.user(NOBODY_MAY));
        for (boolean dry : List.of(false, true)) {
            String text =
                    refusal(() -> ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16").dryRun(dry)));
            assertThat(text)
                    .startsWith("You are not authorized to perform this operation. User:"
                            + " arn:aws:iam::000000000000:user/limited is not authorized to perform: ec2:CreateVpc on"
                            + " resource: arn:aws:ec2:us-east-1:000000000000:vpc/* because no identity-based policy"
                            + " allows the ec2:CreateVpc action. " + MARK);
            JsonNode message = decoded(TestingGateway.ROOT, text);
            assertThat(message.path("allowed").asBoolean(true)).isFalse();
            assertThat(message.path("explicitDeny").asBoolean(true)).isFalse();
            assertThat(message.at("/matchedStatements/items")).isEmpty();
            assertThat(message.at("/failures/items").isArray()).isTrue();
            assertThat(conditions(message.path("context")))
                    .containsExactly(
                            "aws:Resource=vpc/*",
                            "aws:Account=000000000000",
                            "aws:Region=us-east-1",
                            "aws:Service=ec2",
                            "aws:Type=vpc",
                            "aws:ARN=arn:aws:ec2:us-east-1:000000000000:vpc/*",
                            "ec2:Region=us-east-1",
                            "ec2:VpcID=*");
        }
    }

    /** A command line takes for an option what begins with a dash: one in 64 texts of this kind would, by chance. */
    @Test
    void noMessageBeginsWithADash() throws IOException {
        Ec2Client ec2 = ec2(gateway.user(NOBODY_MAY));
        for (int i = 0; i < 600; i++) {
            String text = refusal(() -> ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")));
            assertThat(text.substring(text.indexOf(MARK) + MARK.length())).matches("[A-Za-z0-9_][\\w-]+.*");
        }
    }

    @Test
    void aStatementIsToldWithTheValuesOfItsConditions() throws IOException {
        AwsCredentialsProvider user = gateway.user(document("{'Effect':'Allow','Action':'*','Resource':'*'},"
                + "{'Effect':'Deny','NotAction':['iam:*','sts:*'],'Resource':['arn:aws:ec2:*:*:vpc/*','*'],"
                + "'Condition':{'StringNotEquals':{'aws:RequestedRegion':['eu-west-1','eu-west-3']},"
                + "'Null':{'aws:SourceVpce':'true'}}}"));
        JsonNode message = decoded(user, refusal(() -> ec2(user).createVpc(r -> r.cidrBlock("10.0.0.0/16"))));
        assertThat(message.path("explicitDeny").asBoolean()).isTrue();
        assertThat(message.at("/matchedStatements/items")).singleElement().satisfies(statement -> {
            assertThat(statement.path("statementId").asText("none")).isEmpty();
            assertThat(statement.path("effect").asText()).isEqualTo("DENY");
            assertThat(values(statement, "principals"))
                    .containsExactly(message.at("/context/principal/id").asText());
            assertThat(values(statement, "principalGroups")).isEmpty();
            assertThat(values(statement, "actions")).containsExactly("iam:*", "sts:*");
            assertThat(values(statement, "resources")).containsExactly("arn:aws:ec2:*:*:vpc/*", "*");
            assertThat(conditions(statement))
                    .containsExactly("aws:RequestedRegion=eu-west-1,eu-west-3", "aws:SourceVpce=true");
        });
    }

    @Test
    void boundariesAndSessionsAreToldAsOnAws() throws IOException {
        AwsCredentialsProvider user = gateway.user(document("{'Effect':'Allow','Action':'*','Resource':'*'}"));
        IamClient iam = client(IamClient.builder(), TestingGateway.ROOT);
        iam.createRole(r -> r.roleName("app")
                .assumeRolePolicyDocument(
                        document("{'Effect':'Allow','Principal':{'AWS':'000000000000'},'Action':'sts:AssumeRole'}")));
        iam.putRolePolicy(r -> r.roleName("app")
                .policyName("p")
                .policyDocument(document("{'Effect':'Deny','Action':'ec2:*','Resource':'*'}")));
        var keys = client(StsClient.builder(), user)
                .assumeRole(r -> r.roleArn("arn:aws:iam::000000000000:role/app").roleSessionName("s1"))
                .credentials();
        Ec2Client session = ec2(StaticCredentialsProvider.create(
                AwsSessionCredentials.create(keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken())));
        JsonNode ofRole = decoded(user, refusal(() -> session.deleteVpc(r -> r.vpcId("vpc-0123456789abcdef0"))));
        String id = ofRole.at("/context/principal/id").asText();
        assertThat(id).matches("AROA\\w+:s1");
        assertThat(ofRole.at("/context/principal").has("name")).isFalse();
        assertThat(values(ofRole.at("/matchedStatements/items/0"), "principals"))
                .containsExactly(id.substring(0, id.indexOf(':')));

        String boundary = iam.createPolicy(r -> r.policyName("limit")
                        .policyDocument(document("{'Effect':'Deny','Action':'ec2:*','Resource':'*'}")))
                .policy()
                .arn();
        iam.putUserPermissionsBoundary(r -> r.userName("limited").permissionsBoundary(boundary));
        JsonNode ofBoundary =
                decoded(TestingGateway.ROOT, refusal(() -> ec2(user).createVpc(r -> r.cidrBlock("10.0.0.0/16"))));
        assertThat(values(ofBoundary.at("/matchedStatements/items/0"), "principals"))
                .containsExactly("SCOPE_POLICY_ISSUER");
    }

    @Test
    void anOrganizationsDenyIsReadInTheMembersAccountOnly() throws IOException {
        AwsCredentialsProvider member = gateway.account(MEMBER);
        OrganizationsClient organizations = client(OrganizationsClient.builder(), TestingGateway.ROOT);
        organizations.createOrganization(r -> {});
        String root = organizations.listRoots(r -> {}).roots().getFirst().id();
        String handshake = organizations
                .inviteAccountToOrganization(
                        r -> r.target(t -> t.type(HandshakePartyType.ACCOUNT).id(MEMBER)))
                .handshake()
                .id();
        client(OrganizationsClient.builder(), member).acceptHandshake(r -> r.handshakeId(handshake));
        organizations.enablePolicyType(r -> r.rootId(root).policyType(PolicyType.SERVICE_CONTROL_POLICY));
        String policy = organizations
                .createPolicy(r -> r.name("fence")
                        .description("")
                        .type(PolicyType.SERVICE_CONTROL_POLICY)
                        .content(document("{'Sid':'Fence','Effect':'Deny','Action':'ec2:CreateVpc','Resource':'*'}")))
                .policy()
                .policySummary()
                .id();
        organizations.attachPolicy(r -> r.policyId(policy).targetId(MEMBER));
        String text = refusal(() -> ec2(member).createVpc(r -> r.cidrBlock("10.0.0.0/16")));
        assertThat(text).contains("with an explicit deny in a service control policy. " + MARK);
        JsonNode message = decoded(member, text);
        assertThat(message.at("/matchedStatements/items/0/statementId").asText())
                .isEqualTo("Fence");
        assertThat(message.at("/context/principal").toString())
                .isEqualTo("{\"id\":\"%1$s\",\"arn\":\"arn:aws:iam::%1$s:root\"}".formatted(MEMBER));
        refused(() -> decoded(TestingGateway.ROOT, text), "InvalidAuthorizationMessage");
    }

    @Test
    void whatActsOnNoResourceAndWhatEndpointsRefuseTellNoMore() throws IOException {
        Ec2Client root = ec2(TestingGateway.ROOT);
        String vpc = root.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
        String subnet = root.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.0.0/24"))
                .subnet()
                .subnetId();
        String endpoint = root.createVpcEndpoint(r -> r.vpcId(vpc)
                        .vpcEndpointType(VpcEndpointType.INTERFACE)
                        .serviceName("com.amazonaws.us-east-1.ec2")
                        .subnetIds(subnet)
                        .privateDnsEnabled(false)
                        .policyDocument(document("{'Effect':'Deny','Principal':'*','Action':'*','Resource':'*'}")))
                .vpcEndpoint()
                .vpcEndpointId();
        assertThat(refusal(() -> ec2(gateway.user(NOBODY_MAY)).describeVpcs()))
                .endsWith("ec2:DescribeVpcs because no identity-based policy allows the ec2:DescribeVpcs action");
        gateway.setDoor(peer -> FrontDoor.toAll(new Connection.ThroughEndpoint(
                new Scope(new AccountId("000000000000"), dev.postern.model.Region.US_EAST_1),
                new VpcId(vpc),
                new VpcEndpointId(endpoint),
                Connection.Kind.INTERFACE,
                Optional.empty(),
                Ip.of("10.0.0.7"),
                false)));
        assertThat(refusal(() -> root.createVpc(r -> r.cidrBlock("10.0.0.0/16"))))
                .endsWith("with an explicit deny in a VPC endpoint policy");
    }

    @Test
    void aMessageIsNeverLongerThanCanBeDecoded() throws IOException {
        // Nothing repeats in these names, so nothing of them is saved by deflating.
        String resources = IntStream.range(0, 120)
                .mapToObj(i -> "'arn:aws:ec2:*:*:vpc/vpc-%016x'".formatted(i * 0x9E3779B97F4A7C15L))
                .collect(Collectors.joining(","));
        AwsCredentialsProvider user = gateway.user(document("{'Effect':'Allow','Action':'*','Resource':'*'}"));
        IamClient iam = client(IamClient.builder(), TestingGateway.ROOT);
        String large = iam.createPolicy(r -> r.policyName("large")
                        .policyDocument(
                                document("{'Effect':'Deny','Action':'ec2:*','NotResource':[" + resources + "]}")))
                .policy()
                .arn();
        iam.attachUserPolicy(r -> r.userName("limited").policyArn(large));
        String text = refusal(() -> ec2(user).createVpc(r -> r.cidrBlock("10.0.0.0/16")));
        assertThat(text.substring(text.indexOf(MARK) + MARK.length())).hasSizeLessThanOrEqualTo(CHARACTERS_MAX);
        assertThat(values(decoded(user, text).at("/matchedStatements/items/0"), "resources"))
                .hasSize(120);
        refused(
                () -> client(StsClient.builder(), user).decodeAuthorizationMessage(r -> r.encodedMessage("")),
                "ValidationError");
        refused(
                () -> client(StsClient.builder(), user)
                        .decodeAuthorizationMessage(r -> r.encodedMessage("A".repeat(CHARACTERS_MAX + 1))),
                "ValidationError");
    }

    private Ec2Client ec2(AwsCredentialsProvider credentials) {
        return client(Ec2Client.builder(), credentials);
    }

    private <B extends AwsClientBuilder<B, C>, C extends AutoCloseable> C client(
            B builder, AwsCredentialsProvider credentials) {
        C client = builder.endpointOverride(gateway.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .build();
        clients.add(client);
        return client;
    }

    private JsonNode decoded(AwsCredentialsProvider reader, String text) throws IOException {
        String encoded = text.substring(text.indexOf(MARK) + MARK.length());
        assertThat(encoded).matches("[A-Za-z0-9_-]+");
        return JSON.readTree(client(StsClient.builder(), reader)
                .decodeAuthorizationMessage(r -> r.encodedMessage(encoded))
                .decodedMessage());
    }

    private static List<String> values(JsonNode of, String name) {
        List<String> values = new ArrayList<>();
        of.path(name)
                .path("items")
                .forEach(item -> values.add(item.path("value").asText()));
        return values;
    }

    private static List<String> conditions(JsonNode of) {
        List<String> conditions = new ArrayList<>();
        of.at("/conditions/items")
                .forEach(item ->
                        conditions.add(item.path("key").asText() + "=" + String.join(",", values(item, "values"))));
        return conditions;
    }

    private static String refusal(ThrowingCallable call) {
        AwsServiceException error = Assertions.catchThrowableOfType(AwsServiceException.class, call);
        assertThat(error).isNotNull();
        assertThat(error.awsErrorDetails().errorCode()).isEqualTo("UnauthorizedOperation");
        assertThat(error.statusCode()).isEqualTo(403);
        return error.awsErrorDetails().errorMessage();
    }

    private static void refused(ThrowingCallable call, String code) {
        AwsServiceException error = Assertions.catchThrowableOfType(AwsServiceException.class, call);
        assertThat(error).as("%s", code).isNotNull();
        assertThat(error.awsErrorDetails().errorCode()).startsWith(code);
        assertThat(error.statusCode()).isEqualTo(400);
    }

    private static String document(String statements) {
        return "{'Version':'2012-10-17','Statement':[%s]}".formatted(statements).replace('\'', '"');
    }
}
