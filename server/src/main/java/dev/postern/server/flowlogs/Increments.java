package dev.postern.server.flowlogs;

import dev.postern.dataplane.CountedFlow;
import dev.postern.dataplane.FlowCounts;
import dev.postern.dataplane.FlowCounts.Count;
import dev.postern.model.ec2.VpcId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What came since the counters were last read. The kernel's counters only grow, and begin anew when a flow was silent for long, or the
 * rules were loaded anew. A reading may lack some that the kernel has not forgotten; then they are as they were.
 */
final class Increments {
    /** Longer than this after its last packet nothing is kept, whatever the clock of a reading. */
    private static final Duration SURELY_KEPT = FlowCounts.KEPT.minusSeconds(2);

    private final Map<VpcId, Map<CountedFlow, Past>> before = new HashMap<>();
    /** Those of which it is not known what had been told before. */
    private final Set<VpcId> unknown;

    /** What a counter was, and when it last grew. */
    private record Past(Count count, Instant grown) {}

    /**
     * Begins.
     *
     * @param unknown VPCs that were counted before this process began: what they have by then is not told
     */
    Increments(Set<VpcId> unknown) {
        this.unknown = new HashSet<>(unknown);
    }

    /** What came in a VPC. */
    Map<CountedFlow, Count> of(VpcId vpc, FlowCounts read, Instant now) {
        Map<CountedFlow, Past> then = before.getOrDefault(vpc, Map.of());
        Map<CountedFlow, Past> next = new HashMap<>();
        Map<CountedFlow, Count> more = new HashMap<>();
        then.forEach((flow, past) -> {
            if (now.isBefore(past.grown.plus(SURELY_KEPT))) {
                next.put(flow, past);
            }
        });
        read.flows().forEach((flow, count) -> {
            Past past = then.get(flow);
            Count was = past == null ? Count.ZERO : past.count;
            Count grown = count.packets() < was.packets() ? count : count.minus(was);
            if (grown.packets() > 0) {
                more.put(flow, grown);
            }
            next.put(flow, past == null || grown.packets() > 0 ? new Past(count, now) : past);
        });
        before.put(vpc, next);
        return unknown.remove(vpc) ? Map.of() : more;
    }

    /** Forgets those that are not counted any more. */
    void keepOnly(Set<VpcId> counted) {
        before.keySet().retainAll(counted);
        unknown.retainAll(counted);
    }
}
