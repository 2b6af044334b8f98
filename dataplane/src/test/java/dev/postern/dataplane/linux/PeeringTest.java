package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.Observed;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnection.State;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.network.NetworkCompiler;
import dev.postern.testkit.Await;
import dev.postern.testkit.SharedGroups;
import dev.postern.testkit.Topology;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of packets and connections between VPCs while their peering connection comes and goes. */
@PacketTest
final class PeeringTest {
    private static final Ip FAR = Ip.of("10.1.0.10");
    private static final Ip FAR_RESOLVER = Ip.of("10.1.0.2");

    @TempDir
    Path directory;

    private final Topology topology = new Topology();
    private Network network;
    private VpcId vpc;
    private VpcId peer;
    private RouteTableId table;
    private RouteTableId peerTable;
    private SecurityGroupId peerGroup;
    private NetworkInterfaceId near;
    private NetworkInterfaceId far;
    private VpcPeeringConnectionId peering;

    @BeforeEach
    void twoVpcs() {
        network = new Network(directory);
        vpc = topology.vpc("10.0.0.0/16");
        SubnetId subnet = topology.subnet(vpc, "10.0.0.0/24");
        table = topology.routeTable(vpc, subnet);
        near = topology.instance(subnet, "10.0.0.10", topology.securityGroup(vpc));
        peer = topology.vpc("10.1.0.0/16");
        SubnetId there = topology.subnet(peer, "10.1.0.0/24");
        peerTable = topology.routeTable(peer, there);
        peerGroup = topology.securityGroup(peer);
        topology.allowIn(peerGroup, Protocol.ALL, new PortRange(-1, -1), "10.0.0.0/16");
        far = topology.instance(there, FAR.toString(), peerGroup);
        peering = peered();
    }

    private VpcPeeringConnectionId peered() {
        VpcPeeringConnectionId id = topology.peering(vpc, peer);
        topology.route(table, "10.1.0.0/16", new Route.ViaPeering(id));
        topology.route(peerTable, "10.0.0.0/16", new Route.ViaPeering(id));
        return id;
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        network.close();
    }

    @Test
    void theOtherVpcsOwnServicesAreNotReached() throws Exception {
        network.apply(topology);
        Namespace sender = network.namespaceOf(near);
        assertThat(Network.connect(sender, FAR, 80)).isPresent();
        for (int port : new int[] {22, 53, 80}) {
            assertThat(Network.tryToConnect(sender, FAR_RESOLVER, port)).isEmpty();
        }
        assertThat(Network.ping(sender, FAR_RESOLVER, false)).isFalse();
    }

    @Test
    void openConnectionEndsWithItAndAnotherOneDoesNotKnowIt() throws Exception {
        network.apply(topology);
        try (Echo echo = new Echo(network.namespaceOf(far), 9000);
                SocketChannel open = Network.open(network.namespaceOf(near), FAR, echo.port())) {
            assertThat(echo.answers(open)).isTrue();
            topology.peeringState(peering, State.DELETED);
            network.apply(topology);
            assertThat(echo.isSilent(open)).isTrue();
            // Another connection between the two, which what is remembered of the first would let pass.
            topology.put(topology.get(RouteTable.class, table.value()).withRoutes(List.of()));
            topology.put(topology.get(RouteTable.class, peerTable.value()).withRoutes(List.of()));
            topology.put(topology.get(SecurityGroup.class, peerGroup.value()).withRules(List.of()));
            topology.allowIn(peerGroup, Protocol.ICMP, PortRange.ANY_ICMP, "10.0.0.0/16");
            peered();
            network.apply(topology);
            assertThat(Network.ping(network.namespaceOf(near), FAR, true)).isTrue();
            assertThat(echo.isSilent(open)).isTrue();
        }
    }

    /** Its rules are those of every VPC with which it is associated, and what they say of its members is of all that packets come from. */
    @Test
    void groupOfBothVpcsLetsItsMembersIn() throws Exception {
        SecurityGroupId shared = topology.closedSecurityGroup(vpc);
        SharedGroups.associate(topology, shared, peer);
        topology.put(topology.networkInterface(far).withGroups(List.of(shared)));
        network.apply(topology);
        Namespace sender = network.namespaceOf(near);
        assertThat(Network.tryToConnect(sender, FAR, 80)).isEmpty();

        topology.allowIn(shared, Protocol.TCP, PortRange.of(80), shared);
        network.apply(topology);
        assertThat(Network.tryToConnect(sender, FAR, 80)).isEmpty();

        NetworkInterface with = topology.networkInterface(near);
        topology.put(with.withGroups(List.of(with.groups().getFirst(), shared)));
        network.apply(topology);
        assertThat(Network.connect(sender, FAR, 80)).isPresent();
        assertThat(Network.tryToConnect(sender, FAR, 22)).isEmpty();

        topology.put(with);
        network.apply(topology);
        assertThat(Network.tryToConnect(sender, FAR, 80)).isEmpty();
    }

    @Test
    void isAdoptedAndMended() throws Exception {
        network.apply(topology);
        try (Echo echo = new Echo(network.namespaceOf(far), 9000);
                SocketChannel open = Network.open(network.namespaceOf(near), FAR, echo.port())) {
            assertThat(echo.answers(open)).isTrue();
            LinuxDataPlane next = Alone.dataPlane(directory);
            Observed adopted = next.apply(NetworkCompiler.compile(topology.snapshot()));
            assertThat(adopted.steps()).isZero();
            assertThat(echo.answers(open)).isTrue();
            for (VpcId router : new VpcId[] {vpc, peer}) {
                String link = Network.run(network.vpc(router), "ip", "-o", "link")
                        .lines()
                        .map(line -> line.replaceFirst("^[0-9]+: ", "").replaceFirst("[@:].*", ""))
                        .filter(name -> name.startsWith("p"))
                        .findFirst()
                        .orElseThrow();
                Network.run(network.vpc(router), "ip", "link", "delete", link);
                Await.until("the link is there again", Duration.ofSeconds(60), () -> {
                    next.apply(NetworkCompiler.compile(topology.snapshot()));
                    return reached();
                });
            }
            assertThat(echo.answers(open)).isTrue();
        }
    }

    private boolean reached() {
        try {
            return Network.tryToConnect(network.namespaceOf(near), FAR, 80).isPresent();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
