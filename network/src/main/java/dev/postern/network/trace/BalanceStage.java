package dev.postern.network.trace;

import dev.postern.model.net.Family;
import dev.postern.network.Balanced;
import dev.postern.network.GroupSet;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.Packet;
import dev.postern.network.VpcIntent;
import java.util.List;
import java.util.Optional;

/**
 * {@link Stage#PRIVATELINK} and {@link Stage#BALANCE}: a node of a Network Load Balancer gives a new connection to one of its targets, and
 * what answers that to who began it. What comes by an endpoint comes into the node at once, past the router of its VPC.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/introduction.html">What is a Network Load Balancer?</a>
 */
final class BalanceStage {
    private BalanceStage() {}

    /** From an endpoint's interface into the node. */
    static Hop through(Holder.EndpointHolder endpoint, Holder.Conduit conduit, Packet packet) {
        Component at = new Component.Endpoint(endpoint.id(), endpoint.serviceName());
        if (!conduit.openings().contains(new Holder.Opening(packet.protocol(), packet.key()))) {
            return new Hop(
                    Stage.PRIVATELINK,
                    at,
                    new Ruling.Stopped(
                            new Rule.NotListening(endpoint.serviceName(), packet.protocol(), packet.key()), List.of()));
        }
        if (!conduit.admits(packet)) {
            GroupSet groups = conduit.guard().orElseThrow().groups();
            return new Hop(
                    Stage.PRIVATELINK,
                    at,
                    new Ruling.Stopped(
                            new Rule.NoGroupRule(groups, false, packet.protocol(), packet.key(), packet.source()),
                            GroupStage.remedies(groups, false, packet, packet.source())));
        }
        return new Hop(
                Stage.PRIVATELINK,
                at,
                new Ruling.Passed(new BalancerRule.Conducted(
                        endpoint.id(), endpoint.networkInterface(), conduit.service(), conduit.node())));
    }

    /**
     * From the node to a target.
     *
     * @param hidden whether the target cannot see who connects in any case
     * @param turn which of several targets
     */
    static Hop outward(InterfacePort port, Holder.BalancerHolder node, Packet packet, boolean hidden, int turn) {
        Family client = packet.source().family();
        Optional<Balanced> listener =
                node.listener(packet).filter(_ -> port.families().contains(client));
        if (listener.isEmpty()) {
            return new Hop(
                    Stage.BALANCE,
                    at(port, node),
                    new Ruling.Stopped(
                            new Rule.NotListening(node.balancer(), packet.protocol(), packet.key()), List.of()));
        }
        List<Balanced.Target> targets =
                listener.get().targets(client).stream().distinct().toList();
        if (targets.isEmpty()) {
            return new Hop(
                    Stage.BALANCE,
                    at(port, node),
                    new Ruling.Stopped(
                            new BalancerRule.NoTarget(node.balancer(), packet.protocol(), packet.key()), List.of()));
        }
        Balanced.Target target = targets.get(turn % targets.size());
        if (target.keepsClient() && !hidden && target.address().equals(packet.source())) {
            return new Hop(
                    Stage.BALANCE,
                    at(port, node),
                    new Ruling.Stopped(new BalancerRule.Hairpin(node.balancer(), packet.source()), List.of()));
        }
        Packet sent = new Packet(
                packet.origin(),
                target.keepsClient() && !hidden
                        ? packet.source()
                        : port.addresses(target.address().family()).getFirst(),
                target.address(),
                packet.protocol(),
                packet.sourceKey(),
                target.port());
        return new Hop(
                Stage.BALANCE,
                at(port, node),
                new Ruling.Translated(new BalancerRule.BalancedTo(node.balancer(), target, targets), packet, sent));
    }

    /**
     * What answers a connection that it gave to a target.
     *
     * @param there the way of what is answered
     */
    static Optional<Hop> answer(InterfacePort port, Holder.BalancerHolder node, List<Hop> there, Packet packet) {
        for (Hop hop : there) {
            if (hop.at().equals(at(port, node))
                    && hop.ruling() instanceof Ruling.Translated(var _, Packet before, Packet after)
                    && after.source().equals(packet.destination())
                    && after.destination().equals(packet.source())) {
                Packet answer = new Packet(
                        packet.origin(),
                        /* source= */ before.destination(),
                        /* destination= */ before.source(),
                        packet.protocol(),
                        before.key(),
                        packet.key());
                return Optional.of(new Hop(
                        Stage.BALANCE,
                        at(port, node),
                        new Ruling.Translated(
                                new BalancerRule.BalancedAnswer(node.balancer(), before.source()), packet, answer)));
            }
        }
        return Optional.empty();
    }

    /** The endpoint by which what is answered came to a node, if it came by one. */
    static Optional<BalancerRule.Conducted> conducted(List<Hop> there, Holder.BalancerHolder node) {
        return there.stream()
                .map(hop -> hop.ruling().rule())
                .filter(BalancerRule.Conducted.class::isInstance)
                .map(BalancerRule.Conducted.class::cast)
                .filter(rule -> rule.node().equals(node.networkInterface()))
                .findFirst();
    }

    /** The node to which an answer goes back though it is addressed to who began: he was not hidden from the target. */
    static Optional<InterfacePort> keeper(VpcIntent vpc, List<Hop> there, Packet packet) {
        return there.stream()
                .filter(hop -> hop.at() instanceof Component.Balancer
                        && hop.ruling()
                                instanceof
                                Ruling.Translated(
                                        BalancerRule.BalancedTo(var _, var target, var _),
                                        var before,
                                        var after)
                        && target.keepsClient()
                        && after.source().equals(before.source())
                        && after.source().equals(packet.destination())
                        && after.destination().equals(packet.source()))
                .map(hop -> ((Component.Balancer) hop.at()).eni())
                .filter(eni -> vpc.interfaces().containsKey(eni))
                .findFirst()
                .map(vpc::interfaceOf);
    }

    static Component.Balancer at(InterfacePort port, Holder.BalancerHolder node) {
        return new Component.Balancer(node.balancer(), port.id());
    }
}
