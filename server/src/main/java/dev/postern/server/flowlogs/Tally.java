package dev.postern.server.flowlogs;

import dev.postern.dataplane.FlowCounts.Count;
import java.time.Instant;

/**
 * How much there was of a flow.
 *
 * @param flags of TCP, all together
 * @param first when packets of it were first counted, to the second
 * @param path which way they went, as {@link Path} numbers them; 0 for none of these
 */
record Tally(Count count, int flags, Instant first, Instant last, int path) {
    Tally plus(Tally later) {
        return new Tally(count.plus(later.count), flags | later.flags, first, later.last, path);
    }
}
