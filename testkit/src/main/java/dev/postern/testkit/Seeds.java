package dev.postern.testkit;

import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Runs a test with many seeds. A failure names the seed; {@code -Dtest.seed=N} runs that one alone.
 */
public final class Seeds {
    private Seeds() {}

    /** Runs the test with {@code count} seeds, from 1, each with a generator of its own. */
    public static void each(int count, Consumer<Random> test) {
        String chosen = System.getProperty("test.seed");
        LongStream seeds = chosen == null ? LongStream.rangeClosed(1, count) : LongStream.of(Long.parseLong(chosen));
        seeds.forEach(seed -> {
            try {
                test.accept(new Random(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("replay with -Dtest.seed=" + seed + ": " + e.getMessage(), e);
            }
        });
    }
}
