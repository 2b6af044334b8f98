package dev.postern.services.attached;

import dev.postern.model.attached.AttachedService;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.sigv4.RequestSigner;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What of a request goes on to a server, and what of its answer comes back: what is known to be of use, and nothing else. So neither
 * the caller's signature and token nor what concerns one hop alone can get through.
 */
public final class Forwarding {
    private static final List<String> ASKED = List.of(
            "accept",
            "amz-sdk-invocation-id",
            "amz-sdk-request",
            "user-agent",
            "x-amz-user-agent",
            "x-amzn-query-mode");
    private static final Set<String> ANSWERED = Set.of("content-type", "x-amzn-errortype", "x-amzn-query-error");
    private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";

    private final RequestSigner signer = new RequestSigner();

    /**
     * The request that a server gets: always a POST to its root.
     *
     * @param as the request as it came, of whose headers some are sent on
     */
    public HttpRequest to(AttachedService attached, Asked asked, HttpRequest as, Instant now) {
        byte[] body = asked.body();
        Headers.Builder headers = Headers.builder();
        headers.add("host", host(URI.create(attached.upstream())));
        for (String name : ASKED) {
            as.headers().first(name).ifPresent(value -> headers.add(name, value));
        }
        switch (asked) {
            case Asked.Json json -> {
                headers.add("content-type", jsonType(as));
                headers.add("x-amz-target", json.target() + "." + json.operation());
            }
            case Asked.Query _ -> headers.add("content-type", FORM);
        }
        HttpRequest unsigned = new HttpRequest("POST", "/", "", headers.build(), new HttpRequest.Bytes(body));
        AttachedService.UpstreamKey key = attached.upstreamKey();
        RequestSigner.Scope scope = new RequestSigner.Scope(
                key.id(), key.secret(), attached.region().name(), attached.service());
        return new HttpRequest("POST", "/", "", signer.sign(unsigned, body, scope, now), new HttpRequest.Bytes(body));
    }

    private static String jsonType(HttpRequest as) {
        return as.headers()
                .first("content-type")
                .filter(type -> type.matches("application/x-amz-json-1\\.[01]"))
                .orElse("application/x-amz-json-1.1");
    }

    /** The host with its port, unless that is the usual one. */
    private static String host(URI url) {
        int usual = url.getScheme().equals("https") ? 443 : 80;
        return url.getPort() < 0 || url.getPort() == usual ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    /** The headers of an answer that come back, with our own id of the request. */
    public static Headers back(Headers theirs, String requestId) {
        Headers.Builder headers = Headers.builder();
        headers.add("x-amzn-requestid", requestId);
        theirs.forEach((name, value) -> {
            if (ANSWERED.contains(name)) {
                headers.add(name, value);
            }
        });
        return headers.build();
    }
}
