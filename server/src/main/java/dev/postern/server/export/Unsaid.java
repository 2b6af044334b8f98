package dev.postern.server.export;

import dev.postern.model.Snapshot;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What there is in a state of which a perimeter file says nothing: a sentence each, for the comments of the file. */
final class Unsaid {
    private Unsaid() {}

    static List<String> of(Snapshot snapshot, Candidates candidates) {
        List<String> all = new ArrayList<>();
        all.add("requests other than " + Resources.ACTIONS + "; what is not asked from an instance; checks");
        notRunning(snapshot, all);
        for (InstanceClass one : candidates.classes()) {
            one.members().forEach(member -> addresses(candidates.word(member), member, all));
        }
        snapshot.all(SecurityGroup.class).stream()
                .forEach(group -> group.rules().stream()
                        .filter(rule -> !Ports.isAskable(rule))
                        .forEach(rule -> all.add("what the rule " + rule.id() + " of " + group.id() + " lets: protocol "
                                + rule.protocol() + (rule.protocol().isIcmp() ? " " + rule.ports() : "")
                                + ", which no line can name")));
        attached(snapshot, all);
        return all;
    }

    private static void notRunning(Snapshot snapshot, List<String> all) {
        String sleeping = snapshot.all(Instance.class).stream()
                .filter(instance ->
                        instance.state() != Instance.State.RUNNING && instance.state() != Instance.State.TERMINATED)
                .map(instance -> instance.id() + " (" + instance.state().wireName() + ")")
                .collect(Collectors.joining(", "));
        if (!sleeping.isEmpty()) {
            all.add("instances that do not run: " + sleeping);
        }
    }

    /** Packets are asked from the first address of each family, and to addresses, not to what is behind prefixes. */
    private static void addresses(String word, InstanceClass.Member member, List<String> all) {
        String more = member.addresses().stream()
                .filter(seen -> !member.askers().contains(seen))
                .map(Face.Seen::address)
                .map(Ip::toString)
                .collect(Collectors.joining(", "));
        if (!more.isEmpty()) {
            all.add("packets that " + word + " sends from " + more + ": lines ask as its first address");
        }
        String prefixes = member.addresses().stream()
                .map(Face.Seen::eni)
                .distinct()
                .flatMap(eni -> eni.prefixes().stream())
                .map(Cidr::toString)
                .collect(Collectors.joining(", "));
        if (!prefixes.isEmpty()) {
            all.add("packets to and from the prefixes of " + word + ": " + prefixes);
        }
    }

    private static void attached(Snapshot snapshot, List<String> all) {
        String others = snapshot.all(AttachedService.class).stream()
                .map(AttachedService::name)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            all.add("what the attached servers keep that has no policy here: " + others);
        }
    }
}
