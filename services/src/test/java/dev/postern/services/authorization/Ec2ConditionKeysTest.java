package dev.postern.services.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.ec2.Ec2Kind;
import dev.postern.model.request.Caller;
import dev.postern.services.ec2.Ec2Service;
import dev.postern.services.ec2.call.Host;
import dev.postern.services.ec2.call.Quotas;
import dev.postern.services.ec2.flowlogs.FlowLogDelivery;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AssociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssociateIamInstanceProfileRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMetadataOptionsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesRequest;

/** The condition keys that policies can ask of EC2's requests: from the entity, from its relations, or from the request. */
final class Ec2ConditionKeysTest {
    private static final String MINE = "arn:aws:ec2:us-east-1:111122223333:";

    private static final String PROFILE = "arn:aws:iam::111122223333:instance-profile/p/profile";

    private final TestAccount account = new TestAccount();
    private final Ec2Client ec2 = new Ec2Service(
            account.cloud(),
            new Host("x86_64", id -> Optional.empty(), id -> true, new SecureRandom()),
            Quotas.DEFAULTS,
            FlowLogDelivery.UNDISTURBED);
    private final String vpc = account.asRoot(() -> ec2.createVpc(
                    r -> r.cidrBlock("10.0.0.0/16").tagSpecifications(tagged(ResourceType.VPC, "Team", "blue")))
            .vpc()
            .vpcId());
    private final String subnet = account.asRoot(
            () -> ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.1.0/24").availabilityZone("us-east-1b"))
                    .subnet()
                    .subnetId());
    private final String table = account.asRoot(
            () -> ec2.createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId());
    private final String association = account.asRoot(() ->
            ec2.associateRouteTable(r -> r.routeTableId(table).subnetId(subnet)).associationId());
    private final String image = account.asRoot(() ->
            ec2.describeImages(r -> r.owners("amazon")).images().getFirst().imageId());
    private final String instance = account.asRoot(() -> {
        ec2.createKeyPair(r -> r.keyName("key").keyType("ed25519"));
        account.iam()
                .createInstanceProfile(r -> r.instanceProfileName("profile").path("/p/"));
        account.iam()
                .createRole(r -> r.roleName("web")
                        .assumeRolePolicyDocument(TestAccount.trust("{'Service':'ec2.amazonaws.com'}")));
        account.iam()
                .addRoleToInstanceProfile(r -> r.instanceProfileName("profile").roleName("web"));
        return ec2.runInstances(r -> r.imageId(image)
                        .instanceType("t3.micro")
                        .minCount(1)
                        .maxCount(1)
                        .subnetId(subnet)
                        .iamInstanceProfile(p -> p.name("profile"))
                        .metadataOptions(o -> o.httpTokens("required"))
                        .tagSpecifications(tagged(ResourceType.INSTANCE, "Role", "web")))
                .instances()
                .getFirst()
                .instanceId();
    });

    private static TagSpecification tagged(ResourceType type, String key, String value) {
        return TagSpecification.builder()
                .resourceType(type)
                .tags(Tag.builder().key(key).value(value).build())
                .build();
    }

    @AfterEach
    void close() {
        account.close();
    }

    /**
     * What a policy can ask.
     *
     * @param resource the end of the ARN of which it is asked
     */
    private record Asked(String operation, SdkPojo request, String resource, String key, List<String> values) {
        Asked(String operation, SdkPojo request, String resource, String key, String value) {
            this(operation, request, resource, key, List.of(value));
        }
    }

