package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Rank;
import java.util.stream.IntStream;

/** A VPC's router is no hop: what it takes from a packet's life it gives before. Appliances are, and the internet. */
final class HopRules {
    /**
     * For how many hops left the router hides itself: more than any path has that shows itself. Nobody sees it with more left; and
     * a packet goes round without end nowhere, as each circle has something in it that is a hop, or refuses it ({@link InspectionRules}).
     */
    static final int HIDDEN = 8;

    private static final String CHAIN = "hops";

    private HopRules() {}

    /** The rule that leads to them. */
    static String hiding(PacketTable table) {
        return table.hopsLeft() + " <= " + HIDDEN + " jump " + CHAIN;
    }

    static RulesetPart hidden(PacketTable table) {
        return new Chain(
                Rank.BRANCH,
                table,
                CHAIN,
                IntStream.rangeClosed(1, HIDDEN)
                        .mapToObj(left -> table.hopsLeft() + " " + left + " " + table.hopsLeft() + " set " + (left + 1)
                                + " return")
                        .toList());
    }
}
