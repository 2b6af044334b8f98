package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.CountedFlow;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.network.NetworkIntent;
import dev.postern.testkit.FlowLogs;
import dev.postern.testkit.Seeds;
import dev.postern.testkit.Topology;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose packets are counted, and as what. */
@PacketTest
final class CountedFlowsTest {
    private static final String ANYBODY = "0.0.0.0/0";
    private static final Ip CLIENT = Ip.of("10.0.0.10");
    private static final Ip SERVER = Ip.of("10.0.1.11");
    private static final Ip S3 = Ip.of("198.18.0.10");
    private static final int WEB = 80;
    private static final int CLOSED = 81;

    @TempDir
    Path directory;

    private final Topology topology = new Topology();
    private Network network;
    private NetworkIntent intent = NetworkIntent.EMPTY;
    private VpcId vpc;
    private SubnetId ofClients;
    private SubnetId ofServers;
    private RouteTableId table;
    private SecurityGroupId clients;
    private SecurityGroupId servers;
    private NetworkInterfaceId client;
    private NetworkInterfaceId server;

    @BeforeEach
    void twoSubnets() {
        network = new Network(directory);
        vpc = topology.vpc("10.0.0.0/16");
        ofClients = topology.subnet(vpc, "10.0.0.0/24");
        ofServers = topology.subnet(vpc, "10.0.1.0/24");
        table = topology.routeTable(vpc, ofClients, ofServers);
        clients = topology.closedSecurityGroup(vpc);
        servers = topology.closedSecurityGroup(vpc);
        client = topology.instance(ofClients, CLIENT.toString(), clients);
        server = topology.instance(ofServers, SERVER.toString(), servers);
        FlowLogs.of(topology, vpc);
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        network.close();
    }

    private void open() {
        topology.allowOut(clients, Protocol.ALL, new PortRange(-1, -1), ANYBODY);
        topology.allowIn(servers, Protocol.TCP, PortRange.of(WEB), "10.0.0.0/16");
    }

    private void apply() throws Exception {
        intent = network.apply(topology);
    }

    /** Who was counted for packets of the client to an address, or back: {@code client out accepted}. */
    private Set<String> verdicts(Ip far) throws IOException {
        return network.dataPlane().counted(intent.vpc(vpc).orElseThrow()).flows().keySet().stream()
                .map(CountedFlow::flow)
                .filter(flow -> flow.source().equals(far) || flow.destination().equals(far))
                .map(flow -> name(flow.eni())
                        + (flow.leaving() ? " out " : " in ")
                        + (flow.accepted() ? "accepted" : "rejected"))
                .collect(Collectors.toSet());
    }

    private String name(NetworkInterfaceId eni) {
        return eni.equals(client) ? "client" : eni.equals(server) ? "server" : eni.value();
    }

    @Test
    void bothSidesAreCountedOfWhatBothAllow() throws Exception {
        open();
        apply();
        assertThat(Network.connect(network.namespaceOf(client), SERVER, WEB)).isPresent();
        assertThat(verdicts(SERVER))
                .containsExactlyInAnyOrder(
                        "client out accepted", "server in accepted", "server out accepted", "client in accepted");
        assertThat(flags(client, true)).isEqualTo(3);
        assertThat(flags(server, true)).isEqualTo(19);
    }

    /** All flags of an interface's packets. */
    private int flags(NetworkInterfaceId eni, boolean leaving) throws IOException {
        return network.dataPlane().counted(intent.vpc(vpc).orElseThrow()).flows().keySet().stream()
                .filter(counted ->
                        counted.flow().eni().equals(eni) && counted.flow().leaving() == leaving)
                .mapToInt(CountedFlow::flags)
                .reduce(0, (one, other) -> one | other);
    }

    @Test
    void whoIsRefusedByTheReceiversGroupsWasAllowedToSend() throws Exception {
        open();
        apply();
        assertThat(Network.tryToConnect(network.namespaceOf(client), SERVER, CLOSED))
                .isEmpty();
        assertThat(verdicts(SERVER)).containsExactlyInAnyOrder("client out accepted", "server in rejected");
    }

    @Test
    void whatMayNotBeSentReachesNobody() throws Exception {
        topology.allowIn(servers, Protocol.ALL, new PortRange(-1, -1), ANYBODY);
        apply();
        assertThat(Network.tryToConnect(network.namespaceOf(client), SERVER, WEB))
                .isEmpty();
        assertThat(verdicts(SERVER)).containsExactly("client out rejected");
    }

    @Test
    void anAclRefusesOnTheWayOut() throws Exception {
        open();
        topology.acl(vpc, List.of(entry(true, true, CLOSED), entry(false, true, 0)), ofClients);
        apply();
        assertThat(Network.tryToConnect(network.namespaceOf(client), SERVER, WEB))
                .isEmpty();
        assertThat(verdicts(SERVER)).containsExactly("client out rejected");
    }

    @Test
    void anAclRefusesOnTheWayInWhatTheSenderMaySend() throws Exception {
        open();
        topology.acl(vpc, List.of(entry(false, true, CLOSED), entry(true, true, 0)), ofServers);
        apply();
        assertThat(Network.tryToConnect(network.namespaceOf(client), SERVER, WEB))
                .isEmpty();
        assertThat(verdicts(SERVER)).containsExactlyInAnyOrder("client out accepted", "server in rejected");
        assertThat(network.dropped()).hasSize(1);
    }

    @Test
    void anAclRefusesOnTheWayInWhatNobodyMaySend() throws Exception {
        topology.acl(vpc, List.of(entry(false, true, CLOSED), entry(true, true, 0)), ofServers);
        apply();
        assertThat(Network.tryToConnect(network.namespaceOf(client), SERVER, WEB))
                .isEmpty();
        assertThat(verdicts(SERVER)).containsExactlyInAnyOrder("client out rejected", "server in rejected");
        assertThat(network.dropped()).as("it is noted once").hasSize(1);
    }