    @TestFactory
    Stream<DynamicTest> ofTheNetwork() {
        String group = account.asRoot(
                () -> ec2.createSecurityGroup(r -> r.vpcId(vpc).groupName("g").description("g"))
                        .groupId());
        String acl = account.asRoot(
                () -> ec2.createNetworkAcl(r -> r.vpcId(vpc)).networkAcl().networkAclId());
        String igw = account.asRoot(
                () -> ec2.createInternetGateway().internetGateway().internetGatewayId());
        String endpoint =
                account.asRoot(() -> ec2.createVpcEndpoint(r -> r.vpcId(vpc).serviceName("com.amazonaws.us-east-1.s3"))
                        .vpcEndpoint()
                        .vpcEndpointId());
        SdkPojo deleteVpc = DeleteVpcRequest.builder().vpcId(vpc).build();
        SdkPojo deleteSubnet = DeleteSubnetRequest.builder().subnetId(subnet).build();
        return tests(
                new Asked("DeleteVpc", deleteVpc, "vpc/" + vpc, "ec2:ResourceTag/Team", "blue"),
                new Asked("DeleteVpc", deleteVpc, "vpc/" + vpc, "aws:ResourceTag/team", "blue"),
                new Asked("DeleteVpc", deleteVpc, "vpc/" + vpc, "ec2:VpcID", vpc),
                new Asked("DeleteVpc", deleteVpc, "vpc/" + vpc, "ec2:Region", "us-east-1"),
                new Asked("DeleteVpc", deleteVpc, "vpc/" + vpc, "ec2:InstanceType", List.of()),
                new Asked("DeleteSubnet", deleteSubnet, "subnet/" + subnet, "ec2:Vpc", MINE + "vpc/" + vpc),
                new Asked("DeleteSubnet", deleteSubnet, "subnet/" + subnet, "ec2:AvailabilityZone", "us-east-1b"),
                new Asked(
                        "DeleteRouteTable",
                        DeleteRouteTableRequest.builder().routeTableId(table).build(),
                        "route-table/" + table,
                        "ec2:Vpc",
                        MINE + "vpc/" + vpc),
                new Asked(
                        "DisassociateRouteTable",
                        DisassociateRouteTableRequest.builder()
                                .associationId(association)
                                .build(),
                        "subnet/" + subnet,
                        "ec2:SubnetID",
                        subnet),
                new Asked(
                        "DeleteNetworkAcl",
                        DeleteNetworkAclRequest.builder().networkAclId(acl).build(),
                        "network-acl/" + acl,
                        "ec2:Vpc",
                        MINE + "vpc/" + vpc),
                new Asked(
                        "AuthorizeSecurityGroupIngress",
                        AuthorizeSecurityGroupIngressRequest.builder()
                                .groupId(group)
                                .build(),
                        "security-group/" + group,
                        "ec2:Vpc",
                        MINE + "vpc/" + vpc),
                new Asked(
                        "DeleteInternetGateway",
                        DeleteInternetGatewayRequest.builder()
                                .internetGatewayId(igw)
                                .build(),
                        "internet-gateway/" + igw,
                        "ec2:InternetGatewayID",
                        igw),
                new Asked(
                        "DeleteVpcEndpoints",
                        DeleteVpcEndpointsRequest.builder()
                                .vpcEndpointIds(endpoint)
                                .build(),
                        "vpc-endpoint/" + endpoint,
                        "ec2:VpceServiceName",
                        "com.amazonaws.us-east-1.s3"));
    }

    @TestFactory
    Stream<DynamicTest> ofInstancesAndWhatTheyHave() {
        String eni = account.asRoot(() -> ec2.createNetworkInterface(r -> r.subnetId(subnet))
                .networkInterface()
                .networkInterfaceId());
        String address = account.asRoot(() -> ec2.allocateAddress().allocationId());
        String ip = account.asRoot(
                () -> ec2.describeAddresses().addresses().getFirst().publicIp());
        SdkPojo terminate =
                TerminateInstancesRequest.builder().instanceIds(instance).build();
        SdkPojo deleteEni =
                DeleteNetworkInterfaceRequest.builder().networkInterfaceId(eni).build();
        SdkPojo release = ReleaseAddressRequest.builder().publicIp(ip).build();
        return tests(
                new Asked(
                        "DeleteKeyPair",
                        DeleteKeyPairRequest.builder().keyName("key").build(),
                        "key-pair/key",
                        "ec2:KeyPairType",
                        "ed25519"),
                new Asked("ReleaseAddress", release, "elastic-ip/" + address, "ec2:PublicIpAddress", ip),
                new Asked("ReleaseAddress", release, "elastic-ip/" + address, "ec2:Domain", "vpc"),
                new Asked(
                        "DeleteNetworkInterface",
                        deleteEni,
                        "interface/" + eni,
                        "ec2:Subnet",
                        MINE + "subnet/" + subnet),
                new Asked(
                        "DeleteNetworkInterface", deleteEni, "interface/" + eni, "ec2:AvailabilityZone", "us-east-1b"),
                new Asked("TerminateInstances", terminate, "instance/" + instance, "ec2:InstanceType", "t3.micro"),
                new Asked(
                        "TerminateInstances", terminate, "instance/" + instance, "ec2:AvailabilityZone", "us-east-1b"),
                new Asked("TerminateInstances", terminate, "instance/" + instance, "ec2:ResourceTag/Role", "web"),
                new Asked(
                        "TerminateInstances", terminate, "instance/" + instance, "ec2:MetadataHttpTokens", "required"),
                new Asked("TerminateInstances", terminate, "instance/" + instance, "ec2:InstanceProfile", PROFILE),
                new Asked(
                        "AssociateAddress",
                        AssociateAddressRequest.builder()
                                .allocationId(address)
                                .instanceId(instance)
                                .build(),
                        "instance/" + instance,
                        "ec2:ResourceTag/Role",
                        "web"));
    }

