package dev.postern.server.http;

import dev.postern.wire.http.HttpResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.stream.ChunkedNioFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalInt;

/** Writes one answer. What can be read beforehand is read on the request's thread, not on the event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write shows as the end of the channel
final class ResponseWriter {
    private static final int SMALL_FILE_BYTES = 32 << 10;
    private static final int TLS_CHUNK_BYTES = 64 << 10;
    private static final int IPPROTO_IP = 0;
    private static final int IP_TTL = 2;
    private static final ChannelOption<Integer> TIME_TO_LIVE =
            new IntegerUnixChannelOption("IP_TTL", IPPROTO_IP, IP_TTL);
    private static final int DEFAULT_TIME_TO_LIVE = 64;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final HttpResponse response;
    private final OptionalInt hopLimit;
    private final boolean head;
    private final boolean secure;

    private ResponseWriter(HttpResponse response, OptionalInt hopLimit, boolean head, boolean secure) {
        this.response = response;
        this.hopLimit = hopLimit;
        this.head = head;
        this.secure = secure;
    }

    static ResponseWriter prepare(Answer answer, boolean head, boolean secure) {
        HttpResponse response = answer.response();
        if (response.payload() instanceof HttpResponse.FileRange range
                && (head || range.length() <= SMALL_FILE_BYTES)) {
            response = new HttpResponse(
                    response.status(),
                    response.headers(),
                    head ? new HttpResponse.HeadOnly(range.length()) : new HttpResponse.Bytes(read(range)));
        }
        return new ResponseWriter(response, answer.hopLimit(), head, secure);
    }

    ChannelFuture write(ChannelHandlerContext context, boolean keepAlive) {
        if (hopLimit.isPresent()) {
            context.channel().config().setOption(TIME_TO_LIVE, hopLimit.getAsInt());
        }
        ChannelFuture written = switch (response.payload()) {
            case HttpResponse.Bytes(byte[] content) ->
                context.writeAndFlush(full(
                        head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(content), content.length, keepAlive));
            case HttpResponse.HeadOnly(long length) ->
                context.writeAndFlush(full(Unpooled.EMPTY_BUFFER, length, keepAlive));
            case HttpResponse.FileRange range -> file(context, range, keepAlive);
        };
        if (hopLimit.isPresent()) {
            written.addListener(done -> context.channel().config().setOption(TIME_TO_LIVE, DEFAULT_TIME_TO_LIVE));
        }
        return written;
    }

    private ChannelFuture file(ChannelHandlerContext context, HttpResponse.FileRange range, boolean keepAlive) {
        DefaultHttpResponse beginning = new DefaultHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()),
                DefaultHttpHeadersFactory.headersFactory().withValidation(false));
        headers(beginning.headers(), range.length(), keepAlive);
        context.write(beginning);
        if (!secure) {
            context.write(new DefaultFileRegion(range.file(), range.offset(), range.length()));
            return context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        }
        try {
            return context.writeAndFlush(new HttpChunkedInput(
                    new ChunkedNioFile(range.file(), range.offset(), range.length(), TLS_CHUNK_BYTES)));
        } catch (IOException e) {
            return context.newFailedFuture(e);
        }
    }

    private DefaultFullHttpResponse full(ByteBuf content, long length, boolean keepAlive) {
        DefaultFullHttpResponse full = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()),
                content,
                DefaultHttpHeadersFactory.headersFactory().withValidation(false),
                DefaultHttpHeadersFactory.trailersFactory());
        headers(full.headers(), length, keepAlive);
        return full;
    }

    private void headers(HttpHeaders headers, long length, boolean keepAlive) {
        response.headers().forEach(headers::add);
        boolean bodiless = response.status() == 204 || response.status() == 304;
        if (!bodiless) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
        }
        headers.set(HttpHeaderNames.DATE, CurrentDate.text());
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, "close");
        }
    }

    private static byte[] read(HttpResponse.FileRange range) {
        try (FileChannel file = range.file()) {
            ByteBuffer buffer = ByteBuffer.allocate((int) range.length());
            while (buffer.hasRemaining() && file.read(buffer, range.offset() + buffer.position()) >= 0) {
                // until it is full
            }
            return buffer.array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The Date field's text, made once a second. */
    private static final class CurrentDate {
        private static volatile long second;
        private static volatile String text = "";

        private CurrentDate() {}

        static String text() {
            long now = System.currentTimeMillis() / 1000;
            if (now != second) {
                text = DATE.format(Instant.ofEpochSecond(now));
                second = now;
            }
            return text;
        }
    }
}
