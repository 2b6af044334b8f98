package dev.postern.dataplane.namespaces;

/**
 * A rule of the routing policy database.
 *
 * @param selector as iproute2 writes it, {@code iif lo} or {@code fwmark 0x1001}; empty for every packet
 * @param table where to look; 0 for a black hole
 */
public record RoutingRule(int priority, String selector, int table) implements Comparable<RoutingRule> {
    @Override
    public int compareTo(RoutingRule other) {
        int byPriority = Integer.compare(priority, other.priority);
        return byPriority != 0 ? byPriority : toString().compareTo(other.toString());
    }

    /** As iproute2 takes it. */
    @Override
    public String toString() {
        return "pref " + priority + (selector.isEmpty() ? "" : " " + selector)
                + (table == 0 ? " blackhole" : " lookup " + table);
    }
}
