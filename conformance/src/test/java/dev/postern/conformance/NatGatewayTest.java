package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** A private instance before, with, and after a NAT gateway, by the real AWS CLI: what it reaches, as whom, and what {@code why} says. */
@Tag("conformance")
final class NatGatewayTest {
    @TempDir
    private Path directory = Path.of("");

    /** The instance that asks. */
    private String asker = "";

    @Test
    void letsAPrivateInstanceOutAsItsElasticAddress() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Clients root = cloud.root();
            SmallNetwork network = SmallNetwork.make(root);
            asker = network.instances().getFirst();
            Ec2Client ec2 = root.ec2();
            ec2.deleteVpcEndpoints(delete -> delete.vpcEndpointIds(network.endpoint()));
            String publicSubnet = openSubnet(ec2, network);
            ec2.createRoute(route -> route.routeTableId(network.routeTable())
                    .destinationCidrBlock("0.0.0.0/0")
                    .gatewayId(gateway(ec2, network)));
            String allocation = ec2.allocateAddress(allocate -> {}).allocationId();
            assertThat(requests(cloud).areAnswered()).isFalse();

            String nat = aws(
                    root,
                    "create-nat-gateway",
                    "--subnet-id",
                    publicSubnet,
                    "--allocation-id",
                    allocation,
                    "--query",
                    "NatGateway.NatGatewayId");
            aws(root, "wait", "nat-gateway-available", "--nat-gateway-ids", nat);
            assertThat(why(cloud))
                    .contains("has no public address", "aws ec2 replace-route", "--nat-gateway-id " + nat);
            aws(
                    root,
                    "replace-route",
                    "--route-table-id",
                    network.routeTable(),
                    "--destination-cidr-block",
                    "0.0.0.0/0",
                    "--nat-gateway-id",
                    nat);
            assertThat(requests(cloud).status()).as("the bucket's policy").isEqualTo("403");
            String address = aws(
                    root,
                    "describe-nat-gateways",
                    "--nat-gateway-ids",
                    nat,
                    "--query",
                    "NatGateways[0].NatGatewayAddresses[0].PublicIp");
            root.s3().putBucketPolicy(put -> put.bucket(SmallNetwork.BUCKET).policy(readersFrom(address)));
            assertThat(requests(cloud).status()).as("it comes from " + address).isEqualTo("200");
            assertThat(why(cloud)).contains("ALLOWED", nat, "becomes " + address);
            whileAccessIsBlocked(cloud, ec2, publicSubnet);
            fromIpv6(cloud, root, network, nat);

