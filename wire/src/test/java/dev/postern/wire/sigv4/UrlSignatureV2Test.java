package dev.postern.wire.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.AccountId;
import dev.postern.model.request.Caller;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.QueryString;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs that AWS's documentation and boto3 signed, with the keys of AWS's examples. */
final class UrlSignatureV2Test {
    private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static final String TOKEN = "FwoGZXIvYXdzEXAMPLE==";
    private static final String LAST = "&Expires=4102444800";
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static SignatureVerifier verifier(Optional<String> token, Optional<Instant> expiresAt) {
        Caller root = new Caller.Root(new AccountId("000000000000"));
        return new SignatureVerifier(
                id -> id.equals(KEY) ? Optional.of(new Credential(SECRET, token, expiresAt, root)) : Optional.empty());
    }

    private static HttpRequest request(String method, String url, Headers headers) {
        URI uri = URI.create(url);
        return new HttpRequest(
                method,
                uri.getRawPath(),
                uri.getRawQuery(),
                headers.with("host", uri.getAuthority()),
                HttpRequest.Bytes.NONE);
    }

    private static HttpRequest verified(HttpRequest request, Instant now) {
        SignatureVerifier.VerifiedS3 verified = verifier(
                        request.query().contains("x-amz-security-token") ? Optional.of(TOKEN) : Optional.empty(),
                        Optional.empty())
                .verifyS3(request, now)
                .orElseThrow();
        assertThat(verified.signature()).isEmpty();
        return verified.request();
    }

    private static String refusal(String method, String url, Headers headers) {
        try {
            verified(request(method, url, headers), NOW);
            return "accepted";
        } catch (ApiException e) {
            return e.error().status() + " " + e.error().code() + ": " + e.text();
        }
    }

