package dev.postern.server.export;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.net.Cidr;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Running instances that nothing here tells apart: of one subnet, with the same groups and instance profile, all with a public address or
 * none, in the same blocks that rules and routes name. The first of them by id speaks for all.
 */
record InstanceClass(Likeness likeness, List<Member> members) {
    InstanceClass {
        members = List.copyOf(members);
    }

    /** An instance with its primary interface. */
    record Member(Instance instance, NetworkInterface primary) {}

    /**
     * What the instances of a class have in common.
     *
     * @param blocks those that rules and routes name and in which its address is
     */
    record Likeness(
            String account,
            String region,
            String vpc,
            String subnet,
            List<String> groups,
            String profile,
            boolean isPublic,
            List<String> blocks) {
        Likeness {
            groups = List.copyOf(groups);
            blocks = List.copyOf(blocks);
        }
    }

    Member first() {
        return members.getFirst();
    }

    /** All classes, in the order of the ids of their first instances. */
    static List<InstanceClass> all(Snapshot snapshot) {
        Map<Likeness, List<Member>> found = new LinkedHashMap<>();
        List<Cidr> blocks = blocks(snapshot);
        snapshot.all(Instance.class).stream()
                .filter(instance -> instance.state() == Instance.State.RUNNING)
                .sorted(Comparator.comparing(instance -> instance.id().value()))
                .forEach(instance -> snapshot.find(
                                NetworkInterface.class,
                                instance.scope(),
                                instance.primaryInterface().value())
                        .ifPresent(eni -> found.computeIfAbsent(
                                        likeness(snapshot, blocks, instance, eni), _ -> new ArrayList<>())
                                .add(new Member(instance, eni))));
        return found.entrySet().stream()
                .map(one -> new InstanceClass(one.getKey(), one.getValue()))
                .toList();
    }

    private static Likeness likeness(Snapshot snapshot, List<Cidr> blocks, Instance instance, NetworkInterface eni) {
        return new Likeness(
                instance.scope().account().value(),
                instance.scope().region().toString(),
                eni.vpcId().value(),
                eni.subnetId().value(),
                eni.groups().stream().map(group -> group.value()).sorted().toList(),
                instance.options()
                        .instanceProfile()
                        .map(profile -> profile.profileName())
                        .orElse(""),
                eni.publicIp().isPresent()
                        || !snapshot.by(Indexes.ADDRESSES_BY_INTERFACE, eni.id())
                                .isEmpty(),
                blocks.stream()
                        .filter(block -> eni.addresses().stream().anyMatch(block::contains))
                        .map(Cidr::toString)
                        .toList());
    }

    /** All blocks that tell addresses apart: of rules, entries, routes and prefix lists. */
    private static List<Cidr> blocks(Snapshot snapshot) {
        Stream<Cidr> rules = snapshot.all(SecurityGroup.class).stream()
                .flatMap(group -> group.rules().stream())
                .flatMap(rule -> rule.peer() instanceof SecurityGroupRule.CidrPeer(Cidr block)
                        ? Stream.of(block)
                        : Stream.empty());
        Stream<Cidr> entries = snapshot.all(NetworkAcl.class).stream()
                .flatMap(acl -> acl.entries().stream())
                .map(NetworkAcl.Entry::cidr);
        Stream<Cidr> routes = snapshot.all(RouteTable.class).stream()
                .flatMap(table -> table.routes().stream())
                .flatMap(route ->
                        route.destination() instanceof Route.ToCidr(Cidr block) ? Stream.of(block) : Stream.empty());
        Stream<Cidr> lists = snapshot.all(ManagedPrefixList.class).stream()
                .flatMap(list -> list.entries().stream())
                .map(ManagedPrefixList.Entry::cidr);
        return Stream.of(rules, entries, routes, lists)
                .flatMap(Function.identity())
                .distinct()
                .sorted()
                .toList();
    }
}
