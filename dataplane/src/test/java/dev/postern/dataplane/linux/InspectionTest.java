package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.Observed;
import dev.postern.linux.PacketPrograms;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.network.NetworkCompiler;
import dev.postern.testkit.Balancers;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Traffic that routes lead through a Gateway Load Balancer, whose VPC has the same addresses as the one that it comes from. */
@PacketTest
final class InspectionTest extends InspectedVpc {
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

    /** All but one of the first two are well. */
    private TargetHealth unwell(int place) {
        TreeMap<TargetHealth.Key, TargetHealth.Finding> found = new TreeMap<>();
        for (int i = 0; i < 2; i++) {
            found.put(
                    TargetHealth.Key.of(group, target(appliances.get(i))),
                    new TargetHealth.Finding(
                            i != place ? TargetHealth.State.HEALTHY : TargetHealth.State.UNHEALTHY, Instant.EPOCH));
        }
        return new TargetHealth(found);
    }
}
