package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.InspectedFlow;
import dev.postern.dataplane.Observed;
import dev.postern.dataplane.Refusal;
import dev.postern.linux.PacketPrograms;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.trace.Outcome;
import dev.postern.network.trace.PacketWalker;
import dev.postern.network.trace.Trace;
import dev.postern.testkit.Balancers;
import dev.postern.testkit.Inspectors;
import dev.postern.testkit.Topology;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traffic that routes lead through a Gateway Load Balancer, whose VPC has the same addresses as the one that it comes from. */
@PacketTest
final class InspectionTest {
    private static final Ip SERVER = Ip.of("10.0.1.10");
    private static final Ip OTHER = Ip.of("10.0.3.10");
    private static final Ip PUBLIC = Ip.of("198.19.0.10");
    private static final Ip S3 = Ip.of("198.18.0.10");
    /** Places behind the header of UDP: of the flow's cookie, and of the packet that is carried. */
    private static final int COOKIE = 36;

    private static final int INNER = 40;

    @TempDir
    Path directory;

    private final Topology topology = new Topology();
    private final Inspectors inspectors = new Inspectors(topology);
    private Network network;
    private VpcId vpc;
    private RouteTableId serverTable;
    private RouteTableId otherTable;
    private RouteTableId inspectionTable;
    private EndpointService service;
    private InternetGatewayId gateway;
    private SecurityGroupId web;
    private NetworkInterfaceId server;
    private NetworkInterfaceId other;
    private final List<NetworkInterfaceId> appliances = new ArrayList<>();
    private LoadBalancer balancer;
    private TargetGroup group;
    private VpcEndpoint endpoint;

    @BeforeEach
    void anEndpointAndTwoAppliances() {
        network = new Network(directory);
        provider();
        vpc = topology.vpc("10.0.0.0/16");
        SubnetId application = topology.subnet(vpc, "10.0.1.0/24");
        SubnetId inspection = topology.subnet(vpc, "10.0.2.0/24");
        SubnetId another = topology.subnet(vpc, "10.0.3.0/24");
        gateway = topology.internetGateway(vpc);
        serverTable = topology.routeTable(vpc, application);
        otherTable = topology.routeTable(vpc, another);
        inspectionTable = topology.routeTable(vpc, inspection);
        topology.route(inspectionTable, "0.0.0.0/0", new Route.ViaInternetGateway(gateway));
        web = topology.securityGroup(vpc);
        topology.allowIn(web, Protocol.TCP, PortRange.of(80), "0.0.0.0/0");
        topology.allowIn(web, Protocol.TCP, PortRange.of(7000), "0.0.0.0/0");
        topology.allowIn(web, Protocol.ICMP, new PortRange(-1, -1), "0.0.0.0/0");
        server = topology.instance(application, SERVER.toString(), web);
        other = topology.instance(another, OTHER.toString(), web);
        topology.publicIp(server, PUBLIC.toString());
        service = inspectors.service(balancer);
        endpoint = inspectors.endpoint(service, inspection, "10.0.2.10");
    }

    private void provider() {
        VpcId security = topology.vpc("10.0.0.0/16");
        SubnetId subnet = topology.subnet(security, "10.0.1.0/24");
        topology.routeTable(security, subnet);
        SecurityGroupId geneve = topology.securityGroup(security);
        topology.allowIn(geneve, Protocol.UDP, PortRange.of(6081), "10.0.1.0/24");
        for (int i = 20; i < 24; i++) {
            appliances.add(topology.instance(subnet, "10.0.1." + i, geneve));
        }
        balancer = inspectors.balancer(subnet, SERVER.toString());
        group = inspectors.appliances(balancer, appliances.subList(0, 2));
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        network.close();
    }

