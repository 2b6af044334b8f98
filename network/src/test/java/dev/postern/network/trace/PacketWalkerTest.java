package dev.postern.network.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NatGatewayId;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.network.EffectiveRoutes;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.RouteTableIntent;
import dev.postern.network.RouteTarget;
import dev.postern.testkit.Topology;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PacketWalkerTest {
    private static final Ip S3 = Ip.of("198.18.0.10");
    private static final Ip PUBLIC = Ip.of("198.19.0.10");
    private static final Ip FRONT = Ip.of("10.0.0.10");
    private static final Ip BACK = Ip.of("10.0.1.20");

    private final Topology cloud = new Topology();
    private VpcId vpc;
    private SubnetId publicSubnet;
    private SubnetId privateSubnet;
    private RouteTableId publicTable;
    private RouteTableId privateTable;
    private SecurityGroupId frontGroup;
    private SecurityGroupId backGroup;
    private NetworkInterfaceId front;
    private NetworkInterfaceId back;
    private InternetGatewayId gateway;

    @BeforeEach
    void publicAndPrivateSubnet() {
        vpc = cloud.vpc("10.0.0.0/16");
        publicSubnet = cloud.subnet(vpc, "10.0.0.0/24");
        privateSubnet = cloud.subnet(vpc, "10.0.1.0/24");
        publicTable = cloud.routeTable(vpc, publicSubnet);
        privateTable = cloud.routeTable(vpc, privateSubnet);
        gateway = cloud.internetGateway(vpc);
        cloud.route(publicTable, "0.0.0.0/0", new Route.ViaInternetGateway(gateway));
        frontGroup = cloud.securityGroup(vpc);
        cloud.allowIn(frontGroup, Protocol.TCP, PortRange.of(22), "0.0.0.0/0");
        backGroup = cloud.securityGroup(vpc);
        cloud.allowIn(backGroup, Protocol.TCP, PortRange.of(22), frontGroup);
        front = cloud.instance(publicSubnet, FRONT.toString(), frontGroup);
        cloud.publicIp(front, PUBLIC.toString());
        back = cloud.instance(privateSubnet, BACK.toString(), backGroup);
    }

    @Test
    void personReachesThePublicInstanceAndItReachesThePrivateOne() {
        assertThat(connect(Packet.tcpFromInternet(PUBLIC, 22)).summary()).isEqualTo(front.value());
        assertThat(connect(Packet.tcp(front, FRONT, BACK, 22)).summary()).isEqualTo(back.value());
        assertThat(connect(Packet.tcp(front, FRONT, BACK, 23)).summary())
                .contains("security group, inbound")
                .contains(backGroup.value());
    }

    @Test
    void whatEverybodyMayBeginAndEveryAnswerPassesIsNotTracked() {
        // As in the example of AWS's page: from one address, and from all of them.
        cloud.allowIn(backGroup, Protocol.TCP, PortRange.of(80), "0.0.0.0/0");
        cloud.allowIn(backGroup, Protocol.ICMP, PortRange.ANY_ICMP, "0.0.0.0/0");
        assertThat(trackings(Packet.tcp(front, FRONT, BACK, 22)))
                .containsExactly(Tracking.Kind.TRACKED, Tracking.Kind.TRACKED);
        assertThat(trackings(Packet.tcp(front, FRONT, BACK, 80)))
                .containsExactly(Tracking.Kind.TRACKED, Tracking.Kind.UNTRACKED);
        assertThat(trackings(Packet.echo(front, FRONT, BACK)))
                .containsExactly(Tracking.Kind.TRACKED, Tracking.Kind.TRACKED);
        cloud.allowIn(frontGroup, Protocol.TCP, PortRange.ALL, "0.0.0.0/0");
        assertThat(trackings(Packet.tcp(front, FRONT, BACK, 80)))
                .containsExactly(Tracking.Kind.UNTRACKED, Tracking.Kind.UNTRACKED);
        assertThat(connect(Packet.tcp(front, FRONT, BACK, 80)).back())
                .as("what a rule lets back is of the connection that began, and no other")
                .extracting(Hop::ruling)
                .filteredOn(ruling -> ruling instanceof Ruling.Passed(Rule.GroupRule _))
                .extracting(
                        ruling -> ((Rule.GroupRule) ruling.rule()).tracking().kind())
                .containsExactly(Tracking.Kind.UNTRACKED, Tracking.Kind.UNTRACKED);
        cloud.route(privateTable, "0.0.0.0/0", new Route.ViaNatGateway(nat()));
        cloud.allowIn(backGroup, Protocol.TCP, PortRange.ALL, "0.0.0.0/0");
        Trace through = connect(Packet.tcp(back, BACK, S3, 443));
        assertThat(through.delivered()).isTrue();
        assertThat(through.sessions())
                .extracting(session -> session.tracking().kind())
                .containsExactly(Tracking.Kind.AUTOMATIC);
    }

    @Test
    void whicheverAddressANatGatewayGivesTheConnectionMustComeAbout() {
        NetworkInterfaceId several =
                cloud.natGateway(publicSubnet, List.of("10.0.0.5", "10.0.0.6"), NatGateway.Connectivity.PUBLIC);
        cloud.elasticIp(several, "198.19.0.5");
        cloud.elasticIp(several, Ip.of("10.0.0.6"), "198.19.0.6");
        cloud.route(privateTable, "0.0.0.0/0", new Route.ViaNatGateway(cloud.natOf(several)));
        assertThat(connect(Packet.tcp(back, BACK, PUBLIC, 8443)).delivered()).isFalse();
        for (String first : List.of("198.19.0.5/32", "198.19.0.6/32")) {
            SecurityGroup before = cloud.get(SecurityGroup.class, frontGroup.value());
            cloud.allowIn(frontGroup, Protocol.TCP, PortRange.of(8443), first);
            Trace refused = connect(Packet.tcp(back, BACK, PUBLIC, 8443));
            assertThat(refused.delivered()).as(first).isFalse();
            assertThat(refused.toString())
                    .contains(
                            first.startsWith("198.19.0.5")
                                    ? "10.0.0.6 (other connections: 10.0.0.5)"
                                    : "10.0.0.5 (other connections: 10.0.0.6)");
            cloud.put(before);
        }
        cloud.allowIn(frontGroup, Protocol.TCP, PortRange.of(8443), "198.19.0.5/32");
        cloud.allowIn(frontGroup, Protocol.TCP, PortRange.of(8443), "198.19.0.6/32");
        assertThat(connect(Packet.tcp(back, BACK, PUBLIC, 8443)).delivered()).isTrue();
    }

    private NatGatewayId nat() {
        return cloud.natOf(cloud.natGateway(publicSubnet, "10.0.0.99", "198.19.0.99"));
    }

    private List<Tracking.Kind> trackings(Packet packet) {
        Trace trace = connect(packet);
        assertThat(trace.delivered()).isTrue();
        return trace.sessions().stream()
                .map(session -> session.tracking().kind())
                .toList();
    }

    @Test
    void whatComesInThroughTheGatewayIsLedThroughAnAppliance() {
        SubnetId inspection = cloud.subnet(vpc, "10.0.2.0/24");
        cloud.route(cloud.routeTable(vpc, inspection), "0.0.0.0/0", new Route.ViaInternetGateway(gateway));
        SecurityGroupId open = cloud.securityGroup(vpc);
        cloud.allowIn(open, Protocol.ALL, new PortRange(-1, -1), "0.0.0.0/0");
        NetworkInterfaceId appliance = cloud.instance(inspection, "10.0.2.10", open);
        cloud.put(cloud.networkInterface(appliance).withSourceDestCheck(false));
        RouteTableId edge = cloud.edgeTable(vpc, gateway);
        cloud.route(edge, "10.0.0.0/24", new Route.ViaNetworkInterface(appliance));
        Trace trace = connect(Packet.tcpFromInternet(PUBLIC, 22));
        assertThat(trace.summary()).isEqualTo(appliance.value());
        assertThat(trace.there())
                .extracting(Hop::stage)
                .containsSubsequence(Stage.DNAT, Stage.ROUTE, Stage.SG_IN, Stage.DETOUR, Stage.DELIVERY);
        assertThat(trace.there()).extracting(Hop::at).contains(new Component.Table(edge, gateway));
        cloud.put(cloud.networkInterface(appliance).withSourceDestCheck(true));
        assertThat(droppedBy(Packet.tcpFromInternet(PUBLIC, 22))).isEqualTo(Stage.DETOUR);
        cloud.state(appliance, Instance.State.STOPPED);
        assertThat(droppedBy(Packet.tcpFromInternet(PUBLIC, 22))).isEqualTo(Stage.ROUTE);
    }

    @Test
    void noRouteLeadsAwayWhatStaysInTheSubnet() {
        NetworkInterfaceId appliance = cloud.instance(cloud.subnet(vpc, "10.0.2.0/24"), "10.0.2.10", frontGroup);
        cloud.put(cloud.networkInterface(appliance).withSourceDestCheck(false));
        NetworkInterfaceId neighbour = cloud.instance(publicSubnet, "10.0.0.11", frontGroup);
        cloud.route(publicTable, "10.0.0.0/16", new Route.ViaNetworkInterface(appliance));
        assertThat(connect(Packet.tcp(front, FRONT, Ip.of("10.0.0.11"), 22)).summary())
                .isEqualTo(neighbour.value());
        assertThat(connect(Packet.tcp(front, FRONT, BACK, 22)).summary()).isEqualTo(appliance.value());
    }

    @Test
    void groupRuleDoesNotKnowAMemberByItsPublicAddress() {
        cloud.publicIp(back, "198.19.0.20");
        cloud.route(privateTable, "0.0.0.0/0", new Route.ViaInternetGateway(gateway));
        assertThat(droppedBy(Packet.tcp(front, FRONT, Ip.of("198.19.0.20"), 22)))
                .isEqualTo(Stage.SG_IN);
        assertThat(connect(Packet.tcp(back, BACK, PUBLIC, 22)).delivered()).isTrue();
    }

    @Test
    void privateInstanceHasNoRouteOutUntilAnEndpointIsAssociated() {
        assertThat(droppedBy(Packet.tcp(back, BACK, S3, 443))).isEqualTo(Stage.ROUTE);
        VpcEndpointId endpoint = cloud.endpoint(vpc, privateTable);
        Packet asked = Packet.tcp(back, BACK, S3, 443);
        assertThat(connect(asked).outcome()).isInstanceOfSatisfying(Outcome.Delivered.class, delivered -> {
            assertThat(delivered.to()).hasToString(endpoint + " (com.amazonaws.us-east-1.s3)");
            assertThat(delivered.arrived()).isEqualTo(asked);
        });
        Packet outside = Packet.tcp(front, FRONT, S3, 443);
        assertThat(connect(outside).outcome())
                .isEqualTo(new Outcome.Delivered(new Outcome.ToInternet(true), outside.withSource(PUBLIC)));
    }

    @Test
    void instanceWithoutPublicAddressEndsAtTheGateway() {
        cloud.route(privateTable, "0.0.0.0/0", new Route.ViaInternetGateway(gateway));
        assertThat(droppedBy(Packet.tcp(back, BACK, S3, 443))).isEqualTo(Stage.SNAT);
    }

    @Test
    void answerNeedsARouteBack() {
        cloud.publicIp(back, "198.19.0.20");
        cloud.allowIn(backGroup, Protocol.TCP, PortRange.of(22), "0.0.0.0/0");
        Packet packet = Packet.tcpFromInternet(Ip.of("198.19.0.20"), 22);
        assertThat(connect(packet).outcome())
                .isInstanceOfSatisfying(
                        Outcome.Stopped.class,
                        stopped -> assertThat(stopped.onTheWayBack()).isTrue());
        assertThat(droppedBy(packet)).isEqualTo(Stage.ROUTE);
    }

    @Test
    void aclDeniesReturnTrafficWithoutStatefulMatch() {
        NetworkAcl.Entry in =
                new NetworkAcl.Entry(100, false, true, Protocol.TCP, PortRange.of(22), Cidr.of("0.0.0.0/0"));
        NetworkAcl.Entry out =
                new NetworkAcl.Entry(100, true, true, Protocol.TCP, PortRange.of(22), Cidr.of("0.0.0.0/0"));
        cloud.acl(vpc, List.of(in, out), privateSubnet);
        Packet packet = Packet.tcp(front, FRONT, BACK, 22);
        assertThat(connect(packet).outcome())
                .isInstanceOfSatisfying(
                        Outcome.Stopped.class,
                        stopped -> assertThat(stopped.onTheWayBack()).isTrue());
        assertThat(droppedBy(packet)).isEqualTo(Stage.NACL_OUT);
    }

    @Test
    void spoofedSourceIsDropped() {
        assertThat(droppedBy(Packet.tcp(front, Ip.of("10.0.0.99"), BACK, 22))).isEqualTo(Stage.SPOOF);
    }

    @Test
    void resolverAnswersWhateverTheGroupsSay() {
        NetworkInterfaceId closed = cloud.instance(privateSubnet, "10.0.1.30", cloud.closedSecurityGroup(vpc));
        assertThat(connect(Packet.udp(closed, Ip.of("10.0.1.30"), Ip.of("10.0.0.2"), 53))
                        .summary())
                .isEqualTo("RESOLVER");
        assertThat(connect(Packet.tcp(closed, Ip.of("10.0.1.30"), BACK, 22)).delivered())
                .isFalse();
    }

    @Test
    void everyHopSaysWhatDecidedAndTheLastOneIsTheVerdict() {
        Trace trace = connect(Packet.tcp(back, BACK, S3, 443));
        assertThat(trace.there()).extracting(Hop::stage).containsExactly(Stage.SPOOF, Stage.SG_OUT, Stage.ROUTE);
        assertThat(trace.there().get(1).ruling().rule().text()).contains("sgr-").contains("0.0.0.0/0");
        assertThat(trace.stopped().orElseThrow())
                .hasToString("DROP route table " + privateTable + ": no route to " + S3);
    }

    @Test
    void routesThatLoseAreTold() {
        VpcEndpointId endpoint = cloud.endpoint(vpc, publicTable);
        cloud.route(publicTable, "198.18.0.0/24", new Route.ViaInternetGateway(gateway));
        Rule.RouteOf route = connect(Packet.tcp(front, FRONT, S3, 443)).there().stream()
                .flatMap(hop -> hop.ruling().rule() instanceof Rule.RouteOf of ? Stream.of(of) : Stream.empty())
                .findFirst()
                .orElseThrow();
        assertThat(route.chosen().origin()).isEqualTo(new RouteTableIntent.OfUser());
        assertThat(route.lost())
                .extracting(lost -> lost.claim().target().toString() + " " + lost.reason())
                .containsExactly(
                        endpoint + " (pl-63a5400a, com.amazonaws.us-east-1.s3) LOWER_PRIORITY",
                        gateway + " LESS_SPECIFIC");
    }

    @Test
    void answerThatARouteHandsToSomebodyElseDoesNotArrive() {
        NetworkInterfaceId other = cloud.instance(privateSubnet, "10.0.1.30", frontGroup);
        cloud.put(cloud.networkInterface(other).withSourceDestCheck(false));
        cloud.route(privateTable, "10.0.0.0/24", new Route.ViaNetworkInterface(other));
        Trace trace = connect(Packet.tcp(front, FRONT, BACK, 22));
        assertThat(trace.outcome()).isInstanceOfSatisfying(Outcome.Stopped.class, stopped -> {
            assertThat(stopped.first().stage()).isEqualTo(Stage.DETOUR);
            assertThat(stopped.onTheWayBack()).isTrue();
        });
        assertThat(trace.remedies()).containsExactly(new Remedy.DeleteRoute(privateTable, Cidr.of("10.0.0.0/24")));
    }

    @Test
    void stoppedInstanceIsToldAndWouldHaveToBeStarted() {
        cloud.instance(privateSubnet, "10.0.1.30", backGroup);
        cloud.state(back, Instance.State.STOPPED);
        Packet packet = Packet.tcp(front, FRONT, BACK, 22);
        assertThat(connect(packet).summary()).endsWith(cloud.instanceOf(back) + " is stopped");
        assertThat(connect(packet).remedies()).containsExactly(new Remedy.StartInstance(cloud.instanceOf(back)));
    }

    @Test
    void routeToAnInterfaceIsActiveExactlyWhileItsInstanceHasANetwork() {
        cloud.route(publicTable, "203.0.113.0/24", new Route.ViaNetworkInterface(back));
        for (Instance.State state : Instance.State.values()) {
            cloud.state(back, state);
            boolean active = !(EffectiveRoutes.of(cloud.snapshot(), cloud.get(Vpc.class, vpc.value()))
                            .targetOf(new Route.ViaNetworkInterface(back))
                    instanceof RouteTarget.Blackhole);
            assertThat(active)
                    .as("%s", state)
                    .isEqualTo(compile().vpc(vpc).orElseThrow().interfaces().containsKey(back));
        }
    }

    @Test
    void remediesAreCommandsOfTheAwsCli() {
        Trace trace = connect(Packet.tcp(front, FRONT, BACK, 23));
        assertThat(trace.remedies().getFirst().awsCommands())
                .containsExactly("aws ec2 authorize-security-group-ingress --group-id " + backGroup
                        + " --protocol tcp --port 23 --cidr 10.0.0.10/32");
        assertThat(connect(Packet.echo(front, FRONT, BACK))
                        .remedies()
                        .getFirst()
                        .awsCommands())
                .containsExactly("aws ec2 authorize-security-group-ingress --group-id " + backGroup
                        + " --ip-permissions 'IpProtocol=icmp,FromPort=8,ToPort=-1,IpRanges=[{CidrIp=10.0.0.10/32}]'");
    }

    private Stage droppedBy(Packet packet) {
        return connect(packet).stopped().orElseThrow().stage();
    }

    private Trace connect(Packet packet) {
        return PacketWalker.trace(cloud.snapshot(), compile(), packet);
    }

    private NetworkIntent compile() {
        return NetworkCompiler.compile(cloud.snapshot());
    }
}
