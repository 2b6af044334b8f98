package dev.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestTargetTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "s3.amazonaws.com:443",
                "a_b-c.test:",
                "127.0.0.1:65535",
                "[::1]",
                "[fd00:ec2::254]:80"
            })
    void takesAHostWithOrWithoutPort(String text) {
        assertThat(RequestTarget.isAuthority(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "user@host",
                "host:port",
                "host:123456",
                "host:80:80",
                "[::1",
                "[]",
                "[::1]x",
                "[::g]",
                "a/b",
                "hö",
                "a:8０"
            })
    void takesNothingElse(String text) {
        assertThat(RequestTarget.isAuthority(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://host", "HTTPS://host:443/", "http://[::1]:80/?"})
    void readsUrls(String text) {
        assertThat(RequestTarget.find(text).orElseThrow().authority()).isPresent();
        assertThat(RequestTarget.find(text).orElseThrow().path()).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "ftp://host/", "http://", "http://user@host/", "/a b", "/\u007f", "*"})
    void readsNothingElse(String text) {
        assertThat(RequestTarget.find(text)).isEqualTo(Optional.empty());
    }
}
