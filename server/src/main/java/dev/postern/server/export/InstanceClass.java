package dev.postern.server.export;

import dev.postern.model.Indexes;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.server.verify.checks.ToldApart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Running instances that nothing here tells apart: of one VPC and instance profile, with addresses of the same looks, and for which all
 * policies are the same. The first of them by id speaks for all.
 */
record InstanceClass(Likeness likeness, List<Member> members) {
    InstanceClass {
        members = List.copyOf(members);
    }

    /**
     * An instance.
     *
     * @param addresses all of its interfaces, the primary one's first
     */
    record Member(Instance instance, List<Face.Seen> addresses) {
        Member {
            addresses = List.copyOf(addresses);
        }

        NetworkInterface primary() {
            return addresses.getFirst().eni();
        }

        /** Those as which it asks: the first of each family that its primary interface has. */
        List<Face.Seen> askers() {
            return Stream.of(Family.IPV4, Family.IPV6)
                    .flatMap(family -> addresses.stream()
                            .filter(seen ->
                                    seen.face().device() == 0 && seen.face().family() == family)
                            .limit(1))
                    .toList();
        }

        /** One for each looks. */
        List<Face.Seen> apart() {
            Map<Face, Face.Seen> first = new LinkedHashMap<>();
            addresses.forEach(seen -> first.putIfAbsent(seen.face(), seen));
            return List.copyOf(first.values());
        }
    }

    /**
     * What the instances of a class have in common.
     *
     * @param metadata whether they can get at the credentials of their role
     * @param faces of their addresses, each looks once
     * @param uses the route tables and target groups that name them
     * @param told what policies tell of their sessions
     */
    record Likeness(
            Scope scope,
            String vpc,
            String profile,
            boolean metadata,
            List<Face> faces,
            List<String> uses,
            List<Object> told) {
        Likeness {
            faces = List.copyOf(faces);
            uses = List.copyOf(uses);
            told = List.copyOf(told);
        }
    }

    Member first() {
        return members.getFirst();
    }

    /** All classes, in the order of the ids of their first instances. */
    static List<InstanceClass> all(Snapshot snapshot) {
        Map<Likeness, List<Member>> found = new LinkedHashMap<>();
        ToldApart policies = new ToldApart(snapshot);
        List<Cidr> blocks = Stream.concat(blocks(snapshot), policies.blocks().stream())
                .distinct()
                .sorted()
                .toList();
        snapshot.all(Instance.class).stream()
                .filter(instance -> instance.state() == Instance.State.RUNNING)
                .sorted(Comparator.comparing(instance -> instance.id().value()))
                .map(instance -> new Member(instance, addresses(snapshot, blocks, instance)))
                .filter(member -> !member.addresses().isEmpty())
                .forEach(member -> found.computeIfAbsent(likeness(snapshot, policies, member), _ -> new ArrayList<>())
                        .add(member));
        return found.entrySet().stream()
                .map(one -> new InstanceClass(one.getKey(), one.getValue()))
                .toList();
    }

    private static List<Face.Seen> addresses(Snapshot snapshot, List<Cidr> blocks, Instance instance) {
        return snapshot.by(Indexes.INTERFACES_BY_INSTANCE, instance.id()).values().stream()
                .sorted(Comparator.comparingInt(InstanceClass::device))
                .flatMap(eni -> Face.of(snapshot, blocks, eni, device(eni)).stream())
                .toList();
    }

    private static int device(NetworkInterface eni) {
        return eni.attachment().map(NetworkInterface.Attachment::deviceIndex).orElse(0);
    }

    private static Likeness likeness(Snapshot snapshot, ToldApart policies, Member member) {
        Instance instance = member.instance();
        return new Likeness(
                instance.scope(),
                instance.vpcId().value(),
                instance.options()
                        .instanceProfile()
                        .map(profile -> profile.profileName())
                        .orElse(""),
                instance.options().metadata().httpEndpointEnabled(),
                member.apart().stream().map(Face.Seen::face).toList(),
                uses(snapshot, member),
                policies.ofSession(instance));
    }

    private static List<String> uses(Snapshot snapshot, Member member) {
        Stream<String> tables = snapshot
                .by(Indexes.ROUTE_TABLES_BY_VPC, member.instance().vpcId())
                .values()
                .stream()
                .filter(table -> table.routes().stream()
                        .anyMatch(route -> route.target() instanceof Route.ViaNetworkInterface(var hop)
                                && member.addresses().stream()
                                        .anyMatch(seen -> seen.eni().id().equals(hop))))
                .map(RouteTable::key);
        Stream<String> groups = Stream.concat(
                        Stream.of(member.instance().id().value()),
                        member.addresses().stream().map(seen -> seen.address().toString()))
                .flatMap(target -> snapshot.by(Indexes.TARGET_GROUPS_BY_TARGET, target).values().stream())
                .map(TargetGroup::key);
        return Stream.concat(tables, groups).distinct().sorted().toList();
    }

    /** All blocks that tell addresses apart: of rules, entries, routes and prefix lists. */
    private static Stream<Cidr> blocks(Snapshot snapshot) {
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
        return Stream.of(rules, entries, routes, lists).flatMap(Function.identity());
    }
}
