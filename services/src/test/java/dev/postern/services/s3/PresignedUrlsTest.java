package dev.postern.services.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.Subresources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** URLs that carry their signature, of version 4 and of version 2. */
final class PresignedUrlsTest {
    private static final String ROOT = "root" + S3Fixture.OURS;
    private static final long NEXT_CENTURY = 4_102_444_800L;

    private final S3Fixture s3;
    private final S3Client client;

    PresignedUrlsTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        client = s3.root();
        client.createBucket(b -> b.bucket("bucket"));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    private static URL put(Consumer<AwsRequestOverrideConfiguration.Builder> change) {
        try (S3Presigner presigner = S3Presigner.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(ROOT, "secret")))
                .build()) {
            return presigner
                    .presignPutObject(p -> p.signatureDuration(Duration.ofMinutes(1))
                            .putObjectRequest(o -> o.bucket("bucket").key("k").overrideConfiguration(change)))
                    .url();
        }
    }

    private String sent(URL url, Headers headers, String body) {
        return text(s3.raw("PUT", url.getHost(), url.getFile(), headers, body));
    }

    private static String text(HttpResponse response) {
        try {
            String body = new String(InProcessHttp.read(response.payload()), StandardCharsets.UTF_8);
            String code = body.replaceAll("(?s).*<Code>(.*)</Code>.*", "$1");
            return response.status() + " " + code;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void heedsConditionsThatAreInTheUrl() {
        URL onlyNew = put(c -> c.putRawQueryParameter("If-None-Match", "*"));
        assertThat(sent(onlyNew, Headers.NONE, "one")).isEqualTo("200 ");
        assertThat(sent(onlyNew, Headers.NONE, "two")).isEqualTo("412 PreconditionFailed");
        String etag = client.headObject(b -> b.bucket("bucket").key("k")).eTag();
        URL onlySame = put(c -> c.putRawQueryParameter("If-Match", etag));
        assertThat(sent(onlySame, Headers.NONE, "three")).isEqualTo("200 ");
        assertThat(sent(onlySame, Headers.NONE, "four")).isEqualTo("412 PreconditionFailed");
        // Who uses the URL cannot put another condition in place of the one that is signed.
        String now = client.headObject(b -> b.bucket("bucket").key("k")).eTag();
        assertThat(sent(onlySame, Headers.of("if-match", now), "four")).isEqualTo("412 PreconditionFailed");
        client.deleteObject(b -> b.bucket("bucket").key("k"));
        assertThat(sent(onlySame, Headers.NONE, "five")).isEqualTo("404 NoSuchKey");
    }

    @Test
    void takesSignedHeadersOutOfTheUrl() {
        URL url = put(c -> Map.of("x-amz-server-side-encryption", "AES256", "x-amz-checksum-crc32", "rfPzYw==")
                .forEach((name, value) -> c.putHeader(name, value).putRawQueryParameter(name, value)));
        assertThat(url.getQuery()).contains("x-amz-checksum-crc32%3B");
        assertThat(sent(url, Headers.NONE, "other")).isEqualTo("400 BadDigest");
        assertThat(sent(url, Headers.NONE, "data")).isEqualTo("200 ");
        assertThat(sent(url, Headers.of("x-amz-server-side-encryption", "aws:kms"), "data"))
                .isEqualTo("403 SignatureDoesNotMatch");
    }

    @Test
    void overlooksADigestThatIsNotSigned() {
        URL url = put(c -> {});
        for (String digest : List.of("UNSIGNED-PAYLOAD", "0".repeat(64), "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")) {
            assertThat(sent(url, Headers.of("x-amz-content-sha256", digest), "data"))
                    .isEqualTo("200 ");
        }
        assertThat(client.getObjectAsBytes(b -> b.bucket("bucket").key("k")).asUtf8String())
                .isEqualTo("data");
        assertThat(sent(url, Headers.of("x-amz-meta-a", "b"), "data")).isEqualTo("403 AccessDenied");
    }

    /** Signs a URL by version 2; the path may have a query of subresources alone. */
    private static String signed(String key, String method, String path) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec("secret".getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            String text = method + "\n\n\n" + NEXT_CENTURY + "\n" + path;
            String signature = Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
            return path + (path.contains("?") ? "&" : "?") + "AWSAccessKeyId=" + key + "&Signature="
                    + URLEncoder.encode(signature, StandardCharsets.UTF_8) + "&Expires=" + NEXT_CENTURY;
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse old(String key, String method, String path, String body) {
        return s3.raw(method, "localhost", signed(key, method, path), Headers.NONE, body);
    }

    @Test
    void answersUrlsOfVersion2() {
        assertThat(text(old(ROOT, "PUT", "/bucket/k", "text"))).isEqualTo("200 ");
        HttpResponse read = old(ROOT, "GET", "/bucket/k?response-content-type=text/html", "");
        assertThat(text(read)).isEqualTo("200 text");
        assertThat(read.headers().first("content-type")).contains("text/html");
        assertThat(text(old(ROOT, "GET", "/bucket/k?tagging", ""))).startsWith("200 ");
        assertThat(text(old(ROOT, "GET", "/bucket", ""))).startsWith("200 ").contains("<Key>k</Key>");
        assertThat(text(old(ROOT, "DELETE", "/bucket/k", ""))).isEqualTo("204 ");
        assertThat(text(old(ROOT, "GET", "/bucket/k", ""))).isEqualTo("404 NoSuchKey");
        assertThat(text(old("AKIANONE", "GET", "/bucket/k", ""))).isEqualTo("403 InvalidAccessKeyId");
        String other = signed(ROOT, "GET", "/bucket/k").replace("/bucket/k", "/bucket/other");
        assertThat(text(s3.raw("GET", "localhost", other, Headers.NONE, ""))).isEqualTo("403 SignatureDoesNotMatch");
    }

    @Test
    void answersUrlsOfVersion2WhereTheBucketIsInARegionThatKnowsIt() {
        client.createBucket(in("ireland", "eu-west-1"));
        client.createBucket(in("frankfurt", "eu-central-1"));
        assertThat(text(old(ROOT, "GET", "/ireland", ""))).startsWith("200 ");
        assertThat(text(old(ROOT, "GET", "/frankfurt", ""))).isEqualTo("400 InvalidRequest");
        String elsewhere = signed(ROOT, "GET", "/ireland");
        assertThat(text(s3.raw("GET", "s3.us-west-2.amazonaws.com", elsewhere, Headers.NONE, "")))
                .isEqualTo("301 PermanentRedirect");
    }

    private static CreateBucketRequest in(String bucket, String region) {
        return CreateBucketRequest.builder()
                .bucket(bucket)
                .createBucketConfiguration(c -> c.locationConstraint(region))
                .build();
    }

    @Test
    void tellsPoliciesTheVersionOfASignature() {
        client.putObject(b -> b.bucket("bucket").key("k"), RequestBody.fromString("text"));
        s3.user("old", Policies.identity("s3:GetObject", "*", """
                {"StringEquals":{"s3:signatureversion":"AWS","s3:authType":"REST-QUERY-STRING"},
                 "Null":{"s3:signatureAge":"true"}}"""));
        assertThat(text(old("old", "GET", "/bucket/k", ""))).isEqualTo("200 text");
        s3.user("new", Policies.identity("s3:GetObject", "*", """
                {"StringEquals":{"s3:signatureversion":"AWS4-HMAC-SHA256"}}"""));
        assertThat(text(old("new", "GET", "/bucket/k", ""))).isEqualTo("403 AccessDenied");
        s3.client("new", dev.postern.model.Region.US_EAST_1)
                .getObjectAsBytes(b -> b.bucket("bucket").key("k"));
    }

    /** Else a URL for one operation would serve for another. */
    @ParameterizedTest
    @EnumSource
    void signsWhatNamesAnOperation(S3Operation operation) {
        boolean plain = operation.subresource().isEmpty() || operation == S3Operation.LIST_OBJECTS_V2;
        assertThat(plain || Subresources.isOne(operation.subresource()))
                .as(operation.name())
                .isTrue();
    }
}
