package dev.postern.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What a query says, and that it is read once however often a request is copied. */
class QueryStringTest {
    private static final HttpRequest REQUEST =
            new HttpRequest("GET", "/b", "prefix=a%2Fb&prefix=c&acl", Headers.of("Host", "h"), HttpRequest.Bytes.NONE);

    @Test
    void takesTheFirstOfTwoEqualNames() {
        assertThat(REQUEST.queryString().find("prefix")).contains("a/b");
        assertThat(REQUEST.queryString().find("acl")).contains("");
        assertThat(REQUEST.queryString().find("Prefix")).isEmpty();
        assertThat(REQUEST.query()).isEqualTo("prefix=a%2Fb&prefix=c&acl");
    }

    @Test
    void isReadOnce() {
        var parameters = REQUEST.queryString().parameters();
        assertThat(REQUEST.withHeaders(Headers.NONE)
                        .withBody(HttpRequest.Bytes.NONE)
                        .queryString()
                        .parameters())
                .isSameAs(parameters);
    }

    @Test
    void isEqualToAnotherThatCameTheSame() {
        assertThat(new QueryString("a=1"))
                .isEqualTo(new QueryString("a=1"))
                .hasSameHashCodeAs(new QueryString("a=1"))
                .isNotEqualTo(new QueryString("a=%31"));
    }

    @Test
    void namesOfHeadersAreInLowerCaseHoweverTheyCome() {
        Headers headers = Headers.builder()
                .add("X-Amz-Date", "1")
                .add("ÄB", "2")
                .add("etag", "3")
                .build();
        assertThat(headers.and("server", "s").names()).containsExactly("x-amz-date", "äb", "etag", "server");
        assertThat(headers.names()).containsExactly("x-amz-date", "ÄB".toLowerCase(Locale.ROOT), "etag");
    }
}
