package dev.postern.network.trace;

import dev.postern.model.net.Ip;
import dev.postern.network.DirectionPolicy;
import dev.postern.network.Filter;
import dev.postern.network.GroupSet;
import dev.postern.network.InterfacePort;
import dev.postern.network.Packet;
import dev.postern.network.SecurityPolicy;
import dev.postern.network.VpcIntent;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@link Stage#SG_OUT} and {@link Stage#SG_IN}: a rule of one of the groups must allow what begins; answers are known, or judged by the
 * rules, too, where nothing is remembered.
 */
final class GroupStage {
    private GroupStage() {}

    /**
     * Empty where there are none.
     *
     * @param automatic whether the other side is something whose connections are always remembered
     */
    static Optional<Hop> hop(VpcIntent vpc, InterfacePort at, boolean out, Packet packet, boolean automatic) {
        return groups(at).map(groups -> {
            SecurityPolicy policy = vpc.policyOf(groups);
            return hop(policy, at, groups, out, packet, () -> Tracking.of(policy, at, out, packet, automatic));
        });
    }

    private static Optional<GroupSet> groups(InterfacePort at) {
        return switch (at.filter()) {
            case Filter.Groups(GroupSet groups) -> Optional.of(groups);
            case Filter.Unfiltered _ -> Optional.empty();
        };
    }

    /** What the rules say. */
    private static Hop hop(
            SecurityPolicy both,
            InterfacePort at,
            GroupSet groups,
            boolean out,
            Packet packet,
            Supplier<Tracking> tracking) {
        Ip far = out ? packet.destination() : packet.source();
        Optional<DirectionPolicy.Rule> allowing = both.of(out).allowing(packet.protocol(), packet.key(), far);
        Ruling ruling = allowing.<Ruling>map(rule -> new Ruling.Passed(new Rule.GroupRule(rule, out, tracking.get())))
                .orElseGet(() -> new Ruling.Stopped(
                        new Rule.NoGroupRule(groups, out, packet.protocol(), packet.key(), far),
                        remedies(groups, out, packet, far)));
        return new Hop(stage(out), new Component.Groups(at.id(), groups), ruling);
    }

    /** What a group that let a packet pass knows of it then. */
    static Optional<Session> session(InterfacePort at, boolean out, Packet packet, Hop passed) {
        return passed.ruling() instanceof Ruling.Passed(Rule.GroupRule(var _, var _, Tracking tracking))
                ? Optional.of(new Session(at.id(), out, packet, tracking))
                : Optional.empty();
    }

    /**
     * What the groups say to an answer: they let pass what they remember, and judge anything else. Then the rule that lets it pass
     * keeps what they knew of the connection when it began.
     */
    static Optional<Hop> answer(VpcIntent vpc, InterfacePort at, boolean out, Walk.Asked asked, Packet packet) {
        Optional<Session> begun = asked.sessions().stream()
                .filter(session -> session.at().equals(at.id()) && session.outbound() != out)
                .findFirst();
        return groups(at)
                .map(groups -> begun.filter(session -> session.tracking().remembers())
                        .map(session -> new Hop(
                                stage(out),
                                new Component.Groups(at.id(), groups),
                                new Ruling.Passed(new Rule.KnownConnection(session))))
                        .orElseGet(() -> {
                            SecurityPolicy policy = vpc.policyOf(groups);
                            return hop(
                                    policy,
                                    at,
                                    groups,
                                    out,
                                    packet,
                                    () -> begun.map(Session::tracking)
                                            .orElseGet(() -> Tracking.of(policy, at, out, packet, false)));
                        }));
    }

    /** Rules that would allow it. */
    static List<Remedy> remedies(GroupSet groups, boolean out, Packet packet, Ip far) {
        return groups.groups().stream()
                .<Remedy>map(
                        group -> new Remedy.AuthorizeGroup(group, out, packet.protocol(), packet.ports(), far.asCidr()))
                .toList();
    }

    private static Stage stage(boolean out) {
        return out ? Stage.SG_OUT : Stage.SG_IN;
    }
}
