package dev.postern.storage;

import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The cloud over a ledger, with group commit.
 *
 * <pre>
 * callers   decide on the tip, one at a time  ->  queue     (the caller's own thread: its scoped values are there)
 * writer    queue  ->  ledger.append(all of it)  ->  snapshot, listeners, replies
 * </pre>
 *
 * While the writer waits for the disk, callers decide on the tip, the state that will hold once the queue is written. A
 * reply waits until all that it was decided on is durable. When an append fails, everything in the queue was decided on
 * a state that never came to be: those callers are told, or on a conflict decide again.
 */
public final class LedgerCloud implements Cloud, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LedgerCloud.class.getName());
    private static final int QUEUE_MAX = 10_000;

    private final Ledger ledger;
    private final Thread writer;
    private final List<Consumer<Snapshot>> listeners = new CopyOnWriteArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition queueChanged = lock.newCondition();
    private List<Pending> queue = new ArrayList<>();
    private Snapshot tip;
    private CompletableFuture<Boolean> lastWritten = CompletableFuture.completedFuture(true);
    private boolean closed;

    private volatile Snapshot durable;

    /** Takes the ledger over, reads it, and begins to write. */
    public LedgerCloud(Ledger ledger) {
        this.ledger = ledger;
        this.durable = ledger.load();
        this.tip = durable;
        this.writer = Thread.ofPlatform().name("ledger-writer").daemon().start(this::write);
    }

    /** A change that was decided and is not yet durable; completes with false when it must be decided again. */
    private record Pending(Change change, Snapshot after, CompletableFuture<Boolean> written) {}

    @Override
    public Snapshot snapshot() {
        return durable;
    }

    @Override
    public <R> R commit(Function<Snapshot, Outcome<R>> handler) {
        while (true) {
            Outcome<R> outcome;
            CompletableFuture<Boolean> written;
            lock.lock();
            try {
                awaitRoom();
                outcome = handler.apply(tip);
                written = enqueue(outcome.change());
            } finally {
                lock.unlock();
            }
            if (await(written)) {
                return outcome.response();
            }
        }
    }

    @Override
    public void onCommit(Consumer<Snapshot> listener) {
        listeners.add(listener);
    }

    /** Writes what is queued, refuses what comes later, and closes the ledger. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            queueChanged.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        ledger.close();
    }

    private void awaitRoom() {
        while (queue.size() >= QUEUE_MAX && !closed) {
            queueChanged.awaitUninterruptibly();
        }
        if (closed) {
            throw new StorageException("the cloud is closed");
        }
    }

    /** What to wait for before answering: the write of this change, or of the state that an empty one was read from. */
    private CompletableFuture<Boolean> enqueue(Change change) {
        if (change.isEmpty()) {
            return lastWritten;
        }
        Snapshot after = tip.apply(tip.sequence() + 1, change);
        Pending pending = new Pending(change, after, new CompletableFuture<>());
        queue.add(pending);
        tip = after;
        lastWritten = pending.written();
        queueChanged.signalAll();
        return pending.written();
    }

    private static boolean await(CompletableFuture<Boolean> written) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return written.get();
                } catch (InterruptedException e) {
                    interrupted = true; // the change may be on disk already: only its outcome tells
                }
            }
        } catch (ExecutionException e) {
            throw new StorageException("the change was not written: " + e.getCause(), e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void write() {
        while (true) {
            List<Pending> batch = take();
            if (batch.isEmpty()) {
                return;
            }
            try {
                ledger.append(
                        durable.sequence() + 1,
                        batch.stream().map(Pending::change).toList());
                publish(batch.getLast().after());
                batch.forEach(p -> p.written().complete(true));
            } catch (Ledger.ConflictException e) {
                restart(batch, p -> p.written().complete(false));
            } catch (RuntimeException e) {
                DiskRefusal.of(e)
                        .ifPresentOrElse(
                                why -> LOG.log(
                                        System.Logger.Level.ERROR, "the ledger was not written: " + why.sentence()),
                                () -> LOG.log(System.Logger.Level.ERROR, "the ledger was not written", e));
                restart(batch, p -> p.written().completeExceptionally(e));
            }
        }
    }

    private List<Pending> take() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                queueChanged.awaitUninterruptibly();
            }
            List<Pending> batch = queue;
            queue = new ArrayList<>();
            queueChanged.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void publish(Snapshot snapshot) {
        durable = snapshot;
        for (Consumer<Snapshot> listener : listeners) {
            try {
                listener.accept(snapshot);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "a listener failed on commit " + snapshot.sequence(), e);
            }
        }
    }

    /** Back to what the ledger holds: neither the batch nor what was decided on top of it exists. */
    private void restart(List<Pending> batch, Consumer<Pending> answer) {
        List<Pending> lost = new ArrayList<>(batch);
        lock.lock();
        try {
            Snapshot held = durable;
            try {
                held = ledger.load();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "the ledger was not read again", e);
            }
            lost.addAll(queue);
            queue = new ArrayList<>();
            tip = held;
            if (held.sequence() != durable.sequence()) {
                publish(held);
            }
            lastWritten = CompletableFuture.completedFuture(true);
            queueChanged.signalAll();
        } finally {
            lock.unlock();
        }
        lost.forEach(answer);
    }
}
