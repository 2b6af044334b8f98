package dev.postern.dataplane.namespaces;

import dev.postern.model.shared.SharedSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** A named object of one of our nftables tables. */
sealed interface RulesetPart {
    /** The family of the table for IPv4 packets. */
    String IPV4 = "ip";

    /** The family of the table for IPv6 packets. */
    String IPV6 = "ip6";

    /** The family of the table for address resolution. */
    String ARP = "arp";

    /** What is referred to comes before what refers to it. */
    enum Rank {
        /** Sets, maps to values, and time-outs. */
        DATA,
        /** Chains that note on a packet that it passed. */
        NOTE,
        /** Chains that look at a packet's peer. */
        PEER,
        /** Chains that look at its port. */
        PORT,
        /** Chains that look at its protocol. */
        PROTOCOL,
        /** Chains of a set of groups, or of a subnet's ACL. */
        SUBJECT,
        /** Maps from links to verdicts. */
        VERDICT,
        /** Chains that those of the kernel branch off to. */
        BRANCH,
        /** Chains that the kernel calls. */
        HOOK
    }

    /** Where a part stands, and by what it is known: there is one for each path. */
    record Place(Rank rank, String path) implements Comparable<Place> {
        private static final Comparator<Place> ORDER =
                Comparator.comparing(Place::rank).thenComparing(Place::path);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }

        /** Of its text alone: an enum's own hash differs from process to process. */
        @Override
        public int hashCode() {
            return path.hashCode();
        }
    }

    Rank rank();

    /** The table's family. */
    String family();

    String name();

    /** How nft makes it, empty. */
    String declaration();

    /** Of its path and its whole content. */
    Sum sum();

    /** As nft addresses it. */
    default String path() {
        return family() + " " + Ruleset.TABLE + " " + name();
    }

    default Place place() {
        return new Place(rank(), path());
    }

    /**
     * A set or a map.
     *
     * @param kind {@code set} or {@code map}
     * @param type its type and flags
     * @param elements a map's with {@code key : value}
     * @param content of the elements
     */
    record Elements(String family, String kind, String name, String type, SharedSet<String> elements, Sum content)
            implements RulesetPart {
        static Elements of(String family, String kind, String name, String type, Collection<String> elements) {
            Elements all = new Elements(family, kind, name, type, SharedSet.empty(), Sum.NOTHING);
            for (String element : elements) {
                all = all.plus(element);
            }
            return all;
        }

        /** One that never changes, as it is called after its content: summed up in one go. */
        static Elements unchanging(String family, String kind, String name, String type, Collection<String> elements) {
            SharedSet<String> all = SharedSet.copyOf(elements);
            return new Elements(family, kind, name, type, all, Sum.of(String.join("\n", all)));
        }

        Elements plus(String element) {
            return elements.contains(element)
                    ? this
                    : new Elements(family, kind, name, type, elements.plus(element), content.plus(Sum.of(element)));
        }

        Elements minus(String element) {
            return elements.contains(element)
                    ? new Elements(family, kind, name, type, elements.minus(element), content.minus(Sum.of(element)))
                    : this;
        }

        @Override
        public Rank rank() {
            return type.endsWith(": verdict") ? Rank.VERDICT : Rank.DATA;
        }

        @Override
        public String declaration() {
            return "add " + kind + " " + path() + " { " + type + "; }";
        }

        @Override
        public Sum sum() {
            return Sum.of(declaration() + "\n" + content);
        }
    }

    /**
     * How long connections of a protocol are remembered that it is set for.
     *
     * @param name says the times, so that it never changes
     * @param policy in seconds, by the names that the kernel has for states
     */
    record Timeout(String family, String name, String protocol, String policy) implements RulesetPart {
        @Override
        public Rank rank() {
            return Rank.DATA;
        }

        @Override
        public String declaration() {
            return "add ct timeout " + path() + " { protocol " + protocol + "; l3proto " + family + "; policy = { "
                    + policy + " } ; }";
        }

        @Override
        public Sum sum() {
            return Sum.of(declaration());
        }
    }

    /**
     * A chain.
     *
     * @param hook for a base chain, its type, hook, priority and policy; else empty
     */
    record Chain(Rank rank, String family, String name, String hook, List<String> rules) implements RulesetPart {
        public Chain {
            rules = List.copyOf(rules);
        }

        /** One that the kernel calls. */
        static Chain base(String family, String name, String hook, List<String> rules) {
            return new Chain(Rank.HOOK, family, name, hook, rules);
        }

        /** One that others lead to. */
        Chain(Rank rank, PacketTable table, String name, List<String> rules) {
            this(rank, table.table(), name, "", rules);
        }

        @Override
        public String declaration() {
            return "add chain " + path() + (hook.isEmpty() ? "" : " { " + hook + " }");
        }

        @Override
        public Sum sum() {
            return Sum.of(declaration() + "\n" + String.join("\n", rules));
        }
    }
}
