package dev.postern.conformance;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/**
 * A VPC with one subnet, a gateway endpoint to S3 with a policy, a bucket with one and an object, and two instances.
 *
 * @param instances their ids, in the order of their private addresses .10 and .11
 */
public record SmallNetwork(
        String vpc, String subnet, String routeTable, String group, String endpoint, List<String> instances) {
    public static final String BUCKET = "small-network";
    public static final String NOTE = "what was acknowledged is durable\n";

    public static final String POLICY = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*",\
            "Resource":["arn:aws:s3:::small-network","arn:aws:s3:::small-network/*"]}]}""";

    private static final List<String> ADDRESSES = List.of("10.0.1.10", "10.0.1.11");

    public static String address(int index) {
        return ADDRESSES.get(index);
    }

    /** Makes it, and waits until the instances run. */
    public static SmallNetwork make(Clients clients) {
        Ec2Client ec2 = clients.ec2();
        clients.s3().createBucket(create -> create.bucket(BUCKET));
        clients.s3().putObject(put -> put.bucket(BUCKET).key("note"), RequestBody.fromString(NOTE));
        String vpc =
                ec2.createVpc(create -> create.cidrBlock("10.0.0.0/16")).vpc().vpcId();
        String subnet = ec2.createSubnet(create -> create.vpcId(vpc).cidrBlock("10.0.1.0/24"))
                .subnet()
                .subnetId();
        String routeTable =
                ec2.createRouteTable(create -> create.vpcId(vpc)).routeTable().routeTableId();
        ec2.associateRouteTable(associate -> associate.routeTableId(routeTable).subnetId(subnet));
        String group = ec2.createSecurityGroup(
                        create -> create.vpcId(vpc).groupName("inside").description("all from the subnet"))
                .groupId();
        ec2.authorizeSecurityGroupIngress(
                authorize -> authorize.groupId(group).ipProtocol("-1").cidrIp("10.0.1.0/24"));
        String endpoint = ec2.createVpcEndpoint(create -> create.vpcId(vpc)
                        .vpcEndpointType(VpcEndpointType.GATEWAY)
                        .serviceName("com.amazonaws.us-east-1.s3")
                        .routeTableIds(routeTable)
                        .policyDocument(POLICY))
                .vpcEndpoint()
                .vpcEndpointId();
        clients.s3().putBucketPolicy(put -> put.bucket(BUCKET).policy(readersThrough(endpoint)));
        List<String> instances =
                ADDRESSES.stream().map(one -> launch(ec2, subnet, group, one)).toList();
        SmallNetwork made = new SmallNetwork(vpc, subnet, routeTable, group, endpoint, instances);
        made.awaitRunning(clients);
        return made;
    }

    private static String launch(Ec2Client ec2, String subnet, String group, String address) {
        String image = ec2.describeImages(describe -> describe.owners("amazon"))
                .images()
                .getFirst()
                .imageId();
        return ec2.runInstances(run -> run.imageId(image)
                        .instanceType(InstanceType.T3_MICRO)
                        .minCount(1)
                        .maxCount(1)
                        .subnetId(subnet)
                        .securityGroupIds(group)
                        .privateIpAddress(address)
                        .userData(Base64.getEncoder()
                                .encodeToString(
                                        "#!/bin/sh\necho once >>/root/boots\n".getBytes(StandardCharsets.UTF_8))))
                .instances()
                .getFirst()
                .instanceId();
    }

    /**
     * Somebody who uses a service by PrivateLink.
     *
     * @param endpoint its endpoint, which has one interface
     * @param address that interface's
     * @param name the endpoint's
     */
    public record Consumer(String instance, String endpoint, String address, String name) {}

    /** Makes a VPC with the same addresses, and an endpoint and an instance in it. */
    public static Consumer consumer(Clients clients, String service) {
        Ec2Client ec2 = clients.ec2();
        String vpc =
                ec2.createVpc(create -> create.cidrBlock("10.0.0.0/16")).vpc().vpcId();
        String subnet = ec2.createSubnet(create -> create.vpcId(vpc).cidrBlock("10.0.1.0/24"))
                .subnet()
                .subnetId();
        String group = ec2.createSecurityGroup(
                        create -> create.vpcId(vpc).groupName("inside").description("all from the subnet"))
                .groupId();
        ec2.authorizeSecurityGroupIngress(
                authorize -> authorize.groupId(group).ipProtocol("-1").cidrIp("10.0.1.0/24"));
        // First, as the endpoint gets any address that is free.
        String instance = launch(ec2, subnet, group, ADDRESSES.getFirst());
        String endpoint = ec2.createVpcEndpoint(create -> create.vpcId(vpc)
                        .vpcEndpointType(VpcEndpointType.INTERFACE)
                        .serviceName(service)
                        .subnetIds(subnet)
                        .securityGroupIds(group))
                .vpcEndpoint()
                .vpcEndpointId();
        Clients.waiter(ec2).waitUntilInstanceRunning(describe -> describe.instanceIds(instance));
        VpcEndpoint made = ec2.describeVpcEndpoints(describe -> describe.vpcEndpointIds(endpoint))
                .vpcEndpoints()
                .getFirst();
        String address = ec2.describeNetworkInterfaces(
                        describe -> describe.networkInterfaceIds(made.networkInterfaceIds()))
                .networkInterfaces()
                .getFirst()
                .privateIpAddress();
        return new Consumer(
                instance, endpoint, address, made.dnsEntries().getFirst().dnsName());
    }

    /** Anybody reads the note, who comes through the endpoint. */
    private static String readersThrough(String endpoint) {
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject",\
                "Resource":"arn:aws:s3:::small-network/*","Condition":{"StringEquals":{"aws:SourceVpce":"%s"}}}]}""".formatted(endpoint);
    }

    public void awaitRunning(Clients clients) {
        Clients.waiter(clients.ec2()).waitUntilInstanceRunning(describe -> describe.instanceIds(instances));
    }

    /** Gives it IPv6: the subnet's block is returned. */
    public String giveIpv6(Ec2Client ec2) {
        ec2.associateVpcCidrBlock(associate -> associate.vpcId(vpc).amazonProvidedIpv6CidrBlock(true));
        String block = ec2.describeVpcs(describe -> describe.vpcIds(vpc))
                .vpcs()
                .getFirst()
                .ipv6CidrBlockAssociationSet()
                .getFirst()
                .ipv6CidrBlock()
                .replace("/56", "/64");
        ec2.associateSubnetCidrBlock(associate -> associate.subnetId(subnet).ipv6CidrBlock(block));
        return block;
    }

    /** The block of a number, for a subnet, in a VPC's IPv6 block, whose last parts may be zeros that are not written. */
    static String ipv6Subnet(String block, int number) {
        Ip first = Cidr.of(block).address();
        return new Cidr(new Ip(first.family(), first.high() + number, first.low()), 64).toString();
    }

    /** All of it as the API tells it, as text that can be compared. */
    public Map<String, String> described(Clients clients) {
        Ec2Client ec2 = clients.ec2();
        Map<String, String> all = new TreeMap<>();
        all.put("VPCs", ec2.describeVpcs().vpcs().toString());
        all.put("subnets", ec2.describeSubnets().subnets().toString());
        all.put("route tables", ec2.describeRouteTables().routeTables().toString());
        all.put("groups", ec2.describeSecurityGroups().securityGroups().toString());
        all.put(
                "interfaces",
                ec2.describeNetworkInterfaces().networkInterfaces().toString());
        all.put("endpoints", ec2.describeVpcEndpoints().vpcEndpoints().toString());
        all.put(
                "images",
                ec2.describeImages(describe -> describe.owners("amazon"))
                        .images()
                        .toString());
        all.put(
                "instances",
                instances(clients).stream()
                        .map(instance -> instance.instanceId() + " " + instance.privateIpAddress() + " "
                                + instance.state().nameAsString())
                        .toList()
                        .toString());
        all.put("buckets", clients.s3().listBuckets().buckets().toString());
        all.put(
                "bucket policy",
                clients.s3().getBucketPolicy(get -> get.bucket(BUCKET)).policy());
        all.put(
                "objects",
                clients.s3()
                        .listObjectsV2(list -> list.bucket(BUCKET))
                        .contents()
                        .toString());
        all.put(
                "note",
                clients.s3()
                        .getObjectAsBytes(get -> get.bucket(BUCKET).key("note"))
                        .asUtf8String());
        return all;
    }

    public List<Instance> instances(Clients clients) {
        return clients.ec2().describeInstances(describe -> describe.instanceIds(instances)).reservations().stream()
                .flatMap(reservation -> reservation.instances().stream())
                .toList();
    }
}
