package dev.postern.conformance.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The actors, each on a thread of its own with a generator of its own, until they are told to stop. */
final class Cast implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Journal journal;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private volatile boolean closed;

    Cast(Journal journal) {
        this.journal = journal;
    }

    void start(String name, Actor actor, Random random) {
        threads.add(Thread.ofPlatform().name(name).start(() -> play(name, actor, random)));
    }

    String summary() {
        return calls + " steps by actors, " + unanswered + " of them cut off";
    }

    private void play(String name, Actor actor, Random random) {
        boolean certain = true;
        while (!closed) {
            try {
                if (certain) {
                    actor.act(random);
                } else {
                    actor.recover();
                    certain = true;
                }
                calls.incrementAndGet();
            } catch (SdkClientException e) {
                unanswered.incrementAndGet();
                certain = false;
            } catch (AwsServiceException e) {
                if (e.statusCode() / 100 == 5) {
                    journal.note(name + " was answered " + e.statusCode() + ": " + e.getMessage());
                } else {
                    journal.violation(name + " was refused: " + e.getMessage());
                }
                certain = false;
            } catch (RuntimeException e) {
                journal.violation(name + " failed: " + e);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