            assertThat(aws(root, "delete-nat-gateway", "--nat-gateway-id", nat)).isEqualTo(nat);
            aws(root, "wait", "nat-gateway-deleted", "--nat-gateway-ids", nat);
            aws(root, "release-address", "--allocation-id", allocation);
            assertThat(requests(cloud).areAnswered()).isFalse();
            assertThat(why(cloud)).contains("blackhole (" + nat + " is deleted)");
        }
    }

    /** VPC Block Public Access keeps the gateway from the internet, until its subnet is excluded; nobody else's subnet matters. */
    private void whileAccessIsBlocked(TestingCloud cloud, Ec2Client ec2, String publicSubnet) throws IOException {
        block(ec2, "block-bidirectional");
        assertThat(requests(cloud).areAnswered()).isFalse();
        assertThat(why(cloud))
                .contains(
                        "VPC Block Public Access",
                        "block-bidirectional holds for " + publicSubnet,
                        "aws ec2 create-vpc-block-public-access-exclusion --subnet-id " + publicSubnet,
                        "--internet-gateway-exclusion-mode allow-egress");
        String exclusion = ec2.createVpcBlockPublicAccessExclusion(
                        create -> create.subnetId(publicSubnet).internetGatewayExclusionMode("allow-egress"))
                .vpcBlockPublicAccessExclusion()
                .exclusionId();
        excluded(ec2, exclusion, "create-complete");
        assertThat(requests(cloud).status()).isEqualTo("200");
        ec2.deleteVpcBlockPublicAccessExclusion(delete -> delete.exclusionId(exclusion));
        excluded(ec2, exclusion, "delete-complete");
        assertThat(requests(cloud).areAnswered()).isFalse();
        block(ec2, "block-ingress");
        assertThat(requests(cloud).status()).as("a NAT gateway lets out alone").isEqualTo("200");
        block(ec2, "off");
    }

    private static void block(Ec2Client ec2, String mode) {
        ec2.modifyVpcBlockPublicAccessOptions(modify -> modify.internetGatewayBlockMode(mode));
        Await.until(
                mode,
                Duration.ofMinutes(1),
                () -> ec2.describeVpcBlockPublicAccessOptions(describe -> {})
                        .vpcBlockPublicAccessOptions()
                        .stateAsString()
                        .equals("update-complete"));
    }

    private static void excluded(Ec2Client ec2, String exclusion, String state) {
        Await.until(
                state,
                Duration.ofMinutes(1),
                () -> ec2.describeVpcBlockPublicAccessExclusions(describe -> describe.exclusionIds(exclusion))
                        .vpcBlockPublicAccessExclusions()
                        .getFirst()
                        .stateAsString()
                        .equals(state));
    }

    /** Who speaks IPv6 gets to the same place by the same gateway: the resolver tells him a name for it, and the route leads there. */
    private void fromIpv6(TestingCloud cloud, Clients root, SmallNetwork network, String nat) {
        Ec2Client ec2 = root.ec2();
        String block = network.giveIpv6(ec2);
        var instance = ec2.describeInstances(describe -> describe.instanceIds(asker))
                .reservations()
                .getFirst()
                .instances()
                .getFirst();
        ec2.assignIpv6Addresses(assign -> assign.networkInterfaceId(
                        instance.networkInterfaces().getFirst().networkInterfaceId())
                .ipv6AddressCount(1));
        aws(
                root,
                "authorize-security-group-egress",
                "--group-id",
                instance.securityGroups().getFirst().groupId(),
                "--ip-permissions",
                "IpProtocol=-1,Ipv6Ranges=[{CidrIpv6=::/0}]",
                "--query",
                "Return");
        assertThat(requests(cloud).areAnswered("-6"))
                .as("the name has no IPv6 address")
                .isFalse();
        aws(root, "modify-subnet-attribute", "--subnet-id", instance.subnetId(), "--enable-dns64");
        assertThat(run(cloud, asker, "getent", "ahostsv6", "small-network.s3.us-east-1.amazonaws.com"))
                .contains("64:ff9b::c612:a");
        assertThat(requests(cloud).areAnswered("-6")).as("nothing leads there").isFalse();
        assertThat(why(cloud, "[64:ff9b::c612:a]:80"))
                .contains("no route to 64:ff9b::c612:a", "--destination-ipv6-cidr-block 64:ff9b::/96");
        aws(
                root,
                "create-route",
                "--route-table-id",
                network.routeTable(),
                "--destination-ipv6-cidr-block",
                "64:ff9b::/96",
                "--nat-gateway-id",
                nat);
        assertThat(requests(cloud).status("-6")).as("it comes from the gateway").isEqualTo("200");
        assertThat(why(cloud, "[64:ff9b::c612:a]:80")).contains("ALLOWED", "speaks IPv4 to 198.18.0.10");
        withoutIpv4(cloud, root, network, SmallNetwork.ipv6Subnet(block, 1));
    }

    /** Who has no IPv4 address at all learns all that it needs by IPv6, and gets to the same place. */
    private void withoutIpv4(TestingCloud cloud, Clients root, SmallNetwork network, String block) {
        Ec2Client ec2 = root.ec2();
        String subnet = aws(
                root,
                "create-subnet",
                "--vpc-id",
                network.vpc(),
                "--ipv6-native",
                "--ipv6-cidr-block",
                block,
                "--query",
                "Subnet.SubnetId");
        aws(root, "modify-subnet-attribute", "--subnet-id", subnet, "--enable-dns64");
        ec2.associateRouteTable(
                associate -> associate.routeTableId(network.routeTable()).subnetId(subnet));
        String image = ec2.describeInstances()
                .reservations()
                .getFirst()
                .instances()
                .getFirst()
                .imageId();
        String id = ec2.runInstances(run -> run.imageId(image)
                        .instanceType("t3.micro")
                        .minCount(1)
                        .maxCount(1)
                        .subnetId(subnet)
                        .securityGroupIds(network.group())
                        .userData(Base64.getEncoder()
                                .encodeToString("#!/bin/sh\nhostname >/root/told\n".getBytes(StandardCharsets.UTF_8))))
                .instances()
                .getFirst()
                .instanceId();
        aws(root, "wait", "instance-running", "--instance-ids", id);
        Await.until(
                "its user data ran",
                Duration.ofMinutes(1),
                () -> run(cloud, id, "cat", "/root/told").contains(id + ".ec2.internal"));
        assertThat(run(cloud, id, "ip", "-4", "-o", "address", "show", "dev", "ens5"))
                .isEmpty();
        assertThat(new NoteRequests(cloud, directory, id, NoteRequests.URL).status())
                .isEqualTo("200");
    }

    /** A subnet that an internet gateway opens. */
    private static String openSubnet(Ec2Client ec2, SmallNetwork network) {
        String subnet = ec2.createSubnet(create -> create.vpcId(network.vpc()).cidrBlock("10.0.0.0/24"))
                .subnet()
                .subnetId();
        String gateway =
                ec2.createInternetGateway(create -> {}).internetGateway().internetGatewayId();
        ec2.attachInternetGateway(attach -> attach.internetGatewayId(gateway).vpcId(network.vpc()));
        String table = ec2.createRouteTable(create -> create.vpcId(network.vpc()))
                .routeTable()
                .routeTableId();
        ec2.associateRouteTable(associate -> associate.routeTableId(table).subnetId(subnet));
        ec2.createRoute(route ->
                route.routeTableId(table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
        return subnet;
    }

    private static String gateway(Ec2Client ec2, SmallNetwork network) {
        return ec2.describeInternetGateways().internetGateways().stream()
                .filter(one -> one.attachments().getFirst().vpcId().equals(network.vpc()))
                .findFirst()
                .orElseThrow()
                .internetGatewayId();
    }

    private static String readersFrom(String address) {
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject",\
                "Resource":"arn:aws:s3:::small-network/*","Condition":{"IpAddress":{"aws:SourceIp":"%s/32"}}}]}""".formatted(address);
    }

    private NoteRequests requests(TestingCloud cloud) {
        return new NoteRequests(cloud, directory, asker, NoteRequests.URL);
    }

    private String run(TestingCloud cloud, String id, String... command) {
        return cloud.exec(id, directory, command).output();
    }

    private String why(TestingCloud cloud) {
        return why(cloud, "198.18.0.10:443");
    }

    private String why(TestingCloud cloud, String what) {
        return cloud.printed("why", Map.of("from", asker, "what", what)).replaceAll("\\s+", " ");
    }

    private String aws(Clients root, String... words) {
        List<String> command = new ArrayList<>(List.of("--output", "text", "ec2"));
        command.addAll(List.of(words));
        return root.cli("aws", directory, command.toArray(String[]::new)).succeeded();
    }
}
