package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.Observed;
import dev.postern.linux.PacketPrograms;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Nat64;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.trace.Outcome;
import dev.postern.network.trace.PacketWalker;
import dev.postern.network.trace.Trace;
import dev.postern.testkit.Topology;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
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

/** Who speaks IPv6 reaches IPv4 through a NAT gateway: real packets, which the trace foretells. */
@PacketTest
final class Nat64Test {
    private static final Ip PUBLIC = Ip.of("198.19.0.4");
    private static final Ip SOURCE = Ip.of("2001:db8:8000:1::10");
    private static final Ip S3 = Nat64.of(Ip.of("198.18.0.10"));
    private static final Ip PERSON = Nat64.of(AddressPlan.INTERNET_CLIENT);
    private static final Ip NEIGHBOUR = Ip.of("10.0.0.20");
    private static final int HEADERS = 48;

    @TempDir
    Path directory;

    private final Topology topology = new Topology();
    private Network network;
    private NetworkInterfaceId inside;
    private NetworkInterfaceId neighbour;
    private NetworkInterfaceId nat;

    @BeforeEach
    void publicAndPrivate() throws Exception {
        network = new Network(directory);
        VpcId vpc = topology.vpc("10.0.0.0/16");
        SubnetId publicSubnet = topology.subnet(vpc, "10.0.0.0/24");
        SubnetId privateSubnet = topology.subnet(vpc, "10.0.1.0/24");
        RouteTableId publicTable = topology.routeTable(vpc, publicSubnet);
        RouteTableId privateTable = topology.routeTable(vpc, privateSubnet);
        topology.route(publicTable, "0.0.0.0/0", new Route.ViaInternetGateway(topology.internetGateway(vpc)));
        SecurityGroupId open = topology.securityGroup(vpc);
        topology.allowIn(open, Protocol.ALL, PortRange.ALL, "10.0.0.0/16");
        topology.allowOut(open, Protocol.ALL, PortRange.ALL, "::/0");
        inside = topology.instance(privateSubnet, "10.0.1.10", open);
        neighbour = topology.instance(publicSubnet, NEIGHBOUR.toString(), open);
        nat = topology.natGateway(publicSubnet, "10.0.0.4", PUBLIC.toString());
        network.apply(topology);
        // A gateway that is there already learns of the other family.
        topology.ipv6(vpc, "2001:db8:8000::/56");
        topology.ipv6(privateSubnet, "2001:db8:8000:1::/64");
        topology.ipv6(inside, SOURCE.toString());
        topology.route(privateTable, Nat64.PREFIX.toString(), new Route.ViaNatGateway(topology.natOf(nat)));
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        network.close();
        assertThat(directory.resolve("netns")).doesNotExist();
    }

    private Namespace translator() {
        return network.namespaceOf(topology.natOf(nat));
    }

    @Test
    void everyKindOfPacketPassesAsItsTraceSays() throws Exception {
        NetworkIntent intent = network.apply(topology);
        Namespace sender = network.namespaceOf(inside);
        for (Ip destination : List.of(
                S3,
                PERSON,
                Nat64.of(NEIGHBOUR),
                Nat64.of(Ip.of("10.0.0.4")),
                Nat64.of(Ip.of("10.0.0.99")),
                Nat64.of(Ip.of("169.254.169.254")),
                Nat64.of(Ip.of("169.254.169.253")),
                Nat64.of(Ip.of("192.0.0.1")),
                Nat64.of(Ip.of("127.0.0.1")))) {
            Trace stream = PacketWalker.trace(intent, Packet.tcp(inside, SOURCE, destination, 80));
            String seen = (stream.delivered()
                            ? Network.connect(sender, destination, 80)
                            : Network.tryToConnect(sender, destination, 80))
                    .orElse("nobody");
            assertThat(seen).as(stream.toString()).isEqualTo(network.foretold(stream, sender));
            Trace echo = PacketWalker.trace(intent, Packet.echo(inside, SOURCE, destination));
            assertThat(Network.ping(sender, destination, echo.delivered()))
                    .as(echo.toString())
                    .isEqualTo(echo.delivered());
        }
        Trace known = PacketWalker.trace(intent, Packet.tcp(inside, SOURCE, S3, 80));
        assertThat(known.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Delivered.class,
                        delivered -> assertThat(delivered.arrived().source()).isEqualTo(PUBLIC));
        assertThat(Network.connect(sender, S3, 80)).contains("internet " + PUBLIC);
    }

