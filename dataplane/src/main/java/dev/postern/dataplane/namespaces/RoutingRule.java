package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Family;
import java.util.Comparator;

/**
 * A rule of the routing policy database.
 *
 * @param family for packets of which family
 * @param selector as iproute2 writes it, {@code iif lo} or {@code fwmark 0x1001}; empty for every packet
 * @param table where to look; 0 for a black hole
 */
public record RoutingRule(Family family, int priority, String selector, int table) implements Comparable<RoutingRule> {
    private static final Comparator<RoutingRule> ORDER = Comparator.comparing(RoutingRule::family)
            .thenComparingInt(RoutingRule::priority)
            .thenComparing(RoutingRule::toString);

    @Override
    public int compareTo(RoutingRule other) {
        return ORDER.compare(this, other);
    }

    /** As iproute2 takes it, if it is told the family. */
    @Override
    public String toString() {
        return "pref " + priority + (selector.isEmpty() ? "" : " " + selector)
                + (table == 0 ? " blackhole" : " lookup " + table);
    }
}
