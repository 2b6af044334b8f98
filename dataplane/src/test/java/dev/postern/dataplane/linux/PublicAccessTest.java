package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.CountedFlow;
import dev.postern.dataplane.Dropped;
import dev.postern.dataplane.FlowVerdict;
import dev.postern.dataplane.namespaces.PublicAccessExample;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusion;
import dev.postern.model.ec2.VpcBlockPublicAccessOptions.Mode;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.trace.Outcome;
import dev.postern.network.trace.PacketWalker;
import dev.postern.network.trace.Stage;
import dev.postern.network.trace.Trace;
import dev.postern.testkit.BlockedAccess;
import dev.postern.testkit.FlowLogs;
import dev.postern.testkit.Topology;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * VPC Block Public Access, in the network of AWS's own example and scenario by scenario.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-example.html">Advanced example</a>
 */
@PacketTest
final class PublicAccessTest {
    private static final Ip SERVICE = Ip.of("198.18.0.10");
    private static final Ip SERVICE_IPV6 = Ip.of("2001:db8::a");
    private static final Ip ELSEWHERE = Ip.of("2001:db8:8000:100::10");
    private static final Ip PUBLIC_A = Ip.of(PublicAccessExample.PUBLIC_A);
    private static final Ip PUBLIC_B = Ip.of(PublicAccessExample.PUBLIC_B);

    @TempDir
    Path directory;

    private final PublicAccessExample example = new PublicAccessExample();
    private final Topology topology = example.topology();
    private Network network;

    @BeforeEach
    void makeTheNetwork() {
        network = new Network(directory);
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        network.close();
    }

    @Test
    void isAsInTheExample() throws Exception {
        assertThat(reached()).as("1: off").isEqualTo("into A, into B, out of A, out of B, out of C, out of D");

        BlockedAccess.block(topology, Mode.BLOCK_BIDIRECTIONAL);
        assertThat(reached()).as("2: bidirectional").isEmpty();

        BlockedAccess.block(topology, Mode.BLOCK_INGRESS);
        assertThat(reached()).as("3: ingress alone").isEqualTo("out of C, out of D");

        BlockedAccess.exclude(topology, example.publicA(), VpcBlockPublicAccessExclusion.Mode.ALLOW_BIDIRECTIONAL);
        assertThat(reached()).as("4: subnet A excluded").isEqualTo("into A, out of A, out of C, out of D");

        BlockedAccess.exclude(topology, example.publicA(), VpcBlockPublicAccessExclusion.Mode.ALLOW_EGRESS);
        assertThat(reached()).as("5: for egress, which says nothing here").isEqualTo("out of C, out of D");

        BlockedAccess.block(topology, Mode.BLOCK_BIDIRECTIONAL);
        assertThat(reached()).as("6: bidirectional again").isEmpty();

        BlockedAccess.exclude(topology, example.publicB(), VpcBlockPublicAccessExclusion.Mode.ALLOW_EGRESS);
        assertThat(reached()).as("the NAT gateway's subnet is excluded").isEqualTo("out of C");

        BlockedAccess.exclude(topology, example.vpc(), VpcBlockPublicAccessExclusion.Mode.ALLOW_BIDIRECTIONAL);
        assertThat(reached())
                .as("a subnet's own exclusion counts before its VPC's")
                .isEqualTo("out of C, out of D");

        BlockedAccess.block(topology, Mode.OFF);
        assertThat(reached()).isEqualTo("into A, into B, out of A, out of B, out of C, out of D");
    }

    @Test
    void openConnectionsEnd() throws Exception {
        network.apply(topology);
        try (Echo echo = new Echo(network.namespaceOf(example.a()), 9000);
                SocketChannel open = Network.open(network.senderOf(fromInternet(PUBLIC_A)), PUBLIC_A, echo.port())) {
            assertThat(echo.answers(open)).isTrue();
            BlockedAccess.block(topology, Mode.BLOCK_INGRESS);
            network.apply(topology);
            assertThat(echo.isSilent(open)).isTrue();
        }
    }

    @Test
    void whatAnEgressOnlyGatewayLetOutEndsWhenEverythingIsBlocked() throws Exception {
        NetworkInterfaceId outside = elsewhere();
        network.apply(topology);
        try (Echo echo = new Echo(network.namespaceOf(outside), 9000);
                SocketChannel open = Network.open(network.namespaceOf(example.d()), ELSEWHERE, echo.port())) {
            assertThat(echo.answers(open)).isTrue();
            BlockedAccess.block(topology, Mode.BLOCK_INGRESS);
            network.apply(topology);
            assertThat(echo.answers(open)).isTrue();
            BlockedAccess.block(topology, Mode.BLOCK_BIDIRECTIONAL);
            network.apply(topology);
            assertThat(echo.isSilent(open)).isTrue();
        }
    }

