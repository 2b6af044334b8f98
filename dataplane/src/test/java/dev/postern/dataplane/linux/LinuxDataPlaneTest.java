package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.postern.dataplane.Dropped;
import dev.postern.dataplane.Observed;
import dev.postern.dataplane.Reconciler;
import dev.postern.linux.InstanceNamespaces;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.Outside;
import dev.postern.network.trace.Stage;
import dev.postern.testkit.Await;
import dev.postern.testkit.Topology;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changes do to packets and to connections that are open. */
@PacketTest
final class LinuxDataPlaneTest {
    private static final Ip S3 = Ip.of("198.18.0.10");
    private static final Ip FIRST = Ip.of("10.0.0.10");
    private static final Ip SECOND = Ip.of("10.0.0.11");
    private static final Ip PUBLIC = Ip.of("198.19.0.10");

    @TempDir
    Path directory;

    private final Topology topology = new Topology();
    private Network network;
    private VpcId vpc;
    private SubnetId subnet;
    private RouteTableId table;
    private SecurityGroupId group;
    private NetworkInterfaceId first;
    private NetworkInterfaceId second;

    @BeforeEach
    void twoInstances() {
        network = new Network(directory);
        vpc = topology.vpc("10.0.0.0/16");
        subnet = topology.subnet(vpc, "10.0.0.0/24");
        table = topology.routeTable(vpc, subnet);
        group = topology.securityGroup(vpc);
        topology.allowIn(group, Protocol.ALL, new PortRange(-1, -1), "0.0.0.0/0");
        first = topology.instance(subnet, FIRST.toString(), group);
        second = topology.instance(subnet, SECOND.toString(), group);
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        network.close();
        assertThat(directory.resolve("netns")).doesNotExist();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(directory.toString());
    }

    @Test
    void dropsSpoofedSourceUnlessTheCheckIsOff() throws Exception {
        network.apply(topology);
        Namespace sender = network.namespaceOf(first);
        Network.run(sender, "ip", "address", "add", "10.0.0.99/32", "dev", "ens5");
        Ip spoofed = Ip.of("10.0.0.99");
        spoofedSyn(sender, spoofed).close();
        assertThat(Network.connect(sender, SECOND, 80)).isPresent();
        assertThat(packetsSeen(second)).doesNotContain("10.0.0.99");
        assertThat(network.dropped())
                .extracting(Dropped::stage, dropped -> dropped.packet().source())
                .contains(tuple(Stage.SPOOF, spoofed));
        topology.put(topology.networkInterface(first).withSourceDestCheck(false));
        network.apply(topology);
        try (SocketChannel arriving = spoofedSyn(sender, spoofed)) {
            assertThat(arriving.isOpen()).isTrue();
            Await.until(
                    "the packet arrives",
                    Duration.ofSeconds(30),
                    () -> packetsSeen(second).contains("10.0.0.99"));
        }
    }

    @Test
    void dropsOwnAddressFromAnotherInterfacesMac() throws Exception {
        network.apply(topology);
        Namespace sender = network.namespaceOf(first);
        assertThat(Network.connect(sender, SECOND, 80)).isPresent();
        Network.run(sender, "ip", "link", "set", "ens5", "address", "02:99:99:99:99:99");
        assertThat(Network.tryToConnect(sender, SECOND, 80)).isEmpty();
    }

    @Test
    void endpointOpensAndClosesTheDoorWithinAGlance() throws Exception {
        network.apply(topology);
        Namespace sender = network.namespaceOf(first);
        assertThat(Network.tryToConnect(sender, S3, 80)).isEmpty();
        VpcEndpointId endpoint = topology.endpoint(vpc, table);
        network.apply(topology);
        assertThat(Network.connect(sender, S3, 80)).contains(vpc + " " + FIRST);
        assertThat(Network.tryToConnect(sender, S3, 22)).isEmpty();
        topology.remove(topology.get(VpcEndpoint.class, endpoint.value()));
        network.apply(topology);
        assertThat(Network.tryToConnect(sender, S3, 80)).isEmpty();
    }

