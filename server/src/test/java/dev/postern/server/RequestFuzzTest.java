package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Fuzz;
import dev.postern.testkit.Seeds;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.sigv4.RequestSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests of all protocols that are nearly right, and rightly signed, so that they reach what is behind the signature: the answer is
 * never that something went wrong here.
 */
@Tag("fuzz")
final class RequestFuzzTest {
    private static final List<ServiceRequest> REQUESTS = ServiceRequest.all();
    private static final RequestSigner SIGNER = new RequestSigner();
    private static final int NOT_IMPLEMENTED = 501;

    @TempDir
    Path directory;

    private TestingGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
    }

    @Test
    void requestsAreWellAnsweredAsTheyAre() {
        for (ServiceRequest request : REQUESTS) {
            HttpResponse response = gateway.handle(signed(request));
            assertThat(response.status()).as("%s: %s", request, text(response)).isBetween(200, 299);
        }
    }

    @Test
    void nothingThatIsAskedIsAnErrorOfTheServer() {
        REQUESTS.forEach(request -> gateway.handle(signed(request)));
        Map<Integer, Integer> counts = new TreeMap<>();
        List<String> bodies = REQUESTS.stream().map(ServiceRequest::body).toList();
        List<String> queries = REQUESTS.stream().map(ServiceRequest::query).toList();
        Seeds.each(Fuzz.cases(20_000), random -> {
            ServiceRequest spoilt = spoil(REQUESTS.get(random.nextInt(REQUESTS.size())), bodies, queries, random);
            HttpResponse response = gateway.handle(signed(spoilt));
            counts.merge(response.status(), 1, Integer::sum);
            if (response.status() >= 500 && response.status() != NOT_IMPLEMENTED) {
                throw new AssertionError(spoilt + " is answered " + text(response));
            }
        });
        System.out.println("fuzz: requests: by status " + counts);
    }

    private static ServiceRequest spoil(
            ServiceRequest request, List<String> bodies, List<String> queries, Random random) {
        String body = request.body();
        String query = request.query();
        String path = request.path();
        List<String> headers = new ArrayList<>(request.headers());
        int what = random.nextInt(10);
        if (what < 6 && !body.isEmpty()) {
            body = Fuzz.spoil(body, bodies, random);
        } else if (what < 8) {
            query = target(Fuzz.spoil(query, queries, random));
        } else if (what == 8) {
            path = "/"
                    + target(Fuzz.spoil(path.substring(1), List.of(path), random))
                            .replace("?", "");
        } else if (!headers.isEmpty()) {
            int at = 2 * random.nextInt(headers.size() / 2) + 1;
            headers.set(at, value(Fuzz.spoil(headers.get(at), headers, random)));
        }
        return new ServiceRequest(request.service(), request.method(), path, query, headers, body);
    }

    /** What a request's first line can hold at all. */
    private static String target(String text) {
        return text.replaceAll("[^\\x21-\\x7e]|#", "");
    }

    private static String value(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "").strip();
    }

    private static HttpRequest signed(ServiceRequest asked) {
        byte[] body = asked.body().getBytes(StandardCharsets.UTF_8);
        Headers.Builder headers = Headers.builder().add("host", "localhost:4566");
        for (int i = 0; i < asked.headers().size(); i += 2) {
            headers.add(asked.headers().get(i), asked.headers().get(i + 1));
        }
        if (asked.service().equals("s3")) {
            headers.add("x-amz-content-sha256", HexFormat.of().formatHex(digest("SHA-256", body)));
            if (asked.query().startsWith("delete")) {
                headers.add("content-md5", Base64.getEncoder().encodeToString(digest("MD5", body)));
            }
        }
        HttpRequest request = new HttpRequest(
                asked.method(), asked.path(), asked.query(), headers.build(), new HttpRequest.Bytes(body));
        RequestSigner.Scope scope = new RequestSigner.Scope("test", "test", "us-east-1", asked.service());
        Headers signed = SIGNER.sign(request, body, scope, Instant.now());
        return new HttpRequest(asked.method(), asked.path(), asked.query(), signed, request.body());
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(HttpResponse response) {
        return response.payload() instanceof HttpResponse.Bytes bytes
                ? response.status() + " " + new String(bytes.content(), StandardCharsets.UTF_8)
                : response.status() + "";
    }
}
