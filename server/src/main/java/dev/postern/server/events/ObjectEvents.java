package dev.postern.server.events;

import dev.postern.model.Snapshot;
import dev.postern.model.request.Ids;
import dev.postern.server.attached.QueueCourier;
import dev.postern.server.sns.Sns;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.s3.EventDestinations;
import dev.postern.services.s3.EventPost;
import dev.postern.services.sns.Announcement;
import dev.postern.services.sns.Post;
import dev.postern.services.sns.QueueMessage;
import dev.postern.services.sns.SnsService;
import dev.postern.storage.StorageException;
import dev.postern.storage.outbox.EventMessage;
import dev.postern.storage.outbox.MessageQueue;
import dev.postern.storage.outbox.MessageQueue.Waiting;
import dev.postern.storage.outbox.Outbox;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Brings events of buckets, as far as their destinations' policies let S3: to topics, which pass them on, and to queues, as SNS does. One
 * thread does it, in the order of the events. What waits is in a file, so that who was told that an object is stored can rely on its
 * event: it is brought at least once, whenever the process ends. It is forgotten here once SNS keeps what a topic's subscribers get.
 */
public final class ObjectEvents implements EventPost, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ObjectEvents.class.getName());
    private static final int PAGE = 100;
    private static final int UNDER_WAY_MAX = 5_000;
    private static final String SUBJECT = "Amazon S3 Notification";

    private final Supplier<Snapshot> newest;
    private final Authorizer authorizer;
    private final SnsService topics;
    private final Post queues;
    private final QueueCourier courier;
    private final MessageQueue<EventMessage> outbox;
    private final Ids ids;
    private final AtomicReference<String> warned = new AtomicReference<>("");
    private final Semaphore underWay = new Semaphore(UNDER_WAY_MAX);
    private final ConcurrentLinkedQueue<Long> ended = new ConcurrentLinkedQueue<>();

    /** Given when there is something to do: a message came, or one came to its end. */
    private final Semaphore news = new Semaphore(1);

    private final Thread worker;
    private volatile boolean closed;

    /** What brings events by the SNS of a cloud. */
    public ObjectEvents(Supplier<Snapshot> newest, Sns sns, Outbox outbox, Ids ids) {
        this(newest, sns.service(), sns.post(), sns.queues(), outbox.events(), ids);
    }

    /**
     * What brings events.
     *
     * @param queues who brings messages to queues, and again where that fails
     * @param courier who brings one at once, and tells whether it was taken
     * @param outbox where what is to be brought waits; its opener's to close, later
     */
    public ObjectEvents(
            Supplier<Snapshot> newest,
            SnsService topics,
            Post queues,
            QueueCourier courier,
            MessageQueue<EventMessage> outbox,
            Ids ids) {
        this.newest = newest;
        this.authorizer = new Authorizer();
        this.topics = topics;
        this.queues = queues;
        this.courier = courier;
        this.outbox = outbox;
        this.ids = ids;
        this.worker = Thread.ofPlatform().name("s3-events").daemon().start(this::work);
    }

    @Override
    public boolean test(EventMessage message) {
        if (message.destination().service().equals("sns")) {
            Snapshot snapshot = newest.get();
            Optional<Announcement> announcement = announcement(snapshot, message);
            announcement.ifPresent(one -> topics.announce(snapshot, List.of(one)));
            return announcement.isPresent();
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
    public void send(List<EventMessage> messages) {
        try {
            int kept = outbox.add(messages).size();
            if (kept > 0) {
                news.release();
            }
            messages.stream()
                    .skip(kept)
                    .findFirst()
                    .ifPresent(dropped -> warn("too much waits: events of " + dropped.bucket() + " for "
                            + dropped.destination() + " are dropped"));
        } catch (StorageException e) {
            warn("events of " + messages.getFirst().bucket() + " cannot be kept, and are dropped: " + e.getMessage());
        }
    }

    private void work() {
        long last = 0;
        try {
            while (!closed) {
                news.acquire();
                var _ = news.drainPermits();
                last = bringAfter(last);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the cloud ends
        }
    }

    /** @return the place of the last message that was begun with */
    private long bringAfter(long place) throws InterruptedException {
        long last = place;
        List<Waiting<EventMessage>> page;
        do {
            forget();
            page = next(last);
            Announcements announcements = new Announcements(new ArrayList<>(), new ArrayList<>());
            for (Waiting<EventMessage> waiting : page) {
                underWay.acquire();
                last = waiting.number();
                begin(waiting, announcements);
            }
            announce(announcements);
        } while (!page.isEmpty() && !closed);
        return last;
    }

    private List<Waiting<EventMessage>> next(long last) {
        try {
            return outbox.after(last, PAGE);
        } catch (StorageException e) {
            LOG.log(Level.WARNING, "what waits to be brought cannot be read now: " + e.getMessage());
            return List.of();
        }
    }

    /** What topics are to be told together, and what is done then. */
    private record Announcements(List<Announcement> texts, List<Runnable> ends) {}

    private void begin(Waiting<EventMessage> waiting, Announcements announcements) {
        Runnable end = () -> {
            ended.add(waiting.number());
            underWay.release();
            news.release();
        };
        try {
            bring(waiting.message(), announcements, end);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "an event of " + waiting.message().bucket() + " cannot be brought", e);
            end.run();
        }
    }

    private void bring(EventMessage message, Announcements announcements, Runnable end) {
        Snapshot snapshot = newest.get();
        Optional<String> problem = EventDestinations.problem(snapshot, authorizer, message);
        if (problem.isPresent()) {
            warn("events of " + message.bucket() + " for " + message.destination() + " are dropped: " + problem.get());
            end.run();
        } else if (message.destination().service().equals("sns")) {
            announcement(snapshot, message).ifPresent(announcements.texts()::add);
            announcements.ends().add(end);
        } else {
            queues.send(mail(message), end);
        }
    }

    private void announce(Announcements announcements) {
        if (announcements.ends().isEmpty()) {
            return;
        }
        try {
            topics.announce(newest.get(), announcements.texts());
            announcements.ends().forEach(Runnable::run);
        } catch (StorageException e) {
            warn("what topics are to be told waits until the cloud starts again: " + e.getMessage());
            underWay.release(announcements.ends().size());
        }
    }

    /** Forgets what came to its end. */
    private void forget() {
        List<Long> numbers = new ArrayList<>();
        for (Long number = ended.poll(); number != null; number = ended.poll()) {
            numbers.add(number);
        }
        try {
            outbox.remove(numbers);
        } catch (StorageException e) {
            LOG.log(Level.WARNING, "events that were brought will be brought again: " + e.getMessage());
        }
        synchronized (outbox) {
            outbox.notifyAll();
        }
    }

    /** Once, and again when something else was to be said meanwhile: events can be many. */
    private void warn(String text) {
        if (!text.equals(warned.getAndSet(text))) {
            LOG.log(Level.WARNING, text);
        }
    }

    private Optional<Announcement> announcement(Snapshot snapshot, EventMessage message) {
        return EventDestinations.topic(snapshot, message.destination())
                .map(topic -> new Announcement(topic, ids.uuid(), SUBJECT, message.body(), message.at()));
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

    /** Whether all that waits is brought or dropped in time. */
    public boolean settled(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (outbox) {
            while (outbox.size() > 0) {
                long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                if (millis <= 0) {
                    return false;
                }
                outbox.wait(millis);
            }
        }
        return true;
    }

    /** What waits is brought when somebody opens the outbox again. */
    @Override
    public void close() {
        closed = true;
        worker.interrupt();
        news.release();
        boolean interrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        forget();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
