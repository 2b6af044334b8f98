package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.postern.dataplane.Dropped;
import dev.postern.dataplane.Observed;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.trace.Stage;
import dev.postern.testkit.Await;
import dev.postern.testkit.Topology;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a NAT gateway does to packets, beyond who reaches whom: that {@code AllPairsTest} and {@code RandomPairsTest} know. */
@PacketTest
final class NatGatewayPacketsTest {
    private static final Ip PUBLIC = Ip.of("198.19.0.4");
    private static final Ip ONE_PUBLIC = Ip.of("198.19.0.5");
    private static final Ip OTHER_PUBLIC = Ip.of("198.19.0.6");
    /** A public front door. */
    private static final Ip S3 = Ip.of("198.18.0.10");

    /** Who drops what is sent to him. */
    private static final Ip SINK = AddressPlan.INTERNET_CLIENT;

    private static final int PORTS = 55_000;
    private static final int FIRST_PORT = 65_536 - PORTS;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final Topology topology = new Topology();
    private Network network;
    private SubnetId publicSubnet;
    private RouteTableId privateTable;
    private NetworkInterfaceId inside;
    private NetworkInterfaceId nat;

    @BeforeEach
    void publicAndPrivate() {
        network = new Network(directory);
        VpcId vpc = topology.vpc("10.0.0.0/16");
        publicSubnet = topology.subnet(vpc, "10.0.0.0/24");
        SubnetId privateSubnet = topology.subnet(vpc, "10.0.1.0/24");
        RouteTableId publicTable = topology.routeTable(vpc, publicSubnet);
        privateTable = topology.routeTable(vpc, privateSubnet);
        topology.route(publicTable, "0.0.0.0/0", new Route.ViaInternetGateway(topology.internetGateway(vpc)));
        SecurityGroupId open = topology.securityGroup(vpc);
        topology.allowIn(open, Protocol.ALL, new PortRange(-1, -1), "0.0.0.0/0");
        inside = topology.instance(privateSubnet, "10.0.1.10", open);
        nat = topology.natGateway(publicSubnet, "10.0.0.4", PUBLIC.toString());
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        network.close();
        assertThat(directory.resolve("netns")).doesNotExist();
    }

    /** Leads the private subnet to the NAT gateway. */
    private void natGateway() throws Exception {
        topology.route(privateTable, "0.0.0.0/0", new Route.ViaNatGateway(topology.natOf(nat)));
        network.apply(topology);
    }

    private Namespace translator() {
        return network.namespaceOf(topology.natOf(nat));
    }

    @Test
    void letsOutAsItselfAndNobodyIn() throws Exception {
        network.apply(topology);
        Namespace sender = network.namespaceOf(inside);
        assertThat(Network.tryToConnect(sender, S3, 80)).isEmpty();
        natGateway();
        assertThat(Network.connect(sender, S3, 80)).contains("internet " + PUBLIC);
        assertThat(Network.ping(sender, SINK, true)).isTrue();
        Namespace internet = network.dataPlane().internet();
        assertThat(Network.tryToConnect(internet, PUBLIC, 80)).isEmpty();
        assertThat(Network.ping(internet, PUBLIC, false)).isFalse();
        assertThat(network.dropped())
                .extracting(Dropped::stage, dropped -> dropped.packet().destination())
                .contains(tuple(Stage.NAT, PUBLIC));
    }

    @Test
    void forgetsWhatIsIdleAndResetsWhatComesLate() throws Exception {
        natGateway();
        assertThat(setting("nf_conntrack_tcp_timeout_established")).isEqualTo("350");
        assertThat(setting("nf_conntrack_udp_timeout")).isEqualTo("350");
        assertThat(setting("nf_conntrack_udp_timeout_stream")).isEqualTo("350");
        assertThat(setting("nf_conntrack_icmp_timeout")).isEqualTo("350");
        try (Echo echo = new Echo(network.dataPlane().internet(), 443);
                SocketChannel open = Network.open(network.namespaceOf(inside), S3, echo.port())) {
            assertThat(echo.answers(open)).isTrue();
            assertThat(known()).contains("ESTABLISHED");
            // As it would itself, after 350 s.
            Network.run(translator(), "conntrack", "-D", "--orig-dst", S3.toString());
            assertThat(Echo.isReset(open)).isTrue();
        }
    }

    @Test
    void knowsFiftyFiveThousandConnectionsWithOneDestination() throws Exception {
        natGateway();
        Namespace sender = network.namespaceOf(inside);
        Network.run(sender, "ip", "address", "add", "10.0.1.11/32", "dev", "ens5");
        topology.put(topology.networkInterface(inside).withPrivateIps(List.of(Ip.of("10.0.1.10"), Ip.of("10.0.1.11"))));
        network.apply(topology);
        for (String source : List.of("10.0.1.10", "10.0.1.11")) {
            sender.call(() -> {
                for (int port = 20_000; port < 60_000; port++) {
                    try (DatagramSocket socket = new DatagramSocket(
                            new InetSocketAddress(Ip.of(source).toInetAddress(), port))) {
                        socket.send(new DatagramPacket(new byte[1], 1, SINK.toInetAddress(), 9));
                    }
                }
                return true;
            });
        }
        Await.until("all are judged", LIMIT, () -> ports(known()).size() > PORTS * 9 / 10);
        Set<Integer> ports = ports(known());
        assertThat(ports).hasSizeBetween(PORTS * 9 / 10, PORTS).allMatch(port -> port >= FIRST_PORT);
        assertThat(Network.connect(sender, S3, 80)).as("others have their own").contains("internet " + PUBLIC);
    }