    @TestFactory
    Stream<DynamicTest> ofALaunch() {
        SdkPojo run = RunInstancesRequest.builder()
                .imageId(image)
                .instanceType("t3.large")
                .subnetId(subnet)
                .ebsOptimized(true)
                .keyName("key")
                .iamInstanceProfile(p -> p.name("profile"))
                .metadataOptions(o -> o.httpPutResponseHopLimit(3))
                .blockDeviceMappings(BlockDeviceMapping.builder()
                        .deviceName("/dev/xvda")
                        .ebs(e -> e.volumeSize(20))
                        .build())
                .tagSpecifications(tagged(ResourceType.INSTANCE, "Role", "db"))
                .build();
        return tests(
                new Asked("RunInstances", run, "instance/*", "ec2:InstanceType", "t3.large"),
                new Asked("RunInstances", run, "instance/*", "aws:RequestTag/Role", "db"),
                new Asked("RunInstances", run, "instance/*", "aws:TagKeys", "Role"),
                new Asked("RunInstances", run, "volume/*", "aws:RequestTag/Role", List.of()),
                new Asked("RunInstances", run, "subnet/" + subnet, "aws:RequestTag/Role", List.of()),
                new Asked("RunInstances", run, "instance/*", "ec2:AvailabilityZone", "us-east-1b"),
                new Asked("RunInstances", run, "instance/*", "ec2:EbsOptimized", "true"),
                new Asked("RunInstances", run, "instance/*", "ec2:InstanceProfile", PROFILE),
                new Asked("RunInstances", run, "instance/*", "ec2:MetadataHttpTokens", List.of()),
                new Asked("RunInstances", run, "instance/*", "ec2:MetadataHttpPutResponseHopLimit", "3"),
                new Asked("RunInstances", run, "instance/*", "ec2:Vpc", List.of()),
                new Asked("RunInstances", run, "network-interface/*", "ec2:Vpc", MINE + "vpc/" + vpc),
                new Asked("RunInstances", run, "network-interface/*", "ec2:Subnet", MINE + "subnet/" + subnet),
                new Asked("RunInstances", run, "volume/*", "ec2:VolumeSize", "20"),
                new Asked("RunInstances", run, "volume/*", "ec2:Encrypted", "false"),
                new Asked("RunInstances", run, "image/" + image, "ec2:Owner", "amazon"),
                new Asked("RunInstances", run, "key-pair/key", "ec2:KeyPairName", "key"));
    }

    @TestFactory
    Stream<DynamicTest> ofOtherRequests() {
        SdkPojo createVpc = CreateVpcRequest.builder()
                .tagSpecifications(tagged(ResourceType.VPC, "Team", "red"))
                .build();
        SdkPojo tag = CreateTagsRequest.builder()
                .resources(vpc)
                .tags(Tag.builder().key("Team").value("green").build())
                .build();
        return tests(
                new Asked("CreateVpc", createVpc, "vpc/*", "aws:RequestTag/Team", "red"),
                new Asked("CreateVpc", createVpc, "vpc/*", "aws:ResourceTag/Team", List.of()),
                new Asked("CreateTags", tag, "vpc/" + vpc, "aws:RequestTag/Team", "green"),
                new Asked("CreateTags", tag, "vpc/" + vpc, "aws:ResourceTag/Team", "blue"),
                new Asked(
                        "DeleteTags",
                        DeleteTagsRequest.builder()
                                .resources(vpc)
                                .tags(Tag.builder().key("Team").build())
                                .build(),
                        "vpc/" + vpc,
                        "aws:TagKeys",
                        "Team"),
                new Asked(
                        "CreateNetworkInterface",
                        CreateNetworkInterfaceRequest.builder().subnetId(subnet).build(),
                        "subnet/" + subnet,
                        "ec2:AvailabilityZone",
                        "us-east-1b"),
                new Asked(
                        "CreateVpcEndpoint",
                        CreateVpcEndpointRequest.builder()
                                .vpcId(vpc)
                                .serviceName("com.amazonaws.us-east-1.s3")
                                .build(),
                        "vpc-endpoint/*",
                        "ec2:VpceServiceName",
                        "com.amazonaws.us-east-1.s3"),
                new Asked(
                        "ModifyInstanceMetadataOptions",
                        ModifyInstanceMetadataOptionsRequest.builder()
                                .instanceId(instance)
                                .httpTokens("optional")
                                .build(),
                        "instance/" + instance,
                        "ec2:Attribute/HttpTokens",
                        "optional"),
                new Asked(
                        "ModifyVpcAttribute",
                        ModifyVpcAttributeRequest.builder()
                                .vpcId(vpc)
                                .enableDnsSupport(v -> v.value(false))
                                .build(),
                        "vpc/" + vpc,
                        "ec2:Attribute",
                        "EnableDnsSupport"),
                new Asked(
                        "AssociateIamInstanceProfile",
                        AssociateIamInstanceProfileRequest.builder()
                                .instanceId(instance)
                                .iamInstanceProfile(p -> p.name("profile"))
                                .build(),
                        "instance/" + instance,
                        "ec2:NewInstanceProfile",
                        PROFILE),
                new Asked("DescribeVpcs", DescribeVpcsRequest.builder().build(), "*", "ec2:Region", "us-east-1"));
    }

