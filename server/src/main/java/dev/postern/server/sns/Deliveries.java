package dev.postern.server.sns;

import dev.postern.server.outside.Shares;
import dev.postern.services.sns.Mail;
import dev.postern.services.sns.MailText;
import dev.postern.services.sns.Post;
import dev.postern.storage.StorageException;
import dev.postern.storage.outbox.MessageQueue;
import dev.postern.storage.outbox.MessageQueue.Waiting;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Brings parcels, each by a thread of its own, and again where nobody answered or the addressee could not take it: three times, twenty
 * seconds apart, as the delivery policy says that every topic has. What waits is bounded, and in a file, unless its sender keeps it; an
 * addressee who takes nothing, or takes it slowly, leaves room and hands for others.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html">Amazon SNS message delivery retries</a>
 */
final class Deliveries implements Post, AutoCloseable {
    private static final Logger LOG = System.getLogger(Deliveries.class.getName());
    private static final int RETRIES = 3;
    private static final Duration PAUSE = Duration.ofSeconds(20);
    private static final int WAITING_MAX = 10_000;
    private static final int AT_ONCE = 2;
    private static final int LANES = 64;
    private static final int PAGE = 1_000;

    /** In which an addressee has to answer, as on AWS. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final MessageQueue<String> kept;
    private final CompletableFuture<Courier> courier;
    private final Duration pause;
    private final Duration patience;
    private final Shares<String> room = new Shares<>(WAITING_MAX);

    /** Each addressee has one, by his name: those who share one wait for each other. */
    private final List<Semaphore> lanes =
            Stream.generate(() -> new Semaphore(AT_ONCE)).limit(LANES).toList();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("sns-retries").daemon().factory());

    /**
     * What is sent, and what was not brought when a process ended, waits for a courier.
     *
     * @param kept where mail is that is not brought yet
     */
    public Deliveries(MessageQueue<String> kept) {
        this(kept, new CompletableFuture<>(), PAUSE, PATIENCE);
    }

    Deliveries(MessageQueue<String> kept, Courier courier, Duration pause, Duration patience) {
        this(kept, CompletableFuture.completedFuture(courier), pause, patience);
    }

    private Deliveries(
            MessageQueue<String> kept, CompletableFuture<Courier> courier, Duration pause, Duration patience) {
        this.kept = kept;
        this.courier = courier;
        this.pause = pause;
        this.patience = patience;
        takeUp();
    }

    /** Begins with what an earlier process left. There was room for it then. */
    private void takeUp() {
        List<Waiting<String>> page = kept.after(0, PAGE);
        while (!page.isEmpty()) {
            page.forEach(this::takeUp);
            page = kept.after(page.getLast().number(), PAGE);
        }
    }

    private void takeUp(Waiting<String> waiting) {
        try {
            Mail mail = MailText.read(waiting.message());
            begin(new Errand(mail, mail.addressee(), () -> {}, () -> forget(waiting.number())), 0);
        } catch (IllegalArgumentException e) {
            LOG.log(Level.WARNING, "a message that waited is dropped: " + e.getMessage());
            forget(waiting.number());
        }
    }

    /** The network is there by which parcels are brought. */
    public void begin(Courier who) {
        courier.complete(who);
    }

    @Override
    public void send(List<Mail> mail) {
        List<Placed> fitting = new ArrayList<>();
        for (Mail one : mail) {
            room.take(one.addressee())
                    .ifPresentOrElse(place -> fitting.add(new Placed(one, place)), () -> dropped(one));
        }
        List<Long> numbers = List.of();
        try {
            numbers = kept.add(
                    fitting.stream().map(one -> MailText.write(one.mail())).toList());
        } finally {
            fitting.subList(numbers.size(), fitting.size())
                    .forEach(one -> one.place().leave());
        }
        for (int i = 0; i < fitting.size(); i++) {
            Mail one = fitting.get(i).mail();
            if (i < numbers.size()) {
                long number = numbers.get(i);
                begin(new Errand(one, one.addressee(), fitting.get(i).place(), () -> forget(number)), 0);
            } else {
                dropped(one);
            }
        }
    }

    /** Mail that has room. */
    private record Placed(Mail mail, Shares.Place place) {}

    private static void dropped(Mail mail) {
        LOG.log(Level.WARNING, "too much waits: a message to " + mail.to() + " is dropped");
    }

    @Override
    public void send(Mail mail, Runnable ended) {
        String addressee = mail.addressee();
        room.take(addressee).ifPresentOrElse(place -> begin(new Errand(mail, addressee, place, ended), 0), () -> {
            dropped(mail);
            ended.run();
        });
    }

    private void forget(long number) {
        try {
            kept.remove(List.of(number));
        } catch (StorageException e) {
            LOG.log(Level.WARNING, "a message that was brought will be brought again: " + e.getMessage());
        }
    }

    /**
     * What is to be brought, and the room that it takes until it is.
     *
     * @param ended run then
     */
    private record Errand(Mail mail, String addressee, Shares.Place place, Runnable ended) {}

    private void begin(Errand errand, int retries) {
        try {
            threads.execute(() -> attempt(errand, retries));
        } catch (RejectedExecutionException e) { // the cloud ends
            errand.place().leave();
        }
    }

    private void attempt(Errand errand, int retries) {
        boolean again = !isDone(errand);
        if (!again || retries >= RETRIES) {
            errand.place().leave();
            if (!threads.isShutdown()) { // else nobody knows
                errand.ended().run();
            }
            if (again) {
                LOG.log(
                        Level.WARNING,
                        "a message could not be brought to " + errand.mail().to());
            }
            return;
        }
        try {
            var _ = later.schedule(() -> begin(errand, retries + 1), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            errand.place().leave();
        }
    }

    /** Whether it was taken, or will not be: the addressee's own error would be the same again. */
    private boolean isDone(Errand errand) {
        String to = errand.mail().to();
        Semaphore lane = lanes.get(Math.floorMod(errand.addressee().hashCode(), LANES));
        try {
            Courier ready = courier.get();
            lane.acquire();
            try {
                int status = delivered(ready, errand.mail());
                LOG.log(Level.DEBUG, () -> to + " answered " + status);
                return status >= 200 && status != 429 && status < 500;
            } finally {
                lane.release();
            }
        } catch (IOException | RuntimeException | ExecutionException e) {
            LOG.log(Level.DEBUG, () -> "nobody took a message at " + to + ": " + e.getMessage());
            return threads.isShutdown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** The status that was answered in time: who is late is interrupted, and nobody else. */
    private int delivered(Courier ready, Mail mail) throws IOException {
        Thread bringing = Thread.currentThread();
        Future<?> end = later.schedule(bringing::interrupt, patience.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return ready.deliver(mail);
        } finally {
            if (!end.cancel(false)) {
                Thread.interrupted();
            }
        }
    }

    /** What is under way is left to who opens the file next. */
    @Override
    public void close() {
        later.shutdownNow();
        threads.shutdownNow();
    }
}
