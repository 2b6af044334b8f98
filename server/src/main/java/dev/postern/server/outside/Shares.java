package dev.postern.server.outside;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Places that many share, of which there is a bound. Whoever has some gets another one only while more are free than he has: one alone gets
 * half of them, and however many take what they can, who comes anew finds a place.
 *
 * @param <K> who has them
 */
public final class Shares<K> {
    private final int bound;
    private final Map<K, Integer> taken = new HashMap<>();
    private int all;

    /** A place that somebody has taken. */
    public interface Place {
        /** Gives it back; again has no effect. */
        void leave();
    }

    public Shares(int bound) {
        this.bound = bound;
    }

    /** Takes one more; none if who asks has as many as are free. */
    public synchronized Optional<Place> take(K who) {
        int mine = taken.getOrDefault(who, 0);
        if (mine >= bound - all) {
            return Optional.empty();
        }
        all++;
        taken.put(who, mine + 1);
        AtomicBoolean left = new AtomicBoolean();
        return Optional.of(() -> {
            if (left.compareAndSet(false, true)) {
                giveBack(who);
            }
        });
    }

    private synchronized void giveBack(K who) {
        all--;
        taken.computeIfPresent(who, (_, mine) -> mine == 1 ? null : mine - 1);
    }

    /** How many are taken. */
    synchronized int count() {
        return all;
    }
}
