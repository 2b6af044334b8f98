package dev.postern.server.export;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Family;
import dev.postern.model.net.Protocol;
import dev.postern.model.s3.Bucket;
import dev.postern.server.verify.Perimeter.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** All that can be asked of a state, a pair of classes at a time. */
final class Candidates {
    /** Where packets to the internet go: to its one address that is always somebody's. */
    private static final String OUTSIDE = AddressPlan.internetClient(Family.IPV4) + ":443";

    private static final String S3 = "s3://";

    /** Where the search for a port that no rule names begins, downwards. */
    private static final int NOBODYS = 49151;

    private final Snapshot snapshot;
    private final List<InstanceClass> classes;
    private final Map<String, Integer> names = new HashMap<>();
    private final Set<Set<String>> peered = new HashSet<>();
    /** Of each VPC, by its id. */
    private final Map<String, InstanceClass> firsts = new HashMap<>();

    private final String nobodys;

    Candidates(Snapshot snapshot) {
        this.snapshot = snapshot;
        this.classes = InstanceClass.all(snapshot);
        classes.stream()
                .flatMap(one -> one.members().stream())
                .forEach(member -> names.merge(name(member.instance()), 1, Integer::sum));
        classes.forEach(this::isFirstOfVpc);
        snapshot.all(VpcPeeringConnection.class).stream()
                .forEach(one -> peered.add(Set.of(
                        one.requester().vpcId().value(), one.accepter().vpcId().value())));
        int port = NOBODYS;
        while (isNamed(port)) {
            port--;
        }
        this.nobodys = ":" + port;
    }

    private boolean isNamed(int port) {
        return port > 1
                && snapshot.all(SecurityGroup.class).stream()
                        .flatMap(group -> group.rules().stream())
                        .anyMatch(rule -> rule.ports().from() == port);
    }

    List<Pair> all() {
        List<Pair> all = new ArrayList<>();
        for (InstanceClass from : classes) {
            String asker = word(from.first());
            for (InstanceClass to : classes) {
                toInstances(from, to).forEach(what -> all.add(new Pair(asker, "", what, false)));
            }
            toMachines(from).forEach(what -> all.add(new Pair(asker, "", what, false)));
            all.add(new Pair(asker, "", OUTSIDE, true));
            requests(from, asker, all);
        }
        for (InstanceClass to : classes) {
            String host = word(to.first());
            ports(to.first().primary()).forEach(port -> all.add(new Pair("internet", "", host + port, false)));
        }
        return all;
    }

    /** Those of an earlier file that can still be asked: a port that no rule names any more is one of them. */
    List<Pair> like(List<Pair> earlier) {
        return earlier.stream().filter(this::canBeAsked).toList();
    }

    private boolean canBeAsked(Pair pair) {
        return (pair.from().equals("internet") || isInstance(pair.from()))
                && (pair.action().isEmpty() ? isHost(pair.what()) : isBucket(pair.what()));
    }

    private boolean isInstance(String word) {
        return names.getOrDefault(word, 0) == 1
                || classes.stream()
                        .flatMap(one -> one.members().stream())
                        .anyMatch(member -> member.instance().id().value().equals(word));
    }

    private boolean isHost(String what) {
        String host = what.split("[:/]", 2)[0];
        return host.indexOf('.') >= 0 || isInstance(host);
    }

    private boolean isBucket(String what) {
        return what.startsWith(S3)
                && snapshot.find(
                                Bucket.class,
                                Scope.GLOBAL,
                                what.substring(S3.length()).split("/", 2)[0])
                        .isPresent();
    }

    private List<String> toInstances(InstanceClass from, InstanceClass to) {
        boolean same = from.equals(to);
        if (same && from.members().size() == 1) {
            return List.of();
        }
        String host = word(to.members().get(same ? 1 : 0));
        String here = from.likeness().vpc();
        String there = to.likeness().vpc();
        if (here.equals(there) || peered.contains(Set.of(here, there))) {
            return ports(to.first().primary()).stream().map(port -> host + port).toList();
        }
        // One pair is enough for VPCs that do not know each other.
        return isFirstOfVpc(from) && isFirstOfVpc(to) ? List.of(host + nobodys) : List.of();
    }

    private boolean isFirstOfVpc(InstanceClass one) {
        return firsts.computeIfAbsent(one.likeness().vpc(), _ -> one).equals(one);
    }

    /** The interfaces of endpoints and balancers in its VPC. */
    private List<String> toMachines(InstanceClass from) {
        return snapshot.all(NetworkInterface.class).stream()
                .filter(eni -> eni.vpcId().value().equals(from.likeness().vpc()))
                .filter(eni -> eni.use() instanceof NetworkInterface.OfEndpoint
                        || eni.use() instanceof NetworkInterface.OfLoadBalancer)
                .flatMap(eni -> eni.primaryIpv4().stream()
                        .flatMap(ip -> ports(eni).stream().map(port -> ip + port)))
                .sorted()
                .toList();
    }

    private void requests(InstanceClass from, String asker, List<Pair> all) {
        if (from.likeness().profile().isEmpty()) {
            return;
        }
        snapshot.all(Bucket.class).stream().map(Bucket::name).sorted().forEach(bucket -> {
            all.add(new Pair(asker, "s3:ListBucket", S3 + bucket, false));
            all.add(new Pair(asker, "s3:GetObject", S3 + bucket + "/any-key", true));
            all.add(new Pair(asker, "s3:PutObject", S3 + bucket + "/any-key", true));
        });
    }

    /** The ports that rules of an interface's groups name, 443 of what AWS made, and one that nobody names. */
    private NavigableSet<String> ports(NetworkInterface eni) {
        NavigableSet<String> ports = new TreeSet<>(Set.of(nobodys));
        if (eni.requesterManaged()) {
            ports.add(":443");
        }
        eni.groups().stream()
                .flatMap(id -> snapshot.find(SecurityGroup.class, eni.scope(), id.value()).stream())
                .flatMap(group -> group.rules().stream())
                .filter(rule -> !rule.egress())
                .flatMap(Candidates::port)
                .forEach(ports::add);
        return ports;
    }

    private static Stream<String> port(SecurityGroupRule rule) {
        int port = rule.ports().from();
        if (rule.protocol().equals(Protocol.ICMP)) {
            return Stream.of("/icmp");
        }
        if (port < 1 || !rule.protocol().hasPorts()) {
            return Stream.empty();
        }
        return Stream.of(":" + port + (rule.protocol().equals(Protocol.UDP) ? "/udp" : ""));
    }

    /** A name where it is one that a file can say without doubt, else the id. */
    private String word(InstanceClass.Member member) {
        String name = name(member.instance());
        boolean plain = name.matches("[A-Za-z][A-Za-z0-9_-]*")
                && !Set.of("internet", "host").contains(name)
                && !name.startsWith("i-");
        return plain && names.getOrDefault(name, 0) == 1
                ? name
                : member.instance().id().value();
    }

    private static String name(Instance instance) {
        return instance.tags().values().getOrDefault("Name", "");
    }
}
