package dev.postern.dataplane.namespaces;

import java.util.List;

/** A named object of an nftables table. */
sealed interface RulesetPart {
    String name();

    /**
     * A set or a map.
     *
     * @param kind {@code set} or {@code map}
     * @param type its type and flags
     * @param elements a map's with {@code key : value}
     */
    record Elements(String kind, String name, String type, List<String> elements) implements RulesetPart {
        public Elements {
            elements = List.copyOf(elements);
        }
    }

    /**
     * A chain.
     *
     * @param hook for a base chain, its type, hook, priority and policy; else empty
     */
    record Chain(String name, String hook, List<String> rules) implements RulesetPart {
        public Chain {
            rules = List.copyOf(rules);
        }
    }
}
