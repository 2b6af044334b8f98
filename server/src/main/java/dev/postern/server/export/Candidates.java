package dev.postern.server.export;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.server.verify.Perimeter.How;
import dev.postern.server.verify.Perimeter.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** All that can be asked of a state, a pair of classes at a time. */
final class Candidates {
    private static final String INTERNET = "internet";

    private final Snapshot snapshot;
    private final List<InstanceClass> classes;
    private final Ports ports;
    private final Resources resources;
    private final Map<String, Integer> names = new HashMap<>();
    private final Set<Set<String>> peered = new HashSet<>();
    /** Of each VPC, by its id. */
    private final Map<String, InstanceClass> firsts = new HashMap<>();

    Candidates(Snapshot snapshot) {
        this.snapshot = snapshot;
        this.classes = InstanceClass.all(snapshot);
        this.ports = new Ports(snapshot);
        this.resources = new Resources(snapshot);
        members().forEach(member -> names.merge(name(member.instance()), 1, Integer::sum));
        classes.forEach(this::isFirstOfVpc);
        snapshot.all(VpcPeeringConnection.class).stream()
                .forEach(one -> peered.add(Set.of(
                        one.requester().vpcId().value(), one.accepter().vpcId().value())));
    }

    private Stream<InstanceClass.Member> members() {
        return classes.stream().flatMap(one -> one.members().stream());
    }

    List<Pair> all() {
        List<Pair> all = new ArrayList<>();
        for (InstanceClass from : classes) {
            String asker = word(from.first());
            for (InstanceClass to : classes) {
                toInstances(from, to).forEach(what -> all.add(packet(asker, what, false)));
            }
            toMachines(from).forEach(what -> all.add(packet(asker, what, false)));
            for (Face.Seen as : from.first().askers()) {
                Family family = as.face().family();
                String internet = host(AddressPlan.internetClient(family));
                ports.outside(as.eni(), family).forEach(port -> all.add(packet(asker, internet + port, true)));
            }
            if (!from.likeness().profile().isEmpty()) {
                all.addAll(resources.requests(asker, from.likeness().scope()));
            }
        }
        classes.forEach(to -> fromInternet(to).forEach(what -> all.add(packet(INTERNET, what, false))));
        toBalancers().forEach(what -> all.add(packet(INTERNET, what, false)));
        return all;
    }

    private static Pair packet(String from, String what, boolean paper) {
        return new Pair(from, "", what, How.PLAIN, paper);
    }

    /** Whether a pair of an earlier file can still be asked: on a port that no rule names any more it can. */
    boolean canBeAsked(Pair pair) {
        boolean asker = pair.from().equals(INTERNET) || pair.from().equals("host") || isInstance(pair.from());
        return asker && (pair.action().isEmpty() ? isHost(pair.what()) : resources.has(pair.what()));
    }

    private boolean isInstance(String word) {
        return names.getOrDefault(word, 0) == 1
                || members().anyMatch(member -> member.instance().id().value().equals(word));
    }

    private boolean isHost(String what) {
        String host = what.split("[:/]", 2)[0];
        return what.startsWith("[") || host.indexOf('.') >= 0 || isInstance(host);
    }

    private List<String> toInstances(InstanceClass from, InstanceClass to) {
        boolean same = from.equals(to);
        if (same && from.members().size() == 1) {
            return List.of();
        }
        InstanceClass.Member whom = to.members().get(same ? 1 : 0);
        String here = from.likeness().vpc();
        String there = to.likeness().vpc();
        if (!here.equals(there) && !peered.contains(Set.of(here, there))) {
            // One pair is enough for VPCs that do not know each other.
            boolean first = isFirstOfVpc(from) && isFirstOfVpc(to);
            return first && knows(from, whom.addresses().getFirst().face().family())
                    ? List.of(word(whom) + ports.nobodys())
                    : List.of();
        }
        List<String> all = new ArrayList<>();
        for (Face.Seen address : whom.apart()) {
            Family family = address.face().family();
            if (knows(from, family)) {
                ports.between(Optional.of(from.first().primary()), address.eni(), family)
                        .forEach(port -> all.add(host(whom, address) + port));
            }
        }
        return all;
    }

    /** Whether it has an address of a family as which it asks. */
    private static boolean knows(InstanceClass from, Family family) {
        return from.first().askers().stream().anyMatch(seen -> seen.face().family() == family);
    }

    private boolean isFirstOfVpc(InstanceClass one) {
        return firsts.computeIfAbsent(one.likeness().vpc(), _ -> one).equals(one);
    }

    /** The interfaces of endpoints and balancers in its VPC. */
    private List<String> toMachines(InstanceClass from) {
        return snapshot.by(Indexes.INTERFACES_BY_VPC, new VpcId(from.likeness().vpc())).values().stream()
                .filter(eni -> eni.use() instanceof NetworkInterface.OfEndpoint
                        || eni.use() instanceof NetworkInterface.OfLoadBalancer)
                .flatMap(eni -> eni.addresses().stream()
                        .filter(ip -> knows(from, ip.family()))
                        .flatMap(ip -> ports.between(Optional.of(from.first().primary()), eni, ip.family()).stream()
                                .map(port -> host(ip) + port)))
                .sorted()
                .toList();
    }

    /** By its name, and by each address of other looks that the internet knows. */
    private List<String> fromInternet(InstanceClass to) {
        InstanceClass.Member whom = to.first();
        List<String> all = new ArrayList<>();
        for (Face.Seen address : whom.apart()) {
            boolean main = address.equals(whom.addresses().getFirst());
            if (main || address.onInternet().isPresent()) {
                String host = main ? word(whom) : host(address.onInternet().orElseThrow());
                ports.between(Optional.empty(), address.eni(), address.face().family())
                        .forEach(port -> all.add(host + port));
            }
        }
        return all;
    }

    /** Where the internet knows balancers. */
    private List<String> toBalancers() {
        return snapshot.all(NetworkInterface.class).stream()
                .filter(eni -> eni.use() instanceof NetworkInterface.OfLoadBalancer)
                .flatMap(eni -> Face.of(snapshot, List.of(), eni, 0).stream())
                .flatMap(seen -> seen.onInternet().stream()
                        .flatMap(ip -> ports.between(Optional.empty(), seen.eni(), ip.family()).stream()
                                .map(port -> host(ip) + port)))
                .sorted()
                .toList();
    }

    /** Its first address is the one that is meant by its name. */
    private String host(InstanceClass.Member whom, Face.Seen address) {
        return address.equals(whom.addresses().getFirst()) ? word(whom) : host(address.address());
    }

    private static String host(Ip address) {
        return address.family() == Family.IPV4 ? address.toString() : "[" + address + "]";
    }

    /** A name where it is one that a file can say without doubt, else the id. */
    String word(InstanceClass.Member member) {
        String name = name(member.instance());
        boolean plain = name.matches("[A-Za-z][A-Za-z0-9_-]*")
                && !Set.of(INTERNET, "host").contains(name)
                && !name.startsWith("i-");
        return plain && names.getOrDefault(name, 0) == 1
                ? name
                : member.instance().id().value();
    }

    private static String name(Instance instance) {
        return instance.tags().values().getOrDefault("Name", "");
    }

    List<InstanceClass> classes() {
        return classes;
    }
}
