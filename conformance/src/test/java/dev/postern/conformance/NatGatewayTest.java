package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** A private instance before, with, and after a NAT gateway, by the real AWS CLI: what it reaches, as whom, and what {@code why} says. */
@Tag("conformance")
final class NatGatewayTest {
    private static final String NOTE_URL = "http://small-network.s3.us-east-1.amazonaws.com/note";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void letsAPrivateInstanceOutAsItsElasticAddress() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Clients root = cloud.root();
            SmallNetwork network = SmallNetwork.make(root);
            Ec2Client ec2 = root.ec2();
            ec2.deleteVpcEndpoints(delete -> delete.vpcEndpointIds(network.endpoint()));
            String publicSubnet = openSubnet(ec2, network);
            ec2.createRoute(route -> route.routeTableId(network.routeTable())
                    .destinationCidrBlock("0.0.0.0/0")
                    .gatewayId(gateway(ec2, network)));
            String allocation = ec2.allocateAddress(allocate -> {}).allocationId();
            assertThat(fetch(cloud)).isEqualTo("000");

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
            assertThat(why(cloud, network))
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
            assertThat(fetch(cloud)).as("the bucket's policy").isEqualTo("403");
            String address = aws(
                    root,
                    "describe-nat-gateways",
                    "--nat-gateway-ids",
                    nat,
                    "--query",
                    "NatGateways[0].NatGatewayAddresses[0].PublicIp");
            root.s3().putBucketPolicy(put -> put.bucket(SmallNetwork.BUCKET).policy(readersFrom(address)));
            assertThat(fetch(cloud)).as("it comes from " + address).isEqualTo("200");
            assertThat(why(cloud, network)).contains("ALLOWED", nat, "becomes " + address);

            assertThat(aws(root, "delete-nat-gateway", "--nat-gateway-id", nat)).isEqualTo(nat);
            aws(root, "wait", "nat-gateway-deleted", "--nat-gateway-ids", nat);
            aws(root, "release-address", "--allocation-id", allocation);
            assertThat(fetch(cloud)).isEqualTo("000");
            assertThat(why(cloud, network)).contains("blackhole (" + nat + " is deleted)");
        }
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

    /** The status of an unsigned request for the note; 000 where none comes. */
    private String fetch(TestingCloud cloud) {
        JsonNode instance = cloud.status().path("instances").get(0);
        return TestingCloud.exec(
                        instance,
                        directory,
                        "curl",
                        "-s",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code}",
                        "--connect-timeout",
                        "2",
                        NOTE_URL)
                .output();
    }

    private static String why(TestingCloud cloud, SmallNetwork network) {
        return cloud.printed("why", Map.of("from", network.instances().getFirst(), "what", "198.18.0.10:443"))
                .replaceAll("\\s+", " ");
    }

    private String aws(Clients root, String... words) {
        List<String> command = new ArrayList<>(List.of("--output", "text", "ec2"));
        command.addAll(List.of(words));
        return root.cli("aws", directory, command.toArray(String[]::new)).succeeded();
    }
}
