package dev.postern.server.flowlogs;

import dev.postern.dataplane.Flow;
import dev.postern.model.net.Protocol;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What flowed lately, for whoever looks on. May be used by any number of threads. */
public final class RecentFlows {
    private static final int KEPT = 4096;

    private final Deque<Seen> seen = new ArrayDeque<>();
    private long newest;

    /**
     * What came of a flow within about a second.
     *
     * @param number greater than those of all earlier ones
     */
    public record Seen(long number, Instant at, Seat seat, Flow flow, Tally tally) {
        /** Whether it is of an interface or an instance. */
        public boolean isOf(String id) {
            return seat.eni().id().value().equals(id)
                    || seat.instance().filter(id::equals).isPresent();
        }

        /** For people. */
        public String line() {
            Protocol protocol = flow.protocol();
            boolean ports = protocol.equals(Protocol.TCP) || protocol.equals(Protocol.UDP);
            return "%s %s %s %s %s %s -> %s packets %d bytes %d%s"
                    .formatted(
                            at,
                            seat.instance().orElse("-") + " " + seat.eni().id(),
                            flow.leaving() ? "egress " : "ingress",
                            flow.accepted() ? "ACCEPT" : "REJECT",
                            protocol,
                            flow.source() + (ports ? ":" + flow.sourcePort() : ""),
                            flow.destination() + (ports ? ":" + flow.destinationPort() : ""),
                            tally.count().packets(),
                            tally.count().bytes(),
                            tally.flags() == 0 ? "" : " flags " + tally.flags());
        }
    }

    synchronized void add(Seat seat, Flow flow, Tally tally) {
        newest++;
        seen.addLast(new Seen(newest, tally.last(), seat, flow, tally));
        if (seen.size() > KEPT) {
            seen.removeFirst();
        }
        notifyAll();
    }

    /**
     * What came after a number, the oldest first; waits for it as long as there is nothing.
     *
     * @param limit how long
     */
    public synchronized List<Seen> after(long number, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        long left = limit.toMillis();
        while (newest <= number && left > 0) {
            wait(left);
            left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        }
        List<Seen> found = new ArrayList<>();
        for (Seen one : seen) {
            if (one.number() > number) {
                found.add(one);
            }
        }
        return found;
    }
}
