package dev.postern.server.http;

import dev.postern.wire.http.HttpResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes the status line and the header fields of answers, into one buffer and without objects in between. */
final class ResponseHead {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);
    private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\n");
    private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    private static final byte[] END = ascii("\r\n");

    /** The date changes once a second; it is made again only then. */
    private static volatile CachedDate date = new CachedDate(0, new byte[0]);

    private record CachedDate(
            long second,
            @SuppressWarnings("ArrayRecordComponent") byte[] line) {}

    private ResponseHead() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static void writeContinue(ChannelHandlerContext context) {
        var _ = context.writeAndFlush(context.alloc().buffer(CONTINUE.length).writeBytes(CONTINUE));
    }

    /** Whether an answer with this status has neither body nor Content-Length. */
    static boolean isBodiless(int status) {
        return status == 204 || status == 304 || status < 200;
    }

    static void write(ByteBuf out, HttpResponse response, long length, boolean keepAlive, boolean http10) {
        if (response.status() == 200) {
            out.writeBytes(OK);
        } else {
            String reason = HttpResponseStatus.valueOf(response.status()).reasonPhrase();
            ByteBufUtil.writeAscii(out, "HTTP/1.1 " + response.status() + " " + reason + "\r\n");
        }
        response.headers().forEach((name, value) -> {
            if (!isToken(name)) {
                return; // a client's text that became a name: it must not become a line
            }
            out.writeBytes(FieldNames.beginning(name));
            writeValue(out, value);
            out.writeBytes(END);
        });
        out.writeBytes(date());
        if (!isBodiless(response.status())) {
            out.writeBytes(CONTENT_LENGTH);
            ByteBufUtil.writeAscii(out, Long.toString(length));
            out.writeBytes(END);
        }
        if (!keepAlive) {
            out.writeBytes(CLOSE);
        } else if (http10) {
            out.writeBytes(KEEP_ALIVE);
        }
        out.writeBytes(END);
    }

    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == ':') {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /**
     * One byte for each character; a line break would begin a field that nobody meant, and so would a character that has more
     * bytes and whose last is one.
     */
    private static void writeValue(ByteBuf out, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                out.writeByte(' ');
            } else {
                out.writeByte(c > 0xff ? '?' : c);
            }
        }
    }

    private static byte[] date() {
        long second = System.currentTimeMillis() / 1000; // the transport's own clock: it is nobody's business
        CachedDate cached = date;
        if (cached.second() != second) {
            ZonedDateTime now = ZonedDateTime.ofInstant(java.time.Instant.ofEpochSecond(second), ZoneOffset.UTC);
            cached = new CachedDate(second, ascii("Date: " + DATE.format(now) + "\r\n"));
            date = cached;
        }
        return cached.line();
    }
}
