package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.testkit.Topology;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Traffic that routes lead through an appliance, which passes it on as it is: of the internet gateway, and within the VPC.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/gwlb-route.html">Middlebox routing</a>
 */
@PacketTest
final class MiddleboxTest {
    private static final Ip SERVER = Ip.of("10.0.1.10");
    private static final Ip NEIGHBOUR = Ip.of("10.0.1.11");
    private static final Ip OTHER = Ip.of("10.0.3.10");
    private static final Ip PUBLIC = Ip.of("198.19.0.10");
    private static final Ip S3 = Ip.of("198.18.0.10");

    @TempDir
    Path directory;

    private final Topology topology = new Topology();
    private Network network;
    private VpcId vpc;
    private RouteTableId applicationTable;
    private RouteTableId otherTable;
    private InternetGatewayId gateway;
    private SecurityGroupId ofServer;
    private NetworkInterfaceId server;
    private NetworkInterfaceId neighbour;
    private NetworkInterfaceId appliance;
    private NetworkInterfaceId other;

    @BeforeEach
    void threeSubnets() {
        network = new Network(directory);
        vpc = topology.vpc("10.0.0.0/16");
        SubnetId application = topology.subnet(vpc, "10.0.1.0/24");
        SubnetId inspection = topology.subnet(vpc, "10.0.2.0/24");
        SubnetId another = topology.subnet(vpc, "10.0.3.0/24");
        gateway = topology.internetGateway(vpc);
        applicationTable = topology.routeTable(vpc, application);
        otherTable = topology.routeTable(vpc, another);
        RouteTableId inspectionTable = topology.routeTable(vpc, inspection);
        topology.route(inspectionTable, "0.0.0.0/0", new Route.ViaInternetGateway(gateway));
        SecurityGroupId open = topology.securityGroup(vpc);
        topology.allowIn(open, Protocol.ALL, new PortRange(-1, -1), "0.0.0.0/0");
        ofServer = topology.securityGroup(vpc);
        topology.allowIn(ofServer, Protocol.TCP, PortRange.of(80), "0.0.0.0/0");
        server = topology.instance(application, SERVER.toString(), ofServer);
        neighbour = topology.instance(application, NEIGHBOUR.toString(), open);
        other = topology.instance(another, OTHER.toString(), open);
        appliance = topology.instance(inspection, "10.0.2.10", open);
        topology.put(topology.networkInterface(appliance).withSourceDestCheck(false));
        topology.publicIp(server, PUBLIC.toString());
        topology.publicIp(appliance, "198.19.0.20");
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        network.close();
    }

    private void throughTheAppliance() throws Exception {
        topology.route(topology.edgeTable(vpc, gateway), "10.0.1.0/24", new Route.ViaNetworkInterface(appliance));
        topology.route(applicationTable, "0.0.0.0/0", new Route.ViaNetworkInterface(appliance));
        network.apply(topology);
    }

    private void passOn(boolean does) throws Exception {
        Network.run(network.namespaceOf(appliance), "sysctl", "-qw", "net.ipv4.ip_forward=" + (does ? 1 : 0));
    }

    @Test
    void whatComesInThroughTheGatewayPassesTheApplianceThereAndBack() throws Exception {
        throughTheAppliance();
        Namespace internet = network.dataPlane().internet();
        passOn(false);
        assertThat(Network.tryToConnect(internet, PUBLIC, 80)).isEmpty();
        passOn(true);
        long before = passedOn();
        assertThat(Network.connect(internet, PUBLIC, 80))
                .contains(network.instanceOf(server) + " " + AddressPlan.INTERNET_CLIENT);
        assertThat(passedOn() - before).isGreaterThanOrEqualTo(6);
        // Its own address is reached directly, and the groups of who is behind it have their say.
        assertThat(Network.connect(internet, Ip.of("198.19.0.20"), 80)).isPresent();
        assertThat(Network.tryToConnect(internet, PUBLIC, 22)).isEmpty();
    }

    @Test
    void whatBeginsBehindItPassesItToo() throws Exception {
        throughTheAppliance();
        passOn(true);
        assertThat(Network.connect(network.namespaceOf(server), S3, 80)).contains("internet " + PUBLIC);
        assertThat(Network.ping(network.namespaceOf(server), AddressPlan.INTERNET_CLIENT, true))
                .isTrue();
        passOn(false);
        assertThat(Network.tryToConnect(network.namespaceOf(server), S3, 80)).isEmpty();
    }

