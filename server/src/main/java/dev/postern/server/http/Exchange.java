package dev.postern.server.http;

import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request and the state of its body. Lives on the event loop, but for the body's stream. */
final class Exchange {
    /** A body up to this size is read before the handler starts, so that it never waits for it. */
    private static final int SMALL_BODY_BYTES_MAX = 64 * 1024;

    /** What is left of a body when the answer is sent is read and dropped up to this size. */
    private static final int DRAINED_BYTES_MAX = 1024 * 1024;

    /** Memory for a body is taken as the body comes: a promise alone costs little. */
    private static final int FIRST_BYTES = 4 * 1024;

    private static final byte[] NOTHING = new byte[0];

    final io.netty.handler.codec.http.HttpRequest head;
    private final RequestTarget target;
    final boolean keepAlive;
    final boolean expectsContinue;
    private final long length;
    private byte @Nullable [] small;
    private final @Nullable BodyStream stream;
    private int smallBytes;
    private long drainedBytes;
    private long receivedBytes;
    private boolean requestComplete;
    private boolean answered;
    private volatile boolean continued;

    Exchange(io.netty.handler.codec.http.HttpRequest head, RequestTarget target, Runnable resume) {
        this.head = head;
        this.target = target;
        this.keepAlive = HttpUtil.isKeepAlive(head);
        this.expectsContinue = HttpUtil.is100ContinueExpected(head);
        boolean chunked = HttpUtil.isTransferEncodingChunked(head);
        this.length = chunked ? -1 : HttpUtil.getContentLength(head, 0L);
        boolean isSmall = !chunked && !expectsContinue && length <= SMALL_BODY_BYTES_MAX;
        this.small = isSmall ? length == 0 ? NOTHING : new byte[(int) Math.min(length, FIRST_BYTES)] : null;
        this.stream = isSmall ? null : new BodyStream(resume);
    }

    /** Whether the handler can start: a small body must have come first. */
    boolean isReady() {
        return small == null || smallBytes == length;
    }

    /** Whether the client has said that there is no body. */
    boolean isEmpty() {
        return length == 0;
    }

    boolean isRequestComplete() {
        return requestComplete;
    }

    /** Takes and releases a part of the body. */
    void content(HttpContent content) {
        ByteBuf bytes = content.content();
        int n = bytes.readableBytes();
        receivedBytes += n;
        if (stream != null) {
            drainedBytes += answered ? n : 0;
            stream.offer(bytes);
        } else if (small != null) {
            int room = (int) Math.min(n, length - smallBytes);
            if (smallBytes + room > small.length) {
                small = Arrays.copyOf(small, (int) Math.min(length, Math.max(2L * small.length, smallBytes + room)));
            }
            bytes.readBytes(small, smallBytes, room);
            smallBytes += room;
            bytes.release();
        } else {
            bytes.release();
        }
        if (content instanceof LastHttpContent) {
            requestComplete = true;
            if (stream != null) {
                stream.end();
            }
        }
    }

    boolean wantsMore() {
        return !requestComplete && (stream == null || stream.wantsMore());
    }

    /** Whether the handler can do nothing but wait for the client. */
    boolean isStarving() {
        boolean invited = !expectsContinue || continued;
        return !requestComplete && invited && (stream == null || stream.isStarving());
    }

    /** How much of the body has come. */
    long receivedBytes() {
        return receivedBytes;
    }

    void fail(String reason) {
        if (stream != null) {
            stream.fail(reason);
        }
    }

    /** The answer is on its way: nobody reads the body any more. Called on the handler's thread when it is done. */
    void closeBody() {
        if (stream != null) {
            stream.close();
        }
    }

    boolean isAnswered() {
        return answered;
    }

    void markAnswered() {
        answered = true;
    }

    /** Whether the connection can go on after the answer, or the rest of the body is too much to wait for. */
    boolean canDrain() {
        return requestComplete
                || (!expectsContinue
                        && drainedBytes <= DRAINED_BYTES_MAX
                        && length <= DRAINED_BYTES_MAX
                        && length >= 0);
    }

    boolean isHead() {
        return head.method().equals(io.netty.handler.codec.http.HttpMethod.HEAD);
    }

    /** The request for the handler. */
    HttpRequest request(ChannelHandlerContext context) {
        Headers.Builder headers = Headers.builder();
        target.authority().ifPresent(authority -> headers.add("host", authority));
        Iterator<Map.Entry<String, String>> fields = head.headers().iteratorAsString();
        while (fields.hasNext()) {
            Map.Entry<String, String> field = fields.next();
            if (target.authority().isEmpty() || !field.getKey().equalsIgnoreCase("host")) {
                headers.add(field.getKey(), field.getValue());
            }
        }
        return new HttpRequest(head.method().name(), target.path(), target.query(), headers.build(), new Body(context));
    }

    private final class Body implements HttpRequest.Body {
        private final ChannelHandlerContext context;

        Body(ChannelHandlerContext context) {
            this.context = context;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public InputStream open() {
            if (stream == null) {
                return new ByteArrayInputStream(small == null ? NOTHING : small);
            }
            if (expectsContinue && !continued) {
                continued = true;
                context.executor().execute(() -> {
                    if (!requestComplete) {
                        ResponseHead.writeContinue(context);
                    }
                });
            }
            return stream;
        }
    }

    boolean isHttp10() {
        return head.protocolVersion().equals(HttpVersion.HTTP_1_0);
    }
}
