package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.ec2.ConnectionTimeouts;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.testkit.Await;
import dev.postern.testkit.Topology;
import java.io.BufferedReader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of open connections when rules of security groups go, and of idle ones.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html">Connection tracking</a>
 */
@PacketTest
final class ConnectionTrackingTest {
    private static final String ANYBODY = "0.0.0.0/0";
    private static final Ip CLIENT = Ip.of("10.0.0.10");
    private static final Ip SERVER = Ip.of("10.0.0.11");
    private static final Ip S3 = Ip.of("198.18.0.10");
    private static final int PORT = 9000;
    private static final PortRange EVERYTHING = new PortRange(-1, -1);

    @TempDir
    Path directory;

    private final Topology topology = new Topology();
    private Network network;
    private VpcId vpc;
    private SubnetId subnet;
    private RouteTableId table;
    private SecurityGroupId ofClient;
    private SecurityGroupId ofServer;
    private NetworkInterfaceId client;
    private NetworkInterfaceId server;

    @BeforeEach
    void twoInstances() {
        network = new Network(directory);
        vpc = topology.vpc("10.0.0.0/16");
        subnet = topology.subnet(vpc, "10.0.0.0/24");
        table = topology.routeTable(vpc, subnet);
        ofClient = topology.closedSecurityGroup(vpc);
        ofServer = topology.closedSecurityGroup(vpc);
        client = topology.instance(subnet, CLIENT.toString(), ofClient);
        server = topology.instance(subnet, SERVER.toString(), ofServer);
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        network.close();
    }

    @Test
    void openToEverybodyIsCutAtOnceWhenItsRuleGoes() throws Exception {
        topology.allowOut(ofClient, Protocol.TCP, PortRange.of(PORT), ANYBODY);
        topology.allowOut(ofServer, Protocol.ALL, EVERYTHING, ANYBODY);
        topology.allowIn(ofServer, Protocol.TCP, PortRange.of(PORT), ANYBODY);
        try (Echo echo = echo();
                SocketChannel open = open()) {
            assertThat(echo.answers(open)).isTrue();
            removeRules(ofServer, false);
            assertThat(echo.isSilent(open)).isTrue();
            topology.allowIn(ofServer, Protocol.TCP, PortRange.of(PORT), "10.0.0.0/16");
            network.apply(topology);
            assertThat(echo.answers(open)).isTrue();
        }
    }

    @Test
    void openToEverybodyIsCutWhenItsAnswersAreNotAllowedAnyMore() throws Exception {
        topology.allowOut(ofClient, Protocol.TCP, PortRange.of(PORT), ANYBODY);
        topology.allowOut(ofServer, Protocol.TCP, PortRange.ALL, ANYBODY);
        topology.allowIn(ofServer, Protocol.TCP, PortRange.of(PORT), ANYBODY);
        try (Echo echo = echo();
                SocketChannel open = open()) {
            assertThat(echo.answers(open)).isTrue();
            removeRules(ofServer, true);
            assertThat(echo.isSilent(open)).isTrue();
        }
    }

    @Test
    void openToFewLivesOnWithoutItsRule() throws Exception {
        topology.allowOut(ofClient, Protocol.ALL, EVERYTHING, ANYBODY);
        topology.allowOut(ofServer, Protocol.ALL, EVERYTHING, ANYBODY);
        topology.allowIn(ofServer, Protocol.TCP, PortRange.of(PORT), "10.0.0.0/16");
        livesOnWithoutAnyRule();
    }

    @Test
    void openToEverybodyLivesOnWhereNotEveryAnswerWasAllowed() throws Exception {
        topology.allowOut(ofClient, Protocol.ALL, EVERYTHING, ANYBODY);
        topology.allowOut(ofServer, Protocol.TCP, new PortRange(1024, 65535), ANYBODY);
        topology.allowIn(ofServer, Protocol.TCP, PortRange.of(PORT), ANYBODY);
        livesOnWithoutAnyRule();
    }

    @Test
    void twoHalvesOfEverybodyAreNotEverybody() throws Exception {
        topology.allowOut(ofClient, Protocol.ALL, EVERYTHING, ANYBODY);
        topology.allowOut(ofServer, Protocol.ALL, EVERYTHING, ANYBODY);
        topology.allowIn(ofServer, Protocol.TCP, PortRange.of(PORT), "0.0.0.0/1");
        topology.allowIn(ofServer, Protocol.TCP, PortRange.of(PORT), "128.0.0.0/1");
        livesOnWithoutAnyRule();
    }

