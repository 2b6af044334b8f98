package dev.postern.services.authorization;

import static dev.postern.services.authorization.TestAccount.ACCOUNT;
import static dev.postern.services.authorization.TestAccount.NOW;
import static dev.postern.services.authorization.TestAccount.OUTSIDE;
import static dev.postern.services.authorization.TestAccount.ROOT;
import static dev.postern.services.authorization.TestAccount.allow;
import static dev.postern.services.authorization.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.policy.Layer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointServiceConfigurationRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcBlockPublicAccessExclusionRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointServiceConfigurationRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.iam.model.GetUserRequest;

class AuthorizerTest {
    private static final Scope SCOPE = new Scope(ACCOUNT, Region.US_EAST_1);
    private static final VpcEndpointId ENDPOINT = new VpcEndpointId("vpce-0123456789abcdef0");
    private static final Connection THROUGH = new Connection.ThroughEndpoint(
            SCOPE,
            new VpcId("vpc-0123456789abcdef0"),
            ENDPOINT,
            Connection.Kind.GATEWAY,
            Optional.of(new NetworkInterfaceId("eni-0123456789abcdef0")),
            Ip.of("10.0.1.5"),
            true);

    private final TestAccount account = new TestAccount();

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void attachedPolicyAllowsAndNothingElseDoes() {
        Caller alice = userWith("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess");
        assertThat(decide(alice, OUTSIDE, "s3:GetObject", Optional.empty()).allowed())
                .isTrue();
        assertThat(decide(alice, OUTSIDE, "s3:PutObject", Optional.empty()).deniedText())
                .isEqualTo("User: arn:aws:iam::111122223333:user/alice is not authorized to perform: s3:PutObject on"
                        + " resource: \"arn:aws:s3:::data/key\" because no identity-based policy allows the"
                        + " s3:PutObject action");
    }

    @Test
    void endpointIdInTheBucketPolicyIsTheConnections() {
        Optional<ResourcePolicy> onlyTheDoor = Optional.of(new ResourcePolicy(
                ACCOUNT,
                Optional.of(json(
                        "{'Version':'2012-10-17','Statement':[{'Sid':'Door','Effect':'Deny','Principal':'*','Action':'s3:*',"
                                + "'Resource':['arn:aws:s3:::data','arn:aws:s3:::data/*'],'Condition':{'StringNotEquals':"
                                + "{'aws:SourceVpce':'" + ENDPOINT + "'}}}]}"))));
        account.commit(Change.put(endpoint(Optional.empty())));
        assertThat(decide(ROOT, OUTSIDE, "s3:GetObject", onlyTheDoor).deniedText())
                .endsWith("with an explicit deny in a resource-based policy");
        assertThat(decide(ROOT, THROUGH, "s3:GetObject", onlyTheDoor).allowed()).isTrue();
        assertThat(decide(ROOT, OUTSIDE, "s3:GetObject", onlyTheDoor).statement())
                .hasValueSatisfying(statement -> assertThat(statement.sid()).contains("Door"));
    }

    @Test
    void endpointPolicyLimitsEvenTheRootUser() {
        account.commit(Change.put(endpoint(Optional.of(json(
                "{'Statement':[{'Effect':'Allow','Principal':'*','Action':'*','Resource':'arn:aws:s3:::b/*'}]}")))));
        assertThat(decide(ROOT, THROUGH, "s3:GetObject", Optional.empty()).deniedText())
                .endsWith("because no VPC endpoint policy allows the s3:GetObject action");
        assertThat(decide(ROOT, OUTSIDE, "s3:GetObject", Optional.empty()).allowed())
                .isTrue();
    }

    @Test
    void endpointThatIsGoneLetsNothingThrough() {
        assertThat(decide(ROOT, THROUGH, "s3:GetObject", Optional.empty()).decidedBy())
                .isEqualTo(Layer.VPC_ENDPOINT);
    }

    @Test
    void conditionKeysFollowTheConnection() {
        Caller alice = account.user("alice");
        account.asRoot(() -> account.iam()
                .putUserPolicy(r -> r.userName("alice")
                        .policyName("office")
                        .policyDocument(json("{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'s3:*',"
                                + "'Resource':'*','Condition':{'IpAddress':{'aws:SourceIp':'203.0.113.0/24'},"
                                + "'Bool':{'aws:SecureTransport':'true'},'StringEquals':{'aws:username':'alice',"
                                + "'aws:PrincipalAccount':'111122223333','aws:RequestedRegion':'us-east-1'}}}]}"))));
        account.commit(Change.put(endpoint(Optional.empty())));
        assertThat(decide(alice, OUTSIDE, "s3:GetObject", Optional.empty()).allowed())
                .isTrue();
        assertThat(decide(alice, THROUGH, "s3:GetObject", Optional.empty()).allowed())
                .isFalse();
        Connection plain = new Connection.Public(Ip.of("203.0.113.9"), false);
        assertThat(decide(alice, plain, "s3:GetObject", Optional.empty()).allowed())
                .isFalse();
    }