    private Stream<DynamicTest> tests(Asked... rows) {
        return Stream.of(rows)
                .map(row -> DynamicTest.dynamicTest(
                        row.operation() + " " + row.resource() + " " + row.key(),
                        () -> assertThat(valuesOf(row)).isEqualTo(row.values())));
    }

    private List<String> valuesOf(Asked row) {
        List<Check> checks = checks(row.operation(), row.request());
        return checks.stream()
                .filter(check -> check.resource().endsWith(row.resource()))
                .filter(check -> check.action().equals("ec2:" + row.operation()))
                .findFirst()
                .map(check -> check.keys().values(row.key().toLowerCase(Locale.ROOT)))
                .orElseThrow(() -> new AssertionError(row + ": only " + checks));
    }

    private List<Check> checks(String operation, SdkPojo request) {
        return Ec2Resources.checks(account.cloud().snapshot(), account.context(TestAccount.ROOT), operation, request);
    }

    @Test
    void everyKindOfResourceHasItsFacts() {
        for (Ec2Kind<?> kind : Ec2Kind.ALL) {
            assertThat(Ec2Facts.ofPrefix(kind.prefix()))
                    .as(kind.prefix())
                    .hasValueSatisfying(facts -> assertThat(facts.type()).isEqualTo(kind.type()));
        }
    }

    @Test
    void whoTagsWhatTheyMakeIsAskedForTheActionThatMakesIt() {
        SdkPojo request = CreateVpcRequest.builder()
                .tagSpecifications(tagged(ResourceType.VPC, "Team", "red"))
                .build();
        Check tags = checks("CreateVpc", request).getLast();
        assertThat(tags.action() + " " + tags.resource()).isEqualTo("ec2:CreateTags " + MINE + "vpc/*");
        assertThat(tags.keys().values("ec2:createaction")).containsExactly("CreateVpc");
        assertThat(tags.keys().values("aws:requesttag/team")).containsExactly("red");
    }

    @Test
    void aPolicyHoldsWhatItsConditionsSay() {
        var alice = account.user("alice");
        account.asRoot(() -> account.iam()
                .putUserPolicy(r -> r.userName("alice")
                        .policyName("web")
                        .policyDocument(TestAccount.json(
                                "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'ec2:*Instances',"
                                        + "'Resource':'*','Condition':{'StringEquals':{'ec2:ResourceTag/Role':'web',"
                                        + "'ec2:InstanceType':'t3.micro'}}}]}"))));
        SdkPojo stop = TerminateInstancesRequest.builder().instanceIds(instance).build();
        assertThat(errorOf(alice, stop)).isEqualTo("none");
        account.asRoot(() -> ec2.createTags(r ->
                r.resources(instance).tags(Tag.builder().key("Role").value("db").build())));
        assertThat(errorOf(alice, stop)).startsWith("UnauthorizedOperation");
    }

    private String errorOf(Caller caller, SdkPojo request) {
        return account.errorAs(caller, () -> {
            account.authorizer()
                    .authorizeOperation(
                            account.cloud().snapshot(),
                            account.context(caller),
                            new Ec2Permissions(),
                            "TerminateInstances",
                            request);
            return true;
        });
    }
}