    private void throughTheEndpoint() throws Exception {
        topology.route(topology.edgeTable(vpc, gateway), "10.0.1.0/24", new Route.ViaEndpoint(endpoint.id()));
        topology.route(serverTable, "0.0.0.0/0", new Route.ViaEndpoint(endpoint.id()));
        topology.route(serverTable, "10.0.3.0/24", new Route.ViaEndpoint(endpoint.id()));
        topology.route(otherTable, "10.0.1.0/24", new Route.ViaEndpoint(endpoint.id()));
        network.apply(topology);
    }

    @Test
    void whatComesInThroughTheGatewayPassesAnApplianceThereAndBack() throws Exception {
        throughTheEndpoint();
        Namespace internet = network.dataPlane().internet();
        assertThat(Network.tryToConnect(internet, PUBLIC, 80))
                .as("nobody gives it back")
                .isEmpty();
        try (Fleet fleet = new Fleet(network, appliances)) {
            assertThat(Network.connect(internet, PUBLIC, 80))
                    .contains(network.instanceOf(server) + " " + AddressPlan.INTERNET_CLIENT);
            assertThat(seen(fleet, 0) + seen(fleet, 1)).isGreaterThanOrEqualTo(4);
            assertThat(Network.tryToConnect(internet, PUBLIC, 22))
                    .as("the server's groups")
                    .isEmpty();
            assertThat(Network.connect(network.namespaceOf(server), S3, 80)).contains("internet " + PUBLIC);
            assertThat(Network.connect(network.namespaceOf(other), SERVER, 80))
                    .contains(network.instanceOf(server) + " " + OTHER);
            assertThat(Network.ping(network.namespaceOf(other), SERVER, true)).isTrue();
        }
    }

    @Test
    void bothDirectionsOfEachFlowMeetTheSameAppliance() throws Exception {
        throughTheEndpoint();
        int even = Fleet.PORTS * Fleet.PORTS / appliances.size();
        try (Fleet fleet = new Fleet(network, appliances)) {
            var met = fleet.send(at(other, OTHER, 20_000), at(server, SERVER, 30_000));
            assertThat(met)
                    .hasSize(Fleet.PORTS * Fleet.PORTS)
                    .allSatisfy((_, by) -> assertThat(by).hasSize(1));
            assertThat(Fleet.spread(met)).containsOnlyKeys(0, 1);
            assertThat(network.dataPlane().flows(Balancers.node(balancer)).stream()
                            .filter(flow -> flow.protocol() == Protocol.UDP.number()))
                    .hasSize(met.size())
                    .allSatisfy(flow -> assertThat(List.of(flow.lower(), flow.upper()))
                            .allSatisfy(end ->
                                    assertThat(List.of(end.sent(), end.back())).containsOnly(1L)));

            register(appliances);
            assertThat(fleet.send(at(other, OTHER, 20_000), at(server, SERVER, 30_000)))
                    .as("known flows stay")
                    .isEqualTo(met);
            assertThat(Fleet.spread(fleet.send(at(other, OTHER, 22_000), at(server, SERVER, 32_000))))
                    .as("new flows go to all")
                    .hasSize(appliances.size())
                    .allSatisfy((_, flows) -> assertThat(flows).isBetween(even * 9 / 10, even * 11 / 10));
            assertThat(network.dataPlane().refused(Balancers.node(balancer))).isEmpty();
        }
    }

    @Test
    void whatMakesAFlowIsChosen() throws Exception {
        throughTheEndpoint();
        topology.put(group.withAttributes(sticky("source_ip_dest_ip_proto")));
        register(appliances);
        try (Fleet fleet = new Fleet(network, appliances)) {
            var met = Fleet.spread(fleet.send(at(other, OTHER, 20_000), at(server, SERVER, 30_000)));
            assertThat(met).as("one protocol between two addresses").hasSize(1);
        }
        topology.put(topology.get(TargetGroup.class, group.key()).withAttributes(sticky("source_ip_dest_ip")));
        network.apply(topology);
        try (Fleet fleet = new Fleet(network, appliances)) {
            assertThat(fleet.send(at(other, OTHER, 20_000), at(server, SERVER, 30_000)))
                    .hasSize(Fleet.PORTS * Fleet.PORTS);
            assertThat(Network.connect(network.namespaceOf(other), SERVER, 80)).isPresent();
            assertThat(Network.ping(network.namespaceOf(other), SERVER, true)).isTrue();
            assertThat(fleet.appliances().stream().filter(one -> !one.seen().isEmpty()))
                    .as("two addresses")
                    .hasSize(1);
        }
    }

