package dev.postern.dataplane.namespaces;

import java.util.List;

/** A named object of one of our two nftables tables. */
sealed interface RulesetPart {
    /** The family of the table for packets. */
    String IPV4 = "ip";

    /** The family of the table for address resolution. */
    String ARP = "arp";

    /** The table's family. */
    String family();

    String name();

    /** As nft addresses it. */
    default String path() {
        return family() + " " + Ruleset.TABLE + " " + name();
    }

    /**
     * A set or a map.
     *
     * @param kind {@code set} or {@code map}
     * @param type its type and flags
     * @param elements a map's with {@code key : value}
     */
    record Elements(String family, String kind, String name, String type, List<String> elements)
            implements RulesetPart {
        public Elements {
            elements = List.copyOf(elements);
        }

        Elements(String kind, String name, String type, List<String> elements) {
            this(IPV4, kind, name, type, elements);
        }
    }

    /**
     * A chain.
     *
     * @param hook for a base chain, its type, hook, priority and policy; else empty
     */
    record Chain(String family, String name, String hook, List<String> rules) implements RulesetPart {
        public Chain {
            rules = List.copyOf(rules);
        }

        Chain(String name, String hook, List<String> rules) {
            this(IPV4, name, hook, rules);
        }
    }
}
