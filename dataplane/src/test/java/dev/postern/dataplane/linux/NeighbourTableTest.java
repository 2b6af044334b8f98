package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.linux.InstanceNamespaces;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.testkit.Topology;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel has one neighbour table for the host: whoever fills it takes nothing from others that they need. */
@PacketTest
@Tag("hostile")
final class NeighbourTableTest {
    private static final Ip FIRST = Ip.of("10.0.0.10");
    private static final Ip SECOND = Ip.of("10.0.0.11");
    private static final Ip LATER = Ip.of("10.0.0.12");

    @TempDir
    Path directory;

    private final Topology topology = new Topology();

    @Test
    void fullTableCutsNobodyOff() throws Exception {
        VpcId vpc = topology.vpc("10.0.0.0/16");
        SubnetId subnet = topology.subnet(vpc, "10.0.0.0/24");
        topology.routeTable(vpc, subnet);
        SecurityGroupId group = topology.securityGroup(vpc);
        topology.allowIn(group, Protocol.ALL, new PortRange(-1, -1), "0.0.0.0/0");
        NetworkInterfaceId first = topology.instance(subnet, FIRST.toString(), group);
        NetworkInterfaceId second = topology.instance(subnet, SECOND.toString(), group);
        try (Network network = new Network(directory)) {
            network.apply(topology);
            Process attack = attack(network, first, FIRST);
            try (BufferedReader said = attack.inputReader(StandardCharsets.UTF_8)) {
                assertThat(said.readLine()).isEqualTo("asked True True");
                assertThat(Network.run(network.vpc(vpc), "ip", "-4", "neighbour", "show", "nud", "all")
                                .lines())
                        .as("a router learns nobody")
                        .isNotEmpty()
                        .allMatch(line -> line.contains("PERMANENT"));
                assertThat(said.readLine()).isEqualTo("full");

                assertThat(Network.connect(network.namespaceOf(second), FIRST, 80))
                        .as("a peer")
                        .isPresent();
                NetworkInterfaceId later = topology.instance(subnet, LATER.toString(), group);
                network.apply(topology);
                for (Ip peer : List.of(FIRST, SECOND)) {
                    assertThat(Network.connect(network.namespaceOf(later), peer, 80))
                            .as("from one made meanwhile to %s", peer)
                            .isPresent();
                }
                assertThat(Network.connect(network.namespaceOf(second), LATER, 80))
                        .isPresent();
                assertThat(Network.connect(network.namespaceOf(later), Ip.of("127.0.0.1"), 80))
                        .as("oneself")
                        .isPresent();
                assertThat(attack.isAlive()).isTrue();
            } finally {
                attack.destroy();
                attack.waitFor();
            }
        }
    }

    /** What routes for others asks from any address: it is answered, and nobody is remembered. */
    @Test
    void whoRoutesForOthersIsAnsweredAsItself() throws Exception {
        VpcId vpc = topology.vpc("10.0.0.0/16");
        SubnetId subnet = topology.subnet(vpc, "10.0.0.0/24");
        topology.routeTable(vpc, subnet);
        SecurityGroupId group = topology.securityGroup(vpc);
        NetworkInterfaceId first = topology.instance(subnet, FIRST.toString(), group);
        topology.instance(subnet, SECOND.toString(), group);
        topology.put(topology.networkInterface(first).withSourceDestCheck(false));
        try (Network network = new Network(directory)) {
            network.apply(topology);
            Process asking = attack(network, first, Ip.of("172.17.0.1"));
            asking.getOutputStream().close();
            try (BufferedReader said = asking.inputReader(StandardCharsets.UTF_8)) {
                assertThat(said.readLine()).isEqualTo("asked True True");
                assertThat(Network.run(network.vpc(vpc), "ip", "-4", "neighbour", "show", "nud", "all")
                                .lines())
                        .isNotEmpty()
                        .allMatch(line -> line.contains("PERMANENT"));
            } finally {
                asking.destroy();
                asking.waitFor();
            }
        }
    }

    /** What speaks to many of its subnet, as a scan does, needs no place for each either. */
    @Test
    void scanOfASubnetFillsNothing() throws Exception {
        VpcId vpc = topology.vpc("10.0.0.0/16");
        SubnetId subnet = topology.subnet(vpc, "10.0.0.0/24");
        topology.routeTable(vpc, subnet);
        NetworkInterfaceId first = topology.instance(subnet, FIRST.toString(), topology.securityGroup(vpc));
        try (Network network = new Network(directory)) {
            network.apply(topology);
            Namespace scanner = network.namespaceOf(first);
            Network.run(
                    scanner,
                    "python3",
                    "-c",
                    "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
                            + "for i in range(1, 255): s.sendto(b'x', ('10.0.0.%d' % i, 9))");

            assertThat(Network.run(scanner, "ip", "-4", "neighbour", "show", "nud", "all")
                            .lines())
                    .isNotEmpty()
                    .allMatch(line -> line.contains("PERMANENT"));
        }
    }

    private static Process attack(Network network, NetworkInterfaceId eni, Ip own) throws Exception {
        String script;
        try (var stream = Objects.requireNonNull(NeighbourTableTest.class.getResourceAsStream("neighbours.py"))) {
            script = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
        String mac = Network.run(
                        network.namespaceOf(eni), "sh", "-c", "ip -o link show ens5 | sed 's,.*ether ,,; s, .*,,'")
                .strip();
        InstanceNamespaces namespaces = network.dataPlane().namespaces(network.instanceOf(eni));
        return new ProcessBuilder(
                        "nsenter",
                        "--user=" + namespaces.user(),
                        "--net=" + namespaces.network(),
                        "--",
                        "python3",
                        "-c",
                        script,
                        mac,
                        "10.0.0.1",
                        own.toString(),
                        SECOND.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
