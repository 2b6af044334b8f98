package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.CountedFlow;
import dev.postern.dataplane.Flow;
import dev.postern.dataplane.FlowCounts;
import dev.postern.dataplane.FlowCounts.Count;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.network.NetworkIntent;
import dev.postern.network.VpcIntent;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the routers have counted since the beginning, though they forget what is silent. */
final class Tallies implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final LinuxDataPlane dataPlane;
    private final NetworkIntent intent;
    private final Map<CountedFlow, Count> before = new HashMap<>();
    private final Map<CountedFlow, Count> all = new HashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    Tallies(LinuxDataPlane dataPlane, NetworkIntent intent) {
        this.dataPlane = dataPlane;
        this.intent = intent;
        var _ = timer.scheduleWithFixedDelay(this::read, 1, 1, TimeUnit.SECONDS);
    }

    private synchronized void read() {
        Map<CountedFlow, Count> now = new HashMap<>();
        try {
            for (VpcIntent vpc : intent.vpcs().values()) {
                FlowCounts counted = dataPlane.counted(vpc);
                now.putAll(counted.flows());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        now.forEach((flow, count) -> {
            Count was = before.getOrDefault(flow, Count.ZERO);
            all.merge(flow, count.packets() < was.packets() ? count : count.minus(was), Count::plus);
        });
        before.putAll(now); // each connection has its own port: what is silent for long does not come back
    }

    /** What an interface was counted for that it sees itself: all that it sends, and what it was let have. */
    synchronized Map<Counting.Flow, Counting.Amount> of(NetworkInterfaceId eni) {
        read();
        TreeMap<Counting.Flow, Counting.Amount> seen = new TreeMap<>();
        all.forEach((counted, count) -> {
            Flow flow = counted.flow();
            if (flow.eni().equals(eni) && (flow.leaving() || flow.accepted())) {
                seen.merge(
                        new Counting.Flow(
                                flow.leaving(),
                                flow.source(),
                                flow.destination(),
                                flow.protocol().number(),
                                flow.sourcePort(),
                                flow.destinationPort()),
                        new Counting.Amount(count.packets(), count.bytes(), counted.flags()),
                        Counting.Amount::plus);
            }
        });
        return seen;
    }

    /** Fails unless it is as the instance has counted itself, once nothing is on its way any more. */
    void requireSame(NetworkInterfaceId eni, Counting counting) {
        try {
            Await.untilAtLast(
                    "the same", LIMIT, () -> differences(eni, counting).isEmpty());
        } catch (AssertionError e) {
            assertThat(differences(eni, counting)).as("%s", eni).isEmpty();
        }
    }

    /** Of each flow that differs, what is counted, and what was seen. */
    private List<String> differences(NetworkInterfaceId eni, Counting counting) {
        Map<Counting.Flow, Counting.Amount> seen = counting.told();
        Map<Counting.Flow, Counting.Amount> counted = of(eni);
        return Stream.concat(seen.keySet().stream(), counted.keySet().stream())
                .distinct()
                .filter(flow -> !Objects.equals(seen.get(flow), counted.get(flow)))
                .filter(flow -> counted.containsKey(flow) || !isStray(Objects.requireNonNull(seen.get(flow))))
                .map(flow -> flow + ": counted " + counted.get(flow) + ", seen " + seen.get(flow))
                .toList();
    }

    /** An answer whose question came another way belongs to no connection that the router knows: it is dropped, and not counted. */
    private static boolean isStray(Counting.Amount seen) {
        return seen.flags() == 18;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
