package dev.postern.services.elbv2;

import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.TargetGroup.Registration;
import dev.postern.network.TargetPlace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many targets the groups of a Network Load Balancer have in all. A target counts once in each group.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html">Quotas for your Network Load
 *     Balancers</a>
 */
final class TargetQuotas {
    private TargetQuotas() {}

    /** Refuses a change after which a balancer had too many targets. */
    static void check(Elbv2Call call, LoadBalancer balancer, Change change) {
        if (balancer.type() != LoadBalancer.Type.NETWORK) {
            return;
        }
        Elbv2Call after = call.after(change);
        List<TargetGroup> groups = after.listeners(balancer).stream()
                .flatMap(listener -> listener.targetGroups().stream())
                .distinct()
                .flatMap(key -> after.snapshot().find(TargetGroup.class, call.scope(), key).stream())
                .toList();
        long acrossZones = groups.stream()
                .filter(group -> group.crossesZones(balancer))
                .mapToLong(TargetQuotas::count)
                .sum();
        long all = groups.stream().mapToLong(TargetQuotas::count).sum();
        // Where targets are is looked up for those alone that could be too many for a zone.
        if (acrossZones > Limits.TARGETS_IN_ZONE
                || all > Limits.TARGETS_OF_BALANCER
                || (all > Limits.TARGETS_IN_ZONE && isFull(after.snapshot(), groups))) {
            throw Elbv2Error.TOO_MANY_TARGETS.of(
                    "The maximum number of targets for load balancer '" + balancer.arn() + "' has been reached");
        }
    }

    private static long count(TargetGroup group) {
        return group.registrations().stream().filter(Registration::serves).count();
    }

    private static boolean isFull(Snapshot snapshot, List<TargetGroup> groups) {
        Map<String, Integer> byZone = new HashMap<>();
        for (TargetGroup group : groups) {
            group.registrations().stream()
                    .filter(Registration::serves)
                    .flatMap(one -> TargetPlace.of(snapshot, group, one).stream())
                    .flatMap(place -> place.zone().stream())
                    .forEach(zone -> byZone.merge(zone, 1, Integer::sum));
        }
        return byZone.values().stream().anyMatch(count -> count > Limits.TARGETS_IN_ZONE);
    }
}
