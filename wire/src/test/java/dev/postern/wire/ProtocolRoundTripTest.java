package dev.postern.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.protocol.AwsJson;
import dev.postern.wire.protocol.AwsQuery;
import dev.postern.wire.protocol.Call;
import dev.postern.wire.protocol.Ec2Query;
import dev.postern.wire.protocol.OperationTable;
import dev.postern.wire.protocol.Protocol;
import dev.postern.wire.protocol.ServiceModel;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ImportKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.ImportKeyPairResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcState;
import software.amazon.awssdk.services.ec2instanceconnect.Ec2InstanceConnectClient;
import software.amazon.awssdk.services.ec2instanceconnect.model.Ec2InstanceConnectException;
import software.amazon.awssdk.services.ec2instanceconnect.model.SendSshPublicKeyRequest;
import software.amazon.awssdk.services.ec2instanceconnect.model.SendSshPublicKeyResponse;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.Role;

final class ProtocolRoundTripTest {
    private final List<SdkPojo> received = new ArrayList<>();

    private final class FakeEc2 implements Ec2Client {
        @Override
        public CreateVpcResponse createVpc(CreateVpcRequest request) {
            received.add(request);
            return CreateVpcResponse.builder().vpc(vpc("vpc-1")).build();
        }

        @Override
        public DescribeVpcsResponse describeVpcs(DescribeVpcsRequest request) {
            received.add(request);
            return DescribeVpcsResponse.builder()
                    .vpcs(vpc("vpc-1"), vpc("vpc-2"))
                    .nextToken("more")
                    .build();
        }

        @Override
        public DescribeInstancesResponse describeInstances(DescribeInstancesRequest request) {
            return DescribeInstancesResponse.builder()
                    .reservations(Reservation.builder()
                            .instances(Instance.builder()
                                    .launchTime(Instant.parse("2026-01-02T03:04:05Z"))
                                    .amiLaunchIndex(0)
                                    .build())
                            .build())
                    .build();
        }

        @Override
        public DeleteVpcResponse deleteVpc(DeleteVpcRequest request) {
            throw new ApiException(CommonError.ACCESS_DENIED, "not <you> & never");
        }

        @Override
        public ImportKeyPairResponse importKeyPair(ImportKeyPairRequest request) {
            received.add(request);
            return ImportKeyPairResponse.builder().keyName(request.keyName()).build();
        }

        @Override
        public AuthorizeSecurityGroupIngressResponse authorizeSecurityGroupIngress(
                AuthorizeSecurityGroupIngressRequest request) {
            received.add(request);
            return AuthorizeSecurityGroupIngressResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "ec2";
        }

        @Override
        public void close() {}
    }

    private final class FakeIam implements IamClient {
        @Override
        public CreateRoleResponse createRole(CreateRoleRequest request) {
            received.add(request);
            return CreateRoleResponse.builder().role(role(request.roleName())).build();
        }

        @Override
        public ListRolesResponse listRoles(ListRolesRequest request) {
            return ListRolesResponse.builder()
                    .roles(role("a"), role("b"))
                    .isTruncated(false)
                    .build();
        }

        @Override
        public DeleteRoleResponse deleteRole(DeleteRoleRequest request) {
            return DeleteRoleResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "iam";
        }

        @Override
        public void close() {}
    }

    private final class FakeConnect implements Ec2InstanceConnectClient {
        @Override
        public SendSshPublicKeyResponse sendSSHPublicKey(SendSshPublicKeyRequest request) {
            received.add(request);
            return SendSshPublicKeyResponse.builder()
                    .success(true)
                    .requestId("r")
                    .build();
        }

        @Override
        public String serviceName() {
            return "ec2-instance-connect";
        }

        @Override
        public void close() {}
    }

    private static Vpc vpc(String id) {
        return Vpc.builder()
                .vpcId(id)
                .cidrBlock("10.0.0.0/16")
                .state(VpcState.AVAILABLE)
                .isDefault(false)
                .tags(Tag.builder().key("Name").value("<a & \"b\">").build())
                .build();
    }

    private static Role role(String name) {
        return Role.builder()
                .roleName(name)
                .arn("arn:aws:iam::000000000000:role/" + name)
                .createDate(Instant.parse("2026-01-02T03:04:05Z"))
                .maxSessionDuration(3600)
                .build();
    }

