package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.Dropped;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.trace.Stage;
import dev.postern.testkit.Await;
import dev.postern.testkit.Ipv6Only;
import dev.postern.testkit.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where everybody is given his neighbours: who says that he is the router, or that others' addresses are his, is believed by nobody, and
 * noted; who forgets his gateway is told it again. In a subnet of IPv6 only, where nothing else is left.
 */
@PacketTest
final class NeighbourDiscoveryTest {
    private static final Ip LIAR = Ip.of("2001:db8:8000::10");
    private static final Ip BELIEVER = Ip.of("2001:db8:8000::20");

    /** To all nodes and to one: an advertisement of a router, of a neighbour, and a redirect. */
    private static final String LIES = """
            import socket, sys
            every, one = "ff02::1%ens5", sys.argv[1]
            s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
            s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
            s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, 255)
            target = socket.inet_pton(socket.AF_INET6, one)
            gateway = socket.inet_pton(socket.AF_INET6, "fe80::1")
            mac = bytes([2, 1, 2, 3, 4, 5, 6, 7])
            router = bytes([134, 0, 0, 0, 64, 0x80, 0xff, 0xff]) + bytes(8)
            for to in every, one:
                s.sendto(router, (to, 0))
                s.sendto(bytes([136, 0, 0, 0, 0x20, 0, 0, 0]) + target + mac, (to, 0))
                s.sendto(bytes([136, 0, 0, 0, 0xa0, 0, 0, 0]) + gateway + mac, (to, 0))
                s.sendto(bytes([137, 0, 0, 0, 0, 0, 0, 0]) + gateway + target + mac, (to, 0))
            """;

    @TempDir
    Path directory;

    private final Topology topology = new Topology();
    private Network network;
    private VpcId vpc;
    private NetworkInterfaceId liar;
    private NetworkInterfaceId believer;

    @BeforeEach
    void twoInOneSubnet() throws Exception {
        network = new Network(directory);
        vpc = topology.vpc("10.0.0.0/16");
        SubnetId subnet = topology.subnet(vpc, "10.0.0.0/24");
        topology.routeTable(vpc, subnet);
        topology.ipv6(vpc, "2001:db8:8000::/56");
        topology.ipv6(subnet, "2001:db8:8000::/64");
        SecurityGroupId open = topology.securityGroup(vpc);
        topology.allowIn(open, Protocol.ALL, PortRange.ALL, "::/0");
        topology.allowOut(open, Protocol.ALL, PortRange.ALL, "::/0");
        liar = topology.instance(subnet, "10.0.0.10", open);
        believer = topology.instance(subnet, "10.0.0.20", open);
        topology.ipv6(liar, LIAR.toString());
        topology.ipv6(believer, BELIEVER.toString());
        Ipv6Only.make(topology, subnet);
        network.apply(topology);
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        network.close();
    }

    @Test
    void whoForgetsHisGatewayIsToldItAgain() throws Exception {
        Namespace inside = network.namespaceOf(believer);
        for (String deed : List.of(
                "ip -6 route flush table main",
                "ip -6 neighbour delete fe80::1 dev ens5",
                "ip -6 neighbour flush dev ens5 nud permanent",
                "ip -6 address flush dev ens5",
                "ip link set ens5 down && ip link set ens5 up")) {
            Network.run(inside, "sh", "-c", deed);
            assertThat(Alone.dataPlane(directory)
                            .apply(NetworkCompiler.compile(topology.snapshot()))
                            .problems())
                    .as(deed)
                    .isEmpty();
            assertThat(Network.connect(inside, LIAR, 80)).as(deed).isPresent();
            assertThat(Network.connect(network.namespaceOf(liar), BELIEVER, 80))
                    .as(deed)
                    .isPresent();
        }
    }

    /**
     * Nobody asks whether his addresses are another's, as nobody can, nor waits as if he had asked. That the kernel was told so is looked
     * up: it holds an address for tentative for a moment even where nobody waits.
     */
    @Test
    void nobodyAsksWhetherHisAddressesAreAnothers() throws Exception {
        Namespace inside = network.namespaceOf(believer);
        String before = solicitations(inside);
        for (int time = 0; time < 5; time++) {
            Network.run(inside, "sh", "-c", "ip link set ens5 down && ip link set ens5 up");
            Await.until("he has his address", Duration.ofMinutes(1), () -> hasAddress(inside));
        }
        assertThat(solicitations(inside)).isEqualTo(before);
        assertThat(Network.run(inside, "sysctl", "-n", "net.ipv6.conf.all.accept_dad", "net.ipv6.conf.ens5.accept_dad"))
                .isEqualTo("0\n0\n");
    }

    @Test
    void nobodyIsPoisoned() throws Exception {
        Namespace far = network.namespaceOf(believer);
        Network.run(far, "sysctl", "-qw", "net.ipv6.conf.ens5.accept_ra=2");
        String before = known(far) + known(network.vpc(vpc));
        Network.run(network.namespaceOf(liar), "python3", "-c", LIES, BELIEVER.toString());
        Await.until(
                "all lies are noted",
                Duration.ofMinutes(1),
                () -> noted(network).containsAll(Set.of(134, 136, 137)));
        assertThat(known(far) + known(network.vpc(vpc))).isEqualTo(before);
        assertThat(Network.connect(network.namespaceOf(liar), BELIEVER, 80)).isPresent();
    }

    private static boolean hasAddress(Namespace in) {
        try {
            String addresses = Network.run(in, "ip", "-6", "address", "show", "dev", "ens5");
            return addresses.contains("inet6 fe80::") && !addresses.contains("tentative");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** How many questions for others' addresses went out by the link. */
    private static String solicitations(Namespace in) throws Exception {
        return Network.run(in, "sh", "-c", "grep Icmp6OutNeighborSolicits /proc/net/dev_snmp6/ens5");
    }

    /** What a namespace knows of routes that it was given or told, and of neighbours. */
    private static String known(Namespace in) throws Exception {
        return Network.run(in, "ip", "-6", "route", "show", "proto", "80")
                + Network.run(in, "ip", "-6", "route", "show", "proto", "ra")
                + Network.run(in, "ip", "-6", "neighbour", "show");
    }

    /** The types of ICMPv6 that were refused as somebody else's. */
    private static Set<Integer> noted(Network network) {
        Set<Integer> types = new TreeSet<>();
        try {
            for (Dropped dropped : network.dropped()) {
                if (dropped.stage() == Stage.SPOOF
                        && dropped.packet().protocol().equals(Protocol.ICMPV6)) {
                    types.add(dropped.packet().key() >> 8);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return types;
    }
}
