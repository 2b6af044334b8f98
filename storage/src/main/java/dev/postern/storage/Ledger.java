package dev.postern.storage;

import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import java.util.List;

/**
 * The durable sequence of changes. The cloud's state is the fold over it.
 *
 * <p>One row is one commit: its sequence number and its change. Several processes may share a ledger: who appends a
 * number that is taken gets a conflict, and tries again on the newer state.
 */
public interface Ledger extends AutoCloseable {
    /** The state after the last commit. Read once, at the start. */
    Snapshot load();

    /**
     * Appends commits, all or none, and returns when they are durable.
     *
     * @param first the sequence number of the first; the others follow without a gap
     * @throws ConflictException when {@code first} is taken; nothing was written
     */
    void append(long first, List<Change> changes) throws ConflictException;

    @Override
    void close();

    /** Somebody else has appended in the meantime. */
    final class ConflictException extends Exception {
        private static final long serialVersionUID = 1L;

        public ConflictException(long sequence) {
            super("commit " + sequence + " exists already");
        }
    }
}
