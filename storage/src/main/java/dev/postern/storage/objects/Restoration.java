package dev.postern.storage.objects;

import java.time.Instant;

/**
 * A copy of an archived object that somebody asked for, which is there after a while and for a while. Whether it is there follows from
 * the time alone.
 *
 * @param tier how soon it was asked for
 * @param days for how long it was asked for
 * @param readyMillis since the epoch: from when on the copy is there
 * @param expiryMillis since the epoch: from when on it is not
 * @param completed whether it was noted that the copy is there, so that nobody is told twice
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html">Restoring an archived object</a>
 */
public record Restoration(Tier tier, int days, long readyMillis, long expiryMillis, boolean completed) {
    /** How soon, the soonest first. */
    public enum Tier {
        EXPEDITED,
        STANDARD,
        BULK
    }

    /** Whether the copy is still to come. */
    public boolean isOngoing(Instant now) {
        return now.isBefore(ready());
    }

    /** Whether the copy can be read. */
    public boolean isThere(Instant now) {
        return !isOngoing(now) && !isOver(now);
    }

    /** Whether the copy is gone, and the object as cold as it was. */
    public boolean isOver(Instant now) {
        return !now.isBefore(expiry());
    }

    /** When the copy is there. */
    public Instant ready() {
        return Instant.ofEpochMilli(readyMillis);
    }

    /** When it goes. */
    public Instant expiry() {
        return Instant.ofEpochMilli(expiryMillis);
    }

    /** The same with another end. */
    public Restoration until(int newDays, Instant newExpiry) {
        return new Restoration(tier, newDays, readyMillis, newExpiry.toEpochMilli(), completed);
    }

    Restoration noted() {
        return new Restoration(tier, days, readyMillis, expiryMillis, true);
    }

    /** When something is to be noted next. */
    long dueMillis() {
        return completed ? expiryMillis : readyMillis;
    }
}