    @Test
    void strangersAndAnonymousCallersLearnNoReasonFromS3() {
        Optional<ResourcePolicy> owned = Optional.of(new ResourcePolicy(ACCOUNT, Optional.empty()));
        Caller stranger = new Caller.Root(new AccountId("444455556666"));
        assertThat(Authorizer.deniedText(decide(stranger, OUTSIDE, "s3:GetObject", owned)))
                .isEqualTo("Access Denied");
        assertThat(Authorizer.deniedText(decide(new Caller.Anonymous(), OUTSIDE, "s3:GetObject", owned)))
                .isEqualTo("Access Denied");
    }

    @Test
    void operationIsRefusedInTheServicesOwnWords() {
        Caller alice = account.user("alice");
        assertThat(operationError(
                        alice,
                        new Ec2Permissions(),
                        "DescribeVpcs",
                        DescribeVpcsRequest.builder().build()))
                .isEqualTo("UnauthorizedOperation: You are not authorized to perform this operation. User:"
                        + " arn:aws:iam::111122223333:user/alice is not authorized to perform: ec2:DescribeVpcs because"
                        + " no identity-based policy allows the ec2:DescribeVpcs action");
        assertThat(operationError(
                        alice,
                        new IamPermissions(),
                        "GetUser",
                        GetUserRequest.builder().userName("bob").build()))
                .isEqualTo("AccessDenied: User: arn:aws:iam::111122223333:user/alice is not authorized to perform:"
                        + " iam:GetUser on resource: user bob because no identity-based policy"
                        + " allows the iam:GetUser action");
        assertThat(operationError(
                        new Caller.Anonymous(),
                        new Ec2Permissions(),
                        "DescribeVpcs",
                        DescribeVpcsRequest.builder().build()))
                .isEqualTo("MissingAuthenticationToken: Request is missing Authentication Token");
    }

    @Test
    void onlyMembersThatNameResourcesAreAuthorizedAsSuch() {
        Snapshot snapshot = account.cloud().snapshot();
        RequestContext request = account.context(ROOT);
        assertThat(Ec2Resources.checks(
                        snapshot,
                        request,
                        "CreateTags",
                        CreateTagsRequest.builder()
                                .resources("i-0123456789abcdef0")
                                .tags(List.of(Tag.builder()
                                        .key("of")
                                        .value("vpc-0123456789abcdef0")
                                        .build()))
                                .build()))
                .extracting(Check::resource)
                .containsExactly("arn:aws:ec2:us-east-1:" + ACCOUNT + ":instance/i-0123456789abcdef0");
        assertThat(Ec2Resources.checks(
                        snapshot,
                        request,
                        "CreateSecurityGroup",
                        CreateSecurityGroupRequest.builder()
                                .groupName("subnet-0123456789abcdef0")
                                .description("sg-0123456789abcdef0")
                                .vpcId("vpc-0123456789abcdef0")
                                .build()))
                .extracting(Check::resource)
                .noneMatch(arn -> arn.contains("sg-") || arn.contains("subnet-"))
                .anyMatch(arn -> arn.endsWith("vpc/vpc-0123456789abcdef0"));
        assertThat(Ec2Resources.checks(
                        snapshot,
                        request,
                        "DeleteVpcBlockPublicAccessExclusion",
                        DeleteVpcBlockPublicAccessExclusionRequest.builder()
                                .exclusionId("vpcbpa-exclude-0123456789abcdef0")
                                .build()))
                .extracting(Check::resource)
                .containsExactly("arn:aws:ec2:us-east-1:" + ACCOUNT
                        + ":vpc-block-public-access-exclusion/vpcbpa-exclude-0123456789abcdef0");
        assertThat(Ec2Resources.checks(
                        snapshot,
                        request,
                        "RunInstances",
                        RunInstancesRequest.builder()
                                .imageId("resolve:ssm:/aws/service/debian/release/12/latest/amd64")
                                .build()))
                .extracting(Check::action)
                .contains("ssm:GetParameters");
    }

