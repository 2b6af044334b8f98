package dev.postern.server.balancing;

import dev.postern.model.Entity;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.LoadBalancer.Node;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.network.BalancedTargets;
import dev.postern.network.BalancedTargets.Located;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Who is to be asked, and from which node. */
record ProbePlan(SortedMap<TargetHealth.Key, Asked> asked) {
    /** Whose changes can change it. */
    private static final List<Class<? extends Entity>> READ =
            List.of(LoadBalancer.class, Listener.class, TargetGroup.class, Instance.class, NetworkInterface.class);

    ProbePlan {
        asked = Collections.unmodifiableSortedMap(new TreeMap<>(asked));
    }

    /**
     * A target.
     *
     * @param node the interface of the node that asks it: of the balancer's nodes the one in the target's zone, if there is one
     * @param draining for how long it keeps its connections when it is found unhealthy
     */
    record Asked(NetworkInterfaceId node, Probe probe, Duration draining) {}

    static ProbePlan of(Snapshot snapshot) {
        TreeMap<TargetHealth.Key, Asked> asked = new TreeMap<>();
        snapshot.by(Indexes.LOAD_BALANCERS_BY_STATE, LoadBalancer.State.ACTIVE)
                .values()
                .forEach(balancer -> {
                    for (TargetGroup group : BalancedTargets.groups(snapshot, balancer)) {
                        for (Located target : BalancedTargets.watched(snapshot, balancer, group)) {
                            asked(snapshot, balancer, group, target)
                                    .ifPresent(one -> asked.put(
                                            TargetHealth.Key.of(
                                                    group, target.registration().target()),
                                            one));
                        }
                    }
                });
        return new ProbePlan(asked);
    }

    /** Whether two states of the cloud have the same plan for certain. */
    static boolean isSame(Snapshot one, Snapshot other) {
        return READ.stream().allMatch(kind -> one.all(kind).equals(other.all(kind)));
    }

    private static Optional<Asked> asked(Snapshot snapshot, LoadBalancer balancer, TargetGroup group, Located target) {
        int port =
                group.healthCheck().port().orElse(target.registration().target().port());
        return Stream.concat(target.place().zone().flatMap(balancer::nodeIn).stream(), balancer.nodes().stream())
                .findFirst()
                .flatMap(node -> source(snapshot, balancer, node, group.family())
                        .map(from -> new Asked(
                                node.interfaceId(),
                                new Probe(
                                        from, target.place().address(), port, group.healthCheck(), group.tellsClient()),
                                group.unhealthyDraining())));
    }

    private static Optional<Ip> source(Snapshot snapshot, LoadBalancer balancer, Node node, Family family) {
        return snapshot.find(
                        NetworkInterface.class,
                        balancer.scope(),
                        node.interfaceId().value())
                .flatMap(eni -> (family == Family.IPV4 ? eni.privateIps() : eni.ipv6Ips())
                        .stream().findFirst());
    }
}