    @Test
    void openConnectionBreaksWhenItsEndpointGoes() throws Exception {
        VpcEndpointId endpoint = topology.endpoint(vpc, table);
        network.apply(topology);
        try (Echo echo = new Echo(network.vpc(vpc), 443);
                SocketChannel open = Network.open(network.namespaceOf(first), S3, echo.port())) {
            assertThat(echo.answers(open)).isTrue();
            topology.remove(topology.get(VpcEndpoint.class, endpoint.value()));
            network.apply(topology);
            assertThat(echo.isSilent(open)).isTrue();
        }
    }

    @Test
    void openConnectionThroughTheGatewayBreaksWhenAnEndpointComes() throws Exception {
        reachTheInternet();
        network.apply(topology);
        try (Echo echo = new Echo(network.dataPlane().internet(), 443);
                SocketChannel open = Network.open(network.namespaceOf(first), S3, echo.port())) {
            assertThat(echo.answers(open)).isTrue();
            topology.endpoint(vpc, table);
            network.apply(topology);
            assertThat(echo.isSilent(open)).isTrue();
            assertThat(Network.connect(network.namespaceOf(first), S3, 80)).contains(vpc + " " + FIRST);
        }
    }

    @Test
    void movedPublicAddressLeadsToItsNewOwnerOnly() throws Exception {
        reachTheInternet();
        network.apply(topology);
        Namespace internet = network.dataPlane().internet();
        assertThat(Network.connect(internet, PUBLIC, 80))
                .contains(network.instanceOf(first) + " " + AddressPlan.INTERNET_CLIENT);
        try (Echo echo = new Echo(internet, 443);
                SocketChannel open = Network.open(network.namespaceOf(first), S3, echo.port())) {
            assertThat(echo.answers(open)).isTrue();
            topology.put(topology.networkInterface(first).withPublicIp(Optional.empty()));
            topology.publicIp(second, PUBLIC.toString());
            network.apply(topology);
            assertThat(Network.connect(internet, PUBLIC, 80))
                    .contains(network.instanceOf(second) + " " + AddressPlan.INTERNET_CLIENT);
            assertThat(echo.isSilent(open)).isTrue();
        }
    }

    @Test
    void trafficGoesOnWithoutTheProcessAndWhenTheNextOneAdopts() throws Exception {
        reachTheInternet();
        topology.endpoint(vpc, table);
        network.apply(topology);
        try (Echo echo = new Echo(network.namespaceOf(second), 9000);
                SocketChannel open = Network.open(network.namespaceOf(first), SECOND, echo.port())) {
            assertThat(echo.answers(open)).isTrue();
            LinuxDataPlane next = Alone.dataPlane(directory);
            Observed adopted = next.apply(NetworkCompiler.compile(topology.snapshot()));
            assertThat(adopted.steps()).isZero();
            assertThat(adopted.ready()).hasSize(2);
            assertThat(echo.answers(open)).isTrue();
            topology.put(topology.networkInterface(second).withSourceDestCheck(false));
            assertThat(next.apply(NetworkCompiler.compile(topology.snapshot())).steps())
                    .isEqualTo(1);
            assertThat(echo.answers(open)).isTrue();
        }
    }

    @Test
    void stoppedInstanceIsUnpluggedAndStartedAgain() throws Exception {
        network.apply(topology);
        assertThat(Network.connect(network.namespaceOf(first), SECOND, 80)).isPresent();
        topology.state(second, Instance.State.STOPPED);
        Namespace sender = network.namespaceOf(first);
        network.apply(topology);
        assertThat(Network.tryToConnect(sender, SECOND, 80)).isEmpty();
        topology.state(second, Instance.State.PENDING);
        network.stopListening();
        network.apply(topology);
        assertThat(Network.connect(sender, SECOND, 80)).isPresent();
    }

    @Test
    void reconcilerFollowsTheNewestSnapshot() throws Exception {
        try (Reconciler reconciler = new Reconciler(network.dataPlane(), Outside.CLOSED, (_, _) -> {})) {
            reconciler.submit(topology.snapshot());
            for (int i = 0; i < 20; i++) {
                topology.allowIn(group, Protocol.TCP, PortRange.of(1000 + i), "10.0.0.0/8");
                reconciler.submit(topology.snapshot());
            }
            assertThat(reconciler.awaitApplied(topology.snapshot().sequence(), Duration.ofSeconds(20)))
                    .isTrue();
            assertThat(reconciler.intent().sequence())
                    .isEqualTo(topology.snapshot().sequence());
        }
    }