    @Test
    void aFlowStaysWithAnApplianceThatIsUnwellUnlessItIsToMove() throws Exception {
        throughTheEndpoint();
        try (Fleet fleet = new Fleet(network, appliances);
                Echo echo = new Echo(network.namespaceOf(server), 7000);
                SocketChannel stream = Network.open(network.namespaceOf(other), SERVER, 7000)) {
            assertThat(echo.answers(stream)).isTrue();
            int its = fleet.appliances().getFirst().seen().isEmpty() ? 1 : 0;
            network.apply(topology.snapshot(), unwell(its));
            assertThat(echo.answers(stream)).isTrue();
            assertThat(seen(fleet, 1 - its, 7000)).as("the stream stays").isZero();
            for (int i = 0; i < 8; i++) {
                assertThat(Network.connect(network.namespaceOf(other), SERVER, 80))
                        .isPresent();
            }
            assertThat(seen(fleet, its, 80)).as("no new flow goes there").isZero();

            topology.put(topology.get(TargetGroup.class, group.key())
                    .withAttributes(new TreeMap<>(Map.of(
                            "target_failover.on_unhealthy", "rebalance",
                            "target_failover.on_deregistration", "rebalance"))));
            network.apply(topology.snapshot(), unwell(its));
            assertThat(echo.answers(stream)).isTrue();
            assertThat(seen(fleet, 1 - its, 7000)).as("the stream has moved").isPositive();
        }
    }

    @Test
    void onlyWhatWasSentToAnApplianceComesBackFromIt() throws Exception {
        throughTheEndpoint();
        register(appliances.subList(0, 1));
        assertRefused(Refusal.OTHER_COOKIE, packet -> packet.put(COOKIE, (byte) ~packet.get(COOKIE)));
        assertRefused(Refusal.OTHER_OPTIONS, packet -> packet.put(8, (byte) 2));
        assertRefused(Refusal.OTHER_OPTIONS, packet -> packet.put(24, (byte) 1));
        assertRefused(Refusal.UNKNOWN_FLOW, packet -> packet.put(19, (byte) ~packet.get(19)));
        assertRefused(Refusal.UNKNOWN_FLOW, packet -> packet.putInt(INNER + 16, packet.getInt(INNER + 16) + 1));
        assertRefused(Refusal.MALFORMED, packet -> packet.put(0, (byte) 0x40));
        assertRefused(Refusal.MALFORMED, packet -> packet.put(1, (byte) 0x40));
        assertRefused(Refusal.MALFORMED, packet -> packet.putShort(2, (short) 0x86dd));
        assertRefused(Refusal.MALFORMED, packet -> packet.put(INNER, (byte) 0x05));
        assertRefused(Refusal.MALFORMED, packet -> packet.limit(INNER + 19));
        assertRefused(Refusal.MALFORMED, packet -> packet.limit(1));
    }

