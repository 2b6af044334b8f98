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
    /** A question without a token, and one with whatever is given as such. */
    private static final String METADATA = """
            u='http://[fd00:ec2::254]/latest'
            t=$(curl -gs -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' -w '%{http_code}' $u/api/token | tail -1)
            curl -gs -o /dev/null -w '%{http_code} ' $u/meta-data/instance-id
            case $t in *=200) curl -gs -H "X-aws-ec2-metadata-token: ${t%200}" $u/meta-data/instance-id;; *) printf 403;; esac
            """;

    /** What the metadata tells of the interface's prefixes. */
    private static final String PREFIX = """
            u=http://169.254.169.254/latest
            t=$(curl -s -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' $u/api/token)
            m=$(curl -s -H "X-aws-ec2-metadata-token: $t" $u/meta-data/mac)
            curl -s -H "X-aws-ec2-metadata-token: $t" $u/meta-data/network/interfaces/macs/$m/ipv4-prefix
            """;

    /** Whether the answer that has a token is heard by who drops what has fewer hops left than one, and than two. */
    private static final String HOPS = """
            import socket
            for least in 1, 2:
                asking = socket.create_connection(("fd00:ec2::254", 80), 5)
                asking.setsockopt(socket.IPPROTO_IPV6, 73, least) # IPV6_MINHOPCOUNT
                asking.settimeout(2)
                asking.sendall(b"PUT /latest/api/token HTTP/1.1\\r\\nHost: [fd00:ec2::254]\\r\\n"
                    b"X-aws-ec2-metadata-token-ttl-seconds: 60\\r\\n\\r\\n")
                try:
                    print(asking.recv(12).decode(), end=" ")
                except socket.timeout:
                    print("lost", end="")
            """;

    /** Waits for a router's word without asking for it, and tells what it says of itself. */
    private static final String HEAR_ROUTERS = """
            python3 - <<'end' > /tmp/heard 2>&1 &
            import socket
            routers = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
            said, source = routers.recvfrom(2048)
            while said[0] != 134:
                said, source = routers.recvfrom(2048)
            print(source[0].split("%")[0], said[5:8].hex())
            end
            until grep -q ':003A ' /proc/net/raw6; do sleep 0.1; done
            """;

    @TempDir
    private Path directory = Path.of("");

    /** The instance in which commands run. */
    private String asker = "";

    @Test
    void letsAPrivateInstanceOutAsItselfAndNobodyIn() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Clients root = cloud.root();
            SmallNetwork network = SmallNetwork.make(root);
            asker = network.instances().getFirst();
            String block = blocks(root, network);
            String address = address(root, network, block);
            Await.until(
                    "the instance has " + address,
                    Duration.ofMinutes(1),
                    () -> run(cloud, "ip", "-6", "address").contains(address + "/128"));
            asksForMetadata(cloud, root, network);
            isNamed(cloud, root, network, address);
            isDelegated(cloud, root, network);
            letOut(root, network);
            assertThat(requests(cloud).areAnswered("-6")).isFalse();
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
            assertThat(requests(cloud).status("-6")).as("the bucket's policy").isEqualTo("403");
            root.s3().putBucketPolicy(put -> put.bucket(SmallNetwork.BUCKET).policy(readersFrom(address)));
            assertThat(requests(cloud).status("-6"))
                    .as("it comes from " + address)
                    .isEqualTo("200");
            assertThat(why(cloud, network.instances().getFirst(), "[2001:db8::a]:80"))
                    .contains(gateway + " lets connections out");
            assertThat(why(cloud, "internet", "[" + address + "]:22")).contains(gateway + " lets no connection in");
            assertThat(why(cloud, "internet", network.instances().getFirst() + ":22"))
                    .as("by its IPv6 address, as it has no other that the internet knows")
                    .contains(gateway + " lets no connection in");

            aws(root, "delete-egress-only-internet-gateway", "--egress-only-internet-gateway-id", gateway);
            assertThat(requests(cloud).areAnswered("-6")).isFalse();
            assertThat(why(cloud, network.instances().getFirst(), "[2001:db8::a]:80"))
                    .contains("blackhole (" + gateway + " is gone)");
            aws(
                    root,
                    "unassign-ipv6-addresses",
                    "--network-interface-id",
                    instance(root, network, "NetworkInterfaces[0].NetworkInterfaceId"),
                    "--ipv6-addresses",
                    address);
            Await.until(
                    "the instance has no " + address,
                    Duration.ofMinutes(1),
                    () -> !run(cloud, "ip", "-6", "address").contains(address));
        }
    }

    /** Groups do not judge that, and so it is answered before they let IPv6 out. */
    private void asksForMetadata(TestingCloud cloud, Clients root, SmallNetwork network) {
        String instance = network.instances().getFirst();
        assertThat(run(cloud, "sh", "-c", METADATA)).isEqualTo("403 403");
        aws(
                root,
                "modify-instance-metadata-options",
                "--instance-id",
                instance,
                "--http-protocol-ipv6",
                "enabled",
                "--http-tokens",
                "required");
        assertThat(instance(root, network, "MetadataOptions.HttpProtocolIpv6")).isEqualTo("enabled");
        assertThat(run(cloud, "sh", "-c", METADATA)).isEqualTo("401 " + instance);
        assertThat(run(cloud, "python3", "-c", HOPS))
                .as("what carries a token makes one hop")
                .isEqualTo("HTTP/1.1 200 lost");
        assertThat(why(cloud, instance, "[fd00:ec2::254]:80"))
                .contains("INSTANCE_METADATA fd00:ec2::254 tcp 80", "ALLOWED");
    }

    /** A server that starts lets routers speak soon, to instances that went on without one. */
    @Test
    void routersSpeakUnasked() throws Exception {
        try (TestingCloud cloud = TestingCloud.prepare(directory.resolve("host"))) {
            JsonNode instance;
            try (ServerProcess server = ServerProcess.start(cloud)) {
                SmallNetwork network = SmallNetwork.make(cloud.root());
                asker = network.instances().getFirst();
                String address = address(cloud.root(), network, blocks(cloud.root(), network));
                instance = cloud.instance(asker);
                Await.until(
                        "the instance has " + address,
                        Duration.ofMinutes(1),
                        () -> run(cloud, "ip", "-6", "address").contains(address + "/128"));
                run(cloud, "sh", "-c", HEAR_ROUTERS);
                server.kill();
            }
            cloud.start();
            Await.until(
                    "a router speaks",
                    Duration.ofMinutes(2),
                    () -> TestingCloud.exec(instance, directory, "cat", "/tmp/heard")
                            .output()
                            .strip()
                            .equals("fe80::1 800708"));
        }
    }

    /** A prefix is told, and is not put on the interface; what the instance's root puts there sends. */
    private void isDelegated(TestingCloud cloud, Clients root, SmallNetwork network) {
        String eni = instance(root, network, "NetworkInterfaces[0].NetworkInterfaceId");
        String prefix = aws(
                root,
                "assign-private-ip-addresses",
                "--network-interface-id",
                eni,
                "--ipv4-prefix-count",
                "1",
                "--query",
                "AssignedIpv4Prefixes[0].Ipv4Prefix");
        assertThat(instance(root, network, "NetworkInterfaces[0].Ipv4Prefixes[0].Ipv4Prefix"))
                .isEqualTo(prefix);
        assertThat(run(cloud, "sh", "-c", PREFIX)).isEqualTo(prefix);
        String own = prefix.replace("/28", "");
        assertThat(run(cloud, "ip", "-4", "address")).doesNotContain(own);
        run(cloud, "ip", "address", "add", own + "/32", "dev", "lo");
        Await.until(
                "it asks as " + own,
                Duration.ofMinutes(1),
                () -> run(
                                cloud,
                                "sh",
                                "-c",
                                "curl -s --interface " + own + " -m 2 -o /dev/null -w '%{http_code}'"
                                        + " http://169.254.169.254/latest/meta-data/")
                        .equals("401"));
        aws(root, "unassign-private-ip-addresses", "--network-interface-id", eni, "--ipv4-prefixes", prefix);
        assertThat(instance(root, network, "NetworkInterfaces[0].Ipv4Prefixes")).isEmpty();
    }

    private void isNamed(TestingCloud cloud, Clients root, SmallNetwork network, String address) {
        String instance = network.instances().getFirst();
        String name = instance + ".ec2.internal";
        assertThat(run(cloud, "getent", "ahosts", name)).isEmpty();
        assertThat(why(cloud, instance, name + ":22"))
                .contains("there is no name " + name, "modify-private-dns-name-options --instance-id " + instance);
        aws(
                root,
                "modify-private-dns-name-options",
                "--instance-id",
                instance,
                "--enable-resource-name-dns-a-record",
                "--enable-resource-name-dns-aaaa-record");
        assertThat(run(cloud, "getent", "ahosts", name)).contains(address, "10.0.1.10");
        assertThat(run(cloud, "getent", "hosts", address)).contains(name);
        assertThat(why(cloud, instance, name + ":22"))
                .contains(name + " is " + address + " (and 10.0.1.10, which is asked for second)");
        assertThat(why(cloud, network.instances().get(1), name + ":22"))
                .contains(name + " is 10.0.1.10 (and " + address + ", which is asked for second)");
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

    private NoteRequests requests(TestingCloud cloud) {
        return new NoteRequests(cloud, directory, asker, NoteRequests.DUALSTACK_URL);
    }

    private String run(TestingCloud cloud, String... command) {
        return cloud.exec(asker, directory, command).output();
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
