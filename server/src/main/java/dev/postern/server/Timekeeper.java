package dev.postern.server;

import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import dev.postern.model.time.InForce;
import dev.postern.model.time.Passage;
import dev.postern.storage.Cloud;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets come to pass what is due: it waits for the earliest of all, and looks again when the state or the network has changed. It is the
 * only one that waits for time.
 */
final class Timekeeper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Timekeeper.class.getName());

    /** After a commit that failed, or that changed nothing. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** No wait is longer, as the machine's clock may be set meanwhile. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Cloud cloud;
    private final Clock clock;
    private final List<Passage> passages;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private InForce network = InForce.NOTHING;
    private boolean news;
    private boolean closed;

    Timekeeper(Cloud cloud, Clock clock, List<Passage> passages) {
        this.cloud = cloud;
        this.clock = clock;
        this.passages = List.copyOf(passages);
        this.thread = Thread.ofPlatform().name("timekeeper").daemon().start(this::run);
    }

    /** The state has changed, or the clock was turned. */
    void wake() {
        lock.lock();
        try {
            news = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The network has got further. */
    void reached(InForce now) {
        lock.lock();
        try {
            network = now;
        } finally {
            lock.unlock();
        }
        wake();
    }

    /** A commit that has begun ends first. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
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
        try {
            for (Optional<InForce> known = network(); known.isPresent(); known = network()) {
                Optional<Instant> due = due(cloud.snapshot(), known.get());
                Duration left =
                        due.map(at -> Duration.between(clock.instant(), at)).orElse(LONGEST);
                if (left.isPositive()) {
                    await(left.compareTo(LONGEST) < 0 ? left : LONGEST);
                } else if (!pass(known.get())) {
                    await(PAUSE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where the network is; empty when it is time to end. */
    private Optional<InForce> network() {
        lock.lock();
        try {
            news = false;
            return closed ? Optional.empty() : Optional.of(network);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Instant> due(Snapshot snapshot, InForce known) {
        return passages.stream()
                .flatMap(passage -> passage.due(snapshot, known).stream())
                .min(Comparator.naturalOrder());
    }

    /** Whether anything has come to pass. */
    private boolean pass(InForce known) {
        try {
            return cloud.commit(newest -> {
                Change.Builder change = Change.builder();
                passages.forEach(passage -> change.addAll(passage.pass(newest, clock.instant(), known)));
                Change all = change.build();
                return new Cloud.Outcome<>(all, !all.isEmpty());
            });
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "what is due could not be written", e);
            return false;
        }
    }

    private void await(Duration limit) throws InterruptedException {
        lock.lock();
        try {
            long nanos = TimeUnit.NANOSECONDS.convert(limit);
            while (!news && !closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }
}