    /** In another VPC, which is excluded. */
    private NetworkInterfaceId elsewhere() {
        VpcId other = topology.vpc("10.1.0.0/16");
        topology.ipv6(other, "2001:db8:8000:100::/56");
        SubnetId subnet = topology.subnet(other, "10.1.0.0/24");
        topology.ipv6(subnet, "2001:db8:8000:100::/64");
        topology.route(
                topology.routeTable(other, subnet),
                "::/0",
                new Route.ViaInternetGateway(topology.internetGateway(other)));
        SecurityGroupId group = topology.securityGroup(other);
        topology.allowIn(group, Protocol.ALL, PortRange.ALL, "::/0");
        NetworkInterfaceId instance = topology.instance(subnet, "10.1.0.10", group);
        topology.ipv6(instance, ELSEWHERE.toString());
        BlockedAccess.exclude(topology, other, VpcBlockPublicAccessExclusion.Mode.ALLOW_BIDIRECTIONAL);
        return instance;
    }

    @Test
    void whatIsBlockedIsNoted() throws Exception {
        BlockedAccess.block(topology, Mode.BLOCK_BIDIRECTIONAL);
        reached();
        assertThat(network.dropped())
                .filteredOn(dropped -> dropped.stage() == Stage.BPA)
                .extracting(Dropped::packet)
                .extracting(Packet::source, Packet::destination)
                .extracting(Object::toString)
                .contains(
                        "(10.0.1.85, " + SERVICE + ")",
                        "(" + PublicAccessExample.NAT + ", " + SERVICE + ")",
                        "(" + PublicAccessExample.IPV6_OF_D + ", " + SERVICE_IPV6 + ")",
                        "(" + AddressPlan.internetClient(Family.IPV4) + ", " + PUBLIC_A + ")");
    }

    private static Packet fromInternet(Ip to) {
        return Packet.tcpFromInternet(to, 80);
    }

    @Test
    void flowLogsTellWhatIsBlocked() throws Exception {
        FlowLogs.of(topology, example.vpc());
        reached();
        assertThat(blocked()).isEmpty();
        BlockedAccess.block(topology, Mode.BLOCK_INGRESS);
        reached();
        assertThat(blocked())
                .containsExactlyInAnyOrder(
                        example.a() + " out", example.b() + " out", example.a() + " in", example.b() + " in");
    }

    private Set<String> blocked() throws Exception {
        return network
                .dataPlane()
                .counted(network.apply(topology).vpc(example.vpc()).orElseThrow())
                .flows()
                .keySet()
                .stream()
                .map(CountedFlow::flow)
                .filter(flow -> flow.verdict() == FlowVerdict.BLOCKED)
                .map(flow -> flow.eni() + (flow.leaving() ? " out" : " in"))
                .collect(Collectors.toSet());
    }

    private Packet from(NetworkInterfaceId sender, Ip to) {
        Ip source = topology.networkInterface(sender).addresses().stream()
                .filter(own -> own.family() == to.family())
                .findFirst()
                .orElseThrow();
        return Packet.tcp(sender, source, to, 80);
    }

    /** Whom a connection reaches, which the explainer must have foretold; what stops the others is this alone. */
    private String reached() throws Exception {
        NetworkIntent intent = network.apply(topology);
        List<String> reached = new ArrayList<>();
        attempt(intent, "into A", fromInternet(PUBLIC_A), reached);
        attempt(intent, "into B", fromInternet(PUBLIC_B), reached);
        attempt(intent, "out of A", from(example.a(), SERVICE), reached);
        attempt(intent, "out of B", from(example.b(), SERVICE), reached);
        attempt(intent, "out of C", from(example.c(), SERVICE), reached);
        attempt(intent, "out of D", from(example.d(), SERVICE_IPV6), reached);
        return String.join(", ", reached);
    }

    private void attempt(NetworkIntent intent, String what, Packet packet, List<String> reached) throws Exception {
        Trace trace = PacketWalker.trace(intent, packet);
        Namespace sender = network.senderOf(packet);
        boolean arrives = (trace.delivered()
                        ? Network.connect(sender, packet.destination(), 80)
                        : Network.tryToConnect(sender, packet.destination(), 80))
                .isPresent();
        assertThat(arrives).as("%s: %s", what, trace).isEqualTo(trace.delivered());
        if (arrives) {
            reached.add(what);
        } else {
            assertThat(trace.outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Stopped.class,
                            stopped -> assertThat(stopped.first().stage()).isEqualTo(Stage.BPA));
        }
    }
}
