package dev.postern.server.trails;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Problem;
import dev.postern.model.request.Ids;
import dev.postern.policy.Layer;
import dev.postern.server.history.Served;
import dev.postern.server.history.Served.Asked;
import dev.postern.server.history.Witness;
import dev.postern.services.cloudtrail.EventHistory;
import dev.postern.services.cloudtrail.events.ApiCall;
import dev.postern.services.cloudtrail.events.ApiEvent;
import dev.postern.services.cloudtrail.events.Operations;
import dev.postern.services.cloudtrail.events.Said;
import dev.postern.storage.StorageException;
import dev.postern.storage.events.EventQuery;
import dev.postern.storage.events.EventStore;
import dev.postern.storage.events.EventStore.Found;
import dev.postern.storage.events.KeptEvent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Makes events of requests behind them, and keeps them. Requests only put themselves into a queue of at most {@value #WAITING_MAX}, and
 * of {@value #BYTES_MAX} bytes; what finds it full is not told, and a problem says so. What is in the queue when the process dies is lost;
 * an end in order writes it.
 */
public final class EventRecorder implements Witness, EventHistory, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EventRecorder.class.getName());
    static final int WAITING_MAX = 10_000;
    static final long BYTES_MAX = 64L << 20;
    private static final int BATCH_MAX = 500;
    private static final long REPORTS_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long SETTLE_SECONDS_MAX = 5;

    private final EventStore store;
    private final Ids ids;
    private final Clock clock;
    private final Consumer<Problem> problems;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(WAITING_MAX);
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong offered = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition written = lock.newCondition();
    private final Thread thread;
    private long done;
    private long reported = System.nanoTime() - REPORTS_NANOS;
    private volatile boolean closed;

    /** What waits to become an event. */
    private record Waiting(Served served, String service, String operation, Said said, Optional<SdkPojo> response) {}

    /**
     * Begins to write.
     *
     * @param problems is told of events that were lost
     */
    public EventRecorder(EventStore store, Ids ids, Clock clock, Consumer<Problem> problems) {
        this.store = store;
        this.ids = ids;
        this.clock = clock;
        this.problems = problems;
        this.thread = Thread.ofPlatform().name("events").daemon().start(this::write);
    }

    @Override
    public void saw(Served served) {
        try {
            if (!isRefusedByEndpoint(served)) {
                waiting(served).ifPresent(this::offer);
            }
        } catch (RuntimeException e) { // whatever it is, the request was served
            LOG.log(System.Logger.Level.ERROR, "an event", e);
        }
    }

    /** Such a request never reached its service: neither the caller nor the service's customer is told. */
    private static boolean isRefusedByEndpoint(Served served) {
        return served.decision()
                .filter(decision -> !decision.allowed() && decision.decidedBy() == Layer.VPC_ENDPOINT)
                .isPresent();
    }

    private static Optional<Waiting> waiting(Served served) {
        return switch (served.asked()) {
            case Asked.Unknown() -> Optional.empty();
            case Asked.Operation asked ->
                Operations.isData(asked.service(), asked.name())
                        ? Optional.empty()
                        : Optional.of(new Waiting(
                                served,
                                asked.service(),
                                asked.name(),
                                asked.request().<Said>map(Said.Request::new).orElseGet(Said.Nothing::new),
                                asked.response()
                                        .filter(_ -> !Operations.reads(asked.name())
                                                || asked.service().equals("sts"))));
            case Asked.OfS3 asked ->
                ObjectRequest.isData(asked)
                        ? Optional.empty()
                        : ObjectRequest.of(asked)
                                .map(read ->
                                        new Waiting(served, "s3", read.operation(), read.words(), Optional.empty()));
        };
    }

    private void offer(Waiting waiting) {
        long size = waiting.served().bytes();
        if (closed || bytes.addAndGet(size) > BYTES_MAX) {
            bytes.addAndGet(-size);
            lost.incrementAndGet();
            return;
        }
        offered.incrementAndGet();
        if (!queue.offer(waiting)) {
            offered.decrementAndGet();
            bytes.addAndGet(-size);
            lost.incrementAndGet();
        }
    }

    private void write() {
        while (!closed || !queue.isEmpty()) {
            try {
                List<Waiting> batch = new ArrayList<>();
                Waiting first = queue.poll(1, TimeUnit.SECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH_MAX);
                    write(batch);
                }
                report();
            } catch (InterruptedException e) {
                return; // nobody does that but a dying process
            }
        }
    }

    private void write(List<Waiting> batch) {
        List<KeptEvent> events = new ArrayList<>();
        for (Waiting waiting : batch) {
            bytes.addAndGet(-waiting.served().bytes());
            try {
                recipient(waiting)
                        .ifPresent(account -> events.add(event(waiting).to(account)));
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "an event of " + waiting.service() + ":" + waiting.operation(), e);
                lost.incrementAndGet();
            }
        }
        try {
            store.append(events, clock.instant());
        } catch (StorageException e) {
            LOG.log(System.Logger.Level.WARNING, e.getMessage());
            lost.addAndGet(events.size());
        }
        lock.lock();
        try {
            done += batch.size();
            written.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private ApiEvent event(Waiting waiting) {
        Served served = waiting.served();
        return ApiEvent.of(new ApiCall(
                ids.uuid(),
                served.context(),
                served.accessKeyId(),
                waiting.service(),
                waiting.operation(),
                waiting.said(),
                waiting.response(),
                served.error(),
                served.text()));
    }

    /** Whose event it is: the caller's account; of who signs nothing, that of the role they ask for. */
    private static Optional<AccountId> recipient(Waiting waiting) {
        return waiting.served()
                .context()
                .caller()
                .accountId()
                .or(() -> waiting.said() instanceof Said.Request(var asked)
                        ? asked.sdkFields().stream()
                                .filter(field -> field.memberName().equals("RoleArn"))
                                .flatMap(field -> Optional.ofNullable(field.getValueOrDefault(asked)).stream())
                                .flatMap(arn -> Arn.parse(arn.toString()).stream())
                                .map(Arn::account)
                                .filter(account -> account.matches("[0-9]{12}"))
                                .map(AccountId::new)
                                .findFirst()
                        : Optional.empty());
    }

    private void report() {
        if (lost.get() > 0 && System.nanoTime() - reported >= REPORTS_NANOS) {
            reported = System.nanoTime();
            problems.accept(new Problem(
                    Problem.Code.EVENTS_LOST,
                    Problem.Severity.WARNING,
                    "event history",
                    lost.getAndSet(0)
                            + " events were not kept: they came faster than they could be written, or the disk"
                            + " did not take them"));
        }
    }

    /** Forgets all that was. */
    public void forget() {
        settle();
        store.clear();
    }

    @Override
    public Found find(EventQuery query) {
        settle();
        return store.find(query);
    }

    /** Waits until what was asked before is written, for a while. */
    void settle() {
        long all = offered.get();
        long nanos = TimeUnit.SECONDS.toNanos(SETTLE_SECONDS_MAX);
        lock.lock();
        try {
            while (done < all && nanos > 0) {
                nanos = written.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
