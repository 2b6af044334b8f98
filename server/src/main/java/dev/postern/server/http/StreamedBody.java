package dev.postern.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * A body that a stream brings, piece by piece as the socket takes it. Netty's own reads single bytes where a stream does not say how
 * many there are.
 */
final class StreamedBody implements ChunkedInput<ByteBuf> {
    private static final int CHUNK_BYTES = 128 * 1024;

    private final InputStream content;
    private final long length;
    private long sent;

    StreamedBody(InputStream content, long length) {
        this.content = content;
        this.length = length;
    }

    @Override
    public boolean isEndOfInput() {
        return sent == length;
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // Netty's own interface wants it
    public ByteBuf readChunk(ChannelHandlerContext context) throws IOException {
        return readChunk(context.alloc());
    }

    @Override
    public ByteBuf readChunk(ByteBufAllocator allocator) throws IOException {
        int size = (int) Math.min(CHUNK_BYTES, length - sent);
        ByteBuf chunk = allocator.heapBuffer(size);
        boolean whole = false;
        try {
            while (chunk.readableBytes() < size) {
                if (chunk.writeBytes(content, size - chunk.readableBytes()) < 0) {
                    throw new EOFException("the body is shorter than it should be");
                }
            }
            sent += size;
            whole = true;
            return chunk;
        } finally {
            if (!whole) {
                chunk.release();
            }
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public long progress() {
        return sent;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
