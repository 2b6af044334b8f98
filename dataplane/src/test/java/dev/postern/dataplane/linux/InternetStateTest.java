package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.testkit.Topology;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The internet's side is everybody's: no instance leaves anything there that could fill it up. */
@PacketTest
final class InternetStateTest {
    private static final Ip SERVICE = Ip.of("198.18.0.10");
    private static final Ip PUBLIC = Ip.of("198.19.0.11");

    @TempDir
    Path directory;

    @Test
    void connectionsOfInstancesLeaveNoEntryThere() throws Exception {
        Topology topology = new Topology();
        VpcId vpc = topology.vpc("10.0.0.0/16");
        SubnetId subnet = topology.subnet(vpc, "10.0.0.0/24");
        InternetGatewayId gateway = topology.internetGateway(vpc);
        topology.route(topology.routeTable(vpc, subnet), "0.0.0.0/0", new Route.ViaInternetGateway(gateway));
        SecurityGroupId group = topology.securityGroup(vpc);
        topology.allowIn(group, Protocol.ALL, new PortRange(-1, -1), "0.0.0.0/0");
        NetworkInterfaceId first = topology.instance(subnet, "10.0.0.10", group);
        NetworkInterfaceId second = topology.instance(subnet, "10.0.0.11", group);
        topology.publicIp(first, "198.19.0.10");
        topology.publicIp(second, PUBLIC.toString());
        try (Network network = new Network(directory)) {
            network.apply(topology);
            Namespace internet = network.dataPlane().internet();

            assertThat(Network.connect(network.namespaceOf(first), PUBLIC, 80)).isPresent();
            assertThat(Network.connect(network.namespaceOf(first), SERVICE, 80)).isPresent();
            assertThat(tracked(internet)).isEqualTo("0");

            assertThat(Network.connect(internet, PUBLIC, 80))
                    .as("who begins there is answered")
                    .isPresent();
        }
    }

    private static String tracked(Namespace namespace) throws Exception {
        return namespace.call(() -> Files.readString(Path.of("/proc/sys/net/netfilter/nf_conntrack_count"))
                .strip());
    }
}
