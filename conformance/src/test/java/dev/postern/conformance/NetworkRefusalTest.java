package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.iam.IamClient;

/** What EC2 and IAM refuse: odd values, names that are taken, things in use, operations that are not there. */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkRefusalTest {
    private static final String LONG = "x".repeat(10_000);
    private static final String TRUST = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
            + "\"Principal\":{\"Service\":\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";
    private static final String POLICY = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
            + "\"Action\":\"s3:*\",\"Resource\":\"*\"}]}";

    private TestingCloud cloud;
    private Refusals refusals;
    private Ec2Client ec2;
    private IamClient iam;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        cloud = TestingCloud.start(directory.resolve("host"));
        refusals = new Refusals(cloud);
        ec2 = cloud.root().ec2();
        iam = cloud.root().iam();
    }

    @BeforeEach
    void empty() {
        cloud.reset();
    }

    @AfterAll
    void stop() throws IOException {
        if (cloud != null) {
            cloud.close();
        }
    }

    private String vpc() {
        return ec2.createVpc(create -> create.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    }

    private String subnet(String vpc) {
        return ec2.createSubnet(create -> create.vpcId(vpc).cidrBlock("10.0.1.0/24"))
                .subnet()
                .subnetId();
    }

    private static software.amazon.awssdk.services.ec2.model.Tag tag(String key, String value) {
        return software.amazon.awssdk.services.ec2.model.Tag.builder()
                .key(key)
                .value(value)
                .build();
    }

    @Test
    void refusesToActOnNoInstances() {
        refusals.refused("InvalidParameterCombination", () -> ec2.startInstances(none -> {}));
        refusals.refused("InvalidParameterCombination", () -> ec2.stopInstances(none -> {}));
        refusals.refused("InvalidParameterCombination", () -> ec2.rebootInstances(none -> {}));
        refusals.refused("InvalidParameterCombination", () -> ec2.terminateInstances(none -> {}));
    }

    @Test
    void refusesRangesThatAreNone() {
        String vpc = vpc();
        subnet(vpc);
        for (String cidr : new String[] {"10.0.0.0", "300.0.0.0/16", "10.0.0.0/33", "here", "10.0.0.0/16/1"}) {
            refusals.refused("InvalidParameterValue", () -> ec2.createVpc(create -> create.cidrBlock(cidr)));
            refusals.refused(
                    "InvalidParameterValue",
                    () -> ec2.createSubnet(create -> create.vpcId(vpc).cidrBlock(cidr)));
        }
        for (String cidr : new String[] {"10.0.0.0/8", "10.0.0.0/29"}) {
            refusals.refused("InvalidVpc.Range", () -> ec2.createVpc(create -> create.cidrBlock(cidr)));
        }
        for (String cidr : new String[] {"10.1.0.0/24", "10.0.2.0/29", "10.0.0.0/15"}) {
            refusals.refused(
                    "InvalidSubnet.Range",
                    () -> ec2.createSubnet(create -> create.vpcId(vpc).cidrBlock(cidr)));
        }
        for (String cidr : new String[] {"10.0.1.0/24", "10.0.1.128/25", "10.0.0.0/23", "10.0.0.0/16"}) {
            refusals.refused(
                    "InvalidSubnet.Conflict",
                    () -> ec2.createSubnet(create -> create.vpcId(vpc).cidrBlock(cidr)));
        }
    }

    @Test
    void refusesNamesAndTagsOfTenThousandCharacters() {
        String vpc = vpc();
        refusals.refused(
                "InvalidParameterValue",
                () -> ec2.createTags(create -> create.resources(vpc).tags(tag("Name", LONG))));
        refusals.refused(
                "InvalidParameterValue",
                () -> ec2.createTags(create -> create.resources(vpc).tags(tag(LONG, "v"))));
        refusals.refused(
                "InvalidParameterValue",
                () -> ec2.createVpc(create -> create.cidrBlock("10.0.0.0/16")
                        .tagSpecifications(TagSpecification.builder()
                                .resourceType(ResourceType.VPC)
                                .tags(tag(LONG, "v"))
                                .build())));
        refusals.refused(
                "InvalidParameterValue",
                () -> ec2.createSecurityGroup(
                        create -> create.vpcId(vpc).groupName(LONG).description("long")));
        refusals.refused(
                "InvalidParameterValue",
                () -> ec2.createSecurityGroup(
                        create -> create.vpcId(vpc).groupName("long").description(LONG)));
        refusals.refused("InvalidParameterValue", () -> ec2.createKeyPair(create -> create.keyName(LONG)));
        refusals.refused("ValidationError", () -> iam.createUser(create -> create.userName(LONG)));
        refusals.refused(
                "ValidationError",
                () -> iam.createRole(create -> create.roleName(LONG).assumeRolePolicyDocument(TRUST)));
        refusals.refused(
                "ValidationError", () -> iam.createInstanceProfile(create -> create.instanceProfileName(LONG)));
    }

    @Test
    void refusesNamesThatAreTaken() {
        String vpc = vpc();
        ec2.createSecurityGroup(create -> create.vpcId(vpc).groupName("web").description("d"));
        ec2.createKeyPair(create -> create.keyName("key"));
        iam.createUser(create -> create.userName("ann"));
        iam.createRole(create -> create.roleName("reader").assumeRolePolicyDocument(TRUST));
        iam.createPolicy(create -> create.policyName("p").policyDocument(POLICY));
        iam.createInstanceProfile(create -> create.instanceProfileName("profile"));

        refusals.refused(
                "InvalidGroup.Duplicate",
                () -> ec2.createSecurityGroup(
                        create -> create.vpcId(vpc).groupName("web").description("d")));
        refusals.refused("InvalidKeyPair.Duplicate", () -> ec2.createKeyPair(create -> create.keyName("key")));
        refusals.refused("EntityAlreadyExists", () -> iam.createUser(create -> create.userName("Ann")));
        refusals.refused(
                "EntityAlreadyExists",
                () -> iam.createRole(create -> create.roleName("reader").assumeRolePolicyDocument(TRUST)));
        refusals.refused(
                "EntityAlreadyExists",
                () -> iam.createPolicy(create -> create.policyName("p").policyDocument(POLICY)));
        refusals.refused(
                "EntityAlreadyExists",
                () -> iam.createInstanceProfile(create -> create.instanceProfileName("profile")));
    }

    @Test
    void refusesToDeleteWhatTheNetworkUses() {
        String vpc = vpc();
        String subnet = subnet(vpc);
        String table =
                ec2.createRouteTable(create -> create.vpcId(vpc)).routeTable().routeTableId();
        ec2.associateRouteTable(associate -> associate.routeTableId(table).subnetId(subnet));
        String group = ec2.createSecurityGroup(
                        create -> create.vpcId(vpc).groupName("web").description("d"))
                .groupId();
        ec2.createNetworkInterface(create -> create.subnetId(subnet).groups(group));
        String gateway =
                ec2.createInternetGateway(create -> {}).internetGateway().internetGatewayId();
        ec2.attachInternetGateway(attach -> attach.vpcId(vpc).internetGatewayId(gateway));

        refusals.refused("DependencyViolation", () -> ec2.deleteVpc(delete -> delete.vpcId(vpc)));
        refusals.refused("DependencyViolation", () -> ec2.deleteSubnet(delete -> delete.subnetId(subnet)));
        refusals.refused("DependencyViolation", () -> ec2.deleteSecurityGroup(delete -> delete.groupId(group)));
        refusals.refused("DependencyViolation", () -> ec2.deleteRouteTable(delete -> delete.routeTableId(table)));
        refusals.refused(
                "DependencyViolation", () -> ec2.deleteInternetGateway(delete -> delete.internetGatewayId(gateway)));
        refusals.refused(
                "Resource.AlreadyAssociated",
                () -> ec2.attachInternetGateway(attach -> attach.vpcId(vpc).internetGatewayId(gateway)));
        String ours = ec2.describeSecurityGroups().securityGroups().stream()
                .filter(found -> found.vpcId().equals(vpc) && found.groupName().equals("default"))
                .findFirst()
                .orElseThrow()
                .groupId();
        refusals.refused("CannotDelete", () -> ec2.deleteSecurityGroup(delete -> delete.groupId(ours)));
    }

    @Test
    void refusesToDeleteWhatIdentitiesUse() {
        iam.createUser(create -> create.userName("ann"));
        iam.createAccessKey(create -> create.userName("ann"));
        String policy = iam.createPolicy(create -> create.policyName("p").policyDocument(POLICY))
                .policy()
                .arn();
        iam.createRole(create -> create.roleName("reader").assumeRolePolicyDocument(TRUST));
        iam.attachRolePolicy(attach -> attach.roleName("reader").policyArn(policy));
        iam.createInstanceProfile(create -> create.instanceProfileName("profile"));
        iam.addRoleToInstanceProfile(add -> add.instanceProfileName("profile").roleName("reader"));

        refusals.refused("DeleteConflict", () -> iam.deleteUser(delete -> delete.userName("ann")));
        refusals.refused("DeleteConflict", () -> iam.deletePolicy(delete -> delete.policyArn(policy)));
        refusals.refused("DeleteConflict", () -> iam.deleteRole(delete -> delete.roleName("reader")));
        refusals.refused(
                "DeleteConflict", () -> iam.deleteInstanceProfile(delete -> delete.instanceProfileName("profile")));
        refusals.refused(
                "LimitExceeded",
                () -> iam.addRoleToInstanceProfile(
                        add -> add.instanceProfileName("profile").roleName("reader")));
    }

    @Test
    void refusesWhatIsNotThere() {
        String vpc = vpc();
        refusals.refused("InvalidVpcID.NotFound", () -> ec2.deleteVpc(delete -> delete.vpcId("vpc-0123456789abcdef0")));
        refusals.refused(
                "InvalidVpcID.NotFound",
                () -> ec2.createSubnet(
                        create -> create.vpcId("vpc-0123456789abcdef0").cidrBlock("10.0.0.0/24")));
        refusals.refused(
                "InvalidSubnetID.NotFound",
                () -> ec2.runInstances(run -> run.imageId(
                                ec2.describeImages().images().getFirst().imageId())
                        .minCount(1)
                        .maxCount(1)
                        .subnetId("subnet-0123456789abcdef0")));
        refusals.refused(
                "InvalidAMIID.NotFound",
                () -> ec2.runInstances(
                        run -> run.imageId("ami-0123456789abcdef0").minCount(1).maxCount(1)));
        refusals.refused(
                "InvalidInstanceID.NotFound",
                () -> ec2.terminateInstances(terminate -> terminate.instanceIds("i-0123456789abcdef0")));
        refusals.refused(
                "InvalidInstanceID.Malformed",
                () -> ec2.terminateInstances(terminate -> terminate.instanceIds("instance")));
        refusals.refused(
                "InvalidServiceName",
                () -> ec2.createVpcEndpoint(
                        create -> create.vpcId(vpc).serviceName("com.amazonaws.us-east-1.nothing")));
        refusals.refused("NoSuchEntity", () -> iam.deleteUser(delete -> delete.userName("nobody")));
        refusals.refused(
                "NoSuchEntity",
                () -> iam.attachRolePolicy(attach ->
                        attach.roleName("nobody").policyArn("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")));
    }

    @Test
    void refusesOperationsThatAreNotThere() {
        assertThat(refusals.refused("InvalidAction", () -> ec2.createTransitGateway(create -> {})))
                .contains("CreateTransitGateway");
        refusals.refused("InvalidAction", () -> iam.createVirtualMFADevice(create -> create.virtualMFADeviceName("d")));
        refusals.refused(
                "NotImplemented",
                () -> cloud.root()
                        .s3()
                        .createBucketMetadataTableConfiguration(create -> create.bucket("none")
                                .metadataTableConfiguration(table -> table.s3TablesDestination(destination ->
                                        destination.tableBucketArn("arn:a").tableName("t")))));
    }
}
