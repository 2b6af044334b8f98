package dev.postern.wire.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.request.Caller;
import dev.postern.testkit.Fuzz;
import dev.postern.testkit.Seeds;
import dev.postern.wire.ApiException;
import dev.postern.wire.InMemoryHttp;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Requests that an SDK has signed, and that then were spoilt on the way: refused in AWS's words, or what was signed is what is read. */
@Tag("fuzz")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SignatureFuzzTest {
    private static final byte[] CONTENT = content();

    private final List<HttpRequest> signed = new ArrayList<>();
    private final SignatureVerifier verifier = new SignatureVerifier(id -> id.equals("AKIDTEST")
            ? Optional.of(new Credential(
                    "secret", Optional.empty(), Optional.empty(), new Caller.Root(new AccountId("000000000000"))))
            : Optional.empty());
    private final Instant now = Instant.now();

    private static byte[] content() {
        byte[] content = new byte[150_000];
        new Random(7).nextBytes(content);
        return content;
    }

    @BeforeAll
    void sign() {
        for (String endpoint : new String[] {"http://localhost:4566", "https://localhost:4566"}) {
            for (boolean chunked : new boolean[] {true, false}) {
                S3Client client = client(endpoint, chunked);
                client.putObject(b -> b.bucket("bucket").key("a key/ü+*~"), RequestBody.fromBytes(CONTENT));
                client.putObject(
                        b -> b.bucket("bucket")
                                .key("k")
                                .checksumAlgorithm(software.amazon.awssdk.services.s3.model.ChecksumAlgorithm.SHA256),
                        RequestBody.fromBytes(Arrays.copyOf(CONTENT, 10)));
                client.deleteObject(b -> b.bucket("bucket").key("k").versionId("a b"));
            }
        }
        try (S3Presigner presigner = S3Presigner.builder()
                .credentialsProvider(credentials())
                .region(Region.EU_WEST_1)
                .endpointOverride(URI.create("http://localhost:4566"))
                .build()) {
            var url = presigner
                    .presignGetObject(b -> b.signatureDuration(Duration.ofMinutes(5))
                            .getObjectRequest(g -> g.bucket("bucket").key("k")))
                    .url();
            signed.add(new HttpRequest(
                    "GET",
                    url.getPath(),
                    url.getQuery(),
                    Headers.of("Host", url.getAuthority()),
                    HttpRequest.Bytes.NONE));
        }
    }

    private static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDTEST", "secret"));
    }

    private S3Client client(String endpoint, boolean chunked) {
        return S3Client.builder()
                .httpClient(new InMemoryHttp(request -> {
                    signed.add(request);
                    return HttpResponse.empty(200, Headers.of("etag", "\"0\""));
                }))
                .credentialsProvider(credentials())
                .region(Region.EU_WEST_1)
                .endpointOverride(URI.create(endpoint))
                .serviceConfiguration(S3Configuration.builder()
                        .chunkedEncodingEnabled(chunked)
                        .build())
                .build();
    }

    @Test
    void whatWasSignedPasses() throws IOException {
        for (HttpRequest request : signed) {
            read(request);
        }
    }

    @Test
    void aSpoiltHeadIsRefusedInAwsWords() {
        int[] passed = new int[1];
        Seeds.each(Fuzz.cases(30_000), random -> {
            HttpRequest request = signed.get(random.nextInt(signed.size()));
            HttpRequest spoilt = spoiltHead(request, random);
            try {
                verifier.verify(spoilt, new byte[0], now, ErrorStyle.S3);
                verifier.verifyS3(spoilt, now);
                passed[0]++;
            } catch (ApiException e) {
                assertThat(e.error().status()).isBetween(400, 501);
                assertThat(e.text()).isNotNull();
            }
        });
        System.out.println("fuzz: signatures: " + passed[0] + " passed");
    }

    @Test
    void aSpoiltBodyIsRefusedOrWhatWasSigned() {
        List<HttpRequest> uploads =
                signed.stream().filter(request -> request.body().length() > 0).toList();
        List<byte[]> bodies = uploads.stream().map(InMemoryHttp::read).toList();
        int[] same = new int[1];
        Seeds.each(Fuzz.cases(4_000), random -> {
            int chosen = random.nextInt(uploads.size());
            HttpRequest request = uploads.get(chosen);
            byte[] body = bodies.get(chosen);
            byte[] spoilt = random.nextBoolean() ? Fuzz.spoil(body, bodies, random) : spoiltAtAnEnd(body, random);
            boolean unsigned =
                    request.headers().first("x-amz-content-sha256").orElse("").contains("UNSIGNED");
            try {
                byte[] content = read(request.withBody(new HttpRequest.Bytes(spoilt)));
                if (!unsigned) {
                    assertThat(content).isIn(CONTENT, Arrays.copyOf(CONTENT, 10));
                }
                same[0]++;
            } catch (ApiException e) {
                assertThat(e.error().status()).isBetween(400, 499);
            } catch (IOException e) {
                assertThat(e).isInstanceOf(java.io.EOFException.class);
            }
        });
        System.out.println("fuzz: bodies: " + same[0] + " read");
    }

    /** Sizes, signatures and trailers are at the ends. */
    private static byte[] spoiltAtAnEnd(byte[] body, Random random) {
        int size = Math.min(body.length, 400);
        boolean head = random.nextBoolean();
        byte[] end = head ? Arrays.copyOf(body, size) : Arrays.copyOfRange(body, body.length - size, body.length);
        byte[] rest = head ? Arrays.copyOfRange(body, size, body.length) : Arrays.copyOf(body, body.length - size);
        byte[] spoilt = Fuzz.spoil(end, List.of(end), random);
        byte[] first = head ? spoilt : rest;
        byte[] second = head ? rest : spoilt;
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private byte[] read(HttpRequest request) throws IOException {
        HttpRequest verified = verifier.verifyS3(request, now).orElseThrow().request();
        try (InputStream in = verified.body().open()) {
            return in.readAllBytes();
        }
    }

    private static HttpRequest spoiltHead(HttpRequest request, Random random) {
        List<String> values = new ArrayList<>();
        request.headers().forEach((name, value) -> values.add(value));
        String path = request.path();
        String query = request.query();
        Headers.Builder headers = Headers.builder();
        int what = random.nextInt(4);
        if (what == 0) {
            path = "/" + Fuzz.spoil(path.substring(1), values, random);
        }
        if (what == 1 || query.contains("X-Amz-Signature")) {
            query = Fuzz.spoil(query, values, random);
        }
        int chosen = what > 1 ? random.nextInt(values.size()) : -1;
        int[] at = new int[1];
        request.headers().forEach((name, value) -> {
            boolean spoil = at[0]++ == chosen;
            if (!spoil || random.nextInt(8) > 0) {
                headers.add(name, spoil ? line(Fuzz.spoil(value, values, random)) : value);
            }
            if (spoil && random.nextInt(8) == 0) {
                headers.add(name, value);
            }
        });
        String method = random.nextInt(20) == 0 ? "POST" : request.method();
        return new HttpRequest(method, path, query, headers.build(), request.body());
    }

    /** What a line of a head can hold at all. */
    private static String line(String value) {
        return value.replaceAll("[\\r\\n\\x00]", "").strip();
    }
}