    private void livesOnWithoutAnyRule() throws Exception {
        try (Echo echo = echo();
                SocketChannel open = open()) {
            assertThat(echo.answers(open)).isTrue();
            removeRules(ofServer, false);
            removeRules(ofServer, true);
            removeRules(ofClient, true);
            assertThat(echo.answers(open)).isTrue();
            assertThat(Network.tryToConnect(network.namespaceOf(client), SERVER, PORT))
                    .isEmpty();
        }
    }

    @Test
    void whoBeganIsAskedForItselfToo() throws Exception {
        topology.allowOut(ofClient, Protocol.TCP, PortRange.of(PORT), ANYBODY);
        topology.allowIn(ofClient, Protocol.ALL, EVERYTHING, ANYBODY);
        topology.allowIn(ofServer, Protocol.TCP, PortRange.of(PORT), "10.0.0.0/16");
        try (Echo echo = echo();
                SocketChannel open = open()) {
            removeRules(ofServer, false);
            assertThat(echo.answers(open)).isTrue();
            removeRules(ofClient, true);
            assertThat(echo.isSilent(open)).isTrue();
        }
    }

    @Test
    void pingIsAlwaysTracked() throws Exception {
        topology.allowOut(ofClient, Protocol.ALL, EVERYTHING, ANYBODY);
        topology.allowOut(ofServer, Protocol.ALL, EVERYTHING, ANYBODY);
        topology.allowIn(ofServer, Protocol.ICMP, PortRange.ANY_ICMP, ANYBODY);
        network.apply(topology);
        Process pings = network.namespaceOf(client)
                .call(() -> new ProcessBuilder("ping", "-n", "-i", "0.2", "-w", "60", SERVER.toString())
                        .redirectErrorStream(true)
                        .start());
        try (var lines = pings.inputReader(StandardCharsets.UTF_8)) {
            answer(lines, 1);
            removeRules(ofServer, false);
            int removed = answer(lines, 1);
            assertThat(answer(lines, removed + 5)).isGreaterThanOrEqualTo(removed + 5);
        } finally {
            pings.destroy();
        }
        assertThat(Network.ping(network.namespaceOf(client), SERVER, false)).isFalse();
    }

