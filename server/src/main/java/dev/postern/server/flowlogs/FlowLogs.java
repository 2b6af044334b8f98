package dev.postern.server.flowlogs;

import dev.postern.dataplane.CountedFlow;
import dev.postern.dataplane.Flow;
import dev.postern.dataplane.FlowCounts;
import dev.postern.dataplane.FlowCounts.Count;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.FlowLog;
import dev.postern.model.ec2.FlowLogId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcId;
import dev.postern.network.NetworkIntent;
import dev.postern.network.VpcIntent;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads the routers' counters each second and makes the flow logs' files of it. Nothing is read where there is no flow log. It costs
 * as much as there is in the networks that have one.
 */
public final class FlowLogs implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FlowLogs.class.getName());
    private static final long PERIOD_MILLIS = 1000;

    /** Of what came within the same second, what is sent is told before what is got. */
    private static final Comparator<Flow> ASKING_FIRST =
            Comparator.comparing((Flow flow) -> !flow.leaving()).thenComparing(Flow::toString);

    private final Supplier<Snapshot> newest;
    private final Supplier<NetworkIntent> inForce;
    private final Counters counters;
    private final Delivery delivery;
    private final RecentFlows recent;
    private final Clock clock;
    private final Increments increments;
    private final Set<FlowLogId> interrupted = new HashSet<>();
    private final Map<FlowLogId, Window> windows = new HashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("flow logs").daemon().factory());

    /** What a VPC's router has counted. */
    @FunctionalInterface
    public interface Counters {
        FlowCounts of(VpcIntent vpc) throws IOException;
    }

    /**
     * Begins to look.
     *
     * @param adopted VPCs whose networks went on while no server counted
     */
    public FlowLogs(
            Supplier<Snapshot> newest,
            Supplier<NetworkIntent> inForce,
            Counters counters,
            Set<VpcId> adopted,
            Delivery delivery,
            RecentFlows recent,
            Clock clock) {
        this.newest = newest;
        this.inForce = inForce;
        this.counters = counters;
        this.delivery = delivery;
        this.recent = recent;
        this.clock = clock;
        HashSet<VpcId> unknown = new HashSet<>();
        newest.get().by(Indexes.FLOW_LOGS_BY_VPC).forEach((vpc, logs) -> {
            if (adopted.contains(vpc)) {
                unknown.add(vpc);
                logs.values().forEach(log -> interrupted.add(log.id()));
            }
        });
        this.increments = new Increments(unknown);
        var _ = timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        look();
                    } catch (RuntimeException e) {
                        LOG.log(System.Logger.Level.ERROR, "flow logs", e);
                    }
                },
                PERIOD_MILLIS,
                PERIOD_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Reads what came, and brings the files whose time is over. */
    synchronized void look() {
        Instant now = clock.instant();
        Snapshot snapshot = newest.get();
        open(snapshot, now);
        Set<VpcId> counted = new HashSet<>();
        NetworkIntent intent = inForce.get();
        snapshot.by(Indexes.FLOW_LOGS_BY_VPC).forEach((vpc, logs) -> {
            counted.add(vpc);
            List<Window> open = logs.values().stream()
                    .flatMap(log -> Optional.ofNullable(windows.get(log.id())).stream())
                    .toList();
            intent.vpc(vpc).filter(VpcIntent::counted).ifPresent(there -> read(snapshot, intent, there, open, now));
        });
        increments.keepOnly(counted);
        finish(snapshot, intent, now);
    }

    private void open(Snapshot snapshot, Instant now) {
        for (FlowLog log : snapshot.all(FlowLog.class).stream().toList()) {
            windows.computeIfAbsent(log.id(), id -> {
                Window window = Window.from(log, now);
                if (interrupted.remove(id)) {
                    window.skip();
                }
                return window;
            });
        }
    }

    private void read(Snapshot snapshot, NetworkIntent intent, VpcIntent vpc, List<Window> open, Instant now) {
        FlowCounts read;
        try {
            read = counters.of(vpc);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "the network of {0} is going or not there yet: {1}",
                    vpc.id(),
                    e.getMessage());
            return;
        }
        if (read.full()) {
            open.forEach(Window::skip);
        }
        Map<NetworkInterfaceId, Optional<Seat>> seats = new HashMap<>();
        merged(increments.of(vpc.id(), read, now), intent, vpc, now).entrySet().stream()
                .filter(entry -> !Unlogged.includes(vpc, entry.getKey()))
                .sorted(Comparator.comparing(entry -> entry.getKey(), ASKING_FIRST))
                .forEach(entry -> {
                    Flow flow = entry.getKey();
                    seats.computeIfAbsent(flow.eni(), id -> Seat.of(snapshot, id))
                            .ifPresent(seat -> {
                                open.forEach(window -> window.add(seat, flow, entry.getValue()));
                                recent.add(seat, flow, entry.getValue());
                            });
                });
    }

    /** What came, whatever the flags. */
    private static Map<Flow, Tally> merged(
            Map<CountedFlow, Count> more, NetworkIntent intent, VpcIntent vpc, Instant now) {
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        Map<Flow, Tally> merged = new HashMap<>();
        more.forEach((counted, count) -> {
            int path = counted.flow().leaving() && counted.flow().accepted()
                    ? Path.of(
                            intent,
                            vpc,
                            vpc.interfaceOf(counted.flow().eni()),
                            counted.flow().destination())
                    : Path.NONE;
            merged.merge(counted.flow(), new Tally(count, counted.flags(), second, second, path), Tally::plus);
        });
        return merged;
    }

    /** Brings what is over, and the last of flow logs that are gone. */
    private void finish(Snapshot snapshot, NetworkIntent intent, Instant now) {
        Set<FlowLogId> there = new HashSet<>();
        snapshot.all(FlowLog.class).stream().forEach(log -> there.add(log.id()));
        windows.values().stream()
                .filter(window ->
                        window.isOver(now) || !there.contains(window.log().id()))
                .toList()
                .forEach(window -> bring(window, snapshot, intent, now));
        delivery.keepOnly(there);
    }

    /** What comes next begins where this ends; if the flow log is gone it is the last. */
    private void bring(Window window, Snapshot snapshot, NetworkIntent intent, Instant now) {
        if (window.isOver(now)) {
            windows.put(window.log().id(), window.next());
        } else {
            windows.remove(window.log().id());
        }
        intent.vpc(window.log().vpcId())
                .map(VpcIntent::interfaces)
                .ifPresent(there ->
                        there.keySet().forEach(id -> Seat.of(snapshot, id).ifPresent(window::watch)));
        List<String> lines = window.lines(now);
        if (!lines.isEmpty()) {
            delivery.bring(window.log(), lines, now);
        }
    }

    /** Ends; what is gathered by now becomes files. */
    @Override
    public void close() {
        timer.close();
        look();
        Instant now = clock.instant();
        synchronized (this) {
            List.copyOf(windows.values()).forEach(window -> bring(window, newest.get(), inForce.get(), now));
        }
    }
}
