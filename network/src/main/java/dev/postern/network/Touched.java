package dev.postern.network;

import dev.postern.model.Entity;
import dev.postern.model.Index;
import dev.postern.model.Indexes;
import dev.postern.model.Ref;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcBlockPublicAccessOptions;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.shared.SharedMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The VPCs of which two snapshots differ, each with its interfaces that may differ. To find them costs as much as what differs. */
final class Touched {
    private static final List<Index<?, VpcId>> WHOLE = List.of(
            Indexes.VPCS_BY_ID,
            Indexes.SUBNETS_BY_VPC,
            Indexes.ROUTE_TABLES_BY_VPC,
            Indexes.ACLS_BY_VPC,
            Indexes.GROUPS_BY_VPC,
            Indexes.ENDPOINTS_BY_VPC,
            Indexes.NAT_GATEWAYS_BY_VPC,
            Indexes.GATEWAYS_BY_VPC,
            Indexes.EGRESS_GATEWAYS_BY_VPC,
            Indexes.PEERINGS_BY_VPC,
            Indexes.EXCLUSIONS_BY_VPC,
            Indexes.FLOW_LOGS_BY_VPC);

    private final TreeMap<VpcId, SortedSet<Ref>> vpcs = new TreeMap<>();

    private Touched() {}

    static SortedMap<VpcId, SortedSet<Ref>> between(Balancing then, Balancing with) {
        Snapshot before = then.snapshot();
        Snapshot now = with.snapshot();
        Touched touched = new Touched();
        for (Index<?, VpcId> index : WHOLE) {
            touched.whole(before, now, index);
        }
        touched.interfaces(before, now);
        touched.instances(before, now);
        touched.nats(before, now);
        touched.endpoints(before, now);
        touched.elasticIps(before, now);
        touched.prefixLists(before, now);
        touched.publicAccess(before, now);
        new TouchedBalancers(then, with, (vpc, eni) -> touched.of(vpc).add(eni)).find();
        return touched.vpcs;
    }

    private <E extends Entity> void whole(Snapshot before, Snapshot now, Index<E, VpcId> index) {
        SharedMap.compare(before.by(index), now.by(index), (vpc, _, _) -> of(vpc));
    }

    private void interfaces(Snapshot before, Snapshot now) {
        SharedMap.compare(
                before.by(Indexes.INTERFACES_BY_VPC),
                now.by(Indexes.INTERFACES_BY_VPC),
                (vpc, was, is) -> SharedMap.compare(or(was), or(is), (ref, _, _) -> of(vpc).add(ref)));
    }

    /** An interface is plugged in as long as its instance has a network. */
    private void instances(Snapshot before, Snapshot now) {
        SharedMap.compare(
                before.by(Indexes.INSTANCES_BY_VPC),
                now.by(Indexes.INSTANCES_BY_VPC),
                (_, was, is) -> SharedMap.compare(or(was), or(is), (ref, one, other) -> {
                    Instance instance = other == null ? one : other;
                    if (instance != null && hasNetwork(one) != hasNetwork(other)) {
                        now.by(Indexes.INTERFACES_BY_INSTANCE, instance.id())
                                .forEach((eni, attached) -> of(attached.vpcId()).add(eni));
                    }
                }));
    }

    private static boolean hasNetwork(@Nullable Instance instance) {
        return instance != null && Plugged.hasNetwork(instance);
    }

    /** Who is at its interface depends on its state, and with which addresses. */
    private void nats(Snapshot before, Snapshot now) {
        SharedMap.compare(
                before.by(Indexes.NAT_GATEWAYS_BY_VPC),
                now.by(Indexes.NAT_GATEWAYS_BY_VPC),
                (vpc, was, is) -> SharedMap.compare(
                        or(was),
                        or(is),
                        (_, one, other) -> Stream.of(Optional.ofNullable(one), Optional.ofNullable(other))
                                .flatMap(Optional::stream)
                                .forEach(nat -> nat.interfaceId()
                                        .ifPresent(eni -> of(vpc).add(new Ref(nat.scope(), eni.value()))))));
    }

    /** So it is with who is at an endpoint's interfaces. */
    private void endpoints(Snapshot before, Snapshot now) {
        SharedMap.compare(
                before.by(Indexes.ENDPOINTS_BY_VPC),
                now.by(Indexes.ENDPOINTS_BY_VPC),
                (vpc, was, is) -> SharedMap.compare(
                        or(was),
                        or(is),
                        (_, one, other) -> Stream.of(Optional.ofNullable(one), Optional.ofNullable(other))
                                .flatMap(Optional::stream)
                                .forEach(endpoint -> endpoint.interfaces()
                                        .forEach(eni -> of(vpc).add(new Ref(endpoint.scope(), eni.value()))))));
    }

    private void elasticIps(Snapshot before, Snapshot now) {
        SharedMap.compare(
                before.by(Indexes.ADDRESSES_BY_INTERFACE), now.by(Indexes.ADDRESSES_BY_INTERFACE), (eni, was, is) -> {
                    for (Address address : (is == null ? or(was) : is).values()) {
                        now.find(NetworkInterface.class, address.scope(), eni.value())
                                .ifPresent(found -> of(found.vpcId()).add(new Ref(found.scope(), found.key())));
                    }
                });
    }

    /** A list that changes concerns the VPCs whose routes or rules name it; one that is named for the first time, its table or group. */
    private void prefixLists(Snapshot before, Snapshot now) {
        SharedMap.compare(
                before.by(Indexes.PREFIX_LISTS_BY_SCOPE),
                now.by(Indexes.PREFIX_LISTS_BY_SCOPE),
                (_, was, is) -> SharedMap.compare(or(was), or(is), (ref, _, _) -> {
                    PrefixListId list = new PrefixListId(ref.key());
                    now.by(Indexes.ROUTE_TABLES_BY_PREFIX_LIST, list).values().forEach(table -> of(table.vpcId()));
                    now.by(Indexes.GROUPS_BY_PREFIX_LIST, list).values().forEach(group -> of(group.vpcId()));
                }));
    }

    /** What an account blocks concerns all of its VPCs there. */
    private void publicAccess(Snapshot before, Snapshot now) {
        SharedMap.compare(
                before.by(Indexes.PUBLIC_ACCESS_BY_SCOPE), now.by(Indexes.PUBLIC_ACCESS_BY_SCOPE), (scope, was, is) -> {
                    if (!modes(was).equals(modes(is))) {
                        now.in(Vpc.class, scope).forEach(vpc -> of(vpc.id()));
                    }
                });
    }

    private static List<VpcBlockPublicAccessOptions.Mode> modes(
            @Nullable SharedMap<Ref, VpcBlockPublicAccessOptions> options) {
        return or(options).values().stream()
                .map(VpcBlockPublicAccessOptions::mode)
                .toList();
    }

    private SortedSet<Ref> of(VpcId vpc) {
        return vpcs.computeIfAbsent(vpc, id -> new TreeSet<>());
    }

    private static <E> SharedMap<Ref, E> or(@Nullable SharedMap<Ref, E> bucket) {
        return bucket == null ? SharedMap.empty() : bucket;
    }
}
