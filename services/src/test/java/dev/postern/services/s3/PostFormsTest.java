package dev.postern.services.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Uploads by forms, as browsers send them. */
final class PostFormsTest {
    private static final String KEY = "root" + S3Fixture.OURS;
    private static final String BOUNDARY = "----WebKitFormBoundaryX";

    private final S3Fixture s3;
    private final S3Client client;
    private Headers headers = Headers.NONE;
    private String host = "bucket.s3.amazonaws.com";

    PostFormsTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        client = s3.root();
    }

    @BeforeEach
    void makeABucket() {
        client.createBucket(b -> b.bucket("bucket"));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    private static byte[] hmac(String algorithm, byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String policy(Instant until, String conditions) {
        String json = "{\"expiration\":\"" + until + "\",\"conditions\":[" + conditions.replace('\'', '"') + "]}";
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String tomorrowsPolicy(String conditions) {
        return policy(Instant.now().plus(Duration.ofDays(1)), conditions);
    }

    /** Fields that sign by version 4; conditions for them are added to those given. */
    private static Map<String, String> signed(String conditions) {
        String time = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
        String date = time.substring(0, 8);
        String policy = tomorrowsPolicy(conditions
                + ",['starts-with','$x-amz-algorithm',''],['starts-with','$x-amz-credential',''],"
                + "['starts-with','$x-amz-date','']");
        byte[] key = "AWS4secret".getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {date, "us-east-1", "s3", "aws4_request"}) {
            key = hmac("HmacSHA256", key, part);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
        fields.put("X-Amz-Credential", KEY + "/" + date + "/us-east-1/s3/aws4_request");
        fields.put("X-Amz-Date", time);
        fields.put("Policy", policy);
        fields.put("X-Amz-Signature", HexFormat.of().formatHex(hmac("HmacSHA256", key, policy)));
        return fields;
    }

    private HttpResponse post(Map<String, String> fields, String file) {
        StringBuilder body = new StringBuilder();
        fields.forEach((name, value) -> body.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"")
                .append(name)
                .append("\"\r\n\r\n")
                .append(value)
                .append("\r\n"));
        body.append("--" + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\\\pics\\\\ü.png\"\r\n"
                + "Content-Type: image/png\r\n\r\n");
        body.append(file)
                .append("\r\n--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"submit\"\r\n\r\nUpload\r\n--"
                        + BOUNDARY + "--\r\n");
        return send(body.toString());
    }

    private HttpResponse send(String body) {
        return s3.raw(
                "POST", host, "/", headers.with("content-type", "multipart/form-data; boundary=" + BOUNDARY), body);
    }

    private static String body(HttpResponse response) {
        try {
            return new String(InProcessHttp.read(response.payload()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void takesWhatAFormUploads() {
        Map<String, String> fields = signed("{'bucket':'bucket'},['starts-with','$key','user/'],"
                + "['starts-with','$Content-Type','image/'],{'x-amz-meta-who':'me'},"
                + "{'success_action_status':'201'},['content-length-range',1,100]");
        fields.put("key", "user/${filename}");
        fields.put("Content-Type", "image/png");
        fields.put("x-amz-meta-who", "me");
        fields.put("x-ignore-this", "yes");
        fields.put("success_action_status", "201");
        String file = "a\r\n--almost\r\n--" + BOUNDARY.substring(1) + "\r\r\n-";
        HttpResponse response = post(fields, file);
        assertThat(body(response))
                .contains("<PostResponse><Location>https://bucket.s3.amazonaws.com/user/%C3%BC.png</Location>")
                .contains("<Bucket>bucket</Bucket><Key>user/ü.png</Key><ETag>");
        assertThat(response.status()).isEqualTo(201);
        ResponseBytes<GetObjectResponse> read =
                client.getObjectAsBytes(b -> b.bucket("bucket").key("user/ü.png"));
        assertThat(read.asUtf8String()).isEqualTo(file);
        assertThat(read.response().contentType()).isEqualTo("image/png");
        assertThat(read.response().metadata()).containsEntry("who", "me");
    }

    @Test
    void takesWhatVersion2Signs() {
        String policy =
                tomorrowsPolicy("{'bucket':'bucket'},['eq','$key','k'],['starts-with','$success_action_redirect','']");
        Map<String, String> fields = signedByVersion2(policy);
        fields.put("key", "k");
        fields.put("success_action_redirect", "http://here/done?a=b");
        HttpResponse response = post(fields, "");
        assertThat(response.status()).as(body(response)).isEqualTo(303);
        assertThat(response.headers().first("location").orElse(""))
                .startsWith("http://here/done?a=b&bucket=bucket&key=k&etag=%22");
        assertThat(client.headObject(b -> b.bucket("bucket").key("k")).contentLength())
                .isZero();
        fields.put("signature", "AAAA");
        assertThat(body(post(fields, ""))).contains("<Code>SignatureDoesNotMatch</Code>");
        fields.remove("signature");
        assertThat(body(post(fields, ""))).contains("Bucket POST must contain a field named 'signature'");
    }

    private String refused(String conditions, String key, String file) {
        Map<String, String> fields = signed(conditions);
        fields.put("key", key);
        HttpResponse response = post(fields, file);
        assertThat(response.status()).isBetween(400, 499);
        assertThat(client.listObjectsV2(b -> b.bucket("bucket")).keyCount()).isZero();
        return response.status() + " " + body(response);
    }

    @Test
    void refusesWhatThePolicyDoesNotLet() {
        assertThat(refused("{'bucket':'bucket'},['starts-with','$key','user/']", "other/k", "x"))
                .contains(
                        "403",
                        "<Code>AccessDenied</Code>",
                        "Invalid according to Policy: Policy Condition failed: "
                                + "[&quot;starts-with&quot;, &quot;$key&quot;, &quot;user/&quot;]");
        assertThat(refused("{'bucket':'another'},['starts-with','$key','']", "k", "x"))
                .contains("Policy Condition failed: [&quot;eq&quot;, &quot;$bucket&quot;, &quot;another&quot;]");
        assertThat(refused("{'bucket':'bucket'}", "k", "x"))
                .contains("Invalid according to Policy: Extra input fields: key");
        String sized = "['starts-with','$key',''],['content-length-range',2,4]";
        assertThat(refused(sized, "k", "x")).contains("400", "<Code>EntityTooSmall</Code>", "<MinSizeAllowed>2");
        assertThat(refused(sized, "k", "xxxxx")).contains("400", "<Code>EntityTooLarge</Code>", "<MaxSizeAllowed>4");
        assertThat(refused("['nonsense','$key','']", "k", "x")).contains("400 ", "<Code>InvalidPolicyDocument</Code>");
        assertThat(refused("['starts-with','$key','']", "", "x"))
                .contains("Bucket POST must contain a field named 'key'");
    }

    /** Who sends a form cannot put beside its fields what the policy would not let into them. */
    @Test
    void headersOfTheRequestSayNothingOfTheObject() {
        Map<String, String> fields = signed("['starts-with','$key','']");
        fields.put("key", "k");
        headers = Headers.of(
                "x-amz-acl", "public-read",
                "x-amz-tagging", "a=b",
                "x-amz-meta-who", "me",
                "x-amz-website-redirect-location", "/elsewhere",
                "x-amz-storage-class", "STANDARD_IA",
                "cache-control", "no-store",
                "if-none-match", "*");
        HttpResponse response = post(fields, "x");
        assertThat(response.status()).as(body(response)).isEqualTo(204);
        HeadObjectResponse head = client.headObject(b -> b.bucket("bucket").key("k"));
        assertThat(head.metadata()).isEmpty();
        assertThat(head.websiteRedirectLocation()).isNull();
        assertThat(head.storageClass()).isNull();
        assertThat(head.cacheControl()).isNull();
        assertThat(client.getObjectTagging(b -> b.bucket("bucket").key("k")).tagSet())
                .isEmpty();
        // What a bucket's policy asks of a header is not met by one that a form does not honour.
        client.putBucketPolicy(b -> b.bucket("bucket")
                .policy("{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":"
                        + "\"s3:PutObject\",\"Resource\":\"arn:aws:s3:::bucket/*\",\"Condition\":{\"Null\":"
                        + "{\"s3:if-none-match\":\"true\"}}}}"));
        assertThat(post(fields, "y").status()).isEqualTo(403);
    }

    @Test
    void aFormCanArchive() {
        Map<String, String> fields = signed("['starts-with','$key',''],['eq','$x-amz-storage-class','GLACIER']");
        fields.put("key", "k");
        fields.put("x-amz-storage-class", "GLACIER");
        assertThat(post(fields, "x").status()).isEqualTo(204);
        assertThat(client.headObject(b -> b.bucket("bucket").key("k")).storageClassAsString())
                .isEqualTo("GLACIER");
    }

    @Test
    void comparesTheChecksumThatAFieldGives() {
        String conditions = "['starts-with','$key',''],['starts-with','$x-amz-checksum-crc32','']";
        Map<String, String> fields = signed(conditions);
        fields.put("key", "k");
        fields.put("x-amz-checksum-crc32", "AAAAAA==");
        assertThat(body(post(fields, "123456789"))).contains("<Code>BadDigest</Code>");
        assertThat(client.listObjectsV2(b -> b.bucket("bucket")).keyCount()).isZero();
        fields.put("x-amz-checksum-crc32", "y/Q5Jg==");
        assertThat(post(fields, "123456789").status()).isEqualTo(204);
        assertThat(client.headObject(b -> b.bucket("bucket").key("k").checksumMode(ChecksumMode.ENABLED))
                        .checksumCRC32())
                .isEqualTo("y/Q5Jg==");
    }

    private static Map<String, String> signedByVersion2(String policy) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("AWSAccessKeyId", KEY);
        fields.put("policy", policy);
        fields.put(
                "signature",
                Base64.getEncoder()
                        .encodeToString(hmac("HmacSHA1", "secret".getBytes(StandardCharsets.UTF_8), policy)));
        return fields;
    }

    @Test
    void version2IsOfTheOldRegions() {
        S3Client frankfurt = s3.client(KEY, new Region("eu-central-1"));
        frankfurt.createBucket(
                b -> b.bucket("young").createBucketConfiguration(c -> c.locationConstraint("eu-central-1")));
        host = "young.s3.eu-central-1.amazonaws.com";
        Map<String, String> fields = signedByVersion2(tomorrowsPolicy("['starts-with','$key','']"));
        fields.put("key", "k");
        assertThat(body(post(fields, "x"))).contains("<Code>InvalidRequest</Code>", "AWS4-HMAC-SHA256");
        S3Client ireland = s3.client(KEY, new Region("eu-west-1"));
        ireland.createBucket(b -> b.bucket("old").createBucketConfiguration(c -> c.locationConstraint("eu-west-1")));
        host = "old.s3.eu-west-1.amazonaws.com";
        assertThat(post(fields, "x").status()).isEqualTo(204);
    }

    /** A key of KMS is only used for what version 4 signs. */
    @Test
    void version2UsesNoKeysOfKms() {
        Map<String, String> fields = signedByVersion2(
                tomorrowsPolicy("['starts-with','$key',''],['starts-with','$x-amz-server-side-encryption','']"));
        fields.put("key", "k");
        fields.put("x-amz-server-side-encryption", "aws:kms");
        assertThat(body(post(fields, "x"))).contains("require AWS Signature Version 4");
    }

    @Test
    void refusesFormsThatExpiredOrAreNone() {
        String old = policy(Instant.now().minus(Duration.ofMinutes(1)), "['starts-with','$key','']");
        Map<String, String> fields = signedByVersion2(old);
        fields.put("key", "k");
        assertThat(body(post(fields, "x"))).contains("Invalid according to Policy: Policy expired.");
        assertThat(body(send("nonsense"))).contains("<Code>MalformedPOSTRequest</Code>");
        assertThat(body(s3.raw("POST", "bucket.s3.amazonaws.com", "/", Headers.NONE, "x")))
                .contains("<Code>PreconditionFailed</Code>", "enclosure-type multipart/form-data");
        assertThat(body(send("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n"
                        + "x".repeat(30_000))))
                .contains("<Code>MaxPostPreDataLengthExceeded</Code>");
        assertThat(body(send("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n--"
                        + BOUNDARY + "--\r\n")))
                .contains("POST requires exactly one file upload per request.");
        assertThat(client.listObjectsV2(b -> b.bucket("bucket")).keyCount()).isZero();
    }

    @Test
    void whoSignsNothingIsNobody() {
        Map<String, String> fields = new LinkedHashMap<>(Map.of("key", "k"));
        assertThat(post(fields, "x").status()).isEqualTo(403);
        client.deletePublicAccessBlock(b -> b.bucket("bucket"));
        client.putBucketPolicy(b -> b.bucket("bucket").policy(Policies.letEverybody("s3:PutObject", "bucket/*", true)));
        assertThat(post(fields, "x").status()).isEqualTo(204);
        // A form that breaks off leaves nothing.
        assertThat(body(send("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nhalf\r\n--"
                        + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nxxx")))
                .contains("<Code>MalformedPOSTRequest</Code>");
        assertThat(client.listObjectsV2(b -> b.bucket("bucket")).keyCount()).isEqualTo(1);
    }

    @Test
    void locksWhatAFormUploads() {
        client.createBucket(b -> b.bucket("vault").objectLockEnabledForBucket(true));
        host = "vault.s3.amazonaws.com";
        Map<String, String> fields = signed("['starts-with','$key',''],['starts-with','$content-md5',''],"
                + "['starts-with','$x-amz-object-lock-mode',''],"
                + "['starts-with','$x-amz-object-lock-retain-until-date','']");
        fields.put("key", "k");
        fields.put("x-amz-object-lock-mode", "GOVERNANCE");
        fields.put(
                "x-amz-object-lock-retain-until-date",
                Instant.now().plus(Duration.ofDays(1)).toString());
        assertThat(body(post(fields, "123456789")))
                .contains("is required for Put Object requests with Object Lock parameters");
        fields.put("content-md5", "AAAAAAAAAAAAAAAAAAAAAA==");
        assertThat(body(post(fields, "123456789"))).contains("<Code>BadDigest</Code>");
        fields.put("content-md5", "JfnnlDI7RTiF9RgfG2JNCw==");
        assertThat(post(fields, "123456789").status()).isEqualTo(204);
        assertThat(client.headObject(b -> b.bucket("vault").key("k")).objectLockModeAsString())
                .isEqualTo("GOVERNANCE");
    }
}
