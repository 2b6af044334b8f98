package dev.postern.wire.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * An answer.
 *
 * @param headers without Content-Length and Date, which the transport adds
 */
public record HttpResponse(int status, Headers headers, Payload payload) {
    /** The body of an answer. */
    public sealed interface Payload {
        /** In bytes. */
        long length();

        /** Lets go of what it comes from, where it is not sent. */
        default void release() throws IOException {}
    }

    /** A body in memory; whoever makes it gives the array away. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Bytes(byte[] content) implements Payload {
        @Override
        public long length() {
            return content.length;
        }
    }

    /**
     * A part of a file; the transport sends it without copying where it can, and closes the channel in any case.
     *
     * @param offset in bytes from the file's beginning
     * @param length in bytes
     */
    public record FileRange(FileChannel file, long offset, long length) implements Payload {
        @Override
        public void release() throws IOException {
            file.close();
        }
    }

    /**
     * What a stream brings; the transport reads it as it sends, and closes it in any case.
     *
     * @param length in bytes
     */
    public record Streamed(InputStream content, long length) implements Payload {
        @Override
        public void release() throws IOException {
            content.close();
        }
    }

    /**
     * No body, though the headers speak of one: the answer to HEAD.
     *
     * @param length the Content-Length to state, in bytes
     */
    public record HeadOnly(long length) implements Payload {}

    public static HttpResponse of(int status, Headers headers, String text) {
        return new HttpResponse(status, headers, new Bytes(text.getBytes(StandardCharsets.UTF_8)));
    }

    public static HttpResponse empty(int status, Headers headers) {
        return new HttpResponse(status, headers, new Bytes(new byte[0]));
    }
}
