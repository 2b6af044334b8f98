package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.testkit.Topology;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A VPC gets an IPv6 block while its instances run, and loses it again. */
@PacketTest
final class Ipv6ComesAndGoesTest {
    private static final Ip FAR = Ip.of("2001:db8:8000::20");

    @TempDir
    Path directory;

    @Test
    void packetsPassAsLongAsTheVpcHasABlock() throws Exception {
        Topology topology = new Topology();
        VpcId vpc = topology.vpc("10.0.0.0/16");
        SubnetId subnet = topology.subnet(vpc, "10.0.0.0/24");
        topology.routeTable(vpc, subnet);
        SecurityGroupId group = topology.securityGroup(vpc);
        topology.allowIn(group, Protocol.ALL, PortRange.ALL, "10.0.0.0/16");
        topology.allowIn(group, Protocol.TCP, PortRange.of(80), "::/0");
        topology.allowOut(group, Protocol.ALL, PortRange.ALL, "::/0");
        NetworkInterfaceId near = topology.instance(subnet, "10.0.0.10", group);
        NetworkInterfaceId far = topology.instance(subnet, "10.0.0.20", group);
        Snapshot without = topology.snapshot();
        topology.ipv6(vpc, "2001:db8:8000::/56");
        topology.ipv6(subnet, "2001:db8:8000::/64");
        topology.ipv6(near, "2001:db8:8000::10");
        topology.ipv6(far, FAR.toString());
        Snapshot with = topology.snapshot();
        try (Network network = new Network(directory)) {
            for (int round = 0; round < 2; round++) {
                network.apply(without);
                assertThat(Network.connect(network.namespaceOf(near), Ip.of("10.0.0.20"), 80))
                        .isPresent();
                assertThat(Network.tryToConnect(network.namespaceOf(near), FAR, 80))
                        .isEmpty();
                network.apply(with);
                assertThat(Network.connect(network.namespaceOf(near), FAR, 80)).isPresent();
                assertThat(Network.tryToConnect(network.namespaceOf(near), FAR, 22))
                        .isEmpty();
            }
        }
    }
}
