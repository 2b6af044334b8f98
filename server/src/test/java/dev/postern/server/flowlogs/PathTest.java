package dev.postern.server.flowlogs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.Flow;
import dev.postern.dataplane.FlowVerdict;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.network.VpcIntent;
import dev.postern.testkit.Topology;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which way packets leave, and which of them nobody is told of. */
final class PathTest {
    private static final Ip FAR = Ip.of("198.18.0.10");

    private final Topology topology = new Topology();
    private VpcId vpc;
    private SubnetId subnet;
    private RouteTableId table;
    private NetworkInterfaceId eni;

    @BeforeEach
    void aSubnet() {
        vpc = topology.vpc("10.0.0.0/16");
        subnet = topology.subnet(vpc, "10.0.0.0/24");
        table = topology.routeTable(vpc, subnet);
        eni = topology.instance(subnet, "10.0.0.10", topology.securityGroup(vpc));
    }

    private int to(String address) {
        NetworkIntent intent = NetworkCompiler.compile(topology.snapshot());
        VpcIntent there = intent.vpc(vpc).orElseThrow();
        return Path.of(intent, there, there.interfaceOf(eni), Ip.of(address));
    }

    @Test
    void withinTheVpc() {
        assertThat(to("10.0.0.11")).isEqualTo(1);
        assertThat(to("10.0.9.9")).isEqualTo(1);
    }

    @Test
    void nowhere() {
        assertThat(to("198.18.0.10")).isEqualTo(Path.NONE);
    }

    @Test
    void theInternetGateway() {
        topology.route(table, "0.0.0.0/0", new Route.ViaInternetGateway(topology.internetGateway(vpc)));
        assertThat(to("198.18.0.10")).isEqualTo(8);
    }

    @Test
    void aGatewayEndpoint() {
        topology.endpoint(vpc, table);
        assertThat(to("198.18.0.10")).isEqualTo(7);
    }

    @Test
    void aNatGatewayIsInTheVpc() {
        topology.route(
                table, "0.0.0.0/0", new Route.ViaNatGateway(topology.natOf(topology.natGateway(subnet, "10.0.0.9"))));
        assertThat(to("198.18.0.10")).isEqualTo(1);
    }

    @Test
    void aPeeringConnection() {
        VpcId peer = topology.vpc("10.1.0.0/16");
        topology.instance(topology.subnet(peer, "10.1.0.0/24"), "10.1.0.10", topology.securityGroup(peer));
        topology.route(table, "10.1.0.0/16", new Route.ViaPeering(topology.peering(vpc, peer)));
        assertThat(to("10.1.0.10")).isEqualTo(4);
    }

    private boolean isUnlogged(boolean leaving, String far, Protocol protocol, int from, int to) {
        VpcIntent there = NetworkCompiler.compile(topology.snapshot()).vpc(vpc).orElseThrow();
        Ip own = Ip.of("10.0.0.10");
        Ip other = Ip.of(far);
        return Unlogged.includes(
                there,
                new Flow(
                        eni,
                        leaving,
                        FlowVerdict.ACCEPTED,
                        leaving ? own : other,
                        leaving ? other : own,
                        protocol,
                        from,
                        to));
    }

    @Test
    void guestServicesTheRouterAndDhcpAreNotLogged() {
        assertThat(isUnlogged(true, "10.0.0.2", Protocol.UDP, 1024, 53)).isTrue();
        assertThat(isUnlogged(true, "169.254.169.254", Protocol.TCP, 1024, 81)).isTrue();
        assertThat(isUnlogged(true, "10.0.0.1", Protocol.ICMP, 0, 0)).isTrue();
        assertThat(isUnlogged(true, "255.255.255.255", Protocol.UDP, 68, 67)).isTrue();
        assertThat(isUnlogged(false, "10.0.0.11", Protocol.UDP, 67, 68)).isTrue();
    }

    @Test
    void othersAre() {
        assertThat(isUnlogged(true, FAR.toString(), Protocol.UDP, 1024, 53)).isFalse();
        assertThat(isUnlogged(true, "10.0.0.11", Protocol.UDP, 68, 68)).isFalse();
        assertThat(isUnlogged(false, "10.0.0.11", Protocol.TCP, 67, 68)).isFalse();
        topology.instance(topology.subnet(vpc, "10.0.5.0/24"), "10.0.5.10", topology.securityGroup(vpc));
        assertThat(isUnlogged(true, "10.0.5.1", Protocol.TCP, 1024, 80))
                .as("another subnet's gateway")
                .isFalse();
    }
}
