package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import dev.postern.dataplane.namespaces.RulesetPart.Place;
import dev.postern.dataplane.namespaces.RulesetPart.Rank;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Protocol;
import dev.postern.model.shared.SharedMap;
import dev.postern.network.AddressSet;
import dev.postern.network.DirectionPolicy;
import dev.postern.network.Filter;
import dev.postern.network.GroupSet;
import dev.postern.network.SecurityPolicy;
import dev.postern.network.trace.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A security policy as chains: for each direction one that is called after the groups, and goes on to one that looks the protocol up,
 * then the port, then to a chain that looks the peer up. An egress chain marks what it allows and returns, as the ingress chain of the
 * receiver comes next; an ingress chain accepts. What is behind the first is called after its content, so that a change makes new ones
 * beside the old, and those that are used more than once are one; the first keeps its name, so that a rule that changes is nothing to
 * the interfaces that have it.
 *
 * @param policy of which this is made
 * @param parts all sets and chains that it needs, some of which others may need, too
 * @param peers the set of each set of addresses, by identity: a group's members are one object as long as they are the same
 */
record PolicyRules(
        SecurityPolicy policy, SharedMap<Place, RulesetPart> parts, IdentityHashMap<AddressSet, Elements> peers) {
    /** The chain that marks what a sender may send. */
    static final String PASSED = "out-passed";

    private static final int NAME_DIGITS = 12;

    /** The chains that a policy's are made of. */
    static PolicyRules of(PacketTable table, GroupSet groups, SecurityPolicy policy, Optional<PolicyRules> previous) {
        Builder builder = new Builder(table, previous.map(PolicyRules::peers).orElseGet(IdentityHashMap::new));
        builder.put(new Chain(Rank.SUBJECT, table, name(groups, false), List.of(builder.verdict(policy, false))));
        builder.put(new Chain(Rank.SUBJECT, table, name(groups, true), List.of(builder.verdict(policy, true))));
        return new PolicyRules(policy, builder.parts, builder.peers);
    }

    /** The chain {@link #PASSED}, which every VPC has. */
    static RulesetPart passed(PacketTable table) {
        return new Chain(Rank.NOTE, table, PASSED, List.of(Judgement.note(Judgement.SENDER)));
    }

    /** What the verdict map says for an interface that has the filter. */
    static String verdict(Filter filter, boolean out) {
        return switch (filter) {
            case Filter.Groups(GroupSet groups) -> "jump " + name(groups, out);
            case Filter.Unfiltered _ -> out ? "jump " + PASSED : "accept";
        };
    }

    private static String name(GroupSet groups, boolean out) {
        return (out ? "groups-out-" : "groups-in-") + Digest.of(groups.toString(), NAME_DIGITS);
    }

    /** Collects what one policy needs. */
    private static final class Builder {
        private static final SortedSet<Protocol> NONE = Collections.emptySortedSet();

        private final PacketTable table;
        private final IdentityHashMap<AddressSet, Elements> earlier;
        private final IdentityHashMap<AddressSet, Elements> peers = new IdentityHashMap<>();
        private SharedMap<Place, RulesetPart> parts = SharedMap.empty();

        Builder(PacketTable table, IdentityHashMap<AddressSet, Elements> earlier) {
            this.table = table;
            this.earlier = earlier;
        }

        void put(RulesetPart part) {
            parts = parts.plus(part.place(), part);
        }

        private String verdict(SecurityPolicy both, boolean out) {
            DirectionPolicy policy = both.of(out);
            TreeSet<Protocol> untracked = new TreeSet<>();
            for (Protocol protocol : List.of(Protocol.TCP, Protocol.UDP)) {
                if (policy.open().contains(table.family()) && both.isAnswered(out, protocol, table.family())) {
                    untracked.add(protocol);
                }
            }
            String any = leaf(policy.anyProtocol(), untracked, out);
            return policy.slices().isEmpty() && policy.otherProtocols().isEmpty()
                    ? any
                    : "goto " + chain(both, any, out);
        }

        private String chain(SecurityPolicy both, String any, boolean out) {
            DirectionPolicy policy = both.of(out);
            String direction = out ? "out-" : "in-";
            List<String> protocols = new ArrayList<>();
            for (Protocol protocol : List.of(table.icmp(), Protocol.TCP, Protocol.UDP)) {
                boolean answered = both.isAnswered(out, protocol, table.family());
                List<String> keys = policy.slices().stream()
                        .filter(slice -> slice.protocol().equals(protocol))
                        .map(slice -> slice.keys() + " : "
                                + leaf(
                                        slice.peers(),
                                        answered && slice.open().contains(table.family())
                                                ? new TreeSet<>(List.of(protocol))
                                                : NONE,
                                        out))
                        .toList();
                if (!keys.isEmpty()) {
                    // An ICMP type and code lie where a source port lies, and are compared as one number.
                    String key = protocol.isIcmp() ? "@th,0,16" : "th dport";
                    String chain = chain(
                            Rank.PORT,
                            direction + protocol + "-",
                            List.of(key + " vmap { " + String.join(", ", keys) + " }", any));
                    protocols.add((protocol.isIcmp() ? table.icmpName() : protocol) + " : goto " + chain);
                }
            }
            policy.otherProtocols()
                    .forEach((protocol, peers) -> protocols.add(protocol.number() + " : " + leaf(peers, NONE, out)));
            if (protocols.isEmpty()) {
                // All that differs is said of the other family's ICMP.
                return chain(Rank.PROTOCOL, direction, List.of(any));
            }
            return chain(
                    Rank.PROTOCOL,
                    direction,
                    List.of("meta l4proto vmap { " + String.join(", ", protocols) + " }", any));
        }

        /**
         * The verdict on a packet of which only the peer is still unknown.
         *
         * @param untracked the protocols of which connections are not remembered, where everybody is allowed
         */
        private String leaf(AddressSet peers, SortedSet<Protocol> untracked, boolean out) {
            AddressSet own = peers.of(table.family());
            String allowed = out ? "goto " + PASSED : "accept";
            String refused = Drops.at(out ? Stage.SG_OUT : Stage.SG_IN);
            if (own.isEmpty()) {
                return refused;
            }
            if (!untracked.isEmpty()) {
                RulesetPart passed = TrackingRules.untracked(table, untracked, out);
                put(passed);
                return "goto " + passed.name();
            }
            if (own.isAll(table.family())) {
                return allowed;
            }
            Elements set = set(own);
            put(set);
            return "goto "
                    + chain(
                            Rank.PEER,
                            out ? "to-" : "from-",
                            List.of(
                                    (out ? table.destination() : table.source()) + " @" + set.name() + " " + allowed,
                                    refused));
        }

        private Elements set(AddressSet addresses) {
            Elements known = earlier.get(addresses);
            Elements set = known != null
                    ? known
                    : set(addresses.blocks().stream().map(Cidr::toString).toList());
            peers.put(addresses, set);
            return set;
        }

        private Elements set(List<String> blocks) {
            return Elements.unchanging(
                    table.table(),
                    "set",
                    "peers-" + Digest.of(String.join(" ", blocks), NAME_DIGITS),
                    "type " + table.addressType() + "; flags interval",
                    blocks);
        }

        private String chain(Rank rank, String prefix, List<String> rules) {
            String name = prefix + Digest.of(String.join("\n", rules), NAME_DIGITS);
            put(new Chain(rank, table, name, rules));
            return name;
        }
    }
}
