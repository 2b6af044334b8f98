package dev.postern.wire.sigv4;

import dev.postern.wire.ApiException;
import dev.postern.wire.codec.Parameters;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.QueryString;
import dev.postern.wire.s3.S3Address;
import dev.postern.wire.s3.Subresources;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The signature of a URL that was presigned by version 2, as boto3 does where it is told nothing else; not yet verified. It names
 * neither a Region nor a service.
 *
 * @param expires until when it is valid, in seconds since the epoch, as it came
 * @param value the signature, in base64
 * @param whole the request with the headers that the URL brings in place of the client
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html#RESTAuthenticationQueryStringAuth">Query
 *     string request authentication</a>
 */
public record UrlSignatureV2(String accessKeyId, String expires, String value, HttpRequest whole) {
    private static final String KEY = "AWSAccessKeyId";
    private static final String SIGNATURE = "Signature";
    private static final String EXPIRES = "Expires";
    private static final String TOKEN = "x-amz-security-token";
    private static final long SECONDS_MAX = 253_402_300_799L; // the end of the year 9999

    /** Beside those of Amazon, the headers that are signed and can be in the URL. */
    private static final Set<String> POSITIONAL = Set.of("content-md5", "content-type");

    @Override
    public String toString() {
        return "UrlSignatureV2[" + accessKeyId + "]"; // never the token that is among the headers
    }

    /** Whether a query is signed by version 2, well or not. */
    public static boolean isIn(QueryString query) {
        return query.find(KEY).isPresent() || query.find(SIGNATURE).isPresent();
    }

    /**
     * The signature in a request's query; empty if it has none.
     *
     * @throws ApiException if it lacks something
     */
    static Optional<UrlSignatureV2> find(HttpRequest request) {
        if (!isIn(request.queryString())) {
            return Optional.empty();
        }
        Parameters query = request.queryString().parameters();
        return Optional.of(new UrlSignatureV2(
                query.find(KEY).orElseThrow(Refusal::incompleteV2),
                query.find(EXPIRES).orElseThrow(Refusal::incompleteV2),
                query.find(SIGNATURE).orElseThrow(Refusal::incompleteV2).replace(' ', '+'), // as few encode it
                withHeadersOf(query, request)));
    }

    private static HttpRequest withHeadersOf(Parameters query, HttpRequest request) {
        Headers.Builder headers = Headers.builder();
        request.headers().forEach(headers::add);
        query.asMap().forEach((parameter, text) -> {
            String name = parameter.toLowerCase(Locale.ROOT);
            boolean header = name.startsWith("x-amz-") || POSITIONAL.contains(name);
            if (header && QueryHeaders.isName(name) && request.headers().firstOrNull(name) == null) {
                headers.add(name, QueryHeaders.bytes(text));
            }
        });
        return request.withHeaders(headers.build());
    }

    /** The session token; may be empty. */
    String token() {
        return whole.headers().first(TOKEN).orElse("");
    }

    /**
     * Until when the URL is valid.
     *
     * @throws ApiException if it does not say so
     */
    Instant until() {
        try {
            long seconds = Long.parseLong(expires);
            if (seconds >= 0 && seconds <= SECONDS_MAX) {
                return Instant.ofEpochSecond(seconds);
            }
        } catch (NumberFormatException e) {
            // the answer is the same as for a number that is no date
        }
        throw Refusal.invalidDateV2(expires);
    }

    /** Whether the signature is the one that belongs to a text and a secret. */
    boolean isOf(String toSign, String secret) {
        byte[] expected = Hashes.hmacSha1(secret.getBytes(StandardCharsets.UTF_8), toSign);
        return java.security.MessageDigest.isEqual(
                Base64.getEncoder().encode(expected), value.getBytes(StandardCharsets.UTF_8));
    }

    /** The text that is signed. Each of its characters stands for one byte. */
    String toSign() {
        StringBuilder text = new StringBuilder(256);
        text.append(whole.method()).append('\n');
        text.append(value("content-md5")).append('\n');
        text.append(value("content-type")).append('\n');
        text.append(expires).append('\n');
        appendAmazonHeaders(text);
        return appendResource(text).toString();
    }

    private String value(String header) {
        return whole.headers().first(header).orElse("").strip();
    }

    private void appendAmazonHeaders(StringBuilder text) {
        TreeMap<String, String> sorted = new TreeMap<>();
        whole.headers().forEach((name, given) -> {
            if (name.startsWith("x-amz-")) {
                sorted.merge(name, given.strip(), (one, other) -> one + "," + other);
            }
        });
        sorted.forEach(
                (name, joined) -> text.append(name).append(':').append(joined).append('\n'));
    }

    /** The path with the bucket, be that in the host's name, and the subresources. */
    private StringBuilder appendResource(StringBuilder text) {
        S3Address.bucketIn(whole.host()).ifPresent(bucket -> text.append('/').append(bucket));
        text.append(whole.path());
        char separator = '?';
        TreeMap<String, String> parameters =
                new TreeMap<>(whole.queryString().parameters().asMap());
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            if (Subresources.isOne(parameter.getKey())) {
                text.append(separator).append(parameter.getKey());
                if (!parameter.getValue().isEmpty()) {
                    text.append('=').append(QueryHeaders.bytes(parameter.getValue()));
                }
                separator = '&';
            }
        }
        return text;
    }
}
