package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A private instance gets IPv6 while it runs, by the real AWS CLI, and out by an egress-only gateway, which lets nobody in. */
@Tag("conformance")
final class Ipv6Test {
    private static final String NOTE_URL = "http://small-network.s3.dualstack.us-east-1.amazonaws.com/note";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void letsAPrivateInstanceOutAsItselfAndNobodyIn() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Clients root = cloud.root();
            SmallNetwork network = SmallNetwork.make(root);
            String block = blocks(root, network);
            String address = address(root, network, block);
            Await.until(
                    "the instance has " + address,
                    Duration.ofMinutes(1),
                    () -> run(cloud, "ip", "-6", "address").contains(address + "/128"));
            letOut(root, network);
            assertThat(fetch(cloud)).isEqualTo("000");
            assertThat(why(cloud, network.instances().getFirst(), "[2001:db8::a]:80"))
                    .contains("no route to 2001:db8::a");

            String gateway = aws(
                    root,
                    "create-egress-only-internet-gateway",
                    "--vpc-id",
                    network.vpc(),
                    "--query",
                    "EgressOnlyInternetGateway.EgressOnlyInternetGatewayId");
            aws(
                    root,
                    "create-route",
                    "--route-table-id",
                    network.routeTable(),
                    "--destination-ipv6-cidr-block",
                    "::/0",
                    "--egress-only-internet-gateway-id",
                    gateway);
            assertThat(fetch(cloud)).as("the bucket's policy").isEqualTo("403");
            root.s3().putBucketPolicy(put -> put.bucket(SmallNetwork.BUCKET).policy(readersFrom(address)));
            assertThat(fetch(cloud)).as("it comes from " + address).isEqualTo("200");
            assertThat(why(cloud, network.instances().getFirst(), "[2001:db8::a]:80"))
                    .contains(gateway + " lets connections out");
            assertThat(why(cloud, "internet", "[" + address + "]:22")).contains(gateway + " lets no connection in");

            aws(root, "delete-egress-only-internet-gateway", "--egress-only-internet-gateway-id", gateway);
            assertThat(fetch(cloud)).isEqualTo("000");
            assertThat(why(cloud, network.instances().getFirst(), "[2001:db8::a]:80"))
                    .contains("blackhole (" + gateway + " is gone)");
        }
    }

    /** A block for the VPC, and one of it for its subnet, which is returned. */
    private String blocks(Clients root, SmallNetwork network) {
        assertThat(aws(
                        root,
                        "associate-vpc-cidr-block",
                        "--vpc-id",
                        network.vpc(),
                        "--amazon-provided-ipv6-cidr-block",
                        "--query",
                        "Ipv6CidrBlockAssociation.Ipv6CidrBlockState.State"))
                .isEqualTo("associating");
        String whole = aws(
                root,
                "describe-vpcs",
                "--vpc-ids",
                network.vpc(),
                "--query",
                "Vpcs[0].Ipv6CidrBlockAssociationSet[0].Ipv6CidrBlock");
        assertThat(whole).startsWith("2001:db8:").endsWith("/56");
        String block = whole.replace("/56", "/64");
        aws(root, "associate-subnet-cidr-block", "--subnet-id", subnet(root, network), "--ipv6-cidr-block", block);
        return block;
    }

    private String subnet(Clients root, SmallNetwork network) {
        return instance(root, network, "SubnetId");
    }

    private String address(Clients root, SmallNetwork network, String block) {
        String eni = instance(root, network, "NetworkInterfaces[0].NetworkInterfaceId");
        String address = block.replace("::/64", "::10");
        aws(root, "assign-ipv6-addresses", "--network-interface-id", eni, "--ipv6-addresses", address);
        assertThat(instance(root, network, "Ipv6Address")).isEqualTo(address);
        return address;
    }

    /** A group that was made before its VPC had IPv6 does not let it out. */
    private void letOut(Clients root, SmallNetwork network) {
        String group = instance(root, network, "SecurityGroups[0].GroupId");
        aws(
                root,
                "authorize-security-group-egress",
                "--group-id",
                group,
                "--ip-permissions",
                "IpProtocol=-1,Ipv6Ranges=[{CidrIpv6=::/0}]",
                "--query",
                "Return");
    }

    private String instance(Clients root, SmallNetwork network, String what) {
        return aws(
                root,
                "describe-instances",
                "--instance-ids",
                network.instances().getFirst(),
                "--query",
                "Reservations[0].Instances[0]." + what);
    }

    private static String readersFrom(String address) {
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject",\
                "Resource":"arn:aws:s3:::small-network/*","Condition":{"IpAddress":{"aws:SourceIp":"%s/128"}}}]}""".formatted(address);
    }

    /** The status of an unsigned request for the note by IPv6; 000 where none comes. */
    private String fetch(TestingCloud cloud) {
        return run(
                cloud, "curl", "-6", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--connect-timeout", "2", NOTE_URL);
    }

    private String run(TestingCloud cloud, String... command) {
        JsonNode instance = cloud.status().path("instances").get(0);
        return TestingCloud.exec(instance, directory, command).output();
    }

    private static String why(TestingCloud cloud, String from, String what) {
        return cloud.printed("why", Map.of("from", from, "what", what)).replaceAll("\\s+", " ");
    }

    private String aws(Clients root, String... words) {
        List<String> command = new ArrayList<>(List.of("--output", "text", "ec2"));
        command.addAll(List.of(words));
        return root.cli("aws", directory, command.toArray(String[]::new)).succeeded();
    }
}
