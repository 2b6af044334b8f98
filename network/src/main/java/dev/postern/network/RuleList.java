package dev.postern.network;

import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import java.util.List;
import java.util.Optional;

/**
 * The user's rules in one direction, in their order. Their keys stand side by side in one array: the rules themselves lie all over the
 * heap of a large cloud, and to visit each of them for its keys makes a packet's walk a quarter longer where a group has a hundred.
 */
public final class RuleList {
    private static final int TO = 0xffff;

    private final List<DirectionPolicy.Rule> rules;
    private final int[] keys;

    private RuleList(List<DirectionPolicy.Rule> rules) {
        this.rules = rules;
        this.keys = rules.stream().mapToInt(RuleList::keys).toArray();
    }

    public static RuleList of(List<DirectionPolicy.Rule> rules) {
        return new RuleList(List.copyOf(rules));
    }

    /** The first and the last key in one number: both have 16 bits. */
    private static int keys(DirectionPolicy.Rule rule) {
        KeyRange range = rule.protocol().equals(Protocol.ALL) ? KeyRange.ALL : rule.keys();
        return range.from() << 16 | range.to();
    }

    public List<DirectionPolicy.Rule> all() {
        return rules;
    }

    /** The first that allows a packet. */
    Optional<DirectionPolicy.Rule> allowing(Protocol protocol, int key, Ip peer) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] >>> 16 <= key && key <= (keys[i] & TO)) {
                DirectionPolicy.Rule rule = rules.get(i);
                if (rule.protocol().matches(protocol) && rule.peers().contains(peer)) {
                    return Optional.of(rule);
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RuleList list && rules.equals(list.rules);
    }

    @Override
    public int hashCode() {
        return rules.hashCode();
    }

    @Override
    public String toString() {
        return rules.toString();
    }
}
