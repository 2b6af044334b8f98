package dev.postern.server;

import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.sigv4.RequestSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Requests to services by name, as no SDK would send them; signed by the root user until another is named. */
final class SignedRequests {
    static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";

    private final URI endpoint;
    private AwsCredentialsProvider caller = TestingGateway.ROOT;

    SignedRequests(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** Who signs from now on. */
    void sign(AwsCredentialsProvider who) {
        caller = who;
    }

    /** By AWS JSON. */
    HttpResponse<String> json(String service, String target, String body) {
        return send("/", body, Map.of("x-amz-target", target, "content-type", "application/x-amz-json-1.0"), service);
    }

    /** By the query protocol of SQS. */
    HttpResponse<String> form(String path, String form) {
        return send(path, form + "&Version=2012-11-05", Map.of("content-type", FORM));
    }

    /** To SQS. */
    HttpResponse<String> send(String path, String body, Map<String, String> headers) {
        return send(path, body, headers, "sqs");
    }

    private HttpResponse<String> send(String path, String body, Map<String, String> headers, String service) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Headers.Builder plain =
                Headers.builder().add("host", endpoint.getAuthority()).add("cookie", "secret=1");
        headers.forEach(plain::add);
        HttpRequest request = new HttpRequest("POST", path, "", plain.build(), new HttpRequest.Bytes(bytes));
        var key = caller.resolveCredentials();
        RequestSigner.Scope scope =
                new RequestSigner.Scope(key.accessKeyId(), key.secretAccessKey(), "us-east-1", service);
        return exchanged(path, new RequestSigner().sign(request, bytes, scope, Instant.now()), bytes);
    }

    HttpResponse<String> unsigned(Map<String, String> headers, String body) {
        Headers.Builder plain = Headers.builder();
        headers.forEach(plain::add);
        return exchanged("/", plain.build(), body.getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> exchanged(String path, Headers headers, byte[] body) {
        var request = java.net.http.HttpRequest.newBuilder(URI.create(endpoint + path))
                .POST(BodyPublishers.ofByteArray(body));
        headers.forEach((name, value) -> {
            if (!name.equals("host")) {
                request.header(name, value);
            }
        });
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
