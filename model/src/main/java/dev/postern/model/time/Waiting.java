package dev.postern.model.time;

import dev.postern.model.Entity;
import dev.postern.model.Index;
import dev.postern.model.Snapshot;
import dev.postern.model.shared.SharedMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What waits for its time, by an index that has it in that order. */
public final class Waiting {
    /** More would keep other changes waiting. */
    private static final int AT_ONCE = 1_000;

    private Waiting() {}

    /** When the first is due. */
    public static <E extends Entity> Optional<Instant> first(Snapshot snapshot, Index<E, Instant> index) {
        SharedMap<Instant, ?> waiting = snapshot.by(index);
        return waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.firstKey());
    }

    /** Those that are due by now; of many, as many as one change should have. */
    public static <E extends Entity> List<E> due(Snapshot snapshot, Index<E, Instant> index, Instant now) {
        List<E> due = new ArrayList<>();
        for (Map.Entry<Instant, ? extends SharedMap<?, E>> those :
                snapshot.by(index).entrySet()) {
            if (those.getKey().isAfter(now) || due.size() >= AT_ONCE) {
                break;
            }
            due.addAll(those.getValue().values());
        }
        return due;
    }
}