    @Test
    void routersAreNoHopsAndAppliancesAre() throws Exception {
        throughTheAppliance();
        passOn(true);
        Namespace from = network.namespaceOf(server);
        assertThat(hop(from, NEIGHBOUR, 1)).as("in the subnet").contains("1 received");
        assertThat(hop(from, OTHER, 1)).as("in another subnet").contains("1 received");
        assertThat(hop(from, AddressPlan.INTERNET_CLIENT, 1))
                .contains("From 10.0.2.10")
                .contains("0 received");
        assertThat(hop(from, AddressPlan.INTERNET_CLIENT, 2)).contains("1 received");
    }

    /** What ping says of a packet that may live for so many hops. */
    private static String hop(Namespace from, Ip to, int hops) throws Exception {
        return from.call(() -> {
            Process ping =
                    new ProcessBuilder("ping", "-n", "-c", "1", "-W", "5", "-t", "" + hops, to.toString()).start();
            return new String(ping.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        });
    }

    @Test
    void openConnectionsGoOnWhenTheApplianceComesBetweenAndGoes() throws Exception {
        topology.route(applicationTable, "0.0.0.0/0", new Route.ViaInternetGateway(gateway));
        network.apply(topology);
        passOn(true);
        try (Echo echo = new Echo(network.dataPlane().internet(), 443);
                SocketChannel open = Network.open(network.namespaceOf(server), S3, echo.port())) {
            assertThat(echo.answers(open)).isTrue();
            RouteTable direct = topology.get(RouteTable.class, applicationTable.value());
            topology.put(direct.withRoutes(List.of()));
            throughTheAppliance();
            assertThat(echo.answers(open)).isTrue();
        }
    }

    @Test
    void withoutALocalRouteEverythingButTheOwnSubnetPassesTheAppliance() throws Exception {
        for (RouteTableId table : List.of(applicationTable, otherTable)) {
            topology.route(table, "10.0.0.0/16", new Route.ViaNetworkInterface(appliance));
        }
        network.apply(topology);
        passOn(false);
        Namespace sender = network.namespaceOf(neighbour);
        assertThat(Network.connect(sender, SERVER, 80)).isPresent();
        assertThat(Network.tryToConnect(sender, OTHER, 80)).isEmpty();
        passOn(true);
        long before = passedOn();
        assertThat(Network.connect(sender, OTHER, 80)).contains(network.instanceOf(other) + " " + NEIGHBOUR);
        assertThat(passedOn() - before).isGreaterThanOrEqualTo(6);
        // The resolver is where it was.
        assertThat(Network.connect(sender, Ip.of("10.0.0.2"), 53)).isPresent();
        for (RouteTableId table : List.of(applicationTable, otherTable)) {
            topology.put(topology.get(RouteTable.class, table.value()).withRoutes(List.of()));
        }
        network.apply(topology);
        passOn(false);
        assertThat(Network.connect(sender, OTHER, 80)).isPresent();
    }

    @Test
    void groupsJudgeBeforeAndBehindTheAppliance() throws Exception {
        topology.route(otherTable, "10.0.1.0/24", new Route.ViaNetworkInterface(appliance));
        topology.route(applicationTable, "10.0.3.0/24", new Route.ViaNetworkInterface(appliance));
        network.apply(topology);
        passOn(true);
        Namespace sender = network.namespaceOf(other);
        assertThat(Network.connect(sender, SERVER, 80)).contains(network.instanceOf(server) + " " + OTHER);
        assertThat(Network.tryToConnect(sender, SERVER, 22)).isEmpty();
        topology.put(topology.get(SecurityGroup.class, ofServer.value()).withRules(List.of()));
        network.apply(topology);
        assertThat(Network.tryToConnect(sender, SERVER, 80)).isEmpty();
    }

    /** How many packets the appliance has passed on. */
    private long passedOn() throws Exception {
        Matcher counters = Pattern.compile("^Ip: [0-9]+ [0-9]+ [0-9]+ [0-9]+ [0-9]+ ([0-9]+) ", Pattern.MULTILINE)
                .matcher(Network.run(network.namespaceOf(appliance), "cat", "/proc/net/snmp"));
        assertThat(counters.find()).isTrue();
        return Long.parseLong(counters.group(1));
    }
}
