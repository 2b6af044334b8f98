package dev.postern.server.http;

import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A request's body on its way from the event loop to the thread that reads it. It holds little: when it is full, the
 * socket is not read any more, and the client has to wait.
 */
final class BodyStream extends InputStream {
    private static final int FULL_BYTES = 512 * 1024;
    private static final int RESUME_BYTES = 128 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();
    private final Runnable resume;
    private int queuedBytes;
    private boolean paused;
    private boolean ended;
    private boolean closed;
    private @Nullable String failure;

    /** Owned by the reader. */
    private @Nullable ByteBuf current;

    /**
     * An empty stream.
     *
     * @param resume asks for more of the body, after the stream was full; called on the reader's thread
     */
    BodyStream(Runnable resume) {
        this.resume = resume;
    }

    /** Takes a piece of the body, and owns it from then on. */
    void offer(ByteBuf piece) {
        lock.lock();
        try {
            if (closed || failure != null || !piece.isReadable()) {
                piece.release();
                return;
            }
            waiting.addLast(piece);
            queuedBytes += piece.readableBytes();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the socket should be read on; if not, {@code resume} will be called. */
    boolean wantsMore() {
        lock.lock();
        try {
            paused = !closed && queuedBytes >= FULL_BYTES;
            return !paused;
        } finally {
            lock.unlock();
        }
    }

    /** Whether somebody waits for bytes that do not come. */
    boolean isStarving() {
        lock.lock();
        try {
            return !ended && failure == null && waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The client broke off: what has come can still be read, then the reader gets an {@link EOFException}. */
    void fail(String reason) {
        lock.lock();
        try {
            if (!ended) {
                failure = reason;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        ByteBuf piece = current != null ? current : next();
        if (piece == null) {
            return -1;
        }
        int n = Math.min(length, piece.readableBytes());
        piece.readBytes(buffer, offset, n);
        if (piece.isReadable()) {
            current = piece;
        } else {
            current = null;
            piece.release();
        }
        return n;
    }

    private @Nullable ByteBuf next() throws IOException {
        boolean mustResume = false;
        ByteBuf piece;
        lock.lock();
        try {
            while (waiting.isEmpty() && !ended && failure == null && !closed) {
                changed.awaitUninterruptibly();
            }
            if (closed) {
                throw new IOException("the body was closed");
            }
            piece = waiting.pollFirst();
            if (piece == null) {
                if (failure != null) {
                    throw new EOFException(failure);
                }
                return null;
            }
            queuedBytes -= piece.readableBytes();
            if (paused && queuedBytes <= RESUME_BYTES) {
                paused = false;
                mustResume = true;
            }
        } finally {
            lock.unlock();
        }
        if (mustResume) {
            resume.run();
        }
        return piece;
    }

    @Override
    public int available() {
        ByteBuf piece = current;
        return piece == null ? 0 : piece.readableBytes();
    }

    /** Lets go of all that was not read; what still comes is dropped. Called by the reader, or after it is done. */
    @Override
    public void close() {
        boolean mustResume;
        lock.lock();
        try {
            closed = true;
            waiting.forEach(ByteBuf::release);
            waiting.clear();
            queuedBytes = 0;
            mustResume = paused;
            paused = false;
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (current != null) {
            current.release();
            current = null;
        }
        if (mustResume) {
            resume.run();
        }
    }
}
