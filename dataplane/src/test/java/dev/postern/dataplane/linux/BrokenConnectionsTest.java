package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Indexes;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.testkit.Topology;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How connections end that a change takes the way from, and which go on: the rows of {@code docs/connections.md} that no test of the
 * changed thing itself has.
 */
@PacketTest
final class BrokenConnectionsTest {
    private static final String ANYWHERE = "0.0.0.0/0";
    private static final Ip PUBLIC = Ip.of("198.19.0.10");
    private static final Ip FRONT = Ip.of("10.0.0.10");
    private static final Ip SECOND = Ip.of("10.0.0.20");
    private static final Ip BACK = Ip.of("10.0.1.10");
    private static final Ip S3 = Ip.of("198.18.0.10");
    private static final int PORT = 9000;

    @TempDir
    Path directory;

    private final Topology topology = new Topology();
    private Network network;
    private VpcId vpc;
    private SubnetId publicSubnet;
    private SubnetId privateSubnet;
    private RouteTableId publicTable;
    private RouteTableId privateTable;
    private InternetGatewayId gateway;
    private SecurityGroupId group;
    private NetworkInterfaceId front;
    private NetworkInterfaceId back;

    @BeforeEach
    void publicAndPrivate() {
        network = new Network(directory);
        vpc = topology.vpc("10.0.0.0/16");
        publicSubnet = topology.subnet(vpc, "10.0.0.0/24");
        privateSubnet = topology.subnet(vpc, "10.0.1.0/24");
        publicTable = topology.routeTable(vpc, publicSubnet);
        privateTable = topology.routeTable(vpc, privateSubnet);
        gateway = topology.internetGateway(vpc);
        topology.route(publicTable, ANYWHERE, new Route.ViaInternetGateway(gateway));
        group = topology.securityGroup(vpc);
        topology.allowIn(group, Protocol.TCP, PortRange.of(PORT), "0.0.0.0/1");
        topology.allowIn(group, Protocol.TCP, PortRange.of(PORT), "128.0.0.0/1");
        front = topology.instance(publicSubnet, FRONT.toString(), group);
        back = topology.instance(privateSubnet, BACK.toString(), group);
        topology.elasticIp(front, PUBLIC.toString());
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        network.close();
    }

    @Test
    void anEndpointsRouteEndsWhatWentAnotherWay() throws Exception {
        topology.route(privateTable, ANYWHERE, new Route.ViaNatGateway(topology.natOf(nat())));
        network.apply(topology);
        try (Echo echo = new Echo(network.dataPlane().internet(), 443);
                SocketChannel open = Network.open(network.namespaceOf(back), S3, echo.port())) {
            assertThat(echo.answers(open)).isTrue();
            topology.endpoint(vpc, privateTable);
            network.apply(topology);
            assertThat(echo.isSilent(open)).isTrue();
        }
    }

    @Test
    void anEndpointThatGoesEndsWhatWentThroughIt() throws Exception {
        topology.route(privateTable, ANYWHERE, new Route.ViaNatGateway(topology.natOf(nat())));
        VpcEndpointId endpoint = topology.endpoint(vpc, privateTable);
        network.apply(topology);
        try (Echo echo = new Echo(network.vpc(vpc), 443);
                SocketChannel open = Network.open(network.namespaceOf(back), S3, echo.port())) {
            assertThat(echo.answers(open)).isTrue();
            topology.remove(topology.get(VpcEndpoint.class, endpoint.value()));
            network.apply(topology);
            assertThat(echo.isSilent(open)).isTrue();
        }
    }

    @Test
    void anElasticIpThatMovesTakesNoConnectionWithIt() throws Exception {
        NetworkInterfaceId other = topology.instance(publicSubnet, "10.0.0.11", group);
        network.apply(topology);
        try (Echo echo = new Echo(network.namespaceOf(front), PORT);
                Echo outside = new Echo(network.dataPlane().internet(), 443);
                SocketChannel in = Network.open(network.dataPlane().internet(), PUBLIC, echo.port());
                SocketChannel out = Network.open(network.namespaceOf(front), S3, outside.port())) {
            assertThat(echo.answers(in)).isTrue();
            assertThat(outside.answers(out)).isTrue();
            release();
            topology.elasticIp(other, PUBLIC.toString());
            network.apply(topology);
            assertThat(echo.isSilent(in)).isTrue();
            assertThat(outside.isSilent(out)).isTrue();
            try (Echo next = new Echo(network.namespaceOf(other), PORT);
                    SocketChannel anew = Network.open(network.dataPlane().internet(), PUBLIC, PORT)) {
                assertThat(next.answers(anew)).isTrue();
            }
        }
    }

