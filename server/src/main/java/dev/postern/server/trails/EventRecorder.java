package dev.postern.server.trails;

import dev.postern.model.AccountId;
import dev.postern.model.Problem;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.cloudtrail.Trail;
import dev.postern.model.request.Connection;
import dev.postern.model.request.Ids;
import dev.postern.model.s3.Bucket;
import dev.postern.policy.Layer;
import dev.postern.server.history.Served;
import dev.postern.server.history.Served.Asked;
import dev.postern.server.history.Witness;
import dev.postern.services.cloudtrail.Delivered;
import dev.postern.services.cloudtrail.EventHistory;
import dev.postern.services.cloudtrail.events.ApiCall;
import dev.postern.services.cloudtrail.events.ApiEvent;
import dev.postern.services.cloudtrail.events.Facts.Category;
import dev.postern.services.cloudtrail.events.Operations;
import dev.postern.services.cloudtrail.events.Said;
import dev.postern.services.s3.ServiceWrites;
import dev.postern.storage.StorageException;
import dev.postern.storage.events.EventQuery;
import dev.postern.storage.events.EventStore;
import dev.postern.storage.events.EventStore.Found;
import dev.postern.storage.events.KeptEvent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Makes events of requests behind them, and keeps them. Requests only put themselves into a queue of at most {@value #WAITING_MAX}, and
 * of {@value #BYTES_MAX} bytes; what finds it full is not told, and a problem says so. What is in the queue when the process dies is lost;
 * an end in order writes it. What trails select goes to their buckets as well.
 */
public final class EventRecorder implements Witness, EventHistory, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EventRecorder.class.getName());
    static final int WAITING_MAX = 10_000;
    static final long BYTES_MAX = 64L << 20;
    private static final int BATCH_MAX = 500;
    private static final long REPORTS_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long SETTLE_SECONDS_MAX = 5;

    private final Supplier<Snapshot> newest;
    private final EventStore store;
    private final TrailDelivery delivery;
    private final Ids ids;
    private final Clock clock;
    private final Consumer<Problem> problems;
    /** What waits; one that is empty wakes who writes. */
    private final LinkedBlockingQueue<Optional<Waiting>> queue = new LinkedBlockingQueue<>(WAITING_MAX);

    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong offered = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition written = lock.newCondition();
    private final Thread thread;
    private long done;
    private long reported = System.nanoTime() - REPORTS_NANOS;
    private volatile LoggingTrails trails = LoggingTrails.NONE;
    private volatile boolean closed;

    /** What waits to become an event. */
    private record Waiting(
            Served served,
            LoggingTrails trails,
            String service,
            String operation,
            Said said,
            Optional<SdkPojo> response,
            boolean told,
            boolean network) {}

    /**
     * Begins to write.
     *
     * @param problems is told of events that were lost
     */
    public EventRecorder(
            Supplier<Snapshot> newest,
            EventStore store,
            ServiceWrites buckets,
            Ids ids,
            Clock clock,
            Consumer<Problem> problems) {
        this.newest = newest;
        this.store = store;
        this.delivery = new TrailDelivery(buckets, ids, clock);
        this.ids = ids;
        this.clock = clock;
        this.problems = problems;
        this.thread = Thread.ofPlatform().name("events").daemon().start(this::write);
    }

    @Override
    public void saw(Served served) {
        try {
            LoggingTrails now = trails(served.sequence());
            boolean refused = isRefusedByEndpoint(served);
            boolean network = now.network() && served.context().connection() instanceof Connection.ThroughEndpoint;
            if (!refused || network) {
                waiting(served, now, !refused, network).ifPresent(this::offer);
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

    private LoggingTrails trails(long sequence) {
        LoggingTrails known = trails;
        if (known.sequence() < sequence) {
            known = LoggingTrails.of(newest.get());
            trails = known;
        }
        return known;
    }

    private static Optional<Waiting> waiting(Served served, LoggingTrails now, boolean told, boolean network) {
        return switch (served.asked()) {
            case Asked.Unknown() -> Optional.empty();
            case Asked.Operation asked -> {
                boolean management = told && !Operations.isData(asked.service(), asked.name());
                yield management || network
                        ? Optional.of(new Waiting(
                                served,
                                now,
                                asked.service(),
                                asked.name(),
                                asked.request().<Said>map(Said.Request::new).orElseGet(Said.Nothing::new),
                                asked.response()
                                        .filter(_ -> !Operations.reads(asked.name())
                                                || asked.service().equals("sts")),
                                management,
                                network))
                        : Optional.empty();
            }
            case Asked.OfS3 asked -> {
                boolean wanted = told && (now.data() || !ObjectRequest.isData(asked));
                yield wanted || network
                        ? ObjectRequest.of(asked)
                                .map(read -> new Waiting(
                                        served,
                                        now,
                                        "s3",
                                        read.operation(),
                                        read.words(),
                                        Optional.empty(),
                                        wanted,
                                        network))
                        : Optional.empty();
            }
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
        if (!queue.offer(Optional.of(waiting))) {
            offered.decrementAndGet();
            bytes.addAndGet(-size);
            lost.incrementAndGet();
        }
    }

    private void write() {
        while (!closed || !queue.isEmpty()) {
            try {
                List<Optional<Waiting>> batch = new ArrayList<>();
                Optional<Waiting> first = queue.poll(1, TimeUnit.SECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH_MAX);
                    write(batch.stream().flatMap(Optional::stream).toList());
                }
                delivery.tend();
                report(false);
            } catch (InterruptedException e) {
                return; // nobody does that but a dying process
            }
        }
        report(true);
    }

    private void write(List<Waiting> batch) {
        List<KeptEvent> events = new ArrayList<>();
        for (Waiting waiting : batch) {
            bytes.addAndGet(-waiting.served().bytes());
            try {
                tell(waiting, events);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "an event of " + waiting.service() + ":" + waiting.operation(), e);
                lost.incrementAndGet();
            }
        }
        try {
            if (!events.isEmpty()) {
                store.append(events, clock.instant());
            }
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

    /** Everybody gets what is theirs; what is about management is kept. */
    private void tell(Waiting waiting, List<KeptEvent> kept) {
        ApiCall call = call(waiting);
        Optional<String> shared = waiting.network() ? Optional.of(ids.uuid()) : Optional.empty();
        if (waiting.told()) {
            ApiEvent event = ApiEvent.of(call);
            boolean data = event.facts().category() == Category.DATA;
            Set<AccountId> recipients = new LinkedHashSet<>();
            recipient(waiting).ifPresent(recipients::add);
            if (data || recipients.isEmpty()) {
                call.owner().ifPresent(recipients::add);
            }
            if (waiting.served().error().isEmpty()) {
                Owners.of(waiting.service(), waiting.said()).ifPresent(recipients::add);
            }
            Optional<String> common = recipients.size() > 1 ? shared.or(() -> Optional.of(ids.uuid())) : shared;
            for (AccountId account : recipients) {
                KeptEvent one = event.to(account, ids.uuid(), common);
                if (!data) {
                    kept.add(one);
                }
                deliver(waiting.trails(), event, one);
            }
        }
        if (waiting.network()
                && waiting.served().context().connection() instanceof Connection.ThroughEndpoint through) {
            ApiEvent event = ApiEvent.ofNetwork(call, through, isRefusedByEndpoint(waiting.served()));
            deliver(waiting.trails(), event, event.to(through.vpcScope().account(), ids.uuid(), shared));
        }
    }

    private void deliver(LoggingTrails trails, ApiEvent event, KeptEvent one) {
        trails.of(one.account())
                .filter(event.facts()::selectedBy)
                .forEach(trail -> delivery.add(
                        trail,
                        event.facts().region(),
                        event.facts().category() == Category.NETWORK_ACTIVITY,
                        one.text()));
    }

    private ApiCall call(Waiting waiting) {
        Served served = waiting.served();
        Optional<AccountId> owner = waiting.said() instanceof Said.Words(var words)
                ? Optional.ofNullable(words.get("bucketName"))
                        .flatMap(name -> newest.get().find(Bucket.class, Scope.GLOBAL, name))
                        .map(Bucket::owner)
                : Optional.empty();
        return new ApiCall(
                served.context(),
                served.accessKeyId(),
                waiting.service(),
                waiting.operation(),
                waiting.said(),
                waiting.response(),
                served.error(),
                served.text(),
                owner);
    }

    /** Whose event it is: the caller's account; of who signs nothing, that of the role they ask for. */
    private static Optional<AccountId> recipient(Waiting waiting) {
        return waiting.served().context().caller().accountId().or(() -> Owners.of(waiting.service(), waiting.said()));
    }

    private void report(boolean last) {
        if (lost.get() > 0 && (last || System.nanoTime() - reported >= REPORTS_NANOS)) {
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
        delivery.clear();
    }

    @Override
    public Found find(EventQuery query) {
        settle();
        return store.find(query);
    }

    @Override
    public Delivered delivered(Trail trail) {
        return delivery.of(trail);
    }

    /** Brings to trails' buckets what gathered, without waiting for its time. */
    public void deliver() {
        settle();
        delivery.flush();
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
        var _ = queue.offer(Optional.empty()); // with a full queue nobody sleeps
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        delivery.flush();
    }
}
