package dev.postern.server.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.namespaces.ConduitLink;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.network.InterfacePort;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.testkit.Balancers;
import dev.postern.testkit.InterfaceEndpoints;
import dev.postern.testkit.Topology;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallerTest {
    private final Topology topology = new Topology();
    private final LoadBalancer balancer;
    private final NetworkInterfaceId endpoint;

    CallerTest() {
        Balancers balancers = new Balancers(topology);
        balancer = balancers.balancer(topology.subnet(topology.vpc("10.0.0.0/16"), "10.0.0.0/24"), "10.0.0.70");
        VpcId other = topology.vpc("10.0.0.0/16");
        SubnetId there = topology.subnet(other, "10.0.0.0/24");
        SecurityGroupId group = topology.securityGroup(other);
        endpoint = new InterfaceEndpoints(topology)
                .to(balancers.service(balancer).serviceName(), there, "10.0.0.40", group);
    }

    @Test
    void whoComesToTheNodeItselfIsWhoHeIs() {
        assertThat(from(Ip.of("10.0.0.10")))
                .contains(new Caller(socket("10.0.0.10", 40000), socket("10.0.0.70", 80), Optional.empty()));
    }

    @Test
    void whoComesByAnEndpointIsTheEndpointsInterface() {
        assertThat(from(ConduitLink.address(endpoint, Family.IPV4)))
                .contains(new Caller(
                        socket("10.0.0.40", 40000),
                        socket("10.0.0.70", 80),
                        Optional.of(
                                new InterfaceEndpoints(topology).of(endpoint).id())));
    }

    @Test
    void whoComesByAnEndpointThatIsGoneIsNobody() {
        assertThat(from(ConduitLink.address(new NetworkInterfaceId("eni-0123456789abcdef0"), Family.IPV4)))
                .isEmpty();
    }

    private Optional<Caller> from(Ip peer) {
        NetworkIntent network = NetworkCompiler.compile(topology.snapshot());
        InterfacePort node =
                network.vpcOf(Balancers.node(balancer)).orElseThrow().interfaceOf(Balancers.node(balancer));
        return Caller.of(network, node, new InetSocketAddress(peer.toInetAddress(), 40000), socket("169.254.0.9", 80));
    }

    private static InetSocketAddress socket(String address, int port) {
        return new InetSocketAddress(Ip.of(address).toInetAddress(), port);
    }
}
