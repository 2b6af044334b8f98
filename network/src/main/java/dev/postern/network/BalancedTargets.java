package dev.postern.network;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.LoadBalancer.Node;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.TargetGroup.Registration;
import dev.postern.model.elbv2.TargetGroupAttribute;
import dev.postern.model.elbv2.TargetHealth;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * To whom a node of a load balancer sends new connections.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health.html">Target group health</a>
 */
public final class BalancedTargets {
    private BalancedTargets() {}

    /** A target that can be reached, with where it is. */
    public record Located(Registration registration, TargetPlace place) {}

    /**
     * The targets of a group that a node has for new connections: those of its zone, or of all, that are healthy, or all of them if too few
     * are: then it is as good to try any.
     */
    public static List<Located> of(
            Snapshot snapshot, TargetHealth health, LoadBalancer balancer, Node node, TargetGroup group) {
        List<Located> reached = reached(snapshot, balancer, node, group);
        List<Located> healthy = healthy(health, group, reached);
        return isEnough(
                        healthy.size(),
                        reached.size(),
                        group.attribute(TargetGroupAttribute.ROUTING_COUNT),
                        group.attribute(TargetGroupAttribute.ROUTING_PERCENTAGE))
                ? healthy
                : reached;
    }

    /** The targets of a group that some node of a balancer reaches, and which are therefore asked whether they are well. */
    public static List<Located> watched(Snapshot snapshot, LoadBalancer balancer, TargetGroup group) {
        return located(snapshot, group)
                .filter(target -> target.place().zone().isEmpty()
                        || balancer.nodeIn(target.place().zone().get()).isPresent())
                .toList();
    }

    /**
     * The nodes to which a balancer's name leads: those that reach enough healthy targets of each group, or all if there are none.
     */
    public static List<Node> named(Snapshot snapshot, TargetHealth health, LoadBalancer balancer) {
        List<TargetGroup> groups = groups(snapshot, balancer);
        List<Node> well = balancer.nodes().stream()
                .filter(node -> groups.stream().allMatch(group -> isWell(snapshot, health, balancer, node, group)))
                .toList();
        return well.isEmpty() ? balancer.nodes() : well;
    }

    /** The groups to which a balancer's listeners forward. */
    public static List<TargetGroup> groups(Snapshot snapshot, LoadBalancer balancer) {
        Collection<Listener> listeners =
                snapshot.by(Indexes.LISTENERS_BY_BALANCER, balancer.key()).values();
        return listeners.stream()
                .flatMap(listener -> listener.targetGroups().stream())
                .distinct()
                .flatMap(key -> snapshot.find(TargetGroup.class, balancer.scope(), key).stream())
                .toList();
    }

    private static boolean isWell(
            Snapshot snapshot, TargetHealth health, LoadBalancer balancer, Node node, TargetGroup group) {
        List<Located> reached = reached(snapshot, balancer, node, group);
        return isEnough(
                healthy(health, group, reached).size(),
                reached.size(),
                group.attribute(TargetGroupAttribute.FAILOVER_COUNT),
                group.attribute(TargetGroupAttribute.FAILOVER_PERCENTAGE));
    }

    private static boolean isEnough(int healthy, int all, String count, String percentage) {
        return healthy > 0
                && number(count).filter(least -> healthy < least).isEmpty()
                && number(percentage)
                        .filter(least -> healthy * 100 < least * all)
                        .isEmpty();
    }

    private static Optional<Integer> number(String text) {
        return text.equals("off") ? Optional.empty() : Optional.of(Integer.parseInt(text));
    }

    private static List<Located> healthy(TargetHealth health, TargetGroup group, List<Located> among) {
        return among.stream()
                .filter(target -> health.of(group, target.registration().target())
                        .filter(TargetHealth.Finding::healthy)
                        .isPresent())
                .toList();
    }

    private static List<Located> reached(Snapshot snapshot, LoadBalancer balancer, Node node, TargetGroup group) {
        boolean all = group.crossesZones(balancer);
        return watched(snapshot, balancer, group).stream()
                .filter(target -> all
                        || target.place()
                                .zone()
                                .filter(zone -> !zone.equals(node.zone()))
                                .isEmpty())
                .toList();
    }

    /** All targets of a group that are somewhere, also those that are being taken out. */
    static Stream<Located> registered(Snapshot snapshot, TargetGroup group) {
        return group.registrations().stream()
                .flatMap(registration -> TargetPlace.of(snapshot, group, registration).stream()
                        .map(place -> new Located(registration, place)));
    }

    /** Those that are not being taken out, and that run if they are instances. */
    private static Stream<Located> located(Snapshot snapshot, TargetGroup group) {
        return registered(snapshot, group)
                .filter(target -> target.registration().serves())
                .filter(target -> snapshot.find(
                                Instance.class,
                                group.scope(),
                                target.registration().target().id())
                        .filter(instance -> instance.state() != Instance.State.RUNNING)
                        .isEmpty());
    }
}
