package dev.postern.testkit;

import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Runs a test with many seeds. A failure names the seed; {@code -Dtest.seed=N} runs that one alone. Seeds are mixed first: the
 * generators of neighbouring numbers begin with nearly the same draw, and so most cases would resemble each other.
 */
public final class Seeds {
    /** The golden ratio as a fraction of 64 bits. */
    private static final long MIX = 0x9e3779b97f4a7c15L;

    private Seeds() {}

    /** Runs the test with {@code count} seeds, from 1, each with a generator of its own. */
    public static void each(int count, Consumer<Random> test) {
        String chosen = System.getProperty("test.seed");
        LongStream seeds = chosen == null ? LongStream.rangeClosed(1, count) : LongStream.of(Long.parseLong(chosen));
        seeds.forEach(seed -> {
            try {
                test.accept(random(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("replay with -Dtest.seed=" + seed + ": " + e.getMessage(), e);
            }
        });
    }

    /** The generator of one seed. */
    public static Random random(long seed) {
        return new Random(seed * MIX);
    }
}