    @Test
    void anAddressThatIsReleasedIsNobodys() throws Exception {
        network.apply(topology);
        try (Echo echo = new Echo(network.namespaceOf(front), PORT);
                SocketChannel open = Network.open(network.dataPlane().internet(), PUBLIC, echo.port())) {
            assertThat(echo.answers(open)).isTrue();
            release();
            network.apply(topology);
            assertThat(echo.isSilent(open)).isTrue();
        }
    }

    @Test
    void aRouteThatGoesHoldsWhatIsOpenAndOneThatComesBackLetsItGoOn() throws Exception {
        network.apply(topology);
        try (Echo echo = new Echo(network.namespaceOf(front), PORT);
                SocketChannel open = Network.open(network.dataPlane().internet(), PUBLIC, echo.port())) {
            assertThat(echo.answers(open)).isTrue();
            RouteTable table = topology.get(RouteTable.class, publicTable.value());
            topology.put(table.withRoutes(List.of()));
            network.apply(topology);
            assertThat(echo.isSilent(open)).isTrue();
            topology.put(table);
            network.apply(topology);
            assertThat(echo.answers(open)).isTrue();
        }
    }

    @Test
    void anAclThatRefusesHoldsWhatIsOpen() throws Exception {
        network.apply(topology);
        try (Echo echo = new Echo(network.namespaceOf(front), PORT);
                SocketChannel open = Network.open(network.namespaceOf(back), FRONT, echo.port())) {
            assertThat(echo.answers(open)).isTrue();
            NetworkAcl closed = topology.get(
                    NetworkAcl.class,
                    topology.acl(vpc, List.of(), privateSubnet).value());
            network.apply(topology);
            assertThat(echo.isSilent(open)).isTrue();
            topology.put(closed.withEntries(List.of(everything(false), everything(true))));
            network.apply(topology);
            assertThat(echo.answers(open)).isTrue();
        }
    }

    @Test
    void anAddressThatIsUnassignedTakesItsConnectionsWithIt() throws Exception {
        NetworkInterface one = topology.networkInterface(front);
        NetworkInterface two = one.withPrivateIps(List.of(FRONT, SECOND));
        topology.put(two);
        network.apply(topology);
        try (Echo echo = new Echo(network.namespaceOf(front), PORT);
                SocketChannel open = Network.open(network.namespaceOf(back), SECOND, echo.port())) {
            assertThat(echo.answers(open)).isTrue();
            topology.put(one);
            network.apply(topology);
            assertThat(echo.isSilent(open)).isTrue();
            topology.put(two);
            SecurityGroup closed = topology.get(SecurityGroup.class, group.value());
            topology.put(closed.withRules(List.of()));
            network.apply(topology);
            assertThat(echo.isSilent(open))
                    .as("what was remembered of it is forgotten")
                    .isTrue();
            topology.put(closed);
            network.apply(topology);
            assertThat(echo.answers(open)).as("as if it began").isTrue();
        }
    }

    private static NetworkAcl.Entry everything(boolean egress) {
        return new NetworkAcl.Entry(100, egress, true, Protocol.ALL, PortRange.ALL, Cidr.ALL_IPV4);
    }

    private NetworkInterfaceId nat() {
        return topology.natGateway(publicSubnet, "10.0.0.4", "198.19.0.4");
    }

    /** Takes the front's public address away. */
    private void release() {
        Address address = topology.snapshot()
                .by(Indexes.ADDRESSES_BY_PUBLIC_IP, PUBLIC)
                .values()
                .iterator()
                .next();
        topology.remove(address);
    }
}
