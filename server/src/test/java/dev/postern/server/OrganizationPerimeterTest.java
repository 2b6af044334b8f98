package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.AccountId;
import dev.postern.model.Scope;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Connection;
import dev.postern.server.gateway.FrontDoor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.organizations.model.HandshakePartyType;
import software.amazon.awssdk.services.organizations.model.PolicyType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** A perimeter of an organization: its policies, and the condition keys that tell of it. */
final class OrganizationPerimeterTest {
    private static final String MEMBER = "111122223333";
    private static final String STRANGER = "999988887777";

    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private OrganizationsClient organizations;
    private S3Client management;
    private S3Client member;
    private S3Client stranger;
    private String id = "";
    private String root = "";

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
        organizations = organizations(TestingGateway.ROOT);
        AwsCredentialsProvider invited = gateway.account(MEMBER);
        management = s3(TestingGateway.ROOT);
        member = s3(invited);
        stranger = s3(gateway.account(STRANGER));
        id = organizations.createOrganization(r -> {}).organization().id();
        root = organizations.listRoots(r -> {}).roots().getFirst().id();
        String handshake = organizations
                .inviteAccountToOrganization(
                        r -> r.target(t -> t.type(HandshakePartyType.ACCOUNT).id(MEMBER)))
                .handshake()
                .id();
        try (OrganizationsClient own = organizations(invited)) {
            own.acceptHandshake(r -> r.handshakeId(handshake));
        }
        organizations.enablePolicyType(r -> r.rootId(root).policyType(PolicyType.SERVICE_CONTROL_POLICY));
        organizations.enablePolicyType(r -> r.rootId(root).policyType(PolicyType.RESOURCE_CONTROL_POLICY));
        member.createBucket(r -> r.bucket("members"));
        management.createBucket(r -> r.bucket("managers"));
        stranger.createBucket(r -> r.bucket("strangers"));
    }

    @AfterEach
    void stop() throws IOException {
        organizations.close();
        management.close();
        member.close();
        stranger.close();
        gateway.close();
    }

    private OrganizationsClient organizations(AwsCredentialsProvider credentials) {
        return OrganizationsClient.builder()
                .endpointOverride(gateway.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .build();
    }

    private S3Client s3(AwsCredentialsProvider credentials) {
        return S3Client.builder()
                .endpointOverride(gateway.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .forcePathStyle(true)
                .build();
    }

    private String attach(PolicyType type, String target, String statement) {
        String policy = organizations
                .createPolicy(r -> r.name("p" + statement.hashCode())
                        .description("")
                        .type(type)
                        .content(document(statement)))
                .policy()
                .policySummary()
                .id();
        organizations.attachPolicy(r -> r.policyId(policy).targetId(target));
        return policy;
    }

    private static String document(String statement) {
        return "{'Version':'2012-10-17','Statement':[%s]}".formatted(statement).replace('\'', '"');
    }

    private static void put(S3Client client, String bucket) {
        client.putObject(r -> r.bucket(bucket).key("k"), RequestBody.fromString("x"));
    }

    private static void get(S3Client client) {
        assertThat(client.getObjectAsBytes(r -> r.bucket("members").key("k")).asUtf8String())
                .isEqualTo("x");
    }

    private static void denied(ThrowingCallable call, String words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(S3Exception.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
            assertThat(e.awsErrorDetails().errorMessage()).contains(words);
        });
    }

    @Test
    void aBucketPolicyAdmitsTheOrganizationAlone() {
        open("managers", "'Condition':{'StringEquals':{'aws:PrincipalOrgID':'" + id + "'}}");
        put(member, "managers");
        denied(() -> put(stranger, "managers"), "Access Denied");
        open(
                "managers",
                "'Condition':{'ForAnyValue:StringLike':{'aws:PrincipalOrgPaths':'" + id + "/" + root + "/ou-*'}}");
        denied(() -> put(member, "managers"), "because no resource-based policy allows the s3:PutObject action");
        String unit = organizations
                .createOrganizationalUnit(r -> r.parentId(root).name("u"))
                .organizationalUnit()
                .id();
        organizations.moveAccount(r -> r.accountId(MEMBER).sourceParentId(root).destinationParentId(unit));
        put(member, "managers");
        organizations.removeAccountFromOrganization(r -> r.accountId(MEMBER));
        denied(() -> put(member, "managers"), "Access Denied");
    }

    private void open(String bucket, String condition) {
        S3Client owner = bucket.equals("managers") ? management : member;
        owner.deletePublicAccessBlock(r -> r.bucket(bucket));
        owner.putBucketPolicy(r -> r.bucket(bucket)
                .policy(document(
                        "{'Effect':'Allow','Principal':'*','Action':['s3:PutObject','s3:GetObject'],'Resource':'arn:aws:s3:::"
                                + bucket + "/*'" + (condition.isEmpty() ? "" : "," + condition) + "}")));
    }

    @Test
    void anScpOnKeysHoldsWhereS3AsksForThem() {
        member.putObject(
                r -> r.bucket("members").key("k").serverSideEncryption(ServerSideEncryption.AWS_KMS),
                RequestBody.fromString("x"));
        get(member);
        String policy = attach(
                PolicyType.SERVICE_CONTROL_POLICY, root, "{'Effect':'Deny','Action':'kms:Decrypt','Resource':'*'}");
        denied(() -> get(member), "kms:Decrypt");
        denied(() -> get(member), "with an explicit deny in a service control policy");
        organizations.detachPolicy(r -> r.policyId(policy).targetId(root));
        attach(
                PolicyType.RESOURCE_CONTROL_POLICY,
                root,
                "{'Effect':'Deny','Principal':'*','Action':'kms:Decrypt','Resource':'*'}");
        denied(() -> get(member), "with an explicit deny in a resource control policy");
    }

    @Test
    void anScpStopsEvenTheRootUserOfAMember() {
        put(member, "members");
        String policy = attach(
                PolicyType.SERVICE_CONTROL_POLICY,
                root,
                "{'Effect':'Deny','Action':'s3:*','Resource':'*','Condition':{'StringNotEquals':{'aws:SourceVpc':'vpc-0123456789abcdef0'}}}");
        denied(() -> put(member, "members"), "with an explicit deny in a service control policy");
        put(management, "managers");
        put(stranger, "strangers");
        through("vpc-0123456789abcdef0", "vpce-0123456789abcdef0");
        denied(() -> put(member, "members"), "because no VPC endpoint policy allows");
        gateway.setDoor(peer -> FrontDoor.toAll(new Connection.Public(peer.remote(), peer.secure())));
        organizations.detachPolicy(r -> r.policyId(policy).targetId(root));
        put(member, "members");
        String some = attach(
                PolicyType.SERVICE_CONTROL_POLICY, MEMBER, "{'Effect':'Allow','Action':'s3:Get*','Resource':'*'}");
        put(member, "members");
        organizations.detachPolicy(r -> r.policyId("p-FullAWSAccess").targetId(MEMBER));
        denied(() -> put(member, "members"), "because no service control policy allows the s3:PutObject action");
        get(member);
        organizations.updatePolicy(
                r -> r.policyId(some).content(document("{'Effect':'Allow','NotAction':'iam:*','Resource':'*'}")));
        put(member, "members");
    }

    @Test
    void anRcpStopsWhomABucketPolicyLetsIn() {
        open("members", "");
        put(stranger, "members");
        try (S3Client anybody = s3(AnonymousCredentialsProvider.create())) {
            get(anybody);
            attach(
                    PolicyType.RESOURCE_CONTROL_POLICY,
                    root,
                    "{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*','Condition':{"
                            + "'StringNotEqualsIfExists':{'aws:PrincipalOrgID':'" + id
                            + "'},'BoolIfExists':{'aws:PrincipalIsAWSService':'false'}}}");
            denied(() -> put(stranger, "members"), "Access Denied");
            denied(() -> get(anybody), "Access Denied");
        }
        put(member, "members");
        open("managers", "");
        put(stranger, "managers");
        denied(() -> put(management, "strangers"), "Access Denied");
    }

    @Test
    void anRcpTellsItsMembersWhy() {
        attach(
                PolicyType.RESOURCE_CONTROL_POLICY,
                MEMBER,
                "{'Effect':'Deny','Principal':'*','Action':'s3:PutObject','Resource':'arn:aws:s3:::members/*'}");
        denied(() -> put(member, "members"), "with an explicit deny in a resource control policy");
    }

    @Test
    void anEndpointKeepsUploadsInTheOrganization() {
        stranger.deletePublicAccessBlock(r -> r.bucket("strangers"));
        stranger.putBucketPolicy(
                r -> r.bucket("strangers")
                        .policy(
                                document(
                                        "{'Effect':'Allow','Principal':'*','Action':'s3:PutObject','Resource':'arn:aws:s3:::strangers/*'}")));
        put(management, "strangers");
        try (Ec2Client ec2 = Ec2Client.builder()
                .endpointOverride(gateway.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(TestingGateway.ROOT)
                .build()) {
            String vpc = ec2.createVpc(r -> r.cidrBlock("10.9.0.0/16")).vpc().vpcId();
            String endpoint = ec2.createVpcEndpoint(r -> r.vpcId(vpc)
                            .serviceName("com.amazonaws.us-east-1.s3")
                            .policyDocument(document(
                                    "{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*','Condition':{'StringEquals':{"
                                            + "'aws:ResourceOrgID':'${aws:PrincipalOrgID}','aws:VpceOrgID':'" + id
                                            + "'}}}")))
                    .vpcEndpoint()
                    .vpcEndpointId();
            through(vpc, endpoint);
        }
        put(management, "managers");
        denied(() -> put(management, "strangers"), "Access Denied");
    }

    private void through(String vpc, String endpoint) {
        gateway.setDoor(peer -> FrontDoor.toAll(new Connection.ThroughEndpoint(
                new Scope(new AccountId("000000000000"), dev.postern.model.Region.US_EAST_1),
                new VpcId(vpc),
                new VpcEndpointId(endpoint),
                Connection.Kind.GATEWAY,
                Optional.empty(),
                Ip.of("10.9.0.7"),
                false)));
    }
}
