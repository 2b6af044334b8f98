package dev.postern.bench;

import dev.postern.cli.CloudProcess;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.KeyType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The measured cloud: one VPC with a public and a private subnet, two instances in the private one, and no endpoint yet.
 *
 * @param publicSubnetId where instances get a public address
 * @param routeTableId the private subnet's, which has the local route alone
 * @param key the private half of the key pair
 */
record Topology(
        CloudProcess cloud,
        Ec2Client ec2,
        S3Client s3,
        String vpcId,
        String publicSubnetId,
        String routeTableId,
        String groupId,
        String imageId,
        Path key,
        Instance client,
        Instance server) {
    static final Region REGION = Region.US_EAST_1;
    static final StaticCredentialsProvider ROOT =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
    private static final String KEY_NAME = "bench";

    static Topology build(CloudProcess cloud, Path directory) throws Exception {
        Ec2Client ec2 = ec2(cloud);
        S3Client s3 = S3Client.builder()
                .endpointOverride(endpoint(cloud))
                .region(REGION)
                .credentialsProvider(ROOT)
                .forcePathStyle(true)
                .build();
        String vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
        String subnet = ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.1.0/24"))
                .subnet()
                .subnetId();
        String hidden = ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.2.0/24"))
                .subnet()
                .subnetId();
        String gateway = ec2.createInternetGateway(r -> {}).internetGateway().internetGatewayId();
        ec2.attachInternetGateway(r -> r.vpcId(vpc).internetGatewayId(gateway));
        String main = ec2.describeRouteTables(r ->
                        r.filters(Filter.builder().name("vpc-id").values(vpc).build()))
                .routeTables()
                .getFirst()
                .routeTableId();
        String table = ec2.createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId();
        ec2.createRoute(
                r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
        ec2.associateRouteTable(r -> r.routeTableId(table).subnetId(subnet));
        ec2.modifySubnetAttribute(r -> r.subnetId(subnet).mapPublicIpOnLaunch(v -> v.value(true)));
        String group = ec2.createSecurityGroup(
                        r -> r.vpcId(vpc).groupName("bench").description("bench"))
                .groupId();
        ec2.authorizeSecurityGroupIngress(
                r -> r.groupId(group).ipProtocol("tcp").fromPort(22).toPort(22).cidrIp("0.0.0.0/0"));
        ec2.authorizeSecurityGroupIngress(r ->
                r.groupId(group).ipProtocol("tcp").fromPort(5201).toPort(5201).cidrIp("10.0.0.0/16"));
        Path key = directory.resolve("key.pem");
        Files.writeString(
                key,
                ec2.createKeyPair(r -> r.keyName(KEY_NAME).keyType(KeyType.ED25519))
                        .keyMaterial());
        Shell.run("chmod", "600", key.toString());
        String image =
                ec2.describeImages(r -> r.owners("amazon")).images().getFirst().imageId();
        List<String> ids = ec2
                .runInstances(launch(image, hidden, group).toBuilder()
                        .minCount(2)
                        .maxCount(2)
                        .build())
                .instances()
                .stream()
                .map(Instance::instanceId)
                .toList();
        ec2.waiter().waitUntilInstanceRunning(r -> r.instanceIds(ids), o -> o.waitTimeout(Duration.ofSeconds(30)));
        List<Instance> running = ids.stream().map(id -> describe(ec2, id)).toList();
        return new Topology(cloud, ec2, s3, vpc, subnet, main, group, image, key, running.get(0), running.get(1));
    }

    static Ec2Client ec2(CloudProcess cloud) {
        return Ec2Client.builder()
                .endpointOverride(endpoint(cloud))
                .region(REGION)
                .credentialsProvider(ROOT)
                .build();
    }

    /** Where a cloud answers. */
    static URI endpoint(CloudProcess cloud) {
        return URI.create("http://127.0.0.1:" + cloud.port());
    }

    RunInstancesRequest launch() {
        return launch(imageId, publicSubnetId, groupId);
    }

    Instance describe(String id) {
        return describe(ec2, id);
    }

    /** Words that run a program in an instance's network. */
    List<String> inNetworkOf(Instance instance) {
        return List.of("nsenter", "--net=" + namespace(instance));
    }

    Path namespace(Instance instance) {
        return namespace(instance.instanceId());
    }

    /** The namespace of the VPC's router. */
    Path router() {
        return namespace(vpcId);
    }

    private Path namespace(String name) {
        return cloud.data().resolve("run/netns").resolve(name);
    }

    private static Instance describe(Ec2Client ec2, String id) {
        return ec2.describeInstances(r -> r.instanceIds(id))
                .reservations()
                .getFirst()
                .instances()
                .getFirst();
    }

    private static RunInstancesRequest launch(String image, String subnet, String group) {
        return RunInstancesRequest.builder()
                .imageId(image)
                .instanceType("t3.micro")
                .keyName(KEY_NAME)
                .subnetId(subnet)
                .securityGroupIds(group)
                .minCount(1)
                .maxCount(1)
                .build();
    }
}
