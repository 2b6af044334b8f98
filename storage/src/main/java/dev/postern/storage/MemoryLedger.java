package dev.postern.storage;

import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import java.util.List;

/** A ledger that forgets everything with the process. For tests and for throw-away clouds. */
public final class MemoryLedger implements Ledger {
    private Snapshot state = Snapshot.EMPTY;

    @Override
    public synchronized Snapshot load() {
        return state;
    }

    @Override
    public synchronized void append(long first, List<Change> changes) throws ConflictException {
        if (first != state.sequence() + 1) {
            throw new ConflictException(first);
        }
        Snapshot next = state;
        for (Change change : changes) {
            next = next.apply(next.sequence() + 1, change);
        }
        state = next;
    }

    @Override
    public void close() {}
}