    @Test
    void anAclRefusesTheAnswerToWhoIsRemembered() throws Exception {
        open();
        topology.acl(vpc, List.of(entry(false, true, CLOSED), entry(true, true, 0)), ofClients);
        apply();
        assertThat(Network.tryToConnect(network.namespaceOf(client), SERVER, WEB))
                .isEmpty();
        assertThat(verdicts(SERVER))
                .containsExactlyInAnyOrder(
                        "client out accepted", "server in accepted", "server out accepted", "client in rejected");
    }

    private static NetworkAcl.Entry entry(boolean egress, boolean allow, int port) {
        return new NetworkAcl.Entry(
                100,
                egress,
                allow,
                port == 0 ? Protocol.ALL : Protocol.TCP,
                port == 0 ? new PortRange(-1, -1) : PortRange.of(port),
                Cidr.ALL_IPV4);
    }

    @Test
    void whatHasNoRouteWasAllowedToLeave() throws Exception {
        open();
        apply();
        assertThat(Network.tryToConnect(network.namespaceOf(client), S3, WEB)).isEmpty();
        assertThat(verdicts(S3)).containsExactly("client out accepted");
    }

    @Test
    void aServiceBehindAGatewayEndpointIsCountedBothWays() throws Exception {
        open();
        topology.endpoint(vpc, table);
        apply();
        assertThat(Network.connect(network.namespaceOf(client), S3, WEB)).isPresent();
        assertThat(verdicts(S3)).containsExactlyInAnyOrder("client out accepted", "client in accepted");
    }

    @Test
    void questionsToGuestServicesAreNot() throws Exception {
        open();
        apply();
        for (Ip guest : List.of(Ip.of("10.0.0.2"), Ip.of("169.254.169.254"))) {
            Network.tryToConnect(network.namespaceOf(client), guest, WEB);
            assertThat(verdicts(guest)).as("%s", guest).isEmpty();
        }
    }

    @Test
    void aNatGatewayIsCountedOnItsBothWays() throws Exception {
        open();
        SubnetId outer = topology.subnet(vpc, "10.0.2.0/24");
        RouteTableId outward = topology.routeTable(vpc, outer);
        topology.route(outward, ANYBODY, new Route.ViaInternetGateway(topology.internetGateway(vpc)));
        NetworkInterfaceId nat = topology.natGateway(outer, "10.0.2.9", "198.19.0.9");
        topology.route(table, ANYBODY, new Route.ViaNatGateway(topology.natOf(nat)));
        apply();
        assertThat(Network.connect(network.namespaceOf(client), S3, WEB)).isPresent();
        assertThat(verdicts(S3))
                .containsExactlyInAnyOrder(
                        "client out accepted",
                        nat.value() + " in accepted",
                        nat.value() + " out accepted",
                        "client in accepted");
    }

    @Test
    void nobodyIsCountedWithoutAFlowLog() throws Exception {
        open();
        FlowLogs.remove(topology);
        apply();
        assertThat(Network.connect(network.namespaceOf(client), SERVER, WEB)).isPresent();
        assertThat(verdicts(SERVER)).isEmpty();
        FlowLogs.of(topology, vpc);
        apply();
        assertThat(Network.connect(network.namespaceOf(client), SERVER, WEB)).isPresent();
        assertThat(verdicts(SERVER)).hasSize(4);
    }

    /** Seeded traffic of all kinds, allowed and refused: each flow of the client has the packets and bytes that it saw itself. */
    @Test
    void equalsAnIndependentCount() throws Exception {
        long seed = Long.getLong("test.seed", System.nanoTime());
        System.out.println("replay with -Dtest.seed=" + seed);
        Random random = Seeds.random(seed);
        open();
        topology.allowIn(servers, Protocol.UDP, new PortRange(1000, 1999), ANYBODY);
        topology.allowIn(servers, Protocol.ICMP, PortRange.ANY_ICMP, ANYBODY);
        topology.endpoint(vpc, table);
        apply();
        try (Counting counting = new Counting(network.namespaceOf(client), directory);
                Tallies tallies = new Tallies(network.dataPlane(), intent)) {
            for (int i = 0; i < 60; i++) {
                send(random);
            }
            tallies.requireSame(client, counting);
            assertThat(tallies.of(client)).hasSizeGreaterThan(60);
        }
    }

    private void send(Random random) throws Exception {
        Namespace from = network.namespaceOf(client);
        switch (random.nextInt(6)) {
            case 0 -> Network.connect(from, SERVER, WEB);
            case 1 -> Network.tryToConnect(from, SERVER, CLOSED);
            case 2 -> Network.ping(from, SERVER, true);
            case 3 -> stream(from, S3, random.nextInt(100_000));
            case 4 -> datagrams(from, 1000 + random.nextInt(2000), 1 + random.nextInt(20), random.nextInt(1400));
            default -> stream(from, SERVER, random.nextInt(200_000));
        }
    }

    private static void datagrams(Namespace from, int port, int count, int size) throws Exception {
        try (DatagramChannel socket = from.call(DatagramChannel::open)) {
            for (int i = 0; i < count; i++) {
                socket.send(ByteBuffer.allocate(size), new InetSocketAddress(SERVER.toInetAddress(), port));
            }
        }
    }

    /** Whoever is there reads to the end. */
    private static void stream(Namespace from, Ip to, int bytes) throws Exception {
        try (SocketChannel channel = Network.open(from, to, WEB)) {
            ByteBuffer content = ByteBuffer.allocate(bytes);
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.shutdownOutput();
            channel.socket().getInputStream().readAllBytes();
        }
    }
}
