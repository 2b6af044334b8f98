package dev.postern.server.http;

import dev.postern.wire.http.HttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Optional;

/**
 * What the head of a request must keep to beyond its grammar. Whoever breaks a rule is told so, and the connection is
 * closed: what follows on it may not be what it seems to be.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112, HTTP/1.1</a>
 */
final class HeadRules {
    private HeadRules() {}

    /**
     * The answer to a head that breaks a rule.
     *
     * @param target what its request line asks for; empty if that cannot be read
     */
    static Optional<HttpResponse> refusal(HttpRequest head, Optional<RequestTarget> target, int fieldsMax) {
        HttpHeaders headers = head.headers();
        if (head.protocolVersion().majorVersion() != 1) {
            return refuse(505, "This is HTTP/1.1.");
        }
        if (headers.size() > fieldsMax) {
            return refuse(431, "There are too many header fields.");
        }
        if (headers.contains("sec-websocket-key1")) {
            return refuse(400, "There are no WebSockets here."); // an old draft's have a body that no field speaks of
        }
        List<String> expectations = headers.getAll(HttpHeaderNames.EXPECT);
        if (expectations.size() > 1
                || (!expectations.isEmpty() && !expectations.getFirst().equalsIgnoreCase("100-continue"))) {
            return refuse(417, "What is expected cannot be met.");
        }
        return host(head).or(() -> target(head, target)).or(() -> framing(head));
    }

    private static Optional<HttpResponse> host(HttpRequest head) {
        List<String> hosts = head.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.isEmpty()) {
            boolean old = head.protocolVersion().equals(HttpVersion.HTTP_1_0);
            return old ? Optional.empty() : refuse(400, "The request names no host.");
        }
        return hosts.size() == 1 && RequestTarget.isAuthority(hosts.getFirst())
                ? Optional.empty()
                : refuse(400, "The request does not name one host.");
    }

    private static Optional<HttpResponse> target(HttpRequest head, Optional<RequestTarget> target) {
        // What CONNECT names is for the tunnel to read.
        return target.isPresent() || head.method().equals(HttpMethod.CONNECT)
                ? Optional.empty()
                : refuse(400, "The target of a request is a path, or a URL with http or https.");
    }

    /** How long the body is must be said once, and in one way. */
    private static Optional<HttpResponse> framing(HttpRequest head) {
        HttpHeaders headers = head.headers();
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        boolean bodiless = head.method().equals(HttpMethod.CONNECT);
        if (bodiless && (!codings.isEmpty() || headers.contains(HttpHeaderNames.CONTENT_LENGTH))) {
            return refuse(400, "CONNECT has no body.");
        }
        if (codings.isEmpty()) {
            return Optional.empty();
        }
        if (codings.size() > 1 || !head.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return refuse(400, "The transfer coding is ambiguous.");
        }
        return codings.getFirst().equalsIgnoreCase("chunked")
                ? Optional.empty()
                : refuse(501, "Of the transfer codings there is chunked.");
    }

    private static Optional<HttpResponse> refuse(int status, String text) {
        return Optional.of(Refusals.text(status, text));
    }
}