    @Test
    void eachEndsPacketsAreCountedThatAnApplianceKeeps() throws Exception {
        throughTheEndpoint();
        register(appliances.subList(0, 1));
        Ip appliance = topology.networkInterface(appliances.getFirst()).primaryIp();
        try (Appliance _ = new Appliance(network.namespaceOf(appliances.getFirst()), InspectionTest::keepsAnswers)) {
            assertThat(Network.tryToConnect(network.namespaceOf(other), SERVER, 80))
                    .isEmpty();
        }
        assertThat(network.dataPlane().flows(Balancers.node(balancer)))
                .singleElement()
                .satisfies(flow -> {
                    assertThat(flow.endpoint()).isEqualTo(endpoint.id().number());
                    assertThat(flow.appliance()).isEqualTo(appliance);
                    assertThat(flow.protocol()).isEqualTo(Protocol.TCP.number());
                    InspectedFlow.End asks = flow.lower().address().equals(OTHER) ? flow.lower() : flow.upper();
                    InspectedFlow.End answers = flow.lower().equals(asks) ? flow.upper() : flow.lower();
                    assertThat(asks.address()).isEqualTo(OTHER);
                    assertThat(answers.address()).isEqualTo(SERVER);
                    assertThat(answers.port()).isEqualTo(80);
                    assertThat(asks.sent()).isPositive().isEqualTo(asks.back());
                    assertThat(answers.sent()).isPositive();
                    assertThat(answers.back()).isZero();
                });
    }

    private static ByteBuffer keepsAnswers(ByteBuffer packet) {
        return packet.getShort(INNER + 20) == 80 ? packet.limit(0) : packet;
    }

    @Test
    void ipv6PassesTheSameAppliances() throws Exception {
        topology.ipv6(vpc, "2001:db8:8000::/56");
        int number = 0;
        for (NetworkInterfaceId eni :
                List.of(server, other, endpoint.seats().getFirst().networkInterface())) {
            String block = "2001:db8:8000:" + ++number + "::";
            topology.ipv6(topology.networkInterface(eni).subnetId(), block + "/64");
            topology.ipv6(eni, block + "10");
        }
        topology.allowIn(web, Protocol.TCP, PortRange.of(80), "::/0");
        topology.allowOut(web, Protocol.ALL, PortRange.ALL, "::/0");
        topology.route(serverTable, "2001:db8:8000:2::/64", new Route.ViaEndpoint(endpoint.id()));
        topology.route(otherTable, "2001:db8:8000:1::/64", new Route.ViaEndpoint(endpoint.id()));
        network.apply(topology);
        Ip there = Ip.of("2001:db8:8000:1::10");
        assertThat(Network.tryToConnect(network.namespaceOf(other), there, 80)).isEmpty();
        try (Fleet fleet = new Fleet(network, appliances)) {
            assertThat(Network.connect(network.namespaceOf(other), there, 80))
                    .contains(network.instanceOf(server) + " 2001:db8:8000:2::10");
            assertThat(fleet.appliances().stream().filter(one -> !one.seen().isEmpty()))
                    .singleElement()
                    .satisfies(one -> assertThat(one.seen())
                            .allSatisfy(packet -> assertThat(packet.getShort(2)).isEqualTo((short) 0x86dd)));
        }
    }

    /** The answers come directly: nothing leads them to an appliance. */
    @Test
    void onlyOneDirectionMayPassAnAppliance() throws Exception {
        topology.route(serverTable, "0.0.0.0/0", new Route.ViaEndpoint(endpoint.id()));
        topology.endpoint(vpc, inspectionTable);
        network.apply(topology);
        try (Fleet fleet = new Fleet(network, appliances)) {
            assertThat(Network.connect(network.namespaceOf(server), S3, 80))
                    .as("a service behind a gateway endpoint")
                    .contains(vpc + " " + SERVER);
            assertThat(Network.connect(network.namespaceOf(server), Ip.of("198.18.126.10"), 80))
                    .as("somebody on the internet")
                    .contains("internet " + PUBLIC);
            assertThat(fleet.appliances())
                    .anySatisfy(one -> assertThat(one.seen()).isNotEmpty());
        }
        topology.put(topology.get(RouteTable.class, serverTable.value()).withRoutes(List.of()));
        topology.route(serverTable, "0.0.0.0/0", new Route.ViaInternetGateway(gateway));
        topology.route(topology.edgeTable(vpc, gateway), "10.0.1.0/24", new Route.ViaEndpoint(endpoint.id()));
        network.apply(topology);
        try (Fleet fleet = new Fleet(network, appliances)) {
            assertThat(Network.connect(network.dataPlane().internet(), PUBLIC, 80))
                    .contains(network.instanceOf(server) + " " + AddressPlan.INTERNET_CLIENT);
            assertThat(Network.tryToConnect(network.dataPlane().internet(), PUBLIC, 22))
                    .isEmpty();
            assertThat(fleet.appliances())
                    .anySatisfy(one -> assertThat(one.seen()).isNotEmpty());
        }
    }

