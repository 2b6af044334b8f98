package dev.postern.storage.objects;

import java.time.Instant;
import java.util.Optional;

/**
 * What keeps a version of an object from being deleted or written over.
 *
 * @param hold whether somebody holds it, once somebody has said so, until they say that they no longer do
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html">Locking objects with Object Lock</a>
 */
public record ObjectLock(Optional<Retention> retention, Optional<Boolean> hold) {
    public static final ObjectLock NONE = new ObjectLock(Optional.empty(), Optional.empty());

    /** Whom a retention binds. */
    public enum Mode {
        /** All who may not bypass it, and do not say that they do. */
        GOVERNANCE,
        /** Everybody. */
        COMPLIANCE
    }

    /**
     * Until when a version is kept.
     *
     * @param untilMillis since the epoch
     */
    public record Retention(Mode mode, long untilMillis) {
        /** Since then it may go. */
        public static Retention until(Mode mode, Instant time) {
            return new Retention(mode, time.toEpochMilli());
        }

        public Instant until() {
            return Instant.ofEpochMilli(untilMillis);
        }

        /** Whether it keeps the version still. */
        public boolean isInForce(Instant now) {
            return now.isBefore(until());
        }
    }

    public ObjectLock withRetention(Optional<Retention> newRetention) {
        return new ObjectLock(newRetention, hold);
    }

    public ObjectLock withHold(boolean held) {
        return new ObjectLock(retention, Optional.of(held));
    }

    /**
     * Whether the version has to stay.
     *
     * @param bypassing whether whoever asks passes by the mode that can be
     */
    public boolean keeps(Instant now, boolean bypassing) {
        return hold.orElse(false)
                || retention
                        .filter(one -> one.isInForce(now))
                        .filter(one -> !bypassing || one.mode() == Mode.COMPLIANCE)
                        .isPresent();
    }
}
