package dev.postern.storage;

import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The state of the cloud, and the only way to change it.
 *
 * <p>Handlers are pure functions of a snapshot. {@link #commit} runs one on the newest snapshot, and again when another
 * commit got in first; it returns when the change is durable.
 */
public interface Cloud {
    Snapshot snapshot();

    default <R> R read(Function<Snapshot, R> handler) {
        return handler.apply(snapshot());
    }

    /**
     * Decides on the newest state, makes the change durable, and answers.
     *
     * @param handler pure; may run more than once; an exception that it throws is the caller's, and nothing changes
     */
    <R> R commit(Function<Snapshot, Outcome<R>> handler);

    /** Calls back with each new snapshot, on the writer's thread: take it and return. Snapshots may be skipped. */
    void onCommit(Consumer<Snapshot> listener);

    /** What a handler decided. An empty change writes nothing. */
    record Outcome<R>(Change change, R response) {}
}