    /** What leads from one Region to another needs a permission that no operation has, on the endpoint or on the service. */
    @Test
    void acrossRegionsAPermissionOfItsOwnIsNeeded() {
        CreateVpcEndpointRequest.Builder endpoint = CreateVpcEndpointRequest.builder()
                .vpcId("vpc-0123456789abcdef0")
                .serviceName("com.amazonaws.us-east-1.s3");
        assertThat(needed("CreateVpcEndpoint", endpoint.build())).noneMatch(one -> one.startsWith("vpce:"));
        assertThat(needed(
                        "CreateVpcEndpoint", endpoint.serviceRegion("us-east-1").build()))
                .noneMatch(one -> one.startsWith("vpce:"));
        assertThat(needed(
                        "CreateVpcEndpoint", endpoint.serviceRegion("eu-west-1").build()))
                .contains("vpce:AllowMultiRegion arn:aws:ec2:us-east-1:" + ACCOUNT + ":vpc-endpoint/*");
        String service = "arn:aws:ec2:us-east-1:" + ACCOUNT + ":vpc-endpoint-service/";
        assertThat(needed(
                        "CreateVpcEndpointServiceConfiguration",
                        CreateVpcEndpointServiceConfigurationRequest.builder()
                                .supportedRegions("us-east-1", "eu-west-1")
                                .build()))
                .contains("vpce:AllowMultiRegion " + service + "*");
        ModifyVpcEndpointServiceConfigurationRequest.Builder change =
                ModifyVpcEndpointServiceConfigurationRequest.builder().serviceId("vpce-svc-0123456789abcdef0");
        assertThat(needed(
                        "ModifyVpcEndpointServiceConfiguration",
                        change.addSupportedRegions("us-east-1").build()))
                .noneMatch(one -> one.startsWith("vpce:"));
        assertThat(needed(
                        "ModifyVpcEndpointServiceConfiguration",
                        change.removeSupportedRegions("eu-west-1").build()))
                .contains("vpce:AllowMultiRegion " + service + "vpce-svc-0123456789abcdef0");
    }

    private List<String> needed(String operation, SdkPojo request) {
        return new Ec2Permissions()
                .needed(account.cloud().snapshot(), account.context(TestAccount.ROOT), operation, request).stream()
                        .map(check -> check.action() + " " + check.resource())
                        .toList();
    }

    @Test
    void runInstancesNeedsEveryResourceItTouches() {
        Caller alice = account.user("alice");
        RunInstancesRequest request = RunInstancesRequest.builder()
                .imageId("ami-0123456789abcdef0")
                .subnetId("subnet-0123456789abcdef0")
                .keyName("key")
                .tagSpecifications(TagSpecification.builder()
                        .resourceType(ResourceType.INSTANCE)
                        .tags(Tag.builder().key("team").value("blue").build())
                        .build())
                .build();
        List<String> checked = new Ec2Permissions()
                .needed(account.cloud().snapshot(), account.context(alice), "RunInstances", request).stream()
                        .map(check -> check.action() + " " + check.resource())
                        .toList();
        assertThat(checked)
                .containsExactly(
                        "ec2:RunInstances arn:aws:ec2:us-east-1:111122223333:instance/*",
                        "ec2:RunInstances arn:aws:ec2:us-east-1:111122223333:network-interface/*",
                        "ec2:RunInstances arn:aws:ec2:us-east-1:111122223333:volume/*",
                        "ec2:RunInstances arn:aws:ec2:us-east-1::image/ami-0123456789abcdef0",
                        "ec2:RunInstances arn:aws:ec2:us-east-1:111122223333:key-pair/key",
                        "ec2:RunInstances arn:aws:ec2:us-east-1:111122223333:subnet/subnet-0123456789abcdef0",
                        "ec2:RunInstances arn:aws:ec2:us-east-1:111122223333:security-group/*",
                        "ec2:CreateTags arn:aws:ec2:us-east-1:111122223333:instance/*");
        account.asRoot(() -> account.iam()
                .putUserPolicy(r -> r.userName("alice")
                        .policyName("run")
                        .policyDocument(allow("ec2:RunInstances", "arn:aws:ec2:us-east-1:*:subnet/*"))));
        assertThat(operationError(alice, new Ec2Permissions(), "RunInstances", request))
                .startsWith("UnauthorizedOperation");
        account.asRoot(() -> account.iam()
                .putUserPolicy(r -> r.userName("alice").policyName("all").policyDocument(allow("ec2:*", "*"))));
        assertThat(operationError(alice, new Ec2Permissions(), "RunInstances", request))
                .isEqualTo("none");
    }

    private Caller userWith(String policy) {
        Caller alice = account.user("alice");
        account.asRoot(
                () -> account.iam().attachUserPolicy(r -> r.userName("alice").policyArn(policy)));
        return alice;
    }

    private Decision decide(Caller caller, Connection connection, String action, Optional<ResourcePolicy> policy) {
        return account.authorizer()
                .decide(
                        account.cloud().snapshot(),
                        account.context(caller, connection, NOW),
                        action,
                        "arn:aws:s3:::data/key",
                        policy,
                        ConditionContext.EMPTY);
    }

    private String operationError(
            Caller caller,
            ServicePermissions permissions,
            String operation,
            software.amazon.awssdk.core.SdkPojo request) {
        return account.errorAs(caller, () -> {
            account.authorizer()
                    .authorizeOperation(
                            account.cloud().snapshot(), account.context(caller), permissions, operation, request);
            return true;
        });
    }

    private static VpcEndpoint endpoint(Optional<String> policy) {
        return new VpcEndpoint(
                SCOPE,
                ENDPOINT,
                new VpcId("vpc-0123456789abcdef0"),
                "com.amazonaws.us-east-1.s3",
                VpcEndpoint.State.AVAILABLE,
                NOW,
                policy,
                new VpcEndpoint.Gateway(List.of()),
                NOW,
                Tags.NONE);
    }
}
