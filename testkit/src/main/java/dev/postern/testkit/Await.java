package dev.postern.testkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a limit, instead of sleeping for a guess. */
public final class Await {
    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();
    private static final long SELDOM_NANOS = Duration.ofSeconds(1).toNanos();

    private Await() {}

    /** Returns as soon as the condition holds, and fails with its description when it does not within the limit. */
    public static void until(String description, Duration limit, BooleanSupplier condition) {
        until(description, limit, POLL_NANOS, condition);
    }

    /** The same for a condition that it takes much to find out: it is asked for once a second. */
    public static void untilAtLast(String description, Duration limit, BooleanSupplier condition) {
        until(description, limit, SELDOM_NANOS, condition);
    }

    private static void until(String description, Duration limit, long pollNanos, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + limit + ": " + description);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(pollNanos);
        }
    }
}
