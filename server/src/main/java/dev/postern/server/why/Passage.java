package dev.postern.server.why;

import dev.postern.dataplane.InspectedFlow;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import dev.postern.network.Packet;
import dev.postern.network.trace.BalancerRule;
import dev.postern.network.trace.Component;
import dev.postern.network.trace.Hop;
import dev.postern.network.trace.InspectionRule;
import dev.postern.network.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where what is sent, or its answer, goes to an appliance.
 *
 * @param node the interface of the Gateway Load Balancer's node that sends it there
 * @param endpoint by which it came to the node
 * @param asker who sends, as seen there
 * @param answerer who answers, as seen there
 * @param port of who answers; 0 where there are none
 */
record Passage(NetworkInterfaceId node, VpcEndpointId endpoint, Ip asker, Ip answerer, Protocol protocol, int port) {
    /** Those on a way there and back, each once. */
    static List<Passage> on(Trace trace) {
        return Stream.concat(on(trace.there(), true), on(trace.back(), false))
                .distinct()
                .toList();
    }

    private static Stream<Passage> on(List<Hop> way, boolean there) {
        List<Passage> passages = new ArrayList<>();
        Optional<VpcEndpointId> by = Optional.empty();
        for (Hop hop : way) {
            switch (hop.ruling().rule()) {
                case BalancerRule.Conducted conducted -> by = Optional.of(conducted.endpoint());
                case InspectionRule.Encapsulated to
                when hop.at() instanceof Component.Balancer node ->
                    by.map(endpoint -> of(node.eni(), endpoint, to.packet(), there))
                            .ifPresent(passages::add);
                default -> {}
            }
        }
        return passages.stream();
    }

    private static Passage of(NetworkInterfaceId node, VpcEndpointId endpoint, Packet packet, boolean there) {
        Protocol protocol = packet.protocol();
        int port = there ? packet.key() : packet.sourceKey();
        return new Passage(
                node,
                endpoint,
                there ? packet.source() : packet.destination(),
                there ? packet.destination() : packet.source(),
                protocol,
                protocol.hasPorts() ? port : 0);
    }

    /** Whether a flow that the node remembers may be this one; several may, as nobody says which port is asked from. */
    boolean isOf(InspectedFlow flow) {
        InspectedFlow.End answering = answering(flow);
        return flow.endpoint() == endpoint.number()
                && asking(flow).address().equals(asker)
                && answering.address().equals(answerer)
                && (flow.protocol() == 0 || flow.protocol() == protocol.number())
                && (answering.port() == 0 || answering.port() == port);
    }

    InspectedFlow.End asking(InspectedFlow flow) {
        return flow.lower().address().equals(asker) ? flow.lower() : flow.upper();
    }

    InspectedFlow.End answering(InspectedFlow flow) {
        return flow.lower().address().equals(asker) ? flow.upper() : flow.lower();
    }
}
