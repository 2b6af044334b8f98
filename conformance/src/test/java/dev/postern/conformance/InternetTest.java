package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** What instances reach outside of the cloud, with a host and an internet of the test's own, and what never, whatever they try. */
@Tag("conformance")
final class InternetTest {
    private static final String ALLOWED = "203.0.113.5";

    /** Seconds that an answer may take which comes, and that one is waited for which never does. */
    private static final int COMES = 30;

    private static final int STAYS_AWAY = 4;

    @TempDir
    private Path directory = Path.of("");

    /** A public instance, and a private one behind a NAT gateway. */
    private record Instances(String front, String back, String frontAddress) {
        List<String> all() {
            return List.of(front, back);
        }
    }

    @Test
    void reachesWhatTheHostReachesAndNeverTheHost() throws Exception {
        Requirements.namespaces();
        try (OuterWorld world = new OuterWorld(directory);
                HostedCloud cloud = new HostedCloud(directory, world)) {
            cloud.start(
                    "--internet",
                    "--internet-allow",
                    "203.0.113.0/24",
                    "--internet-allow",
                    OuterWorld.HOST + "/32",
                    "--socks",
                    Integer.toString(HostedCloud.SOCKS));
            everythingAnswersTheHost(world);
            Instances made = make(cloud.root().ec2());
            for (String instance : made.all()) {
                goesOut(cloud, instance);
                neverReaches(cloud, instance);
            }
            assertThat(fetched(cloud, made.front(), List.of("[" + OuterWorld.SITE_IPV6 + "]"), COMES))
                    .containsExactly("[" + OuterWorld.SITE_IPV6 + "] " + OuterWorld.HOST_IPV6 + " 200");
            assertThat(fetched(cloud, made.front(), REFUSED_IPV6, STAYS_AWAY))
                    .hasSameSizeAs(REFUSED_IPV6)
                    .allMatch(line -> line.endsWith(" 000"));
            assertThat(world.asked())
                    .contains("www.outer.example.")
                    .noneMatch(name -> name.endsWith("amazonaws.com.") || name.endsWith("internal."));
            assertThat(tracked(cloud, world))
                    .as("what instances leave on the internet's side")
                    .isEqualTo("0");
            explains(cloud, made.back());
            socks(world, made.frontAddress());

            assertThat(cloud.status().path("internet").toString())
                    .isEqualTo("{\"open\":true,\"allowed\":[\"203.0.113.0/24\",\"" + OuterWorld.HOST
                            + "/32\"],\"closedNetworks\":[\""
                            + String.join(
                                    "\",\"",
                                    OuterWorld.LINK,
                                    OuterWorld.ROUTED,
                                    OuterWorld.LINK_IPV6,
                                    OuterWorld.ROUTED_IPV6)
                            + "\"],\"socks\":" + HostedCloud.SOCKS + "}");

            cloud.kill();
            cloud.start();
            assertThat(cloud.status().path("internet").path("open").asBoolean()).isFalse();
            for (String instance : made.all()) {
                assertThat(fetched(cloud, instance, List.of(OuterWorld.SITE, "www.outer.example"), STAYS_AWAY))
                        .containsExactlyInAnyOrder(OuterWorld.SITE + " 000", "www.outer.example 000");
            }
            assertThat(cloud.why(made.front(), OuterWorld.SITE + ":80"))
                    .contains("was started without the internet", "./postern up --internet");
            assertThat(cloud.why(made.front(), "www.outer.example:80")).contains("./postern up --internet");
        }
    }