    /** Waits for the answer to a ping, or a later one. */
    private static int answer(BufferedReader lines, int number) throws Exception {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher answer = Pattern.compile("bytes from .* icmp_seq=([0-9]+) ").matcher(line);
            if (answer.find() && Integer.parseInt(answer.group(1)) >= number) {
                return Integer.parseInt(answer.group(1));
            }
        }
        throw new AssertionError("no answer to ping " + number);
    }

    @Test
    void throughANatGatewayEverythingIsTracked() throws Exception {
        SubnetId open = topology.subnet(vpc, "10.0.1.0/24");
        RouteTableId outward = topology.routeTable(vpc, open);
        InternetGatewayId gateway = topology.internetGateway(vpc);
        topology.route(outward, ANYBODY, new Route.ViaInternetGateway(gateway));
        NetworkInterfaceId nat = topology.natGateway(open, "10.0.1.9", "198.19.0.9");
        topology.route(table, ANYBODY, new Route.ViaNatGateway(topology.natOf(nat)));
        topology.allowOut(ofClient, Protocol.ALL, EVERYTHING, ANYBODY);
        topology.allowIn(ofClient, Protocol.ALL, EVERYTHING, ANYBODY);
        network.apply(topology);
        try (Echo echo = new Echo(network.dataPlane().internet(), 443);
                SocketChannel through = Network.open(network.namespaceOf(client), S3, echo.port())) {
            assertThat(echo.answers(through)).isTrue();
            removeRules(ofClient, true);
            removeRules(ofClient, false);
            assertThat(echo.answers(through)).isTrue();
        }
    }

    @Test
    void throughTheInternetGatewayItIsAsInside() throws Exception {
        topology.route(table, ANYBODY, new Route.ViaInternetGateway(topology.internetGateway(vpc)));
        topology.publicIp(client, "198.19.0.10");
        cutAtOnce(network.dataPlane().internet());
    }

    @Test
    void throughAGatewayEndpointItIsAsInside() throws Exception {
        topology.endpoint(vpc, table);
        network.apply(topology);
        cutAtOnce(network.vpc(vpc));
    }

    private void cutAtOnce(Namespace services) throws Exception {
        for (boolean out : List.of(true, false)) {
            topology.allowOut(ofClient, Protocol.TCP, PortRange.of(443), ANYBODY);
            topology.allowIn(ofClient, Protocol.TCP, PortRange.ALL, ANYBODY);
            network.apply(topology);
            try (Echo echo = new Echo(services, 443);
                    SocketChannel open = Network.open(network.namespaceOf(client), S3, echo.port())) {
                assertThat(echo.answers(open)).isTrue();
                removeRules(ofClient, out);
                assertThat(echo.isSilent(open)).as("out %s", out).isTrue();
            }
        }
    }

    @Test
    void idleConnectionsAreForgottenWhenTheInterfaceSaysSo() throws Exception {
        topology.allowOut(ofClient, Protocol.ALL, EVERYTHING, ANYBODY);
        topology.allowIn(ofServer, Protocol.ALL, EVERYTHING, "10.0.0.0/16");
        timeouts(server, 600, 60, 180);
        try (Echo echo = echo();
                SocketChannel open = open()) {
            assertThat(echo.answers(open)).isTrue();
            assertThat(secondsLeft("tcp")).isBetween(500, 600);
        }
        // Of two the shorter one.
        timeouts(client, 120, 30, 60);
        try (Echo echo = echo();
                SocketChannel open = open()) {
            assertThat(echo.answers(open)).isTrue();
            assertThat(secondsLeft("tcp")).isBetween(60, 120);
        }
        topology.put(topology.networkInterface(client).withTimeouts(Optional.empty()));
        network.apply(topology);
        sendDatagram();
        assertThat(secondsLeft("udp")).isBetween(31, 60);
        topology.put(topology.networkInterface(server).withTimeouts(Optional.empty()));
        network.apply(topology);
        sendDatagram();
        assertThat(secondsLeft("udp")).isBetween(1, 30);
        assertThat(Network.run(network.vpc(vpc), "cat", "/proc/sys/net/netfilter/nf_conntrack_udp_timeout_stream"))
                .isEqualTo("180\n");
        try (Echo echo = echo();
                SocketChannel open = open()) {
            assertThat(echo.answers(open)).isTrue();
            assertThat(secondsLeft("tcp")).isGreaterThan(400_000);
        }
    }

    private void timeouts(NetworkInterfaceId eni, int tcp, int udp, int stream) {
        topology.put(topology.networkInterface(eni)
                .withTimeouts(
                        Optional.of(new ConnectionTimeouts(Optional.of(tcp), Optional.of(udp), Optional.of(stream)))));
    }

    private void sendDatagram() throws Exception {
        try (DatagramChannel socket = network.namespaceOf(client).call(DatagramChannel::open)) {
            // Nobody listens there, and nobody is to answer.
            socket.send(ByteBuffer.wrap(new byte[1]), new InetSocketAddress("10.0.0.11", 9));
        }
    }

    /** Of the newest entry of a protocol. */
    private int secondsLeft(String protocol) throws Exception {
        Pattern entry = Pattern.compile("^" + protocol + " +[0-9]+ ([0-9]+) ");
        StringBuilder all = new StringBuilder();
        Await.until("an entry", Duration.ofSeconds(30), () -> {
            all.setLength(0);
            all.append(entries(protocol));
            return entry.matcher(all).find();
        });
        Matcher found = entry.matcher(all);
        assertThat(found.find()).isTrue();
        Network.run(network.vpc(vpc), "conntrack", "-F");
        return Integer.parseInt(found.group(1));
    }

    private String entries(String protocol) {
        try {
            return Network.run(network.vpc(vpc), "conntrack", "-L", "-p", protocol);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Echo echo() throws Exception {
        network.apply(topology);
        return new Echo(network.namespaceOf(server), PORT);
    }

    private SocketChannel open() throws Exception {
        return Network.open(network.namespaceOf(client), SERVER, PORT);
    }

    private void removeRules(SecurityGroupId group, boolean out) throws Exception {
        SecurityGroup old = topology.get(SecurityGroup.class, group.value());
        topology.put(old.withRules(
                old.rules().stream().filter(rule -> rule.egress() != out).toList()));
        network.apply(topology);
    }
}
