package dev.postern.model.dynamodb;

import java.time.Instant;
import java.util.Optional;

/**
 * The capacity that a table or an index was given. It is kept and told, and nobody is throttled by it.
 *
 * @param readUnits 0 where requests are paid one by one
 * @param increasedAt when one of the two was last raised
 * @param decreasedAt when one of the two was last lowered
 */
public record Throughput(
        long readUnits, long writeUnits, Optional<Instant> increasedAt, Optional<Instant> decreasedAt) {
    /** Of a table whose requests are paid one by one. */
    public static final Throughput NONE = of(0, 0);

    public static Throughput of(long readUnits, long writeUnits) {
        return new Throughput(readUnits, writeUnits, Optional.empty(), Optional.empty());
    }

    /** The same after it was set. */
    public Throughput changed(long newRead, long newWrite, Instant now) {
        boolean up = newRead > readUnits || newWrite > writeUnits;
        boolean down = newRead < readUnits || newWrite < writeUnits;
        return new Throughput(
                newRead, newWrite, up ? Optional.of(now) : increasedAt, down ? Optional.of(now) : decreasedAt);
    }

    /** Whether it is this capacity already. */
    public boolean is(long read, long write) {
        return readUnits == read && writeUnits == write;
    }
}
