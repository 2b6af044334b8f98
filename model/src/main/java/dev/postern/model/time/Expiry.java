package dev.postern.model.time;

import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.Index;
import dev.postern.model.Snapshot;
import dev.postern.model.shared.SharedMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Entities of a kind that are forgotten a while after something.
 *
 * @param since after what, of those of which it is true
 * @param kept how long they stay
 */
public record Expiry<E extends Entity>(Index<E, Instant> since, Duration kept) implements Passage {
    /** More would keep other changes waiting. */
    private static final int AT_ONCE = 1_000;

    @Override
    public Optional<Instant> due(Snapshot snapshot, InForce network) {
        var waiting = snapshot.by(since);
        return waiting.isEmpty()
                ? Optional.empty()
                : Optional.of(waiting.firstKey().plus(kept));
    }

    @Override
    public Change pass(Snapshot snapshot, Instant now, InForce network) {
        Change.Builder change = Change.builder();
        int taken = 0;
        for (Map.Entry<Instant, ? extends SharedMap<?, E>> those :
                snapshot.by(since).entrySet()) {
            if (those.getKey().plus(kept).isAfter(now) || taken >= AT_ONCE) {
                break;
            }
            those.getValue().values().forEach(change::remove);
            taken += those.getValue().size();
        }
        return change.build();
    }
}