    @Test
    void acceptsTheUrlOfTheDocumentation() {
        HttpRequest puppy = request(
                "GET",
                "https://johnsmith.s3.amazonaws.com/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE"
                        + "&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620",
                Headers.NONE);
        verified(puppy, Instant.ofEpochSecond(1175139620));
        assertThatThrownBy(() -> verified(puppy, Instant.ofEpochSecond(1175139621)))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.error()).isEqualTo(SignatureError.ACCESS_DENIED);
                    assertThat(e.text()).isEqualTo("Request has expired");
                    assertThat(e.details()).containsEntry("Expires", "2007-03-29T03:40:20Z");
                    assertThat(e.details()).containsEntry("ServerTime", "2007-03-29T03:40:21Z");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "GET,https://s3.amazonaws.com/bucket/a%20key/%C3%BCml%C3%A4ut%2B%2A~.txt?response-content-disposition=attachment%3B"
                + "%20filename%3D%22%C3%BC%26%3D.txt%22&response-content-type=text%2Fplain&versionId=null,"
                + "wwbWfj17b7JVUwTOd49QD5IrK5Q%3D",
        "GET,https://bucket.s3.amazonaws.com/a%20key/%C3%BCml%C3%A4ut%2B%2A~.txt?partNumber=1,"
                + "CCeeD5nqNv3%2Bkn66I6Kwi4GZ0lA%3D",
        "GET,https://bucket.s3.amazonaws.com/?list-type=2&prefix=a%20b&encoding-type=url,qZl3xHy%2Byi4qpPSPog%2FeSZQNu7c%3D",
        "GET,https://s3.amazonaws.com/bucket/k?tagging,N1xoQFiuSpGl900iJJYhpyfEoUc%3D",
        "POST,https://s3.amazonaws.com/bucket/k?uploads,moTOZUkZvfolppAw5LijDV5h240%3D",
        "PUT,https://s3.amazonaws.com/bucket/k?uploadId=u%2B%2F%3D&partNumber=3,85SvYMTnai5eiyQGQABOPWye%2BKs%3D",
    })
    void acceptsWhatBoto3Signs(String method, String url, String signature) {
        String signed = url + "&AWSAccessKeyId=" + KEY + "&Signature=" + signature + LAST;
        verified(request(method, signed, Headers.NONE), NOW);
        verified(
                request(
                        method,
                        signed.replace("Signature=" + signature, "Signature=" + signature.replace("%2B", "+")),
                        Headers.NONE),
                NOW);
        String mismatch =
                "403 SignatureDoesNotMatch: The request signature we calculated does not match the signature you"
                        + " provided. Check your key and signing method.";
        assertThat(refusal(method.equals("GET") ? "HEAD" : "GET", signed, Headers.NONE))
                .isEqualTo(mismatch);
        assertThat(refusal(method, signed.replace(LAST, "&Expires=4102444801"), Headers.NONE))
                .isEqualTo(mismatch);
        assertThat(refusal(method, signed + "&acl", Headers.NONE)).isEqualTo(mismatch);
        assertThat(refusal(method, signed + "&encryption", Headers.NONE)).isEqualTo(mismatch);
        assertThat(refusal(method, signed + "&x-amz-acl=public-read", Headers.NONE))
                .isEqualTo(mismatch);
        assertThat(refusal(method, signed, Headers.of("x-amz-meta-a", "b"))).isEqualTo(mismatch);
        assertThat(refusal(method, signed, Headers.of("content-type", "text/html")))
                .isEqualTo(mismatch);
        assertThat(refusal(method, signed.replace("amazonaws.com/", "amazonaws.com/x"), Headers.NONE))
                .isEqualTo(mismatch);
        assertThat(refusal(method, signed, Headers.of("if-match", "what is not signed")))
                .isEqualTo("accepted");
    }

    private static final String PUT = "https://bucket.s3.amazonaws.com/k?AWSAccessKeyId=" + KEY
            + "&Signature=RAdhqjV7S%2BQTZVkQCGDeKTiR96k%3D&content-type=text%2Fplain&content-md5=XrY7u%2BAe7tCTyyK7j1rNww%3D%3D"
            + "&x-amz-meta-color=blue&x-amz-meta-a=b&x-amz-storage-class=STANDARD_IA&x-amz-tagging=a%3Db"
            + "&x-amz-security-token=FwoGZXIvYXdzEXAMPLE%3D%3D" + LAST;

    @Test
    void takesTheHeadersThatAreInTheUrl() {
        HttpRequest put = verified(request("PUT", PUT, Headers.of("content-type", "text/plain")), NOW);
        assertThat(put.headers().all("content-type")).containsExactly("text/plain");
        assertThat(put.headers().first("content-md5")).contains("XrY7u+Ae7tCTyyK7j1rNww==");
        assertThat(put.headers().first("x-amz-meta-color")).contains("blue");
        assertThat(put.headers().first("x-amz-storage-class")).contains("STANDARD_IA");
        assertThat(put.headers().first("x-amz-tagging")).contains("a=b");
        assertThat(refusal("PUT", PUT.replace("=blue", "=red"), Headers.NONE)).startsWith("403 SignatureDoesNotMatch");
        assertThat(refusal("PUT", PUT, Headers.of("x-amz-meta-color", "red"))).startsWith("403 SignatureDoesNotMatch");
    }

    @Test
    void refusesKeysAndTokensThatAreNone() {
        assertThat(refusal("GET", PUT.replace(KEY, "AKIAOTHER"), Headers.NONE))
                .isEqualTo("403 InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.");
        assertThat(refusal("PUT", PUT.replace("EXAMPLE%3D%3D", "OTHER"), Headers.NONE))
                .isEqualTo("400 InvalidToken: The provided token is malformed or otherwise invalid.");
        assertThatThrownBy(() ->
                        verifier(Optional.of(TOKEN), Optional.of(NOW)).verifyS3(request("PUT", PUT, Headers.NONE), NOW))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error()).isEqualTo(SignatureError.EXPIRED_TOKEN_S3));
    }

    @Test
    void tellsWhatShouldHaveBeenSigned() {
        String url = "https://s3.amazonaws.com/bucket/k?tagging&AWSAccessKeyId=" + KEY + "&Signature=no" + LAST;
        assertThatThrownBy(() -> verified(request("GET", url, Headers.of("x-amz-b", " 2 ", "x-amz-a", "1")), NOW))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.details())
                                .containsEntry("AWSAccessKeyId", KEY)
                                .containsEntry("SignatureProvided", "no")
                                .containsEntry(
                                        "StringToSign", "GET\n\n\n4102444800\nx-amz-a:1\nx-amz-b:2\n/bucket/k?tagging")
                                .containsKey("StringToSignBytes"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWSAccessKeyId=a&Signature=b", "AWSAccessKeyId=a&Expires=1", "Signature=b&Expires=1"})
    void wantsAllThreeParameters(String query) {
        assertThat(refusal("GET", "https://s3.amazonaws.com/bucket/k?" + query, Headers.NONE))
                .isEqualTo("403 AccessDenied: Query-string authentication requires the Signature, Expires and"
                        + " AWSAccessKeyId parameters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "", "-1", "99999999999999", "99999999999999999999999"})
    void wantsADate(String expires) {
        assertThat(refusal(
                        "GET",
                        "https://s3.amazonaws.com/bucket/k?AWSAccessKeyId=" + KEY + "&Signature=b&Expires=" + expires,
                        Headers.NONE))
                .isEqualTo("403 AccessDenied: Invalid date (should be seconds since epoch): " + expires);
    }

    @Test
    void takesNoOtherMechanismBesideIt() {
        String query = "AWSAccessKeyId=a&Signature=b&Expires=1";
        assertThat(refusal("GET", "https://s3.amazonaws.com/?" + query + "&X-Amz-Signature=c", Headers.NONE))
                .startsWith("400 InvalidArgument: Only one auth mechanism allowed;");
        assertThat(refusal(
                        "GET",
                        "https://s3.amazonaws.com/?" + query,
                        Headers.of("authorization", "AWS4-HMAC-SHA256 Credential=a")))
                .startsWith("400 InvalidArgument: Only one auth mechanism allowed;");
    }

    @Test
    void leavesAloneWhatIsNotSignedByIt() {
        assertThat(UrlSignatureV2.isIn(new QueryString("X-Amz-Signature=a&Expires=1")))
                .isFalse();
        assertThat(UrlSignatureV2.isIn(new QueryString("prefix=AWSAccessKeyId&marker=Signature")))
                .isFalse();
        assertThat(UrlSignatureV2.isIn(new QueryString(""))).isFalse();
    }
}
