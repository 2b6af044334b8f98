package dev.postern.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.EntityKinds;
import dev.postern.model.Index;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.SnapshotBuilder;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.testkit.Seeds;
import dev.postern.testkit.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

/** What an index finds is what one would find by looking at everything; and old snapshots find what they did. */
final class IndexesTest {
    private static final List<Ip> ADDRESSES = List.of(Ip.of("10.0.0.9"), Ip.of("10.0.0.10"), Ip.of("10.0.0.11"));

    @Test
    void findsWhatLookingAtEverythingFinds() {
        Seeds.each(20, random -> {
            Topology topology = new Topology();
            VpcId vpc = topology.vpc("10.0.0.0/16");
            VpcId other = topology.vpc("10.1.0.0/16");
            List<SubnetId> subnets =
                    List.of(topology.subnet(vpc, "10.0.0.0/24"), topology.subnet(other, "10.1.0.0/24"));
            List<SecurityGroupId> groups = List.of(topology.securityGroup(vpc), topology.securityGroup(other));
            List<NetworkInterfaceId> interfaces = new ArrayList<>();
            List<Snapshot> snapshots = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                int place = random.nextInt(2);
                Ip address = ADDRESSES.get(random.nextInt(ADDRESSES.size()));
                if (interfaces.isEmpty() || random.nextInt(4) == 0) {
                    interfaces.add(topology.instance(subnets.get(place), address.toString(), groups.get(place)));
                }
                NetworkInterface one = topology.networkInterface(interfaces.get(random.nextInt(interfaces.size())));
                switch (random.nextInt(5)) {
                    case 0 -> topology.put(one.withGroups(random.nextBoolean() ? List.of() : groups));
                    case 1 -> topology.put(one.withPrivateIps(List.of(one.primaryIp(), address)));
                    case 2 -> topology.put(one.withUse(new NetworkInterface.Free()));
                    case 3 -> topology.elasticIp(one.id(), "198.19.0." + random.nextInt(4));
                    default -> {
                        topology.remove(one);
                        interfaces.remove(one.id());
                    }
                }
                snapshots.add(topology.snapshot());
            }
            snapshots.forEach(IndexesTest::check);
            Snapshot early = snapshots.get(random.nextInt(snapshots.size()));
            check(builtOf(early, snapshots.getLast()), snapshots.getLast());
        });
    }

    /** What a ledger makes of two commits: all of one snapshot, and what another has instead. */
    private static Snapshot builtOf(Snapshot early, Snapshot late) {
        Change.Builder all = Change.builder();
        Change.Builder rest = Change.builder();
        for (Class<? extends Entity> kind : EntityKinds.byName().values()) {
            early.all(kind).stream().forEach(all::put);
            early.all(kind).stream()
                    .filter(entity ->
                            late.find(kind, entity.scope(), entity.key()).isEmpty())
                    .forEach(rest::remove);
            late.all(kind).stream().forEach(rest::put);
        }
        return new SnapshotBuilder()
                .apply(1, all.build())
                .apply(2, rest.build())
                .build();
    }

    private static void check(Snapshot built, Snapshot expected) {
        assertThat(built.sequence()).isEqualTo(2);
        for (Class<? extends Entity> kind : EntityKinds.byName().values()) {
            assertThat(built.all(kind).stream().<Entity>map(entity -> entity).toList())
                    .isEqualTo(expected.all(kind).stream()
                            .<Entity>map(entity -> entity)
                            .toList());
        }
        check(built);
        assertThat(built.by(Indexes.INTERFACES_BY_VPC)).isEqualTo(expected.by(Indexes.INTERFACES_BY_VPC));
        assertThat(built.by(Indexes.INTERFACES_BY_PRIVATE_IP)).isEqualTo(expected.by(Indexes.INTERFACES_BY_PRIVATE_IP));
        assertThat(built.by(Indexes.ADDRESSES_BY_INTERFACE)).isEqualTo(expected.by(Indexes.ADDRESSES_BY_INTERFACE));
        assertThat(built.by(Indexes.INSTANCES_BY_WORD)).isEqualTo(expected.by(Indexes.INSTANCES_BY_WORD));
    }

    @Test
    void bucketIsTheSameObjectWhileNothingOfItChanges() {
        Topology topology = new Topology();
        VpcId vpc = topology.vpc("10.0.0.0/16");
        SubnetId subnet = topology.subnet(vpc, "10.0.0.0/24");
        topology.instance(subnet, "10.0.0.10", topology.securityGroup(vpc));
        Snapshot before = topology.snapshot();
        VpcId other = topology.vpc("10.0.0.0/16");
        topology.instance(topology.subnet(other, "10.0.0.0/24"), "10.0.0.10", topology.securityGroup(other));
        Snapshot after = topology.snapshot();
        assertThat(after.by(Indexes.INTERFACES_BY_VPC, vpc)).isSameAs(before.by(Indexes.INTERFACES_BY_VPC, vpc));
        assertThat(after.by(Indexes.SUBNETS_BY_VPC, vpc)).isSameAs(before.by(Indexes.SUBNETS_BY_VPC, vpc));
        assertThat(after.by(Indexes.INTERFACES_BY_VPC, other)).hasSize(1);
    }

    private static void check(Snapshot snapshot) {
        same(
                snapshot,
                NetworkInterface.class,
                Indexes.INTERFACES_BY_VPC,
                (eni, vpc) -> eni.vpcId().equals(vpc));
        same(
                snapshot,
                NetworkInterface.class,
                Indexes.INTERFACES_BY_GROUP_AND_VPC,
                (eni, key) -> eni.groups().stream()
                        .anyMatch(group ->
                                NetworkInterface.memberKey(group, eni.vpcId()).equals(key)));
        same(
                snapshot,
                NetworkInterface.class,
                Indexes.INTERFACES_BY_PRIVATE_IP,
                (eni, ip) -> eni.addresses().contains(ip));
        same(
                snapshot,
                NetworkInterface.class,
                Indexes.INTERFACES_BY_INSTANCE,
                (eni, instance) -> eni.attachment()
                        .filter(a -> a.instanceId().equals(instance))
                        .isPresent());
        same(
                snapshot,
                Address.class,
                Indexes.ADDRESSES_BY_INTERFACE,
                (address, eni) -> address.association()
                        .filter(a -> a.networkInterfaceId().equals(eni))
                        .isPresent());
        same(
                snapshot,
                Instance.class,
                Indexes.INSTANCES_BY_VPC,
                (instance, vpc) -> instance.vpcId().equals(vpc));
        same(
                snapshot,
                Instance.class,
                Indexes.INSTANCES_BY_WORD,
                (instance, word) -> instance.id().value().equals(word)
                        || word.equals(instance.tags().values().get("Name")));
    }

    private static <E extends Entity, K extends Comparable<? super K>> void same(
            Snapshot snapshot, Class<E> kind, Index<E, K> index, BiPredicate<E, K> isUnder) {
        TreeSet<String> found = new TreeSet<>();
        snapshot.by(index).forEach((key, bucket) -> {
            assertThat(bucket.values())
                    .containsExactlyElementsOf(snapshot.all(kind).stream()
                            .filter(entity -> isUnder.test(entity, key))
                            .toList());
            bucket.values().forEach(entity -> found.add(entity.key()));
        });
        snapshot.by(index)
                .keySet()
                .forEach(key -> assertThat(snapshot.by(index, key)).isNotEmpty());
        assertThat(found.size())
                .isLessThanOrEqualTo((int) snapshot.all(kind).stream().count());
    }
}
