package dev.postern.server.http;

import dev.postern.wire.http.HttpResponse;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.stream.ChunkedNioFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** In which form the bodies of answers go to the socket. */
final class ResponseBody {
    /** A body up to this size goes in one buffer with its head. */
    static final int COPIED_BYTES_MAX = 64 * 1024;

    private static final System.Logger LOG = System.getLogger(ResponseBody.class.getName());
    private static final int CHUNK_BYTES = 128 * 1024;

    private ResponseBody() {}

    /** A small file costs less as bytes in the same packet as the head than as a call of its own. */
    static Answer inMemoryIfSmall(Answer reply) {
        if (reply.response().payload() instanceof HttpResponse.Streamed(InputStream content, long length)
                && length <= COPIED_BYTES_MAX) {
            return with(reply, read(content, (int) length));
        }
        if (!(reply.response().payload() instanceof HttpResponse.FileRange range)
                || range.length() > COPIED_BYTES_MAX) {
            return reply;
        }
        byte[] content = new byte[(int) range.length()];
        ByteBuffer buffer = ByteBuffer.wrap(content);
        try (var file = range.file()) {
            while (buffer.hasRemaining()) {
                if (file.read(buffer, range.offset() + buffer.position()) < 0) {
                    throw new IOException("the file is shorter than its range");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return with(reply, content);
    }

    private static byte[] read(InputStream content, int length) {
        try (content) {
            byte[] bytes = content.readNBytes(length);
            if (bytes.length < length) {
                throw new IOException("the body is shorter than it should be");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer with(Answer reply, byte[] content) {
        HttpResponse response = reply.response();
        return new Answer(
                new HttpResponse(response.status(), response.headers(), new HttpResponse.Bytes(content)),
                reply.hopLimit());
    }

    /** What is to be written behind the head; null if there is nothing. */
    static @Nullable Object message(HttpResponse.Payload payload, boolean secure) {
        return switch (payload) {
            case HttpResponse.Bytes(byte[] content) -> content.length == 0 ? null : Unpooled.wrappedBuffer(content);
            case HttpResponse.HeadOnly _ -> null;
            case HttpResponse.Streamed(InputStream content, long length) -> new StreamedBody(content, length);
            case HttpResponse.FileRange range
            when range.length() == 0 -> {
                release(range);
                yield null;
            }
            case HttpResponse.FileRange range
            when secure -> {
                try {
                    yield new ChunkedNioFile(range.file(), range.offset(), range.length(), CHUNK_BYTES);
                } catch (IOException e) {
                    release(range);
                    throw new UncheckedIOException(e);
                }
            }
            case HttpResponse.FileRange range -> new DefaultFileRegion(range.file(), range.offset(), range.length());
        };
    }

    /** Lets go of a body that is not sent. */
    static void release(HttpResponse.Payload payload) {
        try {
            payload.release();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a body", e);
        }
    }
}
