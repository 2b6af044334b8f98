package dev.postern.server.balancing;

import dev.postern.dataplane.Place;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.elbv2.HealthCheck;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.elbv2.TargetHealth.Finding;
import dev.postern.model.elbv2.TargetHealth.State;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Asks targets whether they are well, each again and again, and tells what it finds. One thread keeps the times and opens the sockets;
 * who waits for an answer is a virtual thread.
 */
public final class HealthChecker implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HealthChecker.class.getName());

    /** After how long a node is looked for that is not there yet. */
    private static final Duration ABSENT = Duration.ofSeconds(1);

    private final Function<NetworkInterfaceId, ? extends Place> nodes;
    private final Clock clock;
    private final Consumer<TargetHealth> findings;
    private final ScheduledThreadPoolExecutor times;

    // Of the thread that keeps the times alone.
    private final Map<TargetHealth.Key, Watch> watched = new HashMap<>();
    private Snapshot planned = Snapshot.EMPTY;
    private TargetHealth found = TargetHealth.NONE;
    private Optional<Future<?>> drained = Optional.empty();

    /** The questions that wait for an answer. */
    private final Set<SocketChannel> asking = ConcurrentHashMap.newKeySet();

    private volatile Snapshot newest = Snapshot.EMPTY;

    /** A target that is asked. */
    private static final class Watch {
        private ProbePlan.Asked asked;
        private Streak streak = Streak.NEW;

        private Watch(ProbePlan.Asked asked) {
            this.asked = asked;
        }
    }

    /**
     * Begins without anybody to ask.
     *
     * @param nodes where the interface of a node is; to go there fails until the network has it
     * @param findings told all that is found when it is something else, by the thread that keeps the times
     */
    public HealthChecker(
            Function<NetworkInterfaceId, ? extends Place> nodes, Clock clock, Consumer<TargetHealth> findings) {
        this.nodes = nodes;
        this.clock = clock;
        this.findings = findings;
        this.times = new ScheduledThreadPoolExecutor(
                1, task -> Thread.ofPlatform().name("health checks").daemon().unstarted(task));
        times.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        times.setRemoveOnCancelPolicy(true);
    }

    /** Goes on with the newest state. */
    public void follow(Snapshot snapshot) {
        newest = snapshot;
        later(Duration.ZERO, this::plan);
    }

    @Override
    public void close() {
        times.shutdownNow();
        asking.forEach(HealthChecker::end);
    }

    private void plan() {
        Snapshot snapshot = newest;
        if (ProbePlan.isSame(planned, snapshot)) {
            planned = snapshot;
            return;
        }
        planned = snapshot;
        Map<TargetHealth.Key, ProbePlan.Asked> asked = ProbePlan.of(snapshot).asked();
        for (Iterator<TargetHealth.Key> known = watched.keySet().iterator(); known.hasNext(); ) {
            if (!asked.containsKey(known.next())) {
                known.remove();
            }
        }
        asked.forEach((key, one) -> {
            Watch watch = watched.get(key);
            if (watch == null) {
                watch = new Watch(one);
                watched.put(key, watch);
                ask(key, watch);
            } else {
                watch.asked = one;
            }
        });
        tell();
    }

    /** One question, unless nobody wants to know any more; the next is asked when the interval is over. */
    private void ask(TargetHealth.Key key, Watch watch) {
        if (watched.get(key) != watch) {
            return;
        }
        ProbePlan.Asked asked = watch.asked;
        HealthCheck check = asked.probe().check();
        Duration next = ABSENT;
        try {
            SocketChannel channel = asked.probe().open(nodes.apply(asked.node()));
            next = Duration.ofSeconds(check.intervalSeconds());
            asking.add(channel);
            later(Duration.ofSeconds(check.timeoutSeconds()), () -> end(channel));
            Thread.ofVirtual().name("health check").start(() -> {
                boolean good = asked.probe().isAnswered(channel);
                asking.remove(channel);
                later(Duration.ZERO, () -> answered(key, watch, asked, good));
            });
        } catch (Exception e) {
            LOG.log(System.Logger.Level.DEBUG, "the node {0} is not there yet: {1}", asked.node(), e);
        } finally {
            later(next, () -> ask(key, watch));
        }
    }

    /** Ends a question, wherever it is: one that has its answer is closed already. */
    private static void end(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a health check does not end: {0}", e);
        }
    }

    private void answered(TargetHealth.Key key, Watch watch, ProbePlan.Asked asked, boolean good) {
        if (watched.get(key) == watch && watch.asked.equals(asked)) {
            Streak before = watch.streak;
            watch.streak = before.after(good, asked.probe().check());
            if (!watch.streak.healthy().equals(before.healthy())) {
                tell();
            }
        }
    }

    /** Tells what was found, if that is something else, and does so again when the first of those that drain has had its time. */
    private void tell() {
        Instant now = clock.instant();
        TreeMap<TargetHealth.Key, Finding> all = new TreeMap<>();
        List<Instant> ends = new ArrayList<>();
        watched.forEach((key, watch) -> watch.streak.healthy().ifPresent(healthy -> {
            Finding finding = finding(key, watch, healthy, now);
            all.put(key, finding);
            if (finding.state() == State.DRAINING) {
                ends.add(drainedAt(watch, finding.since()));
            }
        }));
        drained.ifPresent(task -> task.cancel(false));
        drained = ends.stream()
                .min(Comparator.naturalOrder())
                .flatMap(end -> later(Duration.between(now, end), this::tell));
        if (!all.equals(found.found())) {
            found = new TargetHealth(all);
            findings.accept(found);
        }
    }

    private Finding finding(TargetHealth.Key key, Watch watch, boolean healthy, Instant now) {
        Instant since = Optional.ofNullable(found.found().get(key))
                .filter(before -> before.healthy() == healthy)
                .map(Finding::since)
                .orElse(now);
        State unwell = now.isBefore(drainedAt(watch, since)) ? State.DRAINING : State.UNHEALTHY;
        return new Finding(healthy ? State.HEALTHY : unwell, since);
    }

    private static Instant drainedAt(Watch watch, Instant since) {
        return since.plus(watch.asked.draining());
    }

    private Optional<Future<?>> later(Duration delay, Runnable task) {
        try {
            return Optional.of(times.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "nobody is asked any more");
            return Optional.empty();
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a health check failed in itself", e);
        }
    }
}
