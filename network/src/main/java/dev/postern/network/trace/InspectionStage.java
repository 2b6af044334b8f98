package dev.postern.network.trace;

import dev.postern.model.elbv2.Transport;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.Packet;
import java.util.List;

/**
 * {@link Stage#PRIVATELINK}, {@link Stage#BALANCE} and {@link Stage#DETOUR}: from an endpoint of a Gateway Load Balancer to its node, in GENEVE
 * to an appliance, and back. Each direction of each flow takes this way, to the same appliance.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/introduction.html">What is a Gateway Load Balancer?</a>
 */
final class InspectionStage {
    /** The first of the ports from which nodes send; which one it is depends on the flow. */
    private static final int FIRST_PORT = 49_152;

    private InspectionStage() {}

    /** From an endpoint to the node. */
    static Hop through(Holder.InspectionHolder endpoint) {
        return new Hop(
                Stage.PRIVATELINK,
                at(endpoint),
                new Ruling.Passed(new BalancerRule.Conducted(
                        endpoint.id(), endpoint.networkInterface(), endpoint.service(), endpoint.node())));
    }

    /** What is addressed to the endpoint itself. */
    static Hop addressed(Holder.InspectionHolder endpoint, Packet packet) {
        return new Hop(
                Stage.PRIVATELINK,
                at(endpoint),
                new Ruling.Stopped(
                        new Rule.NotListening(endpoint.serviceName(), packet.protocol(), packet.key()), List.of()));
    }

    /** Whether a way has been by an endpoint. */
    static boolean isOn(List<Hop> way, Holder.InspectionHolder endpoint) {
        return way.stream()
                .anyMatch(hop -> hop.ruling().rule() instanceof InspectionRule.GivenBack back
                        && back.entrance().equals(endpoint.networkInterface()));
    }

    /**
     * To an appliance.
     *
     * @param turn which of several
     */
    static Hop chosen(InterfacePort port, Holder.InspectorHolder node, Packet packet, int turn) {
        List<Ip> appliances = node.appliances().stream().distinct().toList();
        Ruling ruling = appliances.isEmpty()
                ? new Ruling.Stopped(new InspectionRule.NoAppliance(node.balancer()), List.of())
                : new Ruling.Passed(new InspectionRule.Encapsulated(
                        node.balancer(), packet, appliances.get(turn % appliances.size()), appliances));
        return new Hop(Stage.BALANCE, at(port, node), ruling);
    }

    /** What carries the packet to an appliance. */
    static Packet sent(InterfacePort port, Ip appliance) {
        return new Packet(
                new Packet.FromInterface(port.id()),
                port.addresses().getFirst(),
                appliance,
                Protocol.UDP,
                FIRST_PORT,
                Transport.GENEVE_PORT);
    }

    /** What carries it back: from the port that it was sent from, to the port of GENEVE. */
    static Packet returned(InterfacePort appliance, Packet sent) {
        return new Packet(
                new Packet.FromInterface(appliance.id()),
                /* source= */ sent.destination(),
                /* destination= */ sent.source(),
                Protocol.UDP,
                FIRST_PORT,
                Transport.GENEVE_PORT);
    }

    /** An appliance that can be spoken to is an instance. */
    static Hop inspected(InterfacePort appliance, Holder.InspectorHolder node, Ip address) {
        Ruling ruling = appliance.holder() instanceof Holder.InstanceHolder instance
                ? new Ruling.Passed(new InspectionRule.Inspected(instance.id(), address))
                : new Ruling.Stopped(new InspectionRule.NotAtAppliance(node.balancer(), address), List.of());
        return new Hop(Stage.DETOUR, SpoofStage.at(appliance), ruling);
    }

    /** Whether something is what an appliance sends back to a node. */
    static boolean isReturn(Holder.InspectorHolder node, Packet packet) {
        return packet.protocol().equals(Protocol.UDP)
                && packet.key() == Transport.GENEVE_PORT
                && node.appliances().contains(packet.source());
    }

    /** What a node gets that is none. */
    static Hop unasked(InterfacePort port, Holder.InspectorHolder node, Packet packet) {
        return new Hop(
                Stage.BALANCE,
                at(port, node),
                new Ruling.Stopped(
                        new InspectionRule.NotSent(node.balancer(), packet.protocol(), packet.key()), List.of()));
    }

    /** From the node back to the endpoint, and on. */
    static Hop back(Holder.InspectionHolder endpoint) {
        return new Hop(
                Stage.PRIVATELINK,
                at(endpoint),
                new Ruling.Passed(new InspectionRule.GivenBack(endpoint.id(), endpoint.networkInterface())));
    }

    private static Component.Endpoint at(Holder.InspectionHolder endpoint) {
        return new Component.Endpoint(endpoint.id(), endpoint.serviceName());
    }

    private static Component.Balancer at(InterfacePort port, Holder.InspectorHolder node) {
        return new Component.Balancer(node.balancer(), port.id());
    }
}