    private static HttpResponse serve(Protocol protocol, OperationTable operations, HttpRequest request) {
        try {
            Call call = protocol.decode(request, InMemoryHttp.read(request), operations);
            return protocol.encode(call, call.operation().invoke(call.request()), "request-1");
        } catch (ApiException e) {
            return protocol.error(e, "request-1");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static final StaticCredentialsProvider KEYS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

    private final OperationTable ec2Table = OperationTable.of(Ec2Client.class, new FakeEc2(), ServiceModel.load("ec2"));

    private final Ec2Client ec2 = Ec2Client.builder()
            .httpClient(new InMemoryHttp(request -> serve(new Ec2Query(), ec2Table, request)))
            .credentialsProvider(KEYS)
            .region(Region.US_EAST_1)
            .endpointOverride(URI.create("http://localhost:4566"))
            .build();

    private final IamClient iam = IamClient.builder()
            .httpClient(new InMemoryHttp(request -> serve(
                    AwsQuery.iam(),
                    OperationTable.of(IamClient.class, new FakeIam(), ServiceModel.load("iam")),
                    request)))
            .credentialsProvider(KEYS)
            .region(Region.US_EAST_1)
            .endpointOverride(URI.create("http://localhost:4566"))
            .build();

    private final Ec2InstanceConnectClient connect = Ec2InstanceConnectClient.builder()
            .httpClient(new InMemoryHttp(request -> serve(
                    new AwsJson("1.1"),
                    OperationTable.of(
                            Ec2InstanceConnectClient.class,
                            new FakeConnect(),
                            ServiceModel.load("ec2-instance-connect")),
                    request)))
            .credentialsProvider(KEYS)
            .region(Region.US_EAST_1)
            .endpointOverride(URI.create("http://localhost:4566"))
            .build();

    @Test
    void carriesEc2RequestsWithNestedLists() {
        CreateVpcRequest request = CreateVpcRequest.builder()
                .cidrBlock("10.0.0.0/16")
                .tagSpecifications(TagSpecification.builder()
                        .resourceType(ResourceType.VPC)
                        .tags(
                                Tag.builder().key("Name").value("ümläut + %").build(),
                                Tag.builder().key("Empty").value("").build())
                        .build())
                .build();
        CreateVpcResponse response = ec2.createVpc(request);
        assertThat(received).containsExactly(request);
        assertThat(response.vpc()).isEqualTo(vpc("vpc-1"));
    }

    @Test
    void carriesEc2FiltersAndPages() {
        DescribeVpcsRequest request = DescribeVpcsRequest.builder()
                .filters(
                        Filter.builder()
                                .name("cidr")
                                .values("10.0.0.0/16", "10.1.0.0/16")
                                .build(),
                        Filter.builder().name("state").values("available").build())
                .maxResults(5)
                .vpcIds("vpc-1", "vpc-2")
                .build();
        DescribeVpcsResponse response = ec2.describeVpcs(request);
        assertThat(received).containsExactly(request);
        assertThat(response.vpcs()).containsExactly(vpc("vpc-1"), vpc("vpc-2"));
        assertThat(response.nextToken()).isEqualTo("more");
    }

    @Test
    void carriesTimesOfEc2() {
        assertThat(ec2.describeInstances()
                        .reservations()
                        .getFirst()
                        .instances()
                        .getFirst()
                        .launchTime())
                .isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    }

    @Test
    void carriesBlobsAndDeeplyNestedRequests() {
        ImportKeyPairRequest blob = ImportKeyPairRequest.builder()
                .keyName("k")
                .publicKeyMaterial(SdkBytes.fromUtf8String("ssh-ed25519 AAAA"))
                .build();
        AuthorizeSecurityGroupIngressRequest nested = AuthorizeSecurityGroupIngressRequest.builder()
                .groupId("sg-1")
                .ipPermissions(IpPermission.builder()
                        .ipProtocol("tcp")
                        .fromPort(22)
                        .toPort(22)
                        .ipRanges(IpRange.builder()
                                .cidrIp("0.0.0.0/0")
                                .description("d")
                                .build())
                        .build())
                .build();
        ec2.importKeyPair(blob);
        assertThat(ec2.authorizeSecurityGroupIngress(nested).returnValue()).isTrue();
        assertThat(received).containsExactly(blob, nested);
    }

    @Test
    void rendersEc2Errors() {
        assertThatThrownBy(() -> ec2.deleteVpc(b -> b.vpcId("vpc-1"))).isInstanceOfSatisfying(Ec2Exception.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("not <you> & never");
            assertThat(e.statusCode()).isEqualTo(403);
            assertThat(e.requestId()).isEqualTo("request-1");
        });
    }

    @Test
    void refusesWhatEc2DoesNotKnow() {
        assertThat(ask("Action=Nonsense&Version=2016-11-15"))
                .contains("<Code>InvalidAction</Code>", "The action Nonsense is not valid for this web service.");
        assertThat(ask("Action=DescribeVpcs&Foo.1=x"))
                .contains("<Code>UnknownParameter</Code>", "The parameter Foo is not recognized</Message>");
        assertThat(ask("Action=CreateVpc&CidrBlock=10.0.0.0/16&TagSpecification.1.Foo.1=x"))
                .contains("<Code>UnknownParameter</Code>", "The parameter Foo is not recognized</Message>");
        assertThat(ask("Action=DescribeVpcs&Action=Nonsense"))
                .contains("The action Nonsense is not valid for this web service."); // the last one counts in a form
        assertThat(ask("Action=DescribeVpcs&MaxResults=many")).contains("<Code>InvalidParameterValue</Code>");
        assertThat(ask("Action=DeleteVpc"))
                .contains("<Code>MissingParameter</Code>", "The request must contain the parameter VpcId");
        assertThat(ask("Version=2016-11-15")).contains("<Code>MissingAction</Code>");
        assertThat(ask("Action=DescribeVpcs&" + "a.".repeat(100) + "b=1"))
                .contains("<Code>MalformedQueryString</Code>");
    }

    @Test
    void refusesCharactersThatItCouldNotAnswer() {
        assertThat(ask("Action=CreateVpc&Version=2016-11-15&CidrBlock=10.0.0.0%00"))
                .contains("<Code>InvalidParameterValue</Code>", "parameter CidrBlock contains characters");
        assertThat(ask("Action=CreateVpc&Version=2016-11-15&Cidr%01Block=10.0.0.0"))
                .contains("<Code>UnknownParameter</Code>");
        assertThat(ask("Action=%EF%BF%BF")).contains("<Code>InvalidParameterValue</Code>");
    }

    private String ask(String form) {
        HttpRequest request = new HttpRequest(
                "POST", "/", "", Headers.NONE, new HttpRequest.Bytes(form.getBytes(StandardCharsets.UTF_8)));
        HttpResponse response = serve(new Ec2Query(), ec2Table, request);
        assertThat(response.status()).isEqualTo(400);
        return new String(((HttpResponse.Bytes) response.payload()).content(), StandardCharsets.UTF_8);
    }

    @Test
    void hasExactlyTheOverriddenOperations() {
        assertThat(ec2Table.names())
                .containsExactly(
                        "AuthorizeSecurityGroupIngress",
                        "CreateVpc",
                        "DeleteVpc",
                        "DescribeInstances",
                        "DescribeVpcs",
                        "ImportKeyPair");
    }

    @Test
    void carriesIamBothWays() {
        CreateRoleRequest request = CreateRoleRequest.builder()
                .roleName("door")
                .assumeRolePolicyDocument("{\"Version\": \"2012-10-17\"}")
                .tags(
                        software.amazon.awssdk.services.iam.model.Tag.builder()
                                .key("a")
                                .value("b")
                                .build(),
                        software.amazon.awssdk.services.iam.model.Tag.builder()
                                .key("c")
                                .value("d")
                                .build())
                .build();
        assertThat(iam.createRole(request).role()).isEqualTo(role("door"));
        assertThat(received).containsExactly(request);
        assertThat(iam.listRoles().roles()).containsExactly(role("a"), role("b"));
        assertThat(iam.deleteRole(b -> b.roleName("door"))).isNotNull();
    }

    @Test
    void checksIamMembersInAwsWords() {
        assertThatThrownBy(
                        () -> iam.createRole(b -> b.roleName("x".repeat(10_000)).assumeRolePolicyDocument("{}")))
                .isInstanceOfSatisfying(IamException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationError");
                    assertThat(e.awsErrorDetails().errorMessage())
                            .isEqualTo("1 validation error detected: Value at 'roleName' failed to satisfy constraint: "
                                    + "Member must have length less than or equal to 64");
                });
        assertThatThrownBy(() -> iam.deleteRole(b -> b.roleName(null)))
                .hasMessageContaining("Value null at 'roleName' failed to satisfy constraint: Member must not be null");
        assertThatThrownBy(() -> iam.getUser())
                .hasMessageContaining("Could not find operation GetUser for version 2010-05-08");
    }

    @Test
    void carriesJsonBothWays() {
        SendSshPublicKeyRequest request = SendSshPublicKeyRequest.builder()
                .instanceId("i-00000000000000000")
                .instanceOSUser("ec2-user")
                .sshPublicKey("ssh-ed25519 " + "A".repeat(100))
                .build();
        assertThat(connect.sendSSHPublicKey(request).success()).isTrue();
        assertThat(received).containsExactly(request);
        assertThatThrownBy(() -> connect.sendSSHPublicKey(b -> b.instanceId("i-0")))
                .isInstanceOfSatisfying(
                        Ec2InstanceConnectException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException"));
        assertThatThrownBy(() -> connect.sendSerialConsoleSSHPublicKey(b -> {}))
                .isInstanceOfSatisfying(
                        Ec2InstanceConnectException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnknownOperationException"));
    }
}
