package dev.postern.testkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a limit, instead of sleeping for a guess. */
public final class Await {
    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

    private Await() {}

    /** Returns as soon as the condition holds, and fails with its description when it does not within the limit. */
    public static void until(String description, Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + limit + ": " + description);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
