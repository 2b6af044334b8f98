package dev.postern.server.http;

import dev.postern.wire.http.HttpRequest;
import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A request's body between the event loop, which fills it, and the request's thread, which reads it. When the reader is
 * slow, the connection is read no further.
 */
final class StreamedBody implements HttpRequest.Body {
    private static final int HELD_BYTES_MAX = 512 << 10;

    /** What the body asks of its connection; called from either thread. */
    interface Flow {
        /** The reader has begun, or has room again. */
        void proceed();
    }

    private final long length;
    private final Flow flow;
    private final Deque<ByteBuf> held = new ArrayDeque<>();
    private long heldBytes;
    private boolean ended;
    private boolean abandoned;
    private @Nullable IOException failure;

    StreamedBody(long length, Flow flow) {
        this.length = length;
        this.flow = flow;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream open() {
        return new Reader();
    }

    /** Takes a piece over; false when the connection should be read no further for now. */
    synchronized boolean offer(ByteBuf piece) {
        if (abandoned || !piece.isReadable()) {
            piece.release();
            return true;
        }
        held.add(piece);
        heldBytes += piece.readableBytes();
        notifyAll();
        return heldBytes < HELD_BYTES_MAX;
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The client broke off. */
    synchronized void fail() {
        if (!ended) {
            failure = new EOFException("the client closed the connection within the request's body");
            ended = true;
        }
        notifyAll();
    }

    /** Nobody reads it any more. */
    synchronized void abandon() {
        abandoned = true;
        held.forEach(ByteBuf::release);
        held.clear();
        heldBytes = 0;
    }

    private synchronized int take(byte[] target, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        boolean asked = false;
        while (held.isEmpty()) {
            if (failure != null) {
                throw failure;
            }
            if (ended || abandoned) {
                return -1;
            }
            if (!asked) {
                asked = true;
                flow.proceed();
                continue;
            }
            await();
        }
        ByteBuf first = held.getFirst();
        int taken = Math.min(count, first.readableBytes());
        first.readBytes(target, offset, taken);
        heldBytes -= taken;
        if (!first.isReadable()) {
            held.removeFirst().release();
        }
        return taken;
    }

    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private void await() throws IOException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private final class Reader extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            return take(target, offset, count);
        }
    }
}
