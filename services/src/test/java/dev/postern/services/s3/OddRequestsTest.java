package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.TaggingDirective;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** What few clients send, and S3 has an answer of its own for. */
final class OddRequestsTest {
    private final S3Fixture s3;
    private final S3Client client;

    OddRequestsTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        client = s3.root();
        client.createBucket(b -> b.bucket("bucket"));
        client.putObject(b -> b.bucket("bucket").key("k"), RequestBody.fromString("0123456789"));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    private String putWith(String header, String value) {
        return refusal(() -> client.putObject(
                b -> b.bucket("bucket").key("odd").overrideConfiguration(c -> c.putHeader(header, value)),
                RequestBody.fromString("x")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x-amz-tagging|a=b&a=c|400 InvalidArgument: The header 'x-amz-tagging' shall be encoded",
                "x-amz-tagging|=b|400 InvalidArgument: The header 'x-amz-tagging' shall be encoded",
                "x-amz-tagging|a=1&b=1&c=1&d=1&e=1&f=1&g=1&h=1&i=1&j=1&k=1|400 BadRequest: Object tags cannot be greater",
                "x-amz-website-redirect-location|there|400 InvalidRedirectLocation: The website redirect location must",
                "x-amz-expected-bucket-owner|abc|400 InvalidBucketOwnerAWSAccountID: The value of the expected bucket",
                "x-amz-checksum-foo|AAAA|400 InvalidRequest: The algorithm type you specified in x-amz-checksum- header",
            })
    void refusesHeadersThatMeanNothing(String header, String value, String expected) {
        assertThat(putWith(header, value)).startsWith(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aws-kms-key-id|k|400 InvalidArgument: Server Side Encryption with AWS KMS managed key requires HTTP",
                "context|e30=|400 InvalidArgument: Server Side Encryption with AWS KMS managed key requires HTTP header",
                "bucket-key-enabled|perhaps|400 InvalidArgument: The value specified in the",
                "customer-key|a2V5|400 InvalidArgument: Requests specifying Server Side Encryption with Customer provided"
                        + " keys must provide a valid encryption algorithm.",
                "customer-algorithm|AES256|400 InvalidArgument: Requests specifying Server Side Encryption with Customer"
                        + " provided keys must provide an appropriate secret key.",
                "customer-key-MD5|bWQ1|400 InvalidArgument: Requests specifying Server Side Encryption with Customer"
                        + " provided keys must provide a valid encryption algorithm.",
            })
    void refusesEncryptionThatItDoesNotDoOrThatMeansNothing(String header, String value, String expected) {
        assertThat(putWith("x-amz-server-side-encryption-" + header, value)).startsWith(expected);
    }

    @Test
    void refusesToSayHowAnObjectIsEncryptedAfterItWasBegun() {
        assertThat(refusal(() -> client.getObjectAsBytes(b -> b.bucket("bucket")
                        .key("k")
                        .overrideConfiguration(c -> c.putHeader("x-amz-server-side-encryption", "AES256")))))
                .isEqualTo(
                        "400 InvalidArgument: x-amz-server-side-encryption header is not supported for this operation.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AES256|KEY|MD5|InvalidRequest: The encryption parameters are not applicable to this object.",
                "AES128|KEY|MD5|InvalidEncryptionAlgorithmError: The Encryption request you specified is not valid."
                        + " Supported value: AES256.",
                "AES256|a2V5|MD5|InvalidArgument: The secret key was invalid for the specified algorithm.",
                "AES256|no base64|MD5|InvalidArgument: The secret key was invalid for the specified algorithm.",
                "AES256|KEY|bWQ1|InvalidArgument: The calculated MD5 hash of the key did not match the hash that was"
                        + " provided.",
                "AES256|KEY||InvalidArgument: Requests specifying Server Side Encryption with Customer provided keys"
                        + " must provide the client calculated MD5 of the secret key.",
                "AES256||MD5|InvalidArgument: Requests specifying Server Side Encryption with Customer provided keys"
                        + " must provide an appropriate secret key.",
            })
    void refusesKeysThatAreNotWholeOrNotTheObjects(String algorithm, String key, String md5, String expected) {
        String whole = "0123456789abcdef0123456789abcdef";
        Map<String, String> values = new TreeMap<>();
        values.put("algorithm", algorithm);
        Optional.ofNullable(key)
                .ifPresent(text -> values.put(
                        "key",
                        text.equals("KEY")
                                ? Base64.getEncoder().encodeToString(whole.getBytes(StandardCharsets.US_ASCII))
                                : text));
        Optional.ofNullable(md5)
                .ifPresent(text -> values.put("key-MD5", text.equals("MD5") ? "hRasmdxgYDKV3nvbahU1MA==" : text));
        assertThat(refusal(() -> client.headObject(b -> b.bucket("bucket")
                        .key("k")
                        .overrideConfiguration(c -> values.forEach((name, value) ->
                                c.putHeader("x-amz-server-side-encryption-customer-" + name, value))))))
                .startsWith("400");
        assertThat(refusal(() -> client.getObjectAsBytes(b -> b.bucket("bucket")
                        .key("k")
                        .overrideConfiguration(c -> values.forEach((name, value) ->
                                c.putHeader("x-amz-server-side-encryption-customer-" + name, value))))))
                .isEqualTo("400 " + expected);
        assertThat(refusal(() -> client.copyObject(b -> b.sourceBucket("bucket")
                        .sourceKey("k")
                        .destinationBucket("bucket")
                        .destinationKey("copy")
                        .overrideConfiguration(c -> values.forEach((name, value) ->
                                c.putHeader("x-amz-copy-source-server-side-encryption-customer-" + name, value))))))
                .isEqualTo("400 " + expected);
    }

    @Test
    void refusesMethodsOfEncryptionThatAreNone() {
        assertThat(putWith("x-amz-server-side-encryption", "aws:kms:dsse")).startsWith("501 NotImplemented");
        assertThat(putWith("x-amz-server-side-encryption", "aws:kms:other"))
                .isEqualTo("400 InvalidArgument: The encryption method specified is not supported");
    }

    @Test
    void refusesWhatAsksForObjectLock() {
        assertThat(putWith("x-amz-object-lock-retain-until-date", "2030-01-01T00:00:00Z"))
                .isEqualTo("400 InvalidArgument: x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must"
                        + " both be supplied");
        assertThat(putWith("x-amz-object-lock-legal-hold", "ON"))
                .isEqualTo("400 InvalidRequest: Bucket is missing ObjectLockConfiguration");
        assertThat(refusal(() ->
                        client.deleteObject(b -> b.bucket("bucket").key("k").bypassGovernanceRetention(true))))
                .startsWith("400 InvalidArgument: x-amz-bypass-governance-retention is only applicable");
        assertThat(refusal(() -> client.createBucket(b -> b.bucket("other")
                        .overrideConfiguration(c -> c.putHeader("x-amz-bucket-namespace", "account-regional")))))
                .startsWith("501 NotImplemented");
        client.createBucket(
                b -> b.bucket("other").overrideConfiguration(c -> c.putHeader("x-amz-bucket-namespace", "global")));
    }

    @Test
    void refusesRangesOfPartsBeyondTheSource() {
        String upload =
                client.createMultipartUpload(b -> b.bucket("bucket").key("m")).uploadId();
        assertThat(copyPart(upload, "bytes=5-10"))
                .isEqualTo("400 InvalidArgument: Range specified is not valid for source object of size: 10");
        for (String range : new String[] {"bytes=10-10", "bytes=20-30"}) {
            assertThat(copyPart(upload, range))
                    .isEqualTo("400 InvalidRequest: The specified copy range is invalid for the source object size");
        }
        for (String range : new String[] {"bytes=5-", "bytes=-5", "5-6", "bytes=6-5"}) {
            assertThat(copyPart(upload, range))
                    .startsWith("400 InvalidArgument: The x-amz-copy-source-range value must");
        }
    }

    private String copyPart(String upload, String range) {
        return refusal(() -> client.uploadPartCopy(b -> b.sourceBucket("bucket")
                .sourceKey("k")
                .destinationBucket("bucket")
                .destinationKey("m")
                .uploadId(upload)
                .partNumber(1)
                .copySourceRange(range)));
    }

    @Test
    void namesTheDirectiveThatItDoesNotKnow() {
        assertThat(refusal(() -> client.copyObject(b -> b.sourceBucket("bucket")
                        .sourceKey("k")
                        .destinationBucket("bucket")
                        .destinationKey("c")
                        .taggingDirective("FOO"))))
                .isEqualTo("400 InvalidArgument: Unknown tagging directive.");
        client.copyObject(b -> b.sourceBucket("bucket")
                .sourceKey("k")
                .destinationBucket("bucket")
                .destinationKey("c")
                .taggingDirective(TaggingDirective.REPLACE));
    }

    @Test
    void answersMetadataThatIsNotAsciiInAWayThatMailCanCarry() {
        client.putBucketPolicy(b -> b.bucket("bucket").policy(Policies.letEverybody("s3:*", "bucket/*", true)));
        String bytes = new String("ÄMÄZÕÑ S3".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        Headers metadata = Headers.of("x-amz-meta-ascii", "AMAZONS3", "x-amz-meta-nonascii", bytes);
        s3.raw("PUT", "s3.amazonaws.com", "/bucket/m", metadata, "x");
        assertThat(client.headObject(b -> b.bucket("bucket").key("m")).metadata())
                .containsEntry("ascii", "AMAZONS3")
                .containsEntry("nonascii", "=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?=");
    }

    @Test
    void takesHeadersOutOfPresignedUrls() {
        AwsRequestOverrideConfiguration inQuery = AwsRequestOverrideConfiguration.builder()
                .putRawQueryParameter("x-amz-meta-color", "blüe")
                .putRawQueryParameter("x-amz-tagging", "a=b")
                .putRawQueryParameter("x-amz-checksum-crc32", "AAAAAA==")
                .build();
        try (S3Presigner presigner = S3Presigner.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("root" + S3Fixture.OURS, "secret")))
                .build()) {
            URL url = presigner
                    .presignPutObject(p -> p.signatureDuration(Duration.ofMinutes(1))
                            .putObjectRequest(
                                    o -> o.bucket("bucket").key("signed").overrideConfiguration(inQuery)))
                    .url();
            assertThat(s3.raw("PUT", url.getHost(), url.getFile(), Headers.NONE, "text")
                            .status())
                    .isEqualTo(200);
        }
        HeadObjectResponse head = client.headObject(b -> b.bucket("bucket").key("signed"));
        assertThat(head.metadata()).containsEntry("color", "=?UTF-8?B?YmzDg8K8ZQ==?=");
        assertThat(client.getObjectTagging(b -> b.bucket("bucket").key("signed"))
                        .tagSet()
                        .getFirst()
                        .value())
                .isEqualTo("b");
    }