    @Test
    void whatIsTooLargeIsDroppedAndNobodyIsTold() throws Exception {
        throughTheEndpoint();
        try (Fleet fleet = new Fleet(network, appliances);
                Echo echo = new Echo(network.namespaceOf(server), 7000);
                SocketChannel stream = Network.open(network.namespaceOf(other), SERVER, 7000)) {
            assertThat(echo.answers(stream)).isTrue();
            Namespace from = network.namespaceOf(other);
            assertThat(Network.run(from, "ping", "-c1", "-W5", "-Mdo", "-s8472", SERVER.toString()))
                    .contains(" 0% packet loss");
            long before = refused(Refusal.TOO_LARGE);
            Network.run(from, "sh", "-c", "ping -c1 -W1 -Mdo -s8473 " + SERVER + " || true");
            assertThat(refused(Refusal.TOO_LARGE)).isEqualTo(before + 1);
            assertThat(fleet.appliances())
                    .allSatisfy(one -> assertThat(one.seen())
                            .allSatisfy(packet -> assertThat(packet.remaining()).isLessThanOrEqualTo(INNER + 8500)));
        }
    }

    /** Neither endpoints nor the router count as hops: no circle may last. */
    @Test
    void packetsDoNotGoRoundForEver() throws Exception {
        throughTheEndpoint();
        SubnetId between = topology.subnet(vpc, "10.0.4.0/24");
        VpcEndpoint second = inspectors.endpoint(
                topology.get(EndpointService.class, service.id().value()), between, "10.0.4.10");
        topology.route(topology.routeTable(vpc, between), "10.0.1.0/24", new Route.ViaEndpoint(endpoint.id()));
        topology.route(inspectionTable, "10.0.1.0/24", new Route.ViaEndpoint(second.id()));
        NetworkIntent intent = network.apply(topology);
        try (Fleet fleet = new Fleet(network, appliances)) {
            assertRefusedAsForetold(intent);
            int rounds = seen(fleet, 0) + seen(fleet, 1);
            assertThat(rounds).isBetween(2, 1000);

            topology.put(topology.get(RouteTable.class, inspectionTable.value()).withRoutes(List.of()));
            topology.route(inspectionTable, "10.0.1.0/24", new Route.ViaEndpoint(endpoint.id()));
            assertRefusedAsForetold(network.apply(topology));
        }
    }

    private void assertRefusedAsForetold(NetworkIntent intent) throws Exception {
        Trace trace = PacketWalker.trace(intent, Packet.tcp(other, OTHER, SERVER, 80));
        assertThat(trace.outcome()).isInstanceOf(Outcome.Stopped.class);
        assertThat(Network.tryToConnect(network.namespaceOf(other), SERVER, 80)).isEmpty();
    }

    /** How much another process finds to do. */
    private int startAgain() {
        Observed observed = Alone.dataPlane(directory).apply(NetworkCompiler.compile(topology.snapshot()));
        assertThat(observed.problems()).isEmpty();
        return observed.steps();
    }

