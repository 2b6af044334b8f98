package dev.postern.model.time;

import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import java.time.Instant;
import java.util.Optional;

/** One thing that comes to pass by time alone. It costs what is waiting, not what is there. */
public interface Passage {
    /** When it is next to be looked at; empty while nothing waits, or what waits does not wait for time. */
    Optional<Instant> due(Snapshot snapshot, InForce network);

    /** What has come to pass by now; there may be more of it than one change should have, which is then due at once. */
    Change pass(Snapshot snapshot, Instant now, InForce network);
}
