package dev.postern.network;

import dev.postern.model.net.Ip;
import dev.postern.model.shared.SharedSet;
import java.util.Comparator;
import java.util.SortedSet;

/**
 * With which targets of a listener connections end that they have: of those who are not well, or were taken out, where their groups say so.
 *
 * @param others whether it is with all but those; else with those
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html">Edit target group
 *     attributes for your Network Load Balancer</a>
 */
public record Severed(boolean others, SortedSet<Spot> those) {
    /** All connections go on. */
    public static final Severed NOBODY = new Severed(false, SharedSet.empty());

    public Severed {
        those = SharedSet.copyOf(those);
    }

    /** Where a target is reached. */
    public record Spot(Ip address, int port) implements Comparable<Spot> {
        private static final Comparator<Spot> ORDER =
                Comparator.comparing(Spot::address).thenComparingInt(Spot::port);

        @Override
        public int compareTo(Spot other) {
            return ORDER.compare(this, other);
        }

        @Override
        public String toString() {
            return address + ":" + port;
        }
    }

    public boolean contains(Spot spot) {
        return others != those.contains(spot);
    }

    @Override
    public String toString() {
        return (others ? "all but " : "") + those;
    }
}
