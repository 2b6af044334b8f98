package dev.postern.network;

import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the nodes of Gateway Load Balancers do: to which appliances new flows go, and which flows stay where they are.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/target-groups.html">Target groups for Gateway Load
 *     Balancers</a>
 */
record Inspections(Balancing now) {
    Holder node(LoadBalancer balancer, LoadBalancer.Node node) {
        Optional<Listener> listener = now.balanced(balancer).findFirst();
        Optional<TargetGroup> group =
                listener.flatMap(one -> now.groups(balancer, one).stream().findFirst());
        List<Ip> appliances = group.map(of -> appliances(balancer, node, of)).orElse(List.of());
        return new Holder.InspectorHolder(
                node.interfaceId(),
                balancer.key(),
                group.map(TargetGroup::stickiness).orElse(TargetGroup.Stickiness.FIVE_TUPLE),
                listener.map(one -> Math.toIntExact(one.idleTime(Protocol.TCP).toSeconds()))
                        .orElse(Listener.IDLE_DEFAULT),
                appliances,
                group.filter(TargetGroup::rebalances).map(of -> keeps(of, appliances)),
                now.entrances(balancer, node.interfaceId())
                        .sorted(Comparator.comparing(Holder.Entrance::endpoint))
                        .toList());
    }

    private List<Ip> appliances(LoadBalancer balancer, LoadBalancer.Node node, TargetGroup group) {
        return sorted(BalancedTargets.of(now.snapshot(), now.health(), balancer, node, group).stream());
    }

    /** Who is being taken out keeps its flows until it is gone; who is unwell has lost them. */
    private List<Ip> keeps(TargetGroup group, List<Ip> appliances) {
        Stream<BalancedTargets.Located> well = BalancedTargets.registered(now.snapshot(), group)
                .filter(target -> now.health()
                        .of(group, target.registration().target())
                        .filter(found -> !found.healthy())
                        .isEmpty());
        return Stream.concat(sorted(well).stream(), appliances.stream())
                .distinct()
                .sorted()
                .toList();
    }

    private static List<Ip> sorted(Stream<BalancedTargets.Located> targets) {
        return targets.map(target -> target.place().address())
                .filter(address -> address.family() == Family.IPV4)
                .distinct()
                .sorted()
                .toList();
    }
}
