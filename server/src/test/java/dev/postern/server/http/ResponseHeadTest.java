package dev.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Text of clients that became an answer's fields. */
final class ResponseHeadTest {
    private static String written(String name, String value) {
        ByteBuf out = Unpooled.buffer();
        ResponseHead.write(out, HttpResponse.empty(200, Headers.of(name, value)), 0, true, false);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void noTextBeginsALineOfItsOwn() {
        assertThat(written("x", "a\r\nb: c")).contains("x: a  b: c\r\n");
        // Characters whose last bytes are those of a line break.
        assertThat(written("x", "a\u010d\u010ab: c")).contains("x: a??b: c\r\n");
        assertThat(written("etag", "a")).contains("\r\nETag: a\r\n").contains("\r\nContent-Length: ");
        assertThat(written("content-range", "bytes 0-5/46")).contains("\r\nContent-Range: bytes 0-5/46\r\n");
        assertThat(written("x-amz-meta-a", "b")).contains("\r\nx-amz-meta-a: b\r\n");
        assertThat(written("x", "\u00fc")).contains("x: \u00fc\r\n");
        assertThat(written("a\r\nx", "y")).doesNotContain("y");
    }
}
