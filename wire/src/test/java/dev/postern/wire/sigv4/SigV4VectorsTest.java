package dev.postern.wire.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.AccountId;
import dev.postern.model.request.Caller;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The worked examples of AWS's own documentation, and what must not pass. */
final class SigV4VectorsTest {
    private static final Instant NOW = Instant.parse("2013-05-24T00:00:00Z");
    private static final Credential EXAMPLE = new Credential(
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            Optional.empty(),
            Optional.empty(),
            new Caller.Root(new AccountId("000000000000")));
    private static final String SCOPE = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";

    private final SignatureVerifier verifier =
            new SignatureVerifier(id -> id.equals("AKIAIOSFODNN7EXAMPLE") ? Optional.of(EXAMPLE) : Optional.empty());

    private static HttpRequest get(String query, Headers headers) {
        return new HttpRequest("GET", "/test.txt", query, headers, HttpRequest.Bytes.NONE);
    }

    private static Headers rangeGet(String signature) {
        return Headers.of(
                "Host", "examplebucket.s3.amazonaws.com",
                "Range", "bytes=0-9",
                "x-amz-content-sha256", Hashes.EMPTY_SHA256,
                "x-amz-date", "20130524T000000Z",
                "Authorization",
                        "AWS4-HMAC-SHA256 Credential=" + SCOPE
                                + ",SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=" + signature);
    }

    private static final String RANGE_GET = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41";

    @Test
    void acceptsTheDocumentedHeaderSignature() {
        assertThat(verifier.verifyS3(get("", rangeGet(RANGE_GET)), NOW)).isPresent();
    }

    @Test
    void refusesAnotherSignature() {
        refused(get("", rangeGet("0" + RANGE_GET.substring(1))), NOW, "SignatureDoesNotMatch");
    }

    @Test
    void refusesAnotherMethodPathOrQuery() {
        Headers headers = rangeGet(RANGE_GET);
        HttpRequest.Bytes body = HttpRequest.Bytes.NONE;
        refused(new HttpRequest("DELETE", "/test.txt", "", headers, body), NOW, "SignatureDoesNotMatch");
        refused(new HttpRequest("GET", "/text.txt", "", headers, body), NOW, "SignatureDoesNotMatch");
        refused(new HttpRequest("GET", "/test.txt", "acl", headers, body), NOW, "SignatureDoesNotMatch");
    }

    @Test
    void refusesAClockThatIsOff() {
        HttpRequest request = get("", rangeGet(RANGE_GET));
        assertThat(verifier.verifyS3(request, NOW.plus(Duration.ofMinutes(15)))).isPresent();
        refused(request, NOW.plus(Duration.ofMinutes(15)).plusSeconds(1), "RequestTimeTooSkewed");
        refused(request, NOW.minus(Duration.ofMinutes(16)), "RequestTimeTooSkewed");
    }

    @Test
    void refusesHeadersThatWereAddedOnTheWay() {
        refused(get("", rangeGet(RANGE_GET).with("x-amz-acl", "public-read")), NOW, "AccessDenied");
    }

    private static final String PRESIGNED = "X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
            + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
            + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
    private static final Headers HOST = Headers.of("Host", "examplebucket.s3.amazonaws.com");

    @Test
    void acceptsTheDocumentedPresignedUrlUntilItExpires() {
        assertThat(verifier.verifyS3(get(PRESIGNED, HOST), NOW.plusSeconds(86_400)))
                .isPresent();
        refused(get(PRESIGNED, HOST), NOW.plusSeconds(86_401), "AccessDenied");
    }

    @Test
    void refusesPresignedUrlsThatLastTooLong() {
        refused(get(PRESIGNED.replace("86400", "604801"), HOST), NOW, "AuthorizationQueryParametersError");
        refused(get(PRESIGNED.replace("86400", "-1"), HOST), NOW, "AuthorizationQueryParametersError");
        refused(get(PRESIGNED.replace("86400", "soon"), HOST), NOW, "AuthorizationQueryParametersError");
        refused(
                get(PRESIGNED.replace("X-Amz-Date=20130524T000000Z&", ""), HOST),
                NOW,
                "AuthorizationQueryParametersError");
    }

