package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.network.Mtu;
import dev.postern.testkit.Topology;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How large packets may be, and what becomes of larger ones.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html">Network MTU</a>
 */
@PacketTest
final class PacketSizeTest {
    /** An IPv4 header, and that of an echo request. */
    private static final int HEADERS = 28;

    private static final Ip INTERNET = AddressPlan.INTERNET_CLIENT;
    private static final PortRange EVERYTHING = new PortRange(-1, -1);

    @TempDir
    Path directory;

    private final Topology topology = new Topology();
    private Network network;
    private VpcId vpc;
    private SubnetId subnet;
    private RouteTableId table;
    private SecurityGroupId group;
    private NetworkInterfaceId one;

    @BeforeEach
    void aPublicSubnet() {
        network = new Network(directory);
        vpc = topology.vpc("10.0.0.0/16");
        subnet = topology.subnet(vpc, "10.0.0.0/24");
        table = topology.routeTable(vpc, subnet);
        group = topology.securityGroup(vpc);
        one = topology.instance(subnet, "10.0.0.10", group);
        topology.publicIp(one, "198.19.0.10");
        topology.route(table, "0.0.0.0/0", new Route.ViaInternetGateway(topology.internetGateway(vpc)));
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        network.close();
    }

    @Test
    void insideAVpcThreeTimesAsLargeAsOutside() throws Exception {
        topology.allowIn(group, Protocol.ALL, EVERYTHING, "10.0.0.0/16");
        topology.instance(subnet, "10.0.0.11", group);
        topology.instance(topology.subnet(vpc, "10.0.1.0/24"), "10.0.1.10", group);
        network.apply(topology);
        assertThat(passes(one, Ip.of("10.0.0.11"), Mtu.INSIDE)).isTrue();
        assertThat(passes(one, Ip.of("10.0.1.10"), Mtu.INSIDE)).isTrue();
        assertThat(passes(one, INTERNET, Mtu.INTERNET)).isTrue();
        assertThat(ping(one, INTERNET, Mtu.INTERNET + 1, "do"))
                .contains("From 10.0.0.1 ")
                .containsIgnoringCase("frag needed and DF set (mtu = 1500)");
        // Whoever does not mind is sent on in pieces, there and back.
        assertThat(ping(one, INTERNET, 4000, "dont")).contains("1 received");
    }

    @Test
    void streamsFindTheirSizeByThemselves() throws Exception {
        network.apply(topology);
        Namespace internet = network.dataPlane().internet();
        int bytes = 300_000;
        try (ExecutorService sender = Executors.newVirtualThreadPerTaskExecutor();
                ServerSocketChannel server =
                        internet.call(() -> ServerSocketChannel.open().bind(new InetSocketAddress("0.0.0.0", 443)));
                SocketChannel client = Network.open(network.namespaceOf(one), Ip.of("198.18.0.10"), 443);
                SocketChannel accepted = server.accept()) {
            for (List<SocketChannel> way : List.of(List.of(client, accepted), List.of(accepted, client))) {
                Future<?> sent = sender.submit(() -> {
                    Channels.newOutputStream(way.getFirst()).write(new byte[bytes]);
                    return true;
                });
                assertThat(Channels.newInputStream(way.getLast()).readNBytes(bytes))
                        .hasSize(bytes);
                assertThat(sent.get(60, TimeUnit.SECONDS)).isEqualTo(true);
            }
        }
    }

    @Test
    void anAclThatRefusesTheErrorLeavesTheSenderInTheDark() throws Exception {
        topology.acl(
                vpc,
                List.of(
                        new NetworkAcl.Entry(90, false, false, Protocol.ICMP, new PortRange(3, 4), Cidr.ALL_IPV4),
                        new NetworkAcl.Entry(100, false, true, Protocol.ALL, PortRange.ALL, Cidr.ALL_IPV4),
                        new NetworkAcl.Entry(100, true, true, Protocol.ALL, PortRange.ALL, Cidr.ALL_IPV4)),
                subnet);
        network.apply(topology);
        assertThat(passes(one, INTERNET, Mtu.INTERNET)).isTrue();
        assertThat(ping(one, INTERNET, Mtu.INTERNET + 1, "do"))
                .contains("0 received")
                .doesNotContainIgnoringCase("frag needed");
    }

    @Test
    void throughANatGatewayTheSenderIsToldToo() throws Exception {
        SubnetId inner = topology.subnet(vpc, "10.0.1.0/24");
        NetworkInterfaceId behind = topology.instance(inner, "10.0.1.10", group);
        NetworkInterfaceId nat = topology.natGateway(subnet, "10.0.0.4", "198.19.0.4");
        topology.route(topology.routeTable(vpc, inner), "0.0.0.0/0", new Route.ViaNatGateway(topology.natOf(nat)));
        network.apply(topology);
        assertThat(ping(behind, INTERNET, Mtu.NAT_GATEWAY + 1, "do"))
                .contains("From 10.0.1.1 ")
                .containsIgnoringCase("frag needed and DF set (mtu = 8500)");
        assertThat(passes(behind, INTERNET, Mtu.INTERNET)).isTrue();
        assertThat(ping(behind, INTERNET, Mtu.INTERNET + 1, "do"))
                .containsIgnoringCase("frag needed and DF set (mtu = 1500)");
    }

    @Test
    void betweenVpcsItDependsOnTheRegion() throws Exception {
        Ip near = peered(List.of(), "10.1.0.");
        Ip far = peered(List.of(Region.find("eu-west-1").orElseThrow()), "10.2.0.");
        network.apply(topology);
        assertThat(passes(one, near, Mtu.INSIDE)).isTrue();
        assertThat(passes(one, far, Mtu.BETWEEN_REGIONS)).isTrue();
        assertThat(ping(one, far, Mtu.BETWEEN_REGIONS + 1, "do"))
                .contains("From 10.0.0.1 ")
                .containsIgnoringCase("frag needed and DF set (mtu = 8500)");
    }

    /** Who is in a VPC that is peered, there or elsewhere. */
    private Ip peered(List<Region> elsewhere, String block) {
        elsewhere.forEach(topology::goTo);
        VpcId peer = topology.vpc(block + "0/24");
        SubnetId there = topology.subnet(peer, block + "0/24");
        SecurityGroupId open = topology.securityGroup(peer);
        topology.allowIn(open, Protocol.ALL, EVERYTHING, "0.0.0.0/0");
        topology.instance(there, block + "10", open);
        RouteTableId back = topology.routeTable(peer, there);
        VpcPeeringConnectionId peering = topology.peering(vpc, peer);
        topology.route(back, "10.0.0.0/16", new Route.ViaPeering(peering));
        topology.goTo(Region.US_EAST_1);
        topology.route(table, block + "0/24", new Route.ViaPeering(peering));
        return Ip.of(block + "10");
    }

    private boolean passes(NetworkInterfaceId from, Ip to, int bytes) throws Exception {
        return ping(from, to, bytes, "do").contains("1 received");
    }

    /** What ping says of a packet of a size. */
    private String ping(NetworkInterfaceId from, Ip to, int bytes, String mayBeFragmented) throws Exception {
        return Network.run(
                network.namespaceOf(from),
                "sh",
                "-c",
                "ping -n -c 1 -W 3 -M " + mayBeFragmented + " -s " + (bytes - HEADERS) + " " + to + " 2>&1; true");
    }
}
