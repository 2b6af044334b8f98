package dev.postern.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that changes a file. What waits while it is at the disk goes into the next transaction together. Work that throws has
 * written nothing, and does not harm what is beside it in the transaction.
 */
public final class SqliteWriter implements AutoCloseable {
    private static final int BATCH_MAX = 1_000;

    private final Connection connection;
    private final Savepoint savepoint;
    private final String what;
    private final LinkedBlockingQueue<Task<?>> queue = new LinkedBlockingQueue<>(10_000);
    private final Thread thread;
    private volatile boolean closed;

    /**
     * The writer of an open file, which remains its opener's to close.
     *
     * @param what is in the file, {@code the index of objects}
     */
    public SqliteWriter(Connection connection, String what) {
        this.connection = connection;
        this.savepoint = savepoint(connection, what);
        this.what = what;
        this.thread = Thread.ofPlatform().name("writer of " + what).daemon().start(this::write);
    }

    private static Savepoint savepoint(Connection connection, String what) {
        try {
            return new Savepoint(connection);
        } catch (SQLException e) {
            throw new StorageException(what + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Runs work in a transaction; returns when it is durable and {@code published} has run on the writer's thread. */
    public <R> R run(Sqlite.Work<R> work, Consumer<R> published) {
        Task<R> task = new Task<>(work, published);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (!task.queued) {
                        if (closed) {
                            throw new StorageException("the store of " + what + " is closed");
                        }
                        queue.put(task);
                        task.queued = true;
                    }
                    return task.reply.get();
                } catch (InterruptedException e) {
                    interrupted = true; // the work may be on disk already: only its outcome tells
                } catch (ExecutionException e) {
                    throw rethrown(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        queue.add(new Task<>(c -> true, done -> {}));
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private RuntimeException rethrown(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            return unchecked;
        }
        return new StorageException(what + " was not written: " + cause, cause);
    }

    private void write() {
        while (!closed || !queue.isEmpty()) {
            try {
                List<Task<?>> batch = new ArrayList<>();
                batch.add(queue.take());
                queue.drainTo(batch, BATCH_MAX);
                commit(batch);
            } catch (InterruptedException e) {
                return; // nobody does that but a dying process
            }
        }
    }

    private void commit(List<Task<?>> batch) {
        try {
            Sqlite.transaction(connection, c -> {
                for (Task<?> task : batch) {
                    task.run(c, savepoint);
                }
                return true;
            });
            batch.forEach(Task::succeed);
        } catch (SQLException | RuntimeException e) {
            batch.forEach(task -> task.reply.completeExceptionally(e));
        }
    }

    /** What a transaction goes back to, and its other work stays. Its statements are used for every task, and end with the connection. */
    private static final class Savepoint {
        private final PreparedStatement begin;
        private final PreparedStatement release;
        private final PreparedStatement undo;

        Savepoint(Connection connection) throws SQLException {
            this.begin = connection.prepareStatement("SAVEPOINT task");
            this.release = connection.prepareStatement("RELEASE task");
            this.undo = connection.prepareStatement("ROLLBACK TO task");
        }

        void begin() throws SQLException {
            begin.execute();
        }

        void release() throws SQLException {
            release.execute();
        }

        /** Fails where SQLite has given up the whole transaction, as it does on a full disk. */
        void undo() throws SQLException {
            undo.execute();
            release.execute();
        }
    }

    private static final class Task<R> {
        private final Sqlite.Work<R> work;
        private final Consumer<R> published;
        private final CompletableFuture<R> reply = new CompletableFuture<>();
        private boolean queued;
        private @Nullable R result;
        private @Nullable Exception refusal;

        Task(Sqlite.Work<R> work, Consumer<R> published) {
            this.work = work;
            this.published = published;
        }

        void run(Connection connection, Savepoint savepoint) throws SQLException {
            savepoint.begin();
            try {
                result = work.run(connection);
                savepoint.release();
            } catch (SQLException | RuntimeException e) {
                refusal = e;
                undo(savepoint, e);
            }
        }

        private static void undo(Savepoint savepoint, Exception because) throws SQLException {
            try {
                savepoint.undo();
            } catch (SQLException e) {
                throw new SQLException("the transaction is lost: " + because.getMessage(), because);
            }
        }

        void succeed() {
            R done = result;
            if (refusal != null || done == null) {
                reply.completeExceptionally(refusal == null ? new IllegalStateException("no result") : refusal);
                return;
            }
            published.accept(done);
            reply.complete(done);
        }
    }
}