    @Test
    void refusesUnknownKeys() {
        HttpRequest request = get(PRESIGNED.replace("IOSFODNN7", "IOSFODNN8"), HOST);
        refused(request, NOW, "InvalidAccessKeyId");
        assertThatThrownBy(() -> verifier.verify(request, new byte[0], NOW, ErrorStyle.EC2))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().code()).isEqualTo("AuthFailure"));
        assertThatThrownBy(() -> verifier.verify(request, new byte[0], NOW, ErrorStyle.QUERY))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().code()).isEqualTo("InvalidClientTokenId"));
    }

    @Test
    void refusesMalformedAuthorization() {
        Headers broken = Headers.of("host", "a", "authorization", "AWS4-HMAC-SHA256 Credential=x");
        refused(get("", broken), NOW, "AuthorizationHeaderMalformed");
        refused(get("", Headers.of("host", "a", "authorization", "AWS a:b")), NOW, "InvalidRequest");
        assertThatThrownBy(() -> verifier.verify(get("", broken), new byte[0], NOW, ErrorStyle.QUERY))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().code()).isEqualTo("IncompleteSignature"));
    }

    @Test
    void seesThatARequestIsNotSigned() {
        assertThat(verifier.verifyS3(get("list-type=2", HOST), NOW)).isEmpty();
    }

    private void refused(HttpRequest request, Instant now, String code) {
        assertThatThrownBy(() -> verifier.verifyS3(request, now))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().code()).isEqualTo(code));
    }

    private static String chunk(int size, String signature) {
        return Integer.toHexString(size) + ";chunk-signature=" + signature + "\r\n" + "a".repeat(size) + "\r\n";
    }

    private static final String CHUNKS =
            chunk(65_536, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648")
                    + chunk(1024, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497")
                    + chunk(0, "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9");

    private byte[] upload(String chunks) throws Exception {
        HttpRequest request = new HttpRequest(
                "PUT",
                "/examplebucket/chunkObject.txt",
                "",
                Headers.of(
                        "Host", "s3.amazonaws.com",
                        "x-amz-date", "20130524T000000Z",
                        "x-amz-storage-class", "REDUCED_REDUNDANCY",
                        "Authorization",
                                "AWS4-HMAC-SHA256 Credential=" + SCOPE
                                        + ",SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;"
                                        + "x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,"
                                        + "Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
                        "x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                        "Content-Encoding", "aws-chunked",
                        "x-amz-decoded-content-length", "66560",
                        "Content-Length", "66824"),
                new HttpRequest.Bytes(chunks.getBytes(StandardCharsets.US_ASCII)));
        HttpRequest verified = verifier.verifyS3(request, NOW).orElseThrow().request();
        assertThat(verified.headers().first("content-encoding")).isEmpty();
        assertThat(verified.body().length()).isEqualTo(66_560);
        try (var in = verified.body().open()) {
            return in.readAllBytes();
        }
    }

    @Test
    void acceptsTheDocumentedChunks() throws Exception {
        byte[] expected = new byte[66_560];
        Arrays.fill(expected, (byte) 'a');
        assertThat(upload(CHUNKS)).isEqualTo(expected);
    }

    @Test
    void refusesChangedChunks() {
        assertThatThrownBy(() -> upload(CHUNKS.replaceFirst("aaaa", "aaab")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().code()).isEqualTo("SignatureDoesNotMatch"));
    }

    @Test
    void refusesTruncatedChunksWhereverTheyEnd() {
        for (int length : new int[] {0, 1, 40, 100, 65_600, 65_640, 66_700, CHUNKS.length() - 90}) {
            assertThatThrownBy(() -> upload(CHUNKS.substring(0, length)))
                    .as("%d bytes", length)
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void refusesChunksThatWereLeftOut() {
        String second = chunk(1024, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497");
        assertThatThrownBy(() -> upload(CHUNKS.replace(second, ""))).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> upload(CHUNKS.replace(second, second + second)))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void computesTheChecksumsOfTheSpecifications() {
        byte[] check = "123456789".getBytes(StandardCharsets.US_ASCII);
        Crc64Nvme crc = new Crc64Nvme();
        crc.update(check, 0, check.length);
        assertThat(crc.getValue()).isEqualTo(0xAE8B14860A799888L);
        ChecksumAlgorithm.Running crc32 = ChecksumAlgorithm.CRC32.start();
        crc32.update(check, 0, check.length);
        assertThat(crc32.base64()).isEqualTo("y/Q5Jg==");
    }
}