    @Test
    @Tag("hostile")
    void rootOfAnInstanceReachesNoOtherNamespace() throws Exception {
        reachTheInternet();
        network.apply(topology);
        LinuxDataPlane next = Alone.dataPlane(directory);
        assertThat(next.apply(NetworkCompiler.compile(topology.snapshot())).steps())
                .isZero();
        String script;
        try (var stream = Objects.requireNonNull(LinuxDataPlaneTest.class.getResourceAsStream("reach.py"))) {
            script = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
        // Its router has a namespace id in it, as the other end of its link does.
        assertThat(asRootOf(first, "ip -o link show ens5")).contains("link-netnsid 0");
        assertThat(asRootOf(first, "python3", "-c", script)).matches("tried [0-9]{4,} own links 2\n");
        LinuxDataPlane afterwards = Alone.dataPlane(directory);
        assertThat(afterwards
                        .apply(NetworkCompiler.compile(topology.snapshot()))
                        .steps())
                .isZero();
    }

    @Test
    @Tag("hostile")
    void whatAnInstanceDoesToItsInterfaceIsMended() throws Exception {
        network.apply(topology);
        for (String deed : List.of(
                "ip link delete ens5",
                "ip link set ens5 address 02:99:99:99:99:99",
                "ip link set ens5 down",
                "ip address flush dev ens5",
                "ip route flush table main",
                "ip link set ens5 down && ip link set ens5 name mine",
                "ip link set ens5 down && ip link set ens5 name mine && ip link add ens5 type veth peer name other",
                "ip link delete ens5 && ip link add ens5 type veth peer name other && ip link set ens5 up",
                "ip link set ens5 netns $(unshare -n sh -c 'sleep 1 >/dev/null 2>&1 & echo $!')")) {
            asRootOf(first, "sh", "-c", deed);
            // By a process that knows nothing of it; that this one is told at once is tested elsewhere.
            assertThat(Alone.dataPlane(directory)
                            .apply(NetworkCompiler.compile(topology.snapshot()))
                            .problems())
                    .as(deed)
                    .isEmpty();
            assertThat(Network.connect(network.namespaceOf(first), SECOND, 80))
                    .as(deed)
                    .isPresent();
            assertThat(Network.connect(network.namespaceOf(second), FIRST, 80))
                    .as(deed)
                    .isPresent();
        }
    }

    /** Runs a program with the namespaces, ids and capabilities of an instance's root. */
    private String asRootOf(NetworkInterfaceId eni, String... program) throws Exception {
        InstanceNamespaces namespaces = network.dataPlane().namespaces(network.instanceOf(eni));
        List<String> command = new ArrayList<>(
                List.of("nsenter", "--user=" + namespaces.user(), "--net=" + namespaces.network(), "--"));
        command.addAll(program.length == 1 ? List.of(program[0].split(" ")) : List.of(program));
        return Tool.output(command, "");
    }

    @Test
    void hostSeesNothingOfIt() throws Exception {
        String before = hostNetwork();
        reachTheInternet();
        topology.endpoint(vpc, table);
        network.apply(topology);
        assertThat(hostNetwork()).isEqualTo(before);
    }

    private static String hostNetwork() throws Exception {
        return Tool.output(List.of("ip", "-o", "link"), "")
                + Tool.output(List.of("ip", "rule"), "")
                + Tool.output(List.of("ip", "route", "show", "table", "all"), "")
                + Tool.output(List.of("nft", "list", "tables"), "");
    }

    private void reachTheInternet() {
        InternetGatewayId gateway = topology.internetGateway(vpc);
        topology.route(table, "0.0.0.0/0", new Route.ViaInternetGateway(gateway));
        topology.publicIp(first, PUBLIC.toString());
    }

    /** Sends a first packet with that source; whether it arrives is seen at the receiver. */
    private static SocketChannel spoofedSyn(Namespace from, Ip source) throws Exception {
        return from.call(() -> {
            SocketChannel channel = SocketChannel.open();
            channel.bind(new InetSocketAddress(source.toInetAddress(), 0));
            channel.configureBlocking(false);
            channel.connect(new InetSocketAddress(SECOND.toInetAddress(), 80));
            return channel;
        });
    }

    /** The receiver's half-open connections: a first packet that arrived made one. */
    private String packetsSeen(NetworkInterfaceId eni) {
        try {
            return Network.run(network.namespaceOf(eni), "ss", "-Htan");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
