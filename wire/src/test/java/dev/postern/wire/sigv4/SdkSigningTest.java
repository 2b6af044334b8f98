package dev.postern.wire.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.AccountId;
import dev.postern.model.request.Caller;
import dev.postern.wire.ApiException;
import dev.postern.wire.InMemoryHttp;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.protocol.AwsQuery;
import dev.postern.wire.s3.S3Errors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.StsException;

/** The SDK signs, and the verifier accepts; then something changes on the way, and it does not. */
final class SdkSigningTest {
    private static final String TOKEN = "FwoGZXIvYXdzEXAMPLE==";

    private final AtomicReference<byte[]> stored = new AtomicReference<>(new byte[0]);
    private final AtomicReference<String> form = new AtomicReference<>("");
    private final AtomicReference<Map<ChecksumAlgorithm, String>> checksums = new AtomicReference<>(Map.of());

    private static SignatureVerifier verifier(Optional<Instant> expiresAt) {
        return new SignatureVerifier(id -> id.equals("ASIATEST")
                ? Optional.of(new Credential(
                        "secret", Optional.of(TOKEN), expiresAt, new Caller.Root(new AccountId("000000000000"))))
                : Optional.empty());
    }

    private HttpResponse s3(HttpRequest request) {
        try {
            form.set(request.headers().first("x-amz-content-sha256").orElse(""));
            HttpRequest verified = verifier(Optional.empty())
                    .verifyS3(request, Instant.now())
                    .orElseThrow()
                    .request();
            try (InputStream in = verified.body().open()) {
                stored.set(in.readAllBytes());
            }
            if (verified.body() instanceof S3Body body) {
                checksums.set(body.checksums());
            }
            return HttpResponse.empty(200, Headers.of("etag", "\"0\""));
        } catch (ApiException e) {
            return S3Errors.encode(e, request, "request-1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AwsCredentials keys(String secret, String token) {
        return AwsSessionCredentials.create("ASIATEST", secret, token);
    }

    private S3Client client(String endpoint, AwsCredentials keys, boolean chunked) {
        return S3Client.builder()
                .httpClient(new InMemoryHttp(this::s3))
                .credentialsProvider(StaticCredentialsProvider.create(keys))
                .region(Region.EU_WEST_1)
                .endpointOverride(URI.create(endpoint))
                .serviceConfiguration(S3Configuration.builder()
                        .chunkedEncodingEnabled(chunked)
                        .build())
                .build();
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        new Random(7).nextBytes(content);
        return content;
    }

    @ParameterizedTest
    @EnumSource(
            value = software.amazon.awssdk.services.s3.model.ChecksumAlgorithm.class,
            names = {"CRC32", "SHA1", "SHA256"})
    void acceptsUploadsWithTrailersOverBothSchemes(
            software.amazon.awssdk.services.s3.model.ChecksumAlgorithm algorithm) {
        for (String endpoint : new String[] {"http://localhost:4566", "https://localhost:4566"}) {
            byte[] content = content(300_000);
            client(endpoint, keys("secret", TOKEN), true)
                    .putObject(
                            b -> b.bucket("bucket")
                                    .key("a key/with ümläut+*~.txt")
                                    .checksumAlgorithm(algorithm),
                            RequestBody.fromBytes(content));
            assertThat(stored.get()).isEqualTo(content);
            assertThat(form.get())
                    .isEqualTo(
                            endpoint.startsWith("https")
                                    ? "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
                                    : "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER");
            assertThat(checksums.get()).containsOnlyKeys(ChecksumAlgorithm.valueOf(algorithm.name()));
        }
    }

    @Test
    void acceptsUploadsInOnePiece() {
        byte[] content = content(1000);
        client("http://localhost:4566", keys("secret", TOKEN), false)
                .putObject(b -> b.bucket("bucket").key("k"), RequestBody.fromBytes(content));
        assertThat(stored.get()).isEqualTo(content);
    }

    @Test
    void acceptsEmptyUploads() {
        client("http://localhost:4566", keys("secret", TOKEN), true)
                .putObject(b -> b.bucket("bucket").key("k"), RequestBody.empty());
        assertThat(stored.get()).isEmpty();
    }

    @Test
    void acceptsQueriesInAnyOrder() {
        client("http://localhost:4566", keys("secret", TOKEN), true)
                .listParts(b -> b.bucket("bucket").key("k").uploadId("a+b/c=").maxParts(3));
        assertThat(form.get()).isNotEmpty();
    }

    @Test
    void refusesAWrongSecretAndAWrongToken() {
        assertThatThrownBy(() -> client("http://localhost:4566", keys("Secret", TOKEN), true)
                        .headBucket(b -> b.bucket("bucket")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
        assertThatThrownBy(() -> client("http://localhost:4566", keys("secret", "other"), true)
                        .listObjectsV2(b -> b.bucket("bucket")))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidToken"));
    }

    @Test
    void acceptsPresignedRequests() throws Exception {
        try (S3Presigner presigner = S3Presigner.builder()
                .credentialsProvider(StaticCredentialsProvider.create(keys("secret", TOKEN)))
                .region(Region.EU_WEST_1)
                .endpointOverride(URI.create("http://localhost:4566"))
                .build()) {
            URI url = presigner
                    .presignGetObject(b -> b.signatureDuration(Duration.ofMinutes(5))
                            .getObjectRequest(g -> g.bucket("bucket").key("a b").responseContentType("text/plain")))
                    .url()
                    .toURI();
            HttpRequest request = new HttpRequest(
                    "GET",
                    url.getRawPath(),
                    url.getRawQuery(),
                    Headers.of("host", url.getAuthority()),
                    HttpRequest.Bytes.NONE);
            assertThat(s3(request).status()).isEqualTo(200);
            HttpRequest other =
                    new HttpRequest("GET", "/bucket/other", url.getRawQuery(), request.headers(), request.body());
            assertThat(s3(other).status()).isEqualTo(403);
        }
    }

    private static StsClient sts(String secret, Optional<Instant> expiresAt, Duration clockOffset) {
        AwsQuery protocol = AwsQuery.sts();
        return StsClient.builder()
                .httpClient(new InMemoryHttp(request -> {
                    try {
                        var _ = verifier(expiresAt)
                                .verify(
                                        request,
                                        InMemoryHttp.read(request),
                                        Instant.now().plus(clockOffset),
                                        ErrorStyle.QUERY)
                                .orElseThrow();
                        return HttpResponse.of(
                                200,
                                Headers.NONE,
                                "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account>"
                                        + "</GetCallerIdentityResult></GetCallerIdentityResponse>");
                    } catch (ApiException e) {
                        return protocol.error(e, "request-1");
                    }
                }))
                .credentialsProvider(StaticCredentialsProvider.create(keys(secret, TOKEN)))
                .region(Region.EU_WEST_1)
                .endpointOverride(URI.create("http://localhost:4566"))
                .build();
    }

    @Test
    void verifiesQueryRequests() {
        assertThat(sts("secret", Optional.empty(), Duration.ZERO)
                        .getCallerIdentity()
                        .account())
                .isEqualTo("1");
        refused(sts("wrong", Optional.empty(), Duration.ZERO), "SignatureDoesNotMatch");
        refused(sts("secret", Optional.of(Instant.EPOCH), Duration.ZERO), "ExpiredToken");
    }

    @Test
    void namesTheClocksOfASkewedRequest() {
        assertThatThrownBy(() ->
                        sts("secret", Optional.empty(), Duration.ofMinutes(16)).getCallerIdentity())
                .hasMessageContaining("Signature expired: ")
                .hasMessageContaining(" - 15 min.)");
    }

    private static void refused(StsClient client, String code) {
        assertThatThrownBy(client::getCallerIdentity)
                .isInstanceOfSatisfying(
                        StsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    }
}