    @Test
    void severalAddressesEachServeAPart() throws Exception {
        nat = topology.natGateway(publicSubnet, List.of("10.0.0.5", "10.0.0.6"), NatGateway.Connectivity.PUBLIC);
        topology.elasticIp(nat, ONE_PUBLIC.toString());
        topology.elasticIp(nat, Ip.of("10.0.0.6"), OTHER_PUBLIC.toString());
        topology.route(privateTable, "0.0.0.0/0", new Route.ViaNatGateway(topology.natOf(nat)));
        network.apply(topology);
        Namespace sender = network.namespaceOf(inside);
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < 40; i++) {
            seen.add(Network.connect(sender, S3, 80).orElseThrow());
        }
        assertThat(seen).containsExactly("internet " + ONE_PUBLIC, "internet " + OTHER_PUBLIC);
        assertThat(Network.ping(sender, SINK, true)).isTrue();
    }

    @Test
    void anAddressThatGoesServesOnlyWhatItHas() throws Exception {
        nat = topology.natGateway(publicSubnet, List.of("10.0.0.5", "10.0.0.6"), NatGateway.Connectivity.PUBLIC);
        topology.elasticIp(nat, ONE_PUBLIC.toString());
        topology.elasticIp(nat, Ip.of("10.0.0.6"), OTHER_PUBLIC.toString());
        topology.route(privateTable, "0.0.0.0/0", new Route.ViaNatGateway(topology.natOf(nat)));
        NatGateway both = topology.get(NatGateway.class, topology.natOf(nat).value());
        topology.put(serving(both, 1));
        network.apply(topology);
        Namespace sender = network.namespaceOf(inside);
        try (Echo echo = new Echo(network.dataPlane().internet(), 443);
                SocketChannel open = Network.open(sender, S3, echo.port())) {
            assertThat(echo.answers(open)).isTrue();
            assertThat(known()).contains("dst=10.0.0.6");
            topology.put(serving(both, 0));
            network.apply(topology);
            assertThat(echo.answers(open)).isTrue();
            assertThat(Network.connect(sender, S3, 80)).contains("internet " + ONE_PUBLIC);
        }
    }

    /** With all but one of its addresses about to go. */
    private static NatGateway serving(NatGateway nat, int place) {
        return nat.withAddresses(IntStream.range(0, nat.addresses().size())
                .mapToObj(i -> i == place
                        ? nat.addresses().get(i)
                        : nat.addresses().get(i).leaving(nat.createdAt()))
                .toList());
    }

    @Test
    void goesOnWithoutTheProcessAndEndsWithItsState() throws Exception {
        natGateway();
        Namespace sender = network.namespaceOf(inside);
        try (Echo echo = new Echo(network.dataPlane().internet(), 443);
                SocketChannel open = Network.open(sender, S3, echo.port())) {
            assertThat(echo.answers(open)).isTrue();
            LinuxDataPlane next = Alone.dataPlane(directory);
            Observed adopted = next.apply(NetworkCompiler.compile(topology.snapshot()));
            assertThat(adopted.steps()).isZero();
            assertThat(echo.answers(open)).isTrue();
            NatGateway there =
                    topology.get(NatGateway.class, topology.natOf(nat).value());
            topology.put(there.withState(NatGateway.State.DELETING, there.createdAt()));
            next.apply(NetworkCompiler.compile(topology.snapshot()));
            assertThat(directory.resolve("netns").resolve(there.key())).doesNotExist();
            assertThat(echo.isSilent(open)).isTrue();
            assertThat(Network.tryToConnect(sender, S3, 80)).isEmpty();
            topology.put(there);
            next.apply(NetworkCompiler.compile(topology.snapshot()));
            assertThat(Network.connect(sender, S3, 80)).contains("internet " + PUBLIC);
        }
    }

    @Test
    void whateverVanishesInItNobodyGetsThroughAsHimself() throws Exception {
        natGateway();
        Namespace sender = network.namespaceOf(inside);
        for (String disturbance : List.of(
                "flush ruleset",
                "delete table ip postern",
                "flush chain ip postern translating",
                "flush chain ip postern translated",
                "flush chain ip postern prerouting",
                "flush chain ip postern forward",
                "flush chain ip postern forward-gate",
                "chain ip postern forward { policy accept; }; flush chain ip postern forward")) {
            Network.run(translator(), "nft", disturbance);
            assertThat(Network.tryToConnect(sender, S3, 80)).as(disturbance).isEmpty();
            assertThat(Network.tryToConnect(network.dataPlane().internet(), PUBLIC, 80))
                    .as(disturbance)
                    .isEmpty();
            LinuxDataPlane next = Alone.dataPlane(directory);
            assertThat(next.apply(NetworkCompiler.compile(topology.snapshot())).complete())
                    .isTrue();
            assertThat(Network.connect(sender, S3, 80)).as("mended").contains("internet " + PUBLIC);
        }
    }

    private String setting(String name) throws Exception {
        return Network.run(translator(), "sysctl", "-n", "net.netfilter." + name)
                .strip();
    }

    private String known() {
        try {
            return Network.run(translator(), "conntrack", "-L");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The ports that it has for datagrams to one destination: those to which they would be answered. */
    private static Set<Integer> ports(String connections) {
        Set<Integer> ports = new TreeSet<>();
        Matcher matcher = Pattern.compile("(?m)^udp .* sport=9 dport=(\\d+)").matcher(connections);
        while (matcher.find()) {
            ports.add(Integer.parseInt(matcher.group(1)));
        }
        return ports;
    }
}
