package dev.postern.dataplane.namespaces;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.shared.SharedMap;
import dev.postern.network.InterfacePort;
import dev.postern.network.NetworkIntent;
import dev.postern.network.RouteTarget;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * VPCs and instances of which nothing is there yet. Of many some are made at a time, so that those are ready, and what changes
 * meanwhile is seen, before the last one is made.
 */
final class Newcomers {
    /** How many VPCs are made at a time. */
    static final int VPCS = 16;

    /** How many interfaces of instances are made at a time. */
    static final int INTERFACES = 32;

    private final Predicate<String> known;
    private final Supplier<Set<String>> there;
    private final TreeSet<VpcId> vpcs = new TreeSet<>();
    private final TreeMap<NetworkInterfaceId, Newcomer> interfaces = new TreeMap<>();
    private SharedMap<VpcId, VpcIntent> wanted = SharedMap.empty();

    /** Of an instance that has no namespace yet. */
    private record Newcomer(VpcId vpc, String namespace) {}

    /**
     * Starts with nothing.
     *
     * @param known whether a namespace was looked at already, or tried and failed
     * @param there the namespaces that exist, also those that a killed process has left
     */
    Newcomers(Predicate<String> known, Supplier<Set<String>> there) {
        this.known = known;
        this.there = there;
    }

    /** What is to be made now: all of an intent, but most of what is new if that is much. */
    NetworkIntent some(NetworkIntent whole) {
        see(SharedMap.copyOf(whole.vpcs()));
        vpcs.removeIf(vpc -> known.test(NamespaceName.of(vpc)));
        interfaces.values().removeIf(one -> known.test(one.namespace()));
        if (vpcs.size() <= VPCS && interfaces.size() <= INTERFACES) {
            return whole;
        }
        // What a killed process has left is not new, and must not seem to be wanted no longer.
        Set<String> left = there.get();
        return someInterfaces(someVpcs(whole, left), left);
    }

    private void see(SharedMap<VpcId, VpcIntent> now) {
        SharedMap.compare(wanted, now, (id, was, is) -> {
            if (is == null) {
                vpcs.remove(id);
            } else if (was == null) {
                vpcs.add(id);
            }
            see(
                    id,
                    was == null ? SharedMap.empty() : was.interfaces(),
                    is == null ? SharedMap.empty() : is.interfaces());
        });
        wanted = now;
    }

    private void see(
            VpcId vpc,
            SortedMap<NetworkInterfaceId, InterfacePort> before,
            SortedMap<NetworkInterfaceId, InterfacePort> now) {
        SharedMap.compare(SharedMap.copyOf(before), SharedMap.copyOf(now), (eni, _, is) -> {
            interfaces.remove(eni);
            if (is != null && is.holder().instance().isPresent()) {
                interfaces.put(eni, new Newcomer(vpc, NamespaceName.of(is.holder())));
            }
        });
    }

    private NetworkIntent someVpcs(NetworkIntent whole, Set<String> left) {
        List<VpcId> all = vpcs.stream()
                .filter(vpc -> !left.contains(NamespaceName.of(vpc))
                        && whole.vpc(vpc).stream()
                                .flatMap(intent -> intent.interfaces().values().stream())
                                .noneMatch(plugged -> left.contains(NamespaceName.of(plugged.holder()))))
                .toList();
        return all.size() <= VPCS ? whole : whole.without(Set.copyOf(all.subList(VPCS, all.size())));
    }

    private NetworkIntent someInterfaces(NetworkIntent whole, Set<String> left) {
        Set<NetworkInterfaceId> targets = targets(whole);
        List<NetworkInterfaceId> all = new ArrayList<>();
        interfaces.forEach((eni, one) -> {
            if (!left.contains(one.namespace())
                    && !targets.contains(eni)
                    && whole.vpcOf(eni).isPresent()) {
                all.add(eni);
            }
        });
        return all.size() <= INTERFACES
                ? whole
                : whole.unplugged(all.subList(INTERFACES, all.size()).stream()
                        .collect(Collectors.groupingBy(
                                eni -> whole.interfaces().get(eni), TreeMap::new, Collectors.toSet())));
    }

    /** A router cannot have a route to an interface that is not there. */
    private Set<NetworkInterfaceId> targets(NetworkIntent whole) {
        return interfaces.values().stream()
                .map(Newcomer::vpc)
                .distinct()
                .flatMap(vpc -> whole.vpc(vpc).stream())
                .flatMap(vpc -> vpc.routeTables().values().stream())
                .flatMap(table -> table.routes().values().stream())
                .flatMap(target -> target instanceof RouteTarget.ToInterface(NetworkInterfaceId id, var _)
                        ? Stream.of(id)
                        : Stream.empty())
                .collect(Collectors.toSet());
    }
}
