package dev.postern.server.sns;

import dev.postern.services.sns.Parcel;
import dev.postern.services.sns.Post;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Brings parcels, each by a thread of its own, and again where nobody answered or the addressee could not take it: three times, twenty
 * seconds apart, as the delivery policy says that every topic has. What waits is in memory only, and bounded.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html">Amazon SNS message delivery retries</a>
 */
final class Deliveries implements Post, AutoCloseable {
    private static final Logger LOG = System.getLogger(Deliveries.class.getName());
    private static final int RETRIES = 3;
    private static final Duration PAUSE = Duration.ofSeconds(20);
    private static final int WAITING_MAX = 10_000;
    private static final int AT_ONCE = 32;

    private final CompletableFuture<Courier> courier;
    private final Duration pause;
    private final Semaphore room = new Semaphore(WAITING_MAX);
    private final Semaphore hands = new Semaphore(AT_ONCE);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("sns-retries").daemon().factory());

    /** What is sent waits for a courier. */
    public Deliveries() {
        this(new CompletableFuture<>(), PAUSE);
    }

    Deliveries(Courier courier, Duration pause) {
        this(CompletableFuture.completedFuture(courier), pause);
    }

    private Deliveries(CompletableFuture<Courier> courier, Duration pause) {
        this.courier = courier;
        this.pause = pause;
    }

    /** The network is there by which parcels are brought. */
    public void begin(HttpCourier who) {
        courier.complete(who);
    }

    @Override
    public void send(Parcel parcel) {
        if (room.tryAcquire()) {
            begin(parcel, 0);
        } else {
            LOG.log(Level.WARNING, "too much waits: a message to " + parcel.url() + " is dropped");
        }
    }

    private void begin(Parcel parcel, int retries) {
        try {
            threads.execute(() -> attempt(parcel, retries));
        } catch (RejectedExecutionException e) { // the cloud ends
            room.release();
        }
    }

    private void attempt(Parcel parcel, int retries) {
        boolean again = !isDone(parcel);
        if (!again || retries >= RETRIES) {
            room.release();
            if (again) {
                LOG.log(Level.WARNING, "a message could not be brought to " + parcel.url());
            }
            return;
        }
        try {
            var _ = later.schedule(() -> begin(parcel, retries + 1), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            room.release();
        }
    }

    /** Whether it was taken, or will not be: the addressee's own error would be the same again. */
    private boolean isDone(Parcel parcel) {
        try {
            hands.acquire();
            try {
                int status = courier.get().deliver(parcel);
                LOG.log(Level.DEBUG, () -> parcel.url() + " answered " + status);
                return status >= 200 && status != 429 && status < 500;
            } finally {
                hands.release();
            }
        } catch (IOException | RuntimeException | ExecutionException e) {
            LOG.log(Level.DEBUG, () -> "nobody took a message at " + parcel.url() + ": " + e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** What is under way is given up. */
    @Override
    public void close() {
        later.shutdownNow();
        threads.shutdownNow();
    }
}