    @Test
    void answersBrowsersThatAskFirst() {
        Headers origin = Headers.of("origin", "http://example.com", "access-control-request-method", "GET");
        assertThat(s3.raw("OPTIONS", "s3.amazonaws.com", "/bucket/k", origin, "")
                        .status())
                .isEqualTo(403);
        assertThat(s3.raw("OPTIONS", "s3.amazonaws.com", "/bucket/k", Headers.NONE, "")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void saysWhereABucketIs() {
        CreateBucketResponse elsewhere = client.createBucket(
                b -> b.bucket("frankfurt").createBucketConfiguration(c -> c.locationConstraint("eu-central-1")));
        assertThat(elsewhere.location()).isEqualTo("http://frankfurt.s3.amazonaws.com/");
        assertThat(client.createBucket(b -> b.bucket("virginia")).location()).isEqualTo("/virginia");
    }

    @Test
    void refusesVersionMarkersWithoutAKeyAndKeysThatAreTooLong() {
        assertThat(refusal(
                        () -> client.listObjectVersions(b -> b.bucket("bucket").versionIdMarker("null"))))
                .isEqualTo("400 InvalidArgument: A version-id marker cannot be specified without a key marker.");
        assertThat(refusal(() -> client.getObjectAsBytes(b -> b.bucket("bucket").key("x".repeat(1025)))))
                .startsWith("400 KeyTooLongError");
        assertThat(refusal(() ->
                        client.getObjectAsBytes(b -> b.bucket("bucket").key("k").partNumber(10_001))))
                .isEqualTo("400 InvalidArgument: Part number must be an integer between 1 and 10000, inclusive");
    }

    /** As AWS answers accounts that did not use S3 Select before July 2024. */
    @Test
    void selectsNothingOfAnObject() throws IOException {
        HttpResponse answer = s3.raw(
                "POST",
                "bucket.s3.amazonaws.com",
                "/k?select&select-type=2",
                Headers.NONE,
                "<SelectObjectContentRequest/>");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(new String(InProcessHttp.read(answer.payload()), StandardCharsets.UTF_8))
                .contains("<Code>MethodNotAllowed</Code><Message>The specified method is not allowed against this"
                        + " resource.</Message><Method>POST</Method><ResourceType>OBJECT</ResourceType>");
        for (String method : List.of("PUT", "GET", "DELETE", "HEAD")) {
            assertThat(s3.raw(method, "bucket.s3.amazonaws.com", "/k?select&select-type=2", Headers.NONE, "")
                            .status())
                    .as(method)
                    .isEqualTo(405);
        }
    }
}
