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
        return switch (at.filter()) {
            case Filter.Groups(GroupSet groups) ->
                Optional.of(hop(vpc.policyOf(groups), at, groups, out, packet, automatic));
            case Filter.Unfiltered _ -> Optional.empty();
        };
    }

    private static Hop hop(
            SecurityPolicy both, InterfacePort at, GroupSet groups, boolean out, Packet packet, boolean automatic) {
        Ip far = out ? packet.destination() : packet.source();
        DirectionPolicy policy = both.of(out);
        Optional<DirectionPolicy.Rule> allowing = policy.allowing(packet.protocol(), packet.key(), far);
        Ruling ruling = allowing.<Ruling>map(rule ->
                        new Ruling.Passed(new Rule.GroupRule(rule, out, Tracking.of(both, at, out, packet, automatic))))
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

    /** What the groups say to an answer: they let pass what they remember, and judge anything else. */
    static Optional<Hop> answer(VpcIntent vpc, InterfacePort at, boolean out, Walk.Asked asked, Packet packet) {
        return hop(vpc, at, out, packet, false)
                .map(judged -> asked.sessions().stream()
                        .filter(session -> session.at().equals(at.id())
                                && session.outbound() != out
                                && session.tracking().remembers())
                        .findFirst()
                        .map(session -> new Hop(
                                judged.stage(), judged.at(), new Ruling.Passed(new Rule.KnownConnection(session))))
                        .orElse(judged));
    }

    private static List<Remedy> remedies(GroupSet groups, boolean out, Packet packet, Ip far) {
        return groups.groups().stream()
                .<Remedy>map(
                        group -> new Remedy.AuthorizeGroup(group, out, packet.protocol(), packet.ports(), far.asCidr()))
                .toList();
    }

    private static Stage stage(boolean out) {
        return out ? Stage.SG_OUT : Stage.SG_IN;
    }
}
