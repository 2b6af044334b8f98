package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Snapshot;
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
import dev.postern.network.Packet;
import dev.postern.network.trace.Outcome;
import dev.postern.network.trace.PacketWalker;
import dev.postern.network.trace.Trace;
import dev.postern.testkit.Topology;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has a prefix gets and sends packets of all its addresses, and of no others; the trace says the same. */
@PacketTest
final class PrefixesTest {
    private static final List<Cidr> PREFIXES = List.of(Cidr.of("10.0.0.32/28"), Cidr.of("2001:db8:8000:0:1::/80"));

    /** One of each prefix, and beside each one that is nobody's. */
    private static final List<Ip> WITHIN = List.of(Ip.of("10.0.0.33"), Ip.of("2001:db8:8000:0:1::5"));

    private static final List<Ip> BESIDE = List.of(Ip.of("10.0.0.48"), Ip.of("2001:db8:8000:0:2::5"));

    @TempDir
    Path directory;

    private final Topology topology = new Topology();
    private NetworkIntent intent = NetworkIntent.EMPTY;

    @Test
    void packetsOfAllAddressesOfAPrefixPass() throws Exception {
        VpcId vpc = topology.vpc("10.0.0.0/16");
        SubnetId subnet = topology.subnet(vpc, "10.0.0.0/24");
        SubnetId far = topology.subnet(vpc, "10.0.1.0/24");
        RouteTableId table = topology.routeTable(vpc, far);
        topology.routeTable(vpc, subnet);
        topology.ipv6(vpc, "2001:db8:8000::/56");
        topology.ipv6(subnet, "2001:db8:8000::/64");
        topology.ipv6(far, "2001:db8:8000:1::/64");
        SecurityGroupId members = topology.securityGroup(vpc);
        topology.allowOut(members, Protocol.ALL, PortRange.ALL, "::/0");
        SecurityGroupId others = topology.securityGroup(vpc);
        topology.allowOut(others, Protocol.ALL, PortRange.ALL, "::/0");
        // Who has the group means all its prefixes, too.
        topology.allowIn(others, Protocol.ALL, PortRange.ALL, members);
        topology.allowIn(members, Protocol.ALL, PortRange.ALL, others);
        NetworkInterfaceId one = topology.instance(subnet, "10.0.0.10", members);
        NetworkInterfaceId other = topology.instance(far, "10.0.1.20", others);
        topology.ipv6(other, "2001:db8:8000:1::20");
        List<Ip> peers = topology.networkInterface(other).addresses();
        Snapshot without = topology.snapshot();
        topology.put(topology.networkInterface(one).withPrefixes(PREFIXES));
        Snapshot with = topology.snapshot();
        try (Network network = new Network(directory)) {
            intent = network.apply(with);
            Namespace inside = network.namespaceOf(one);
            for (Ip address : List.of(WITHIN.get(0), WITHIN.get(1), BESIDE.get(0), BESIDE.get(1))) {
                Network.run(inside, "ip", "address", "add", address.asCidr().toString(), "dev", "lo");
            }
            for (int i = 0; i < 2; i++) {
                check(network, with, one, other, WITHIN.get(i), peers.get(i), true);
                check(network, with, one, other, BESIDE.get(i), peers.get(i), false);
            }
            // A route that leads to the interface, or somewhere else, leads nothing of the prefix away from it.
            topology.route(table, "10.0.0.32/28", new Route.ViaNetworkInterface(one));
            topology.route(table, "10.0.0.33/32", new Route.ViaNetworkInterface(one));
            intent = network.apply(topology);
            check(network, topology.snapshot(), one, other, WITHIN.get(0), peers.get(0), true);
            intent = network.apply(without);
            for (int i = 0; i < 2; i++) {
                check(network, without, one, other, WITHIN.get(i), peers.get(i), false);
            }
        }
    }

    /** Both ways, in the kernel and in the trace. */
    private void check(
            Network network,
            Snapshot snapshot,
            NetworkInterfaceId one,
            NetworkInterfaceId other,
            Ip address,
            Ip peer,
            boolean passes)
            throws Exception {
        assertThat(connects(network.namespaceOf(other), peer, address, passes))
                .as("to " + address)
                .isEqualTo(passes);
        assertThat(connects(network.namespaceOf(one), address, peer, passes))
                .as("from " + address)
                .isEqualTo(passes);
        for (Trace trace : List.of(trace(snapshot, other, peer, address), trace(snapshot, one, address, peer))) {
            assertThat(trace.outcome() instanceof Outcome.Delivered)
                    .as(trace.toString())
                    .isEqualTo(passes);
        }
    }

    private Trace trace(Snapshot snapshot, NetworkInterfaceId from, Ip source, Ip destination) {
        return PacketWalker.trace(snapshot, intent, Packet.tcp(from, source, destination, 80));
    }

    private static boolean connects(Namespace from, Ip source, Ip destination, boolean expected) throws Exception {
        try (SocketChannel channel = from.call(() -> SocketChannel.open(Network.family(destination)))) {
            channel.bind(new InetSocketAddress(source.toInetAddress(), 0));
            channel.socket().connect(new InetSocketAddress(destination.toInetAddress(), 80), expected ? 8000 : 400);
            byte[] answer = channel.socket().getInputStream().readAllBytes();
            return new String(answer, StandardCharsets.UTF_8).endsWith(" " + source);
        } catch (IOException e) {
            return false;
        }
    }
}
