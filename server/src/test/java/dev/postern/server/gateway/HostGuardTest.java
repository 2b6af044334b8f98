package dev.postern.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.gateway.HostGuard.Aim;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as Chromium sends them, and as programs do. */
final class HostGuardTest {
    private static final String HOST = "127.0.0.1:4566";

    private final HostGuard guard = new HostGuard(Set.of("Cloud.Example.test"), CrossOrigin.NONE);

    private static HttpRequest request(String method, String host, String... headers) {
        List<String> all = new ArrayList<>(List.of("host", host));
        all.addAll(List.of(headers));
        return new HttpRequest(method, "/b/k", "", Headers.of(all.toArray(new String[0])), HttpRequest.Bytes.NONE);
    }

    private boolean admits(Aim aim, HttpRequest request) {
        return refusal(guard, request, false, aim).isEmpty();
    }

    private static HttpRequest fetched(String method, String site, String mode, String dest) {
        return request(method, HOST, "sec-fetch-site", site, "sec-fetch-mode", mode, "sec-fetch-dest", dest);
    }

    @ParameterizedTest
    @EnumSource
    void admitsPrograms(Aim aim) {
        assertThat(admits(aim, request("POST", HOST, "user-agent", "aws-cli/2.9 Python/3.11")))
                .isTrue();
        assertThat(admits(aim, request("DELETE", "s3.eu-west-1.amazonaws.com", "user-agent", "curl/7.88")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:4566",
                "localhost.:4566",
                "b.localhost:4566",
                "127.0.0.1:4566",
                "127.9.9.9",
                "[::1]:4566",
                "s3.amazonaws.com",
                "b.s3.us-east-1.amazonaws.com:4566",
                "198.18.0.10",
                "198.19.0.1:80",
                "cloud.example.test:4566",
                ""
            })
    void answersToItsOwnNames(String host) {
        assertThat(admits(Aim.ANYTHING_ELSE, request("POST", host))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.test",
                "evil.test:4566",
                "localhost.evil.test",
                "127.0.0.1.evil.test",
                "evil-localhost",
                "amazonaws.com.evil.test",
                "evilamazonaws.com",
                "0.0.0.0:4566",
                "0:4566",
                "2130706433",
                "127.1",
                "[::]:4566",
                "192.168.1.2:4566",
                "198.20.0.1",
                "example.test"
            })
    void answersToNoOther(String host) {
        for (Aim aim : Aim.values()) {
            assertThat(admits(aim, request("GET", host))).isFalse();
            assertThat(admits(aim, request("GET", host, "sec-fetch-site", "same-origin")))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://evil.test", "null", "http://localhost:4566", "https://127.0.0.1:4566", "http://127.0.0.1"
            })
    void refusesPagesOfOtherOrigins(String origin) {
        for (Aim aim : Aim.values()) {
            for (String method : new String[] {"GET", "POST", "OPTIONS", "PUT"}) {
                assertThat(admits(aim, request(method, HOST, "origin", origin))).isFalse();
                assertThat(admits(aim, request(method, HOST, "origin", origin, "sec-fetch-site", "none")))
                        .isFalse();
                assertThat(admits(aim, request(method, HOST, "origin", origin, "sec-fetch-site", "same-origin")))
                        .isFalse();
            }
        }
    }

    /** Whom a bucket lets in, it lets into itself. */
    @ParameterizedTest
    @CsvSource({
        "b/x, true",
        "/b/x?versionId=null, true",
        "%62%2Fx, true",
        "other/x, false",
        "/other/b/x, false",
        "other%2Fx, false",
        "'', false"
    })
    void pagesCopyWithinTheBucketThatLetsThemIn(String source, boolean admitted) {
        HostGuard open = new HostGuard(Set.of(), (_, _) -> true);
        HttpRequest foreign = request("PUT", HOST, "origin", "http://page.test", "x-amz-copy-source", source);
        assertThat(refusal(open, foreign, false, Aim.OBJECTS).isEmpty()).isEqualTo(admitted);
        HttpRequest own =
                request("PUT", "b.localhost:4566", "origin", "http://b.localhost:4566", "x-amz-copy-source", source);
        HttpRequest ofBucket = new HttpRequest("PUT", "/k", "", own.headers(), HttpRequest.Bytes.NONE);
        assertThat(admits(Aim.OBJECTS, ofBucket)).isEqualTo(admitted);
        HttpRequest presigned = new HttpRequest(
                "PUT",
                "/b/k",
                "X-Amz-Copy%2DSource=" + URLEncoder.encode(source, StandardCharsets.UTF_8),
                request("PUT", HOST, "origin", "http://page.test").headers(),
                HttpRequest.Bytes.NONE);
        assertThat(refusal(open, presigned, false, Aim.OBJECTS).isEmpty()).isEqualTo(admitted);
        assertThat(admits(Aim.OBJECTS, request("PUT", HOST, "x-amz-copy-source", source)))
                .as("a program's")
                .isTrue();
    }

    @Test
    void refusesWhatPagesAskWithoutAnOrigin() {
        for (Aim aim : Aim.values()) {
            for (String site : new String[] {"cross-site", "same-site", "something-new"}) {
                assertThat(admits(aim, fetched("GET", site, "no-cors", "image")))
                        .isFalse();
                assertThat(admits(aim, fetched("GET", site, "no-cors", "script")))
                        .isFalse();
                assertThat(admits(aim, fetched("GET", site, "navigate", "iframe")))
                        .isFalse();
                assertThat(admits(aim, fetched("GET", site, "navigate", "object")))
                        .isFalse();
                assertThat(admits(aim, fetched("POST", site, "navigate", "document")))
                        .isFalse();
            }
            assertThat(admits(aim, request("GET", HOST, "origin", "http://" + HOST, "origin", "http://evil.test")))
                    .isFalse();
        }
    }

    @Test
    void letsAPersonOpenLinksToObjectsAndTheStatusOnly() {
        for (String site : new String[] {"none", "cross-site", "same-site"}) {
            HttpRequest opened = fetched("GET", site, "navigate", "document");
            assertThat(admits(Aim.OBJECTS, opened)).isTrue();
            assertThat(admits(Aim.STATUS, opened)).isTrue();
            assertThat(admits(Aim.ANYTHING_ELSE, opened)).as("a link that acts").isFalse();
        }
        HttpRequest silent = request("GET", "s3.amazonaws.com", "user-agent", "Mozilla/5.0 (X11; Linux x86_64)");
        assertThat(admits(Aim.OBJECTS, silent)).isTrue();
        assertThat(admits(Aim.ANYTHING_ELSE, silent)).isFalse();
    }

    @Test
    void admitsPagesOfItsOwnButThoseOfABucketOnlyToTheBucket() {
        HttpRequest own = request("POST", HOST, "origin", "http://" + HOST, "sec-fetch-site", "same-origin");
        assertThat(admits(Aim.ANYTHING_ELSE, own)).isTrue();
        assertThat(admits(Aim.OBJECTS, request("GET", HOST, "origin", "http://" + HOST)))
                .isTrue();
        HttpRequest ofBucket = request(
                "POST", "b.localhost:4566", "origin", "http://b.localhost:4566", "sec-fetch-site", "same-origin");
        assertThat(admits(Aim.OBJECTS, ofBucket)).isTrue();
        assertThat(admits(Aim.ANYTHING_ELSE, ofBucket)).isFalse();
        assertThat(admits(Aim.STATUS, ofBucket)).isFalse();
    }

    @Test
    void knowsThePortThatASchemeImplies() {
        HttpRequest request = request("GET", "localhost:443", "origin", "https://localhost");
        assertThat(refusal(guard, request, true, Aim.ANYTHING_ELSE)).isEmpty();
        assertThat(refusal(guard, request, false, Aim.ANYTHING_ELSE)).isPresent();
    }

    @Test
    void asksTheOwnerOfABucketAboutForeignPages() {
        HostGuard asking = new HostGuard(Set.of(), (request, origin) -> origin.equals("https://app.example.test"));
        HttpRequest friend = request("GET", HOST, "origin", "https://app.example.test", "sec-fetch-site", "cross-site");
        assertThat(refusal(asking, friend, false, Aim.OBJECTS)).isEmpty();
        assertThat(refusal(asking, friend, false, Aim.ANYTHING_ELSE)).isPresent();
        assertThat(refusal(asking, request("GET", HOST, "origin", "https://evil.test"), false, Aim.OBJECTS))
                .isPresent();
    }

    @Test
    void sandboxesDocumentsInPathStyle() {
        assertThat(needsSandbox(fetched("GET", "none", "navigate", "document"))).isTrue();
        assertThat(needsSandbox(fetched("GET", "same-origin", "navigate", "iframe")))
                .isTrue();
        assertThat(needsSandbox(request("GET", HOST, "user-agent", "Mozilla/5.0")))
                .isTrue();
        assertThat(needsSandbox(request("GET", HOST, "user-agent", "curl/7.88")))
                .isFalse();
        assertThat(needsSandbox(request("GET", "b.localhost:4566", "sec-fetch-dest", "document")))
                .isFalse();
    }

    private static Optional<HttpResponse> refusal(HostGuard asked, HttpRequest request, boolean secure, Aim aim) {
        return asked.refusal(request, HostGuard.address(request.host()), Sender.of(request, secure), () -> aim);
    }

    private static boolean needsSandbox(HttpRequest request) {
        return HostGuard.needsSandbox(request, Sender.of(request, false));
    }
}
