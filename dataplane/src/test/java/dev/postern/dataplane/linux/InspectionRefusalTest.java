package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.InspectedFlow;
import dev.postern.dataplane.Refusal;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.trace.Outcome;
import dev.postern.network.trace.PacketWalker;
import dev.postern.network.trace.Trace;
import dev.postern.testkit.Balancers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What does not come back from an appliance, or is not taken back, and how that is counted. */
@PacketTest
final class InspectionRefusalTest extends InspectedVpc {
    /** Behind the header of UDP: the flow's cookie. */
    private static final int COOKIE = 36;

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
        try (Appliance _ =
                new Appliance(network.namespaceOf(appliances.getFirst()), InspectionRefusalTest::keepsAnswers)) {
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
}