    @Test
    void whoTakesProgramsAwayLetsNothingThroughAndTheyComeBack() throws Exception {
        throughTheEndpoint();
        assertThat(startAgain()).as("adopted").isZero();
        try (Fleet fleet = new Fleet(network, appliances)) {
            Namespace node = network.dataPlane().node(Balancers.node(balancer));
            Namespace entrance =
                    network.dataPlane().node(endpoint.seats().getFirst().networkInterface());
            for (Namespace inside : List.of(node, entrance)) {
                assertThat(Network.connect(network.namespaceOf(other), SERVER, 80))
                        .isPresent();
                SortedMap<String, String> programs =
                        inside.call(() -> StateReader.read().programs());
                assertThat(programs).hasSize(2);
                for (String link : programs.keySet()) {
                    inside.call(() -> {
                        PacketPrograms.clear(StateReader.number(link), PacketPrograms.Direction.INCOMING);
                        return true;
                    });
                    assertThat(Network.tryToConnect(network.namespaceOf(other), SERVER, 80))
                            .as("without %s", link)
                            .isEmpty();
                    assertThat(startAgain()).isEqualTo(1);
                    assertThat(inside.call(() -> StateReader.read().programs())).isEqualTo(programs);
                    assertThat(Network.connect(network.namespaceOf(other), SERVER, 80))
                            .isPresent();
                }
            }
            assertThat(fleet.appliances()).isNotEmpty();
        }
    }

    /** Whoever treats packets so gets none through, and is told of. */
    private void assertRefused(Refusal reason, UnaryOperator<ByteBuffer> treatment) throws Exception {
        long before = refused(reason);
        try (Appliance one = new Appliance(network.namespaceOf(appliances.getFirst()), treatment)) {
            assertThat(Network.tryToConnect(network.namespaceOf(other), SERVER, 80))
                    .as("%s", reason)
                    .isEmpty();
            assertThat(one.seen()).isNotEmpty();
            assertThat(refused(reason)).as("%s", reason).isGreaterThan(before);
        }
    }

    private long refused(Refusal reason) throws Exception {
        return network.dataPlane().refused(Balancers.node(balancer)).getOrDefault(reason, 0L);
    }

    private static int seen(Fleet fleet, int place) {
        return fleet.appliances().get(place).seen().size();
    }

    /** How many packets from or to a port of the server's. */
    private static long seen(Fleet fleet, int place, int port) {
        return fleet.appliances().get(place).seen().stream()
                .filter(packet -> packet.get(INNER) == 0x45)
                .filter(packet ->
                        packet.getShort(INNER + 20) == (short) port || packet.getShort(INNER + 22) == (short) port)
                .count();
    }

    private Fleet.End at(NetworkInterfaceId eni, Ip address, int port) {
        return new Fleet.End(network.namespaceOf(eni), address, port);
    }

    private static SortedMap<String, String> sticky(String type) {
        return new TreeMap<>(Map.of("stickiness.enabled", "true", "stickiness.type", type));
    }

    private void register(List<NetworkInterfaceId> targets) throws Exception {
        topology.put(topology.get(TargetGroup.class, group.key())
                .withRegistrations(targets.stream().map(this::registration).toList()));
        network.apply(topology);
    }

    private TargetGroup.Registration registration(NetworkInterfaceId eni) {
        return new TargetGroup.Registration(target(eni), Optional.empty(), Instant.EPOCH, Optional.empty());
    }

    private TargetGroup.Target target(NetworkInterfaceId eni) {
        return new TargetGroup.Target(topology.instanceOf(eni).value(), 6081);
    }

    /** All but one of the first two are well. */
    private TargetHealth unwell(int place) {
        TreeMap<TargetHealth.Key, TargetHealth.Finding> found = new TreeMap<>();
        for (int i = 0; i < 2; i++) {
            found.put(
                    TargetHealth.Key.of(group, target(appliances.get(i))),
                    new TargetHealth.Finding(i != place, Instant.EPOCH));
        }
        return new TargetHealth(found);
    }
}
