package dev.postern.compute;

import dev.postern.compute.InstanceDriver.Observed;
import dev.postern.compute.InstanceStep.Quell;
import dev.postern.compute.InstanceStep.ReportExited;
import dev.postern.compute.InstanceStep.ReportStarted;
import dev.postern.compute.InstanceStep.Start;
import dev.postern.compute.InstanceStep.Stop;
import dev.postern.compute.InstanceStep.Sweep;
import dev.postern.compute.InstanceStep.Terminate;
import dev.postern.linux.InstanceNamespaces;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes what runs agree with the newest snapshot: observes, plans, acts, and reports, over and over. One thread plans;
 * instances are acted upon side by side, so that one that fails or takes long does not hold the others up.
 *
 * <p>An instance whose network namespace is not there yet waits for it. An instance that cannot be started is
 * terminated with {@code Server.InternalError}, or stopped, if it ran before, as on AWS.
 */
public final class InstanceReconciler implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(InstanceReconciler.class.getName());
    private static final Duration RESYNC = Duration.ofMillis(500);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** After the host's restart all instances are to start at once, and all of its processors would be at that only. */
    private static final int STARTS_AT_ONCE =
            Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

    /** Those that do not end when they are told to must not hold up the others for long. */
    private static final int OTHERS_AT_ONCE = 64;

    private final InstanceDriver driver;
    private final Supplier<Snapshot> newest;
    private final Function<InstanceId, Optional<InstanceNamespaces>> namespacesOf;
    private final InstanceEvents events;
    private final Semaphore wake = new Semaphore(0);
    private final Set<InstanceId> busy = ConcurrentHashMap.newKeySet();
    private final Set<InstanceId> running = ConcurrentHashMap.newKeySet();
    private final Semaphore starting = new Semaphore(STARTS_AT_ONCE, true);
    private final Semaphore others = new Semaphore(OTHERS_AT_ONCE, true);
    private final Map<InstanceId, Long> retryAtNanos = new ConcurrentHashMap<>();
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("instance-", 0).factory());
    private final Thread planner;
    private volatile boolean closed;
    private volatile long convergedSequence = -1;

    /**
     * A reconciler that runs until it is closed.
     *
     * @param newest the newest snapshot; it must contain all that was committed before it is called
     * @param namespacesOf where an instance's namespaces are, once its network is ready
     */
    public InstanceReconciler(
            InstanceDriver driver,
            Supplier<Snapshot> newest,
            Function<InstanceId, Optional<InstanceNamespaces>> namespacesOf,
            InstanceEvents events) {
        this.driver = driver;
        this.newest = newest;
        this.namespacesOf = namespacesOf;
        this.events = events;
        this.planner = Thread.ofPlatform().name("instances").daemon().unstarted(this::loop);
    }

    /** Begins; not before the ledger is replayed, as what the snapshot does not contain is swept away. */
    public InstanceReconciler start() {
        planner.start();
        return this;
    }

    /** Something changed: a snapshot, or a namespace came to be. Returns at once. */
    public void wake() {
        wake.release();
    }

    /** The newest snapshot that was found to be true of what runs, with nothing left to do; -1 before the first. */
    public long convergedSequence() {
        return convergedSequence;
    }

    /** Whether this process has seen the instance run when it last looked, or has started it since. */
    public boolean isRunning(InstanceId id) {
        return running.contains(id);
    }

    /** Ends planning and waits for what is being done; what only waits for its turn is not begun. Instances go on. */
    @Override
    public void close() {
        closed = true;
        wake();
        try {
            planner.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.close();
    }

    private void loop() {
        while (!closed) {
            long start = System.nanoTime();
            try {
                round();
            } catch (IOException | RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "instances could not be observed", e);
            }
            // Each commit wakes it: with many instances it would do nothing but look at them, and take a processor for
            // that.
            LockSupport.parkNanos(Math.min(System.nanoTime() - start, RESYNC.toNanos()));
            try {
                if (wake.tryAcquire(RESYNC.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void round() throws IOException {
        // What was busy before the look may have changed since: it is left to the next round.
        Set<InstanceId> untouchable = new TreeSet<>(busy);
        SortedMap<InstanceId, Observed> observed = driver.observe();
        note(observed, untouchable);
        Snapshot snapshot = newest.get();
        List<Instance> desired = snapshot.all(Instance.class).stream().toList();
        List<InstanceStep> steps = InstanceStep.plan(desired, observed);
        long now = System.nanoTime();
        for (InstanceStep step : steps) {
            Long retryAt = retryAtNanos.get(step.id());
            if (!untouchable.contains(step.id()) && (retryAt == null || now - retryAt >= 0)) {
                dispatch(step, snapshot);
            }
        }
        if (steps.isEmpty() && untouchable.isEmpty()) {
            convergedSequence = snapshot.sequence();
        }
    }

    private void note(SortedMap<InstanceId, Observed> observed, Set<InstanceId> untouchable) {
        observed.forEach((id, found) -> {
            if (found.status() == InstanceDriver.Status.RUNNING) {
                running.add(id);
            }
        });
        running.removeIf(id -> {
            Observed found = observed.get(id);
            return !untouchable.contains(id) && (found == null || found.status() != InstanceDriver.Status.RUNNING);
        });
    }

    private void dispatch(InstanceStep step, Snapshot snapshot) {
        Optional<InstanceSpec> spec = Optional.empty();
        if (step instanceof Start(Instance instance)) {
            spec = namespacesOf
                    .apply(instance.id())
                    .flatMap(namespaces -> InstanceSpec.of(snapshot, instance, namespaces));
            if (spec.isEmpty()) {
                return;
            }
        }
        Optional<InstanceSpec> found = spec;
        busy.add(step.id());
        workers.execute(() -> {
            try {
                if (step instanceof Start(Instance instance)) {
                    start(instance, found.orElseThrow());
                } else {
                    within(others, () -> act(step));
                }
                retryAtNanos.remove(step.id());
            } catch (IOException | RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, name(step) + " failed", e);
                retryAtNanos.put(step.id(), System.nanoTime() + RETRY.toNanos());
            } finally {
                busy.remove(step.id());
                wake();
            }
        });
    }

    /**
     * Does it when there is a place for it.
     *
     * @return false if this was closed meanwhile: it is not done
     */
    private boolean within(Semaphore place, Deed deed) throws IOException {
        place.acquireUninterruptibly();
        try {
            if (closed) {
                return false;
            }
            deed.act();
            return true;
        } finally {
            place.release();
        }
    }

    @FunctionalInterface
    private interface Deed {
        void act() throws IOException;
    }

    private void act(InstanceStep step) throws IOException {
        long start = System.nanoTime();
        switch (step) {
            case Start _ -> throw new IllegalArgumentException("starting needs a specification");
            case ReportStarted(Instance instance) -> events.started(instance);
            case ReportExited(Instance instance) -> {
                if (instance.options().shutdownBehavior().equals("terminate")) {
                    driver.delete(instance.id());
                    events.terminated(instance, Optional.of(InstanceEvents.ENDED_BY_ITSELF));
                } else {
                    // Reported first: were the process lost in between, a cleared instance would be started again.
                    events.stopped(instance, Optional.of(InstanceEvents.ENDED_BY_ITSELF));
                    driver.stop(instance.id(), Duration.ZERO);
                }
            }
            case Stop(Instance instance) -> {
                driver.stop(instance.id(), GRACE);
                events.stopped(instance, Optional.empty());
            }
            case Terminate(Instance instance) -> {
                driver.delete(instance.id());
                events.terminated(instance, Optional.empty());
            }
            case Quell(InstanceId id) -> driver.stop(id, GRACE);
            case Sweep(InstanceId id) -> driver.delete(id);
        }
        LOG.log(System.Logger.Level.INFO, "{0}: {1} ms", name(step), (System.nanoTime() - start) / 1_000_000);
    }

    private void start(Instance instance, InstanceSpec spec) throws IOException {
        long start = System.nanoTime();
        try {
            driver.prepare(spec); // outside of the places: an image may take minutes, which others must not wait for
            boolean started = within(starting, () -> {
                driver.stop(instance.id(), GRACE);
                driver.start(spec);
            });
            if (!started) {
                return;
            }
            running.add(instance.id());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, instance.id() + " does not start", e);
            driver.stop(instance.id(), Duration.ZERO);
            if (instance.boots() <= 1 && instance.state() == Instance.State.PENDING) {
                driver.delete(instance.id());
                events.terminated(instance, Optional.of(InstanceEvents.INTERNAL_ERROR));
            } else {
                events.stopped(instance, Optional.of(InstanceEvents.INTERNAL_ERROR));
            }
            return;
        }
        if (instance.state() == Instance.State.PENDING) {
            events.started(instance);
        }
        LOG.log(System.Logger.Level.INFO, "Start {0}: {1} ms", instance.id(), (System.nanoTime() - start) / 1_000_000);
    }

    private static String name(InstanceStep step) {
        return step.getClass().getSimpleName() + " " + step.id();
    }
}
