package dev.postern.storage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/** A few connections that read a file while its writer writes. */
public final class SqliteReaders implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 8;

    private final Path file;
    private final Semaphore permits = new Semaphore(CONNECTIONS_MAX);
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

    public SqliteReaders(Path file) {
        this.file = file;
    }

    public <R> R read(Sqlite.Work<R> work) {
        permits.acquireUninterruptibly();
        try {
            Connection pooled = idle.poll();
            Connection connection = pooled == null ? Sqlite.openReader(file) : pooled;
            try {
                return work.run(connection);
            } finally {
                idle.push(connection);
            }
        } catch (SQLException e) {
            throw new StorageException(file + " cannot be read: " + e.getMessage(), e);
        } finally {
            permits.release();
        }
    }

    /** Waits for those who read, and closes. */
    @Override
    public void close() {
        permits.acquireUninterruptibly(CONNECTIONS_MAX);
        idle.forEach(Sqlite::close);
        idle.clear();
        permits.release(CONNECTIONS_MAX);
    }
}