    @Test
    void datagramsAndTheErrorsAboutThemComeBack() throws Exception {
        network.apply(topology);
        Namespace sender = network.namespaceOf(inside);
        try (DatagramSocket server = network.namespaceOf(neighbour)
                        .call(() -> new DatagramSocket(new InetSocketAddress(NEIGHBOUR.toInetAddress(), 7)));
                DatagramSocket client = sender.call(() -> new DatagramSocket(0))) {
            byte[] said = "hello".getBytes(StandardCharsets.UTF_8);
            DatagramPacket heard = new DatagramPacket(new byte[100], 100);
            server.setSoTimeout(8000);
            client.setSoTimeout(8000);
            client.connect(Nat64.of(NEIGHBOUR).toInetAddress(), 7);
            client.send(new DatagramPacket(said, said.length));
            server.receive(heard);
            assertThat(Ip.of(heard.getAddress())).isEqualTo(Ip.of("10.0.0.4"));
            server.send(heard);
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            client.receive(answer);
            assertThat(answer.getLength()).isEqualTo(said.length);
            assertThat(answer.getData()).startsWith(said);
        }
        try (DatagramSocket client = sender.call(() -> new DatagramSocket(0))) {
            client.setSoTimeout(8000);
            client.connect(Nat64.of(NEIGHBOUR).toInetAddress(), 9);
            client.send(new DatagramPacket(new byte[1], 1));
            assertThat(refused(client)).as("nobody listens at the port").isTrue();
        }
    }

    private static boolean refused(DatagramSocket client) throws IOException {
        try {
            client.receive(new DatagramPacket(new byte[1], 1));
            return false;
        } catch (PortUnreachableException e) {
            return true;
        }
    }

    @Test
    void theSenderIsToldHowLargeAPacketMayBe() throws Exception {
        network.apply(topology);
        assertThat(ping(PERSON, 1520)).contains("1 received");
        assertThat(ping(PERSON, 1521)).containsIgnoringCase("too big: mtu=1520");
        assertThat(ping(Nat64.of(NEIGHBOUR), 8500)).contains("1 received");
    }

    @Test
    void streamsFindTheirSizeByThemselves() throws Exception {
        network.apply(topology);
        int bytes = 300_000;
        try (ExecutorService sender = Executors.newVirtualThreadPerTaskExecutor();
                ServerSocketChannel server = network.dataPlane()
                        .internet()
                        .call(() -> ServerSocketChannel.open().bind(new InetSocketAddress("0.0.0.0", 443)));
                SocketChannel client = Network.open(network.namespaceOf(inside), S3, 443);
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
    void goesOnWithoutTheProcessAndWithoutTheProgramNobodyGetsThrough() throws Exception {
        network.apply(topology);
        Namespace sender = network.namespaceOf(inside);
        try (Echo echo = new Echo(network.dataPlane().internet(), 443);
                SocketChannel open = Network.open(sender, S3, echo.port())) {
            assertThat(echo.answers(open)).isTrue();
            LinuxDataPlane next = Alone.dataPlane(directory);
            Observed adopted = next.apply(NetworkCompiler.compile(topology.snapshot()));
            assertThat(adopted.steps()).isZero();
            assertThat(echo.answers(open)).isTrue();
            for (String disturbance : List.of(
                    "flush ruleset",
                    "delete table ip postern",
                    "delete table ip6 postern",
                    "flush chain ip6 postern translating",
                    "flush chain ip6 postern translated",
                    "flush chain ip6 postern prerouting",
                    "flush chain ip6 postern forward",
                    "flush chain ip6 postern forward-gate")) {
                Network.run(translator(), "nft", disturbance);
                assertThat(Network.tryToConnect(sender, S3, 80)).as(disturbance).isEmpty();
                mend(sender);
            }
            translator().call(() -> {
                PacketPrograms.clear(StateReader.number("nat"), PacketPrograms.Direction.LEAVING);
                return true;
            });
            assertThat(Network.tryToConnect(sender, S3, 80)).isEmpty();
            mend(sender);
        }
    }

    private void mend(Namespace sender) throws Exception {
        assertThat(Alone.dataPlane(directory)
                        .apply(NetworkCompiler.compile(topology.snapshot()))
                        .complete())
                .isTrue();
        assertThat(Network.connect(sender, S3, 80)).as("mended").contains("internet " + PUBLIC);
    }

    /** What ping says of a packet of a size. */
    private String ping(Ip to, int bytes) throws Exception {
        return Network.run(
                network.namespaceOf(inside),
                "sh",
                "-c",
                "ping -n -c 1 -W 3 -M do -s " + (bytes - HEADERS) + " " + to + " 2>&1; true");
    }
}