    private static void goesOut(HostedCloud cloud, String instance) throws Exception {
        String seen = OuterWorld.HOST_PRIVATE + " 200";
        assertThat(fetched(
                        cloud,
                        instance,
                        List.of(
                                OuterWorld.SITE,
                                "www.outer.example",
                                ALLOWED,
                                OuterWorld.HOST + ":" + OuterWorld.PRIVATE_PORT),
                        COMES))
                .containsExactlyInAnyOrder(
                        OuterWorld.SITE + " " + seen,
                        "www.outer.example " + seen,
                        ALLOWED + " " + seen,
                        OuterWorld.HOST + ":" + OuterWorld.PRIVATE_PORT + " " + OuterWorld.HOST + " 200");
        String sum =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(OuterWorld.big()));
        assertThat(shell(cloud, instance, "curl -s http://" + OuterWorld.SITE + "/big | sha256sum"))
                .startsWith(sum);
        assertThat(shell(
                        cloud,
                        instance,
                        "head -c 3000000 /dev/zero | nc -N -w 20 " + OuterWorld.SITE + " " + OuterWorld.COUNTING))
                .as("after the end of what is sent the answer still comes")
                .isEqualTo("3000000");
        assertThat(shell(cloud, instance, echoing(OuterWorld.SITE, COMES))).isEqualTo("1200");
    }

    /** Where no instance gets to; whoever is on the host does. */
    private static final List<String> REFUSED = List.of(
            OuterWorld.HOST + ":" + HostedCloud.API,
            OuterWorld.HOST + ":" + HostedCloud.SOCKS,
            OuterWorld.HOST_PRIVATE + ":" + OuterWorld.PRIVATE_PORT,
            OuterWorld.LAN,
            OuterWorld.OTHER_LAN,
            OuterWorld.NEIGHBOUR,
            OuterWorld.NEIGHBOUR_BY_ROUTE,
            OuterWorld.CLOUDS_OWN,
            OuterWorld.LINK_LOCAL,
            OuterWorld.VIRTUAL_HOST,
            "rebinding.outer.example:" + HostedCloud.API,
            "lan.outer.example");

    private static final List<String> REFUSED_IPV6 = List.of(
            "[" + OuterWorld.LAN_IPV6 + "]",
            "[" + OuterWorld.NEIGHBOUR_IPV6 + "]",
            "[" + OuterWorld.NEIGHBOUR_BY_ROUTE_IPV6 + "]");

    /** What an instance does not reach was refused, and not just silent. */
    private void everythingAnswersTheHost(OuterWorld world) {
        List<String> all = new ArrayList<>(REFUSED);
        all.addAll(REFUSED_IPV6);
        assertThat(Finished.run(Map.of(), directory, world.onHost(List.of("sh", "-c", fetching(all, COMES))))
                        .succeeded()
                        .strip()
                        .lines())
                .hasSameSizeAs(all)
                .noneMatch(line -> line.endsWith(" 000"));
        for (String address : List.of(OuterWorld.SITE, OuterWorld.LAN, OuterWorld.NEIGHBOUR)) {
            assertThat(Finished.run(Map.of(), directory, world.onHost(List.of("sh", "-c", echoing(address, COMES))))
                            .succeeded()
                            .strip())
                    .as(address)
                    .isEqualTo("1200");
        }
    }

    private static void neverReaches(HostedCloud cloud, String instance) {
        List<String> refused = new ArrayList<>(REFUSED);
        refused.add(OuterWorld.SITE + ":81"); // a closed port
        assertThat(fetched(cloud, instance, refused, STAYS_AWAY))
                .hasSameSizeAs(refused)
                .allMatch(line -> line.endsWith(" 000"));
        for (String address : List.of(OuterWorld.LAN, OuterWorld.NEIGHBOUR)) {
            assertThat(shell(cloud, instance, echoing(address, STAYS_AWAY)))
                    .as(address)
                    .isEqualTo("0");
        }
        assertThat(shell(
                        cloud,
                        instance,
                        "ping -c 1 -W 1 " + OuterWorld.SITE + " >/dev/null || echo silence;"
                                + " getent ahostsv4 nobody.outer.example || echo unknown"))
                .isEqualTo("silence\nunknown");
    }

    private static void explains(HostedCloud cloud, String instance) throws Exception {
        assertThat(cloud.why(instance, "www.outer.example:443"))
                .contains("ALLOWED", "as this machine's resolvers say", "goes on to " + OuterWorld.SITE);
        assertThat(cloud.why(instance, OuterWorld.LAN + ":443"))
                .contains("is private (192.168.0.0/16)", "--internet-allow " + OuterWorld.LAN + "/32");
        assertThat(cloud.why(instance, OuterWorld.NEIGHBOUR + ":443"))
                .contains(
                        "is in a network of this machine's interfaces (" + OuterWorld.LINK + ")",
                        "--internet-allow " + OuterWorld.NEIGHBOUR + "/32");
        assertThat(cloud.why(instance, "5.5.6.2:443")).contains("5.5.6.2 is an address of this machine");
        assertThat(cloud.why(instance, OuterWorld.HOST + ":" + HostedCloud.API)).contains("is never reached");
        assertThat(cloud.why(instance, OuterWorld.SITE + "/icmp")).contains("does not leave this cloud");
    }

    private void socks(OuterWorld world, String instanceAddress) {
        assertThat(bySocks(world, "http://s3.us-east-1.amazonaws.com/")).isEqualTo("403");
        assertThat(bySocks(world, "http://[2001:db8::a]/")).isEqualTo("403");
        String name = "ec2-" + instanceAddress.replace('.', '-') + ".compute-1.amazonaws.com";
        for (String address : List.of(instanceAddress, name)) {
            assertThat(Finished.run(
                                    Map.of(),
                                    directory,
                                    world.onHost(List.of(
                                            "nc",
                                            "-z",
                                            "-w",
                                            "10",
                                            "-X",
                                            "5",
                                            "-x",
                                            "127.0.0.1:" + HostedCloud.SOCKS,
                                            address,
                                            "22")))
                            .exitCode())
                    .as(address)
                    .isZero();
        }
        for (String refused : List.of(
                "http://127.0.0.1:" + HostedCloud.API + "/",
                "http://" + OuterWorld.SITE + "/",
                "http://www.outer.example/",
                "http://10.0.0.10/",
                "http://[::ffff:127.0.0.1]:" + HostedCloud.API + "/")) {
            assertThat(bySocks(world, refused)).as(refused).isEqualTo("000");
        }
    }

    private String bySocks(OuterWorld world, String url) {
        return Finished.run(
                        Map.of(),
                        directory,
                        world.onHost(List.of(
                                "curl",
                                "-s",
                                "-g",
                                "-m",
                                "20",
                                "-o",
                                "/dev/null",
                                "-w",
                                "%{http_code}",
                                "--socks5-hostname",
                                "127.0.0.1:" + HostedCloud.SOCKS,
                                url)))
                .output();
    }

    private String tracked(HostedCloud cloud, OuterWorld world) {
        List<String> command = new ArrayList<>(List.of(
                "nsenter",
                "--net=" + cloud.data().resolve("run/netns/internet"),
                "cat",
                "/proc/sys/net/netfilter/nf_conntrack_count"));
        return Finished.run(Map.of(), directory, world.onHost(command)).succeeded();
    }

    /** Of each address, all at once: its answer's body and status; 000 where none comes. */
    private static List<String> fetched(HostedCloud cloud, String instance, List<String> addresses, int seconds) {
        return shell(cloud, instance, fetching(addresses, seconds)).lines().toList();
    }

    private static String fetching(List<String> addresses, int seconds) {
        return "for a in " + String.join(" ", addresses)
                + "; do (echo \"$a $(curl -s -g -m " + COMES + " --connect-timeout " + seconds
                + " -w ' %{http_code}' http://$a/ | tr '\\n' ' ')\""
                + " | tr -s ' ') & done; wait";
    }

    /** How many bytes of a datagram come back, within so many seconds. */
    private static String echoing(String address, int seconds) {
        return "head -c 1200 /dev/zero | tr '\\0' x | nc -u -W 1 -w " + seconds + " " + address + " " + OuterWorld.ECHO
                + " | wc -c";
    }

    private static String shell(HostedCloud cloud, String instance, String line) {
        return cloud.exec(instance, "sh", "-c", line).output().strip();
    }

    private static Instances make(Ec2Client ec2) {
        String vpc = ec2.createVpc(create -> create.cidrBlock("10.0.0.0/16").amazonProvidedIpv6CidrBlock(true))
                .vpc()
                .vpcId();
        String ipv6 = ec2.describeVpcs(describe -> describe.vpcIds(vpc))
                .vpcs()
                .getFirst()
                .ipv6CidrBlockAssociationSet()
                .getFirst()
                .ipv6CidrBlock();
        ec2.modifyVpcAttribute(modify -> modify.vpcId(vpc).enableDnsHostnames(on -> on.value(true)));
        String gateway = ec2.createInternetGateway().internetGateway().internetGatewayId();
        ec2.attachInternetGateway(attach -> attach.vpcId(vpc).internetGatewayId(gateway));
        String open = subnet(ec2, vpc, "10.0.0.0/24");
        String closed = subnet(ec2, vpc, "10.0.1.0/24");
        String opened = table(ec2, vpc, open);
        ec2.createRoute(route ->
                route.routeTableId(opened).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
        ec2.associateSubnetCidrBlock(associate -> associate.subnetId(open).ipv6CidrBlock(ipv6.replace("/56", "/64")));
        ec2.createRoute(route ->
                route.routeTableId(opened).destinationIpv6CidrBlock("::/0").gatewayId(gateway));
        String nat = ec2.createNatGateway(create ->
                        create.subnetId(open).allocationId(ec2.allocateAddress().allocationId()))
                .natGateway()
                .natGatewayId();
        ec2.createRoute(route -> route.routeTableId(table(ec2, vpc, closed))
                .destinationCidrBlock("0.0.0.0/0")
                .natGatewayId(nat));
        String group = ec2.createSecurityGroup(
                        create -> create.vpcId(vpc).groupName("ssh").description("ssh"))
                .groupId();
        ec2.authorizeSecurityGroupIngress(authorize -> authorize
                .groupId(group)
                .ipProtocol("tcp")
                .fromPort(22)
                .toPort(22)
                .cidrIp("0.0.0.0/0"));
        String front = launch(ec2, open, group, true);
        String back = launch(ec2, closed, group, false);
        Clients.waiter(ec2).waitUntilInstanceRunning(describe -> describe.instanceIds(front, back));
        Clients.waiter(ec2).waitUntilNatGatewayAvailable(describe -> describe.natGatewayIds(nat));
        return new Instances(
                front,
                back,
                ec2.describeInstances(describe -> describe.instanceIds(front))
                        .reservations()
                        .getFirst()
                        .instances()
                        .getFirst()
                        .publicIpAddress());
    }

    private static String subnet(Ec2Client ec2, String vpc, String block) {
        return ec2.createSubnet(create -> create.vpcId(vpc).cidrBlock(block))
                .subnet()
                .subnetId();
    }

    private static String table(Ec2Client ec2, String vpc, String subnet) {
        String table =
                ec2.createRouteTable(create -> create.vpcId(vpc)).routeTable().routeTableId();
        ec2.associateRouteTable(associate -> associate.routeTableId(table).subnetId(subnet));
        return table;
    }

    private static String launch(Ec2Client ec2, String subnet, String group, boolean isPublic) {
        String image = ec2.describeImages(describe -> describe.owners("amazon"))
                .images()
                .getFirst()
                .imageId();
        RunInstancesRequest run = RunInstancesRequest.builder()
                .imageId(image)
                .instanceType(InstanceType.T3_MICRO)
                .minCount(1)
                .maxCount(1)
                .networkInterfaces(InstanceNetworkInterfaceSpecification.builder()
                        .deviceIndex(0)
                        .subnetId(subnet)
                        .groups(group)
                        .associatePublicIpAddress(isPublic)
                        .ipv6AddressCount(isPublic ? 1 : null)
                        .build())
                .build();
        return ec2.runInstances(run).instances().getFirst().instanceId();
    }
}
