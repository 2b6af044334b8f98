package dev.postern.wire.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/**
 * A request as it came.
 *
 * @param method in upper case
 * @param path the raw, percent-encoded path; begins with a slash
 * @param queryString what follows the question mark
 * @param body read at most once, on the thread that serves the request
 */
public record HttpRequest(String method, String path, QueryString queryString, Headers headers, Body body) {
    /** @param query the raw query without its question mark; may be empty */
    public HttpRequest(String method, String path, String query, Headers headers, Body body) {
        this(method, path, new QueryString(query), headers, body);
    }

    /** The body of a request; it streams, with back pressure to the client. */
    public interface Body {
        /** In bytes; -1 when the client did not say (chunked transfer coding). */
        long length();

        /** Ends with an {@link java.io.EOFException} when the client broke off. */
        InputStream open();

        /**
         * The fields that came behind the body, as {@code x-amz-checksum-crc32}; known once the stream was read to its
         * end.
         */
        default Headers trailers() {
            return Headers.NONE;
        }
    }

    /** A body in memory; whoever makes it gives the array away. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Bytes(byte[] content) implements Body {
        /** No body. */
        public static final Bytes NONE = new Bytes(new byte[0]);

        @Override
        public long length() {
            return content.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(content);
        }
    }

    /** The host that the client named, without its port, in lower case; empty if it named none. */
    public String host() {
        String host = headers.first("host").orElse("").toLowerCase(java.util.Locale.ROOT);
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    /** The raw query without its question mark; may be empty. */
    public String query() {
        return queryString.text();
    }

    public HttpRequest withBody(Body newBody) {
        return new HttpRequest(method, path, queryString, headers, newBody);
    }

    public HttpRequest withHeaders(Headers newHeaders) {
        return new HttpRequest(method, path, queryString, newHeaders, body);
    }
}
