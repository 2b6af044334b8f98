package dev.postern.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/**
 * Reads requests one at a time, the next one only when it is asked for, and takes nothing that another reader of the same
 * bytes could understand in another way.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-11.2">RFC 9112, request smuggling</a>
 */
final class RequestDecoder extends HttpRequestDecoder {
    private static final int PIECE_BYTES_MAX = 64 << 10;

    /** What a chunked body may spend on its framing: so much, and so many times its content. */
    private static final int FRAMING_BYTES_MAX = 128 << 10;

    private static final int FRAMING_TIMES_MAX = 16;

    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private final LineEnds lines = new LineEnds();
    private boolean inHead = true;
    private boolean held;
    private boolean broken;
    private boolean decoding;
    private long framingAllowance;

    RequestDecoder(Limits limits) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.lineBytes())
                .setMaxHeaderSize(limits.headBytes())
                .setMaxChunkSize(PIECE_BYTES_MAX));
    }

    /** Whether a head has begun that is not complete yet. */
    boolean isInsideHead() {
        return inHead && !held && !broken && (lines.isInside() || actualReadableBytes() > 0);
    }

    /** Goes on to the next request, of which some or all may have come already. */
    void next(ChannelHandlerContext context) throws Exception {
        held = false;
        if (!decoding && actualReadableBytes() > 0) {
            ChannelHandlerContext own = context.pipeline().context(this);
            channelRead(own, Unpooled.EMPTY_BUFFER);
        }
    }

    /** Whether bytes have come that nobody has looked at yet. */
    boolean hasMore() {
        return actualReadableBytes() > 0;
    }

    /** What was sent before the client ended its side is still there when its turn comes. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        boolean nested = decoding;
        decoding = true;
        try {
            super.channelRead(context, message);
        } finally {
            decoding = nested;
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf buffer, List<Object> out) throws Exception {
        if (broken) {
            buffer.skipBytes(buffer.readableBytes());
            return;
        }
        if (held) {
            return; // what comes behind a request waits; behind CONNECT it is not even HTTP
        }
        int from = buffer.readerIndex();
        super.decode(context, buffer, out);
        int consumed = buffer.readerIndex() - from;
        if (inHead) {
            if (!lines.takes(buffer, from, consumed)) {
                reject(out, "a line of the head that continues another one, or a line break that is not CR LF");
            }
        } else {
            checkFraming(consumed, out);
        }
        for (Object message : out) {
            if (message instanceof HttpMessage) {
                inHead = false;
                lines.reset();
                framingAllowance = FRAMING_BYTES_MAX;
            }
            if (message instanceof LastHttpContent) {
                inHead = true;
                held = true;
            }
        }
    }

    private void checkFraming(int consumed, List<Object> out) {
        int payload = 0;
        for (Object message : out) {
            payload +=
                    message instanceof HttpContent content ? content.content().readableBytes() : 0;
        }
        framingAllowance += (long) payload * FRAMING_TIMES_MAX - (consumed - payload);
        if (framingAllowance < 0) {
            out.forEach(ReferenceCountUtil::release);
            out.clear();
            HttpContent end = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
            end.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("chunks of next to nothing")));
            out.add(end);
            broken = true;
        }
    }

    private void reject(List<Object> out, String why) {
        out.forEach(ReferenceCountUtil::release);
        out.clear();
        HttpMessage invalid = createInvalidMessage();
        invalid.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(why)));
        out.add(invalid);
        broken = true;
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("a body with a Content-Length and a Transfer-Encoding");
    }

    /**
     * Looks at line breaks for those that readers differ about, and at what a line begins with (RFC 9112, 2.2 and 5.2). A
     * head may come in pieces, so the last byte of the one before counts.
     */
    private static final class LineEnds {
        private byte last;

        /** Whether all is well up to here. */
        boolean takes(ByteBuf buffer, int from, int length) {
            if (length == 0) {
                return true;
            }
            int end = from + length;
            if (!follows(last, buffer.getByte(from))) {
                return false;
            }
            // By search, which looks at several bytes at a time, and not byte by byte: a head is mostly other bytes.
            for (int at = buffer.indexOf(from, end, LF); at >= 0; at = buffer.indexOf(at + 1, end, LF)) {
                byte before = at == from ? last : buffer.getByte(at - 1);
                boolean continued = at + 1 < end && !follows(LF, buffer.getByte(at + 1));
                if (before != CR || continued) {
                    return false;
                }
            }
            for (int at = buffer.indexOf(from, end, CR); at >= 0; at = buffer.indexOf(at + 1, end, CR)) {
                if (at + 1 < end && buffer.getByte(at + 1) != LF) {
                    return false;
                }
            }
            last = buffer.getByte(end - 1);
            return true;
        }

        private static boolean follows(byte before, byte next) {
            return switch (before) {
                case CR -> next == LF;
                case LF -> next != ' ' && next != '\t';
                default -> true;
            };
        }

        boolean isInside() {
            return last != 0;
        }

        void reset() {
            last = 0;
        }
    }
}
