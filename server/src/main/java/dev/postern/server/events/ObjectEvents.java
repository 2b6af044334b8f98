package dev.postern.server.events;

import dev.postern.model.Snapshot;
import dev.postern.model.request.Ids;
import dev.postern.server.attached.QueueCourier;
import dev.postern.server.sns.Sns;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.s3.EventDestinations;
import dev.postern.services.s3.EventMessage;
import dev.postern.services.s3.EventPost;
import dev.postern.services.sns.Post;
import dev.postern.services.sns.QueueMessage;
import dev.postern.services.sns.SnsService;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Brings events of buckets, as far as their destinations' policies let S3: to topics, which pass them on, and to queues, as SNS does. One
 * thread does it, in the order of the events; what waits for it is in memory and bounded, and nobody who writes an object waits.
 */
public final class ObjectEvents implements EventPost, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ObjectEvents.class.getName());
    private static final int WAITING_MAX = 10_000;
    private static final String SUBJECT = "Amazon S3 Notification";

    private final Supplier<Snapshot> newest;
    private final Authorizer authorizer;
    private final SnsService topics;
    private final Post queues;
    private final QueueCourier courier;
    private final Ids ids;
    private final AtomicReference<String> warned = new AtomicReference<>("");
    private final ThreadPoolExecutor worker = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_MAX),
            Thread.ofPlatform().name("s3-events").daemon().factory());

    /** What brings events by the SNS of a cloud. */
    public ObjectEvents(Supplier<Snapshot> newest, Sns sns, Ids ids) {
        this(newest, sns.service(), sns.post(), sns.queues(), ids);
    }

    /**
     * What brings events.
     *
     * @param queues who brings messages to queues, and again where that fails
     * @param courier who brings one at once, and tells whether it was taken
     */
    public ObjectEvents(Supplier<Snapshot> newest, SnsService topics, Post queues, QueueCourier courier, Ids ids) {
        this.newest = newest;
        this.authorizer = new Authorizer();
        this.topics = topics;
        this.queues = queues;
        this.courier = courier;
        this.ids = ids;
    }

    @Override
    public boolean test(EventMessage message) {
        if (message.destination().service().equals("sns")) {
            return announced(newest.get(), message);
        }
        try {
            int status = courier.deliver(mail(message));
            return status >= 200 && status < 300;
        } catch (IOException e) {
            LOG.log(
                    Level.DEBUG,
                    () -> "nobody took a test message at " + message.destination() + ": " + e.getMessage());
            return false;
        }
    }

    @Override
    public void send(EventMessage message) {
        try {
            worker.execute(() -> bring(message));
        } catch (RejectedExecutionException e) {
            warn("too much waits: events of " + message.bucket() + " for " + message.destination() + " are dropped");
        }
    }

    private void bring(EventMessage message) {
        Snapshot snapshot = newest.get();
        Optional<String> problem = EventDestinations.problem(snapshot, authorizer, message);
        if (problem.isPresent()) {
            warn("events of " + message.bucket() + " for " + message.destination() + " are dropped: " + problem.get());
        } else if (message.destination().service().equals("sns")) {
            announced(snapshot, message);
        } else {
            queues.send(mail(message));
        }
    }

    /** Once, and again when something else was to be said meanwhile: events can be many. */
    private void warn(String text) {
        if (!text.equals(warned.getAndSet(text))) {
            LOG.log(Level.WARNING, text);
        }
    }

    private boolean announced(Snapshot snapshot, EventMessage message) {
        return EventDestinations.topic(snapshot, message.destination())
                .map(topic -> {
                    topics.announce(snapshot, topic, ids.uuid(), SUBJECT, message.body(), message.at());
                    return true;
                })
                .orElse(false);
    }

    private static QueueMessage mail(EventMessage message) {
        return new QueueMessage(
                message.destination(),
                new QueueMessage.Sender(
                        EventDestinations.SERVICE,
                        message.bucket(),
                        message.owner().value()),
                message.body(),
                Map.of());
    }

    /** Whether all that waited when this was asked was brought or dropped in time. */
    public boolean settled(Duration patience) throws InterruptedException {
        CountDownLatch behind = new CountDownLatch(1);
        return worker.getQueue().offer(behind::countDown, patience.toMillis(), TimeUnit.MILLISECONDS)
                && (worker.getPoolSize() == 0 || behind.await(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** What waits is given up. */
    @Override
    public void close() {
        worker.shutdownNow();
    }
}
