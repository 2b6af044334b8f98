package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.network.trace.Stage;
import dev.postern.testkit.Topology;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What gateways of IPv6 keep from leaving is noted as theirs, for those who ask why. */
@PacketTest
final class Ipv6GatewaysRefuseTest {
    private static final Ip HIDDEN = Ip.of("2001:db8:8000:1::10");
    private static final Ip PEER = Ip.of("2001:db8:8000:100::10");
    private static final Ip FOREIGN = Ip.of("2001:db8:9000::99");
    private static final Ip ELSEWHERE = Ip.of("2001:db8::a");

    @TempDir
    Path directory;

    private final Topology topology = new Topology();
    private final NetworkInterfaceId open;
    private final NetworkInterfaceId hidden;
    private final NetworkInterfaceId peer;
    private Network network;

    Ipv6GatewaysRefuseTest() {
        VpcId vpc = topology.vpc("10.0.0.0/16");
        topology.ipv6(vpc, "2001:db8:8000::/56");
        SecurityGroupId group = group(vpc);
        open = instance(vpc, 0, group, new Route.ViaInternetGateway(topology.internetGateway(vpc)));
        hidden = instance(vpc, 1, group, new Route.ViaEgressOnlyGateway(topology.egressGateway(vpc)));
        VpcId far = topology.vpc("10.1.0.0/16");
        topology.ipv6(far, "2001:db8:8000:100::/56");
        SubnetId there = topology.subnet(far, "10.1.0.0/24");
        topology.ipv6(there, "2001:db8:8000:100::/64");
        peer = topology.instance(there, "10.1.0.10", group(far));
        topology.ipv6(peer, PEER.toString());
        topology.route(
                topology.routeTable(far, there),
                "2001:db8:8000::/56",
                new Route.ViaPeering(topology.peering(vpc, far)));
    }

    private SecurityGroupId group(VpcId vpc) {
        SecurityGroupId group = topology.securityGroup(vpc);
        topology.allowIn(group, Protocol.ALL, PortRange.ALL, "::/0");
        topology.allowOut(group, Protocol.ALL, PortRange.ALL, "::/0");
        return group;
    }

    /** In a subnet of its own, where all of IPv6 goes one way. */
    private NetworkInterfaceId instance(VpcId vpc, int number, SecurityGroupId group, Route.Target target) {
        SubnetId subnet = topology.subnet(vpc, "10.0." + number + ".0/24");
        topology.ipv6(subnet, "2001:db8:8000:" + number + "::/64");
        RouteTableId table = topology.routeTable(vpc, subnet);
        topology.route(table, "::/0", target);
        NetworkInterfaceId eni = topology.instance(subnet, "10.0." + number + ".10", group);
        topology.ipv6(eni, "2001:db8:8000:" + number + "::10");
        topology.put(topology.networkInterface(eni).withSourceDestCheck(false));
        return eni;
    }

    @BeforeEach
    void apply() throws Exception {
        network = new Network(directory);
        network.apply(topology);
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        network.close();
    }

    @Test
    void notesWhatHasAnAddressOfSomebodyElse() throws Exception {
        sendFromForeignAddress(open);
        assertThat(noted()).contains(tuple(Stage.SNAT, FOREIGN, ELSEWHERE));
        sendFromForeignAddress(hidden);
        assertThat(noted())
                .as("and nothing that the router says itself")
                .containsExactlyInAnyOrder(
                        tuple(Stage.SNAT, FOREIGN, ELSEWHERE), tuple(Stage.EGRESS, FOREIGN, ELSEWHERE));
    }

    @Test
    void notesAnswersToWhatCameInByAnotherWay() throws Exception {
        assertThat(Network.tryToConnect(network.namespaceOf(peer), HIDDEN, 80)).isEmpty();
        assertThat(noted()).contains(tuple(Stage.EGRESS, HIDDEN, PEER));
    }

    private List<Tuple> noted() throws Exception {
        return network.dropped().stream()
                .map(dropped -> tuple(
                        dropped.stage(),
                        dropped.packet().source(),
                        dropped.packet().destination()))
                .toList();
    }

    private void sendFromForeignAddress(NetworkInterfaceId from) throws Exception {
        Namespace sender = network.namespaceOf(from);
        Network.run(sender, "ip", "address", "add", FOREIGN + "/128", "dev", "ens5", "nodad");
        SocketChannel channel = sender.call(() -> {
            SocketChannel one = SocketChannel.open();
            one.bind(new InetSocketAddress(FOREIGN.toInetAddress(), 0));
            one.configureBlocking(false);
            one.connect(new InetSocketAddress(ELSEWHERE.toInetAddress(), 443));
            return one;
        });
        channel.close();
    }
}
