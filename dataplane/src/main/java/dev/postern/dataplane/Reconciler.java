package dev.postern.dataplane;

import dev.postern.model.Problem;
import dev.postern.model.Snapshot;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.network.Compilation;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Outside;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the data plane at the newest snapshot. Snapshots are cheap to submit and are applied by one thread at its own pace: the
 * newest wins, those in between are skipped. What failed is tried again until it succeeds or is no longer wanted. What somebody else
 * changes is put back as soon as the data plane tells of it.
 */
public final class Reconciler implements AutoCloseable {
    /** Where a problem is that concerns the whole network. */
    public static final String EVERYWHERE = "network";

    private static final Logger LOG = System.getLogger(Reconciler.class.getName());
    private static final Duration AT_ONCE = Duration.ofNanos(1);
    private static final Duration FIRST_RETRY = Duration.ofMillis(50);

    /** What nobody tells is looked for at least as often as this, however busy the cloud is. */
    private static final Duration TICK = Duration.ofSeconds(1);

    private final DataPlane dataPlane;
    private final BiConsumer<Snapshot, Observed> listener;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition submitted = lock.newCondition();
    private final Condition applied = lock.newCondition();
    private @Nullable Snapshot newest;
    private Observed last = Observed.NOTHING;
    private boolean closed;
    private boolean disturbed;
    private volatile Compilation compilation;
    private volatile TargetHealth health = TargetHealth.NONE;

    /**
     * Starts the thread; it waits for the first snapshot.
     *
     * @param outside what is reached beyond the cloud
     * @param listener told after each apply what it came to, and of which snapshot, by the reconciling thread
     */
    public Reconciler(DataPlane dataPlane, Outside outside, BiConsumer<Snapshot, Observed> listener) {
        this.dataPlane = dataPlane;
        this.compilation = Compilation.none(outside);
        this.listener = listener;
        dataPlane.onNews(this::lookAgain);
        this.thread = Thread.ofPlatform().name("reconciler").daemon().start(this::run);
    }

    /** Wants the network of this snapshot. Returns at once. */
    public void submit(Snapshot snapshot) {
        lock.lock();
        try {
            if (newest == null || snapshot.sequence() > newest.sequence()) {
                newest = snapshot;
                submitted.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Something else was found of the targets of load balancers. */
    public void found(TargetHealth findings) {
        health = findings;
        lookAgain();
    }

    /** Somebody else changed something. */
    private void lookAgain() {
        lock.lock();
        try {
            disturbed = true;
            submitted.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The newest intent of which the application has at least begun. It is set before the kernel changes: a withdrawn right is
     * gone here no later than in the kernel.
     */
    public NetworkIntent intent() {
        return compilation.intent();
    }

    /**
     * Waits until a snapshot at least as new as this sequence is applied without failures.
     *
     * @return whether it was within the limit
     */
    public boolean awaitApplied(long sequence, Duration limit) throws InterruptedException {
        long nanos = limit.toNanos();
        lock.lock();
        try {
            while (last.sequence() < sequence || !last.complete()) {
                if (nanos <= 0 || closed) {
                    return false;
                }
                nanos = applied.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Stops the thread after the apply that it is in; the network stays as it is. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            submitted.signalAll();
            applied.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration retry = FIRST_RETRY;
        Snapshot next = awaitNewer(-1, Duration.ZERO);
        while (next != null) {
            Observed outcome = attempt(next);
            lock.lock();
            try {
                last = outcome;
                applied.signalAll();
            } finally {
                lock.unlock();
            }
            tell(next, outcome);
            if (outcome.complete()) {
                retry = FIRST_RETRY;
                next = awaitNewer(next.sequence(), TICK);
            } else if (outcome.unfinished()) {
                next = awaitNewer(next.sequence(), AT_ONCE);
            } else {
                next = awaitNewer(next.sequence(), retry);
                Duration doubled = retry.multipliedBy(2);
                retry = doubled.compareTo(TICK) < 0 ? doubled : TICK;
            }
        }
    }

    /** Whatever goes wrong, the thread lives on and tries again: it is the only one that brings the network forward. */
    private Observed attempt(Snapshot snapshot) {
        try {
            return apply(snapshot);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the network of snapshot " + snapshot.sequence() + " is not applied", e);
            Problem problem = new Problem(
                    Problem.Code.NETWORK_STEP_FAILED,
                    Problem.Severity.ERROR,
                    EVERYWHERE,
                    String.valueOf(e.getMessage()));
            return new Observed(snapshot.sequence(), 0, last.ready(), List.of(problem), List.of(), false);
        }
    }

    private Observed apply(Snapshot snapshot) {
        long start = System.nanoTime();
        compilation = NetworkCompiler.compile(snapshot, health, compilation);
        Observed outcome = dataPlane.apply(compilation.intent());
        LOG.log(
                outcome.steps() == 0 ? Level.TRACE : Level.DEBUG,
                "snapshot {0}: {1} steps, {2} us",
                snapshot.sequence(),
                outcome.steps(),
                TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start));
        return outcome;
    }

    private void tell(Snapshot snapshot, Observed outcome) {
        try {
            listener.accept(snapshot, outcome);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the listener failed", e);
        }
    }

    /**
     * Waits for a newer snapshot, or a reason to look at the same one again.
     *
     * @param limit after which the same one is returned again; zero for none
     * @return null when closed
     */
    private @Nullable Snapshot awaitNewer(long sequence, Duration limit) {
        long nanos = limit.toNanos();
        lock.lock();
        try {
            while (!closed && (newest == null || (newest.sequence() <= sequence && !disturbed))) {
                if (limit.isZero()) {
                    submitted.awaitUninterruptibly();
                } else if (nanos <= 0) {
                    return newest;
                } else {
                    nanos = submitted.awaitNanos(nanos);
                }
            }
            disturbed = false;
            return closed ? null : newest;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the reconciler", e);
        } finally {
            lock.unlock();
        }
    }
}
