package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

final class ObjectsTest {
    private final S3Fixture s3;
    private final S3Client client;

    ObjectsTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        client = s3.root();
        client.createBucket(b -> b.bucket("bucket"));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    private PutObjectResponse put(String key, String text) {
        return client.putObject(b -> b.bucket("bucket").key(key), RequestBody.fromString(text));
    }

    private String text(String key) {
        return client.getObjectAsBytes(b -> b.bucket("bucket").key(key)).asUtf8String();
    }

    @Test
    void answersWhatWasPut() {
        PutObjectResponse put = client.putObject(
                b -> b.bucket("bucket")
                        .key("a dir/ü+&.txt")
                        .contentType("text/plain")
                        .cacheControl("no-cache")
                        .contentDisposition("inline")
                        .metadata(Map.of("color", "blue"))
                        .tagging("k=v&x=y%20z"),
                RequestBody.fromString("hello"));
        assertThat(put.eTag()).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        assertThat(put.checksumCRC32()).isEqualTo("NhCmhg==");
        ResponseBytes<GetObjectResponse> got =
                client.getObjectAsBytes(b -> b.bucket("bucket").key("a dir/ü+&.txt"));
        assertThat(got.asUtf8String()).isEqualTo("hello");
        assertThat(got.response().contentType()).isEqualTo("text/plain");
        assertThat(got.response().cacheControl()).isEqualTo("no-cache");
        assertThat(got.response().contentDisposition()).isEqualTo("inline");
        assertThat(got.response().metadata()).containsEntry("color", "blue");
        assertThat(got.response().tagCount()).isEqualTo(2);
        HeadObjectResponse head =
                client.headObject(b -> b.bucket("bucket").key("a dir/ü+&.txt").checksumMode(ChecksumMode.ENABLED));
        assertThat(head.contentLength()).isEqualTo(5);
        assertThat(head.checksumCRC32()).isEqualTo("NhCmhg==");
        assertThat(head.checksumTypeAsString()).isEqualTo("FULL_OBJECT");
        assertThat(head.serverSideEncryptionAsString()).isEqualTo("AES256");
        assertThat(client.getObjectTagging(b -> b.bucket("bucket").key("a dir/ü+&.txt"))
                        .tagSet())
                .extracting(t -> t.key() + "=" + t.value())
                .containsExactly("k=v", "x=y z");
        assertThat(client.getObjectAcl(b -> b.bucket("bucket").key("a dir/ü+&.txt"))
                        .grants())
                .hasSize(1);
    }

    @Test
    void keepsWhatStreamsInChunksAndEveryChecksum() {
        byte[] content = new byte[300_000];
        new Random(5).nextBytes(content);
        for (ChecksumAlgorithm algorithm : List.of(
                ChecksumAlgorithm.CRC32,
                ChecksumAlgorithm.CRC32_C,
                ChecksumAlgorithm.CRC64_NVME,
                ChecksumAlgorithm.SHA1,
                ChecksumAlgorithm.SHA256)) {
            if (algorithm == ChecksumAlgorithm.CRC64_NVME) {
                continue; // the SDK needs its native library for this one; it is tested without an SDK
            }
            client.putObject(
                    b -> b.bucket("bucket").key("k").checksumAlgorithm(algorithm), RequestBody.fromBytes(content));
            // The SDK verifies the checksum that it is answered.
            assertThat(client.getObjectAsBytes(b -> b.bucket("bucket").key("k").checksumMode(ChecksumMode.ENABLED))
                            .asByteArray())
                    .isEqualTo(content);
        }
    }

    @Test
    void answersErrorsForWhatIsNotThere() {
        assertThat(refusal(() -> client.getObjectAsBytes(b -> b.bucket("bucket").key("none"))))
                .isEqualTo("404 NoSuchKey: The specified key does not exist.");
        HttpResponse head = s3.raw("HEAD", "bucket.s3.amazonaws.com", "/none", Headers.NONE, "");
        assertThat(head.status()).isEqualTo(403); // nobody in particular may not know
        assertThat(refusal(() ->
                        client.getObjectAsBytes(b -> b.bucket("no-such-bucket").key("k"))))
                .startsWith("404 NoSuchBucket");
        assertThat(refusal(() -> put("x".repeat(1025), ""))).isEqualTo("400 KeyTooLongError: Your key is too long");
        client.deleteObject(b -> b.bucket("bucket").key("none"));
    }

    @Test
    void answersRanges() {
        put("k", "0123456789");
        assertThat(range("bytes=2-4")).isEqualTo("206 bytes 2-4/10 234");
        assertThat(range("bytes=7-")).isEqualTo("206 bytes 7-9/10 789");
        assertThat(range("bytes=-3")).isEqualTo("206 bytes 7-9/10 789");
        assertThat(range("bytes=5-100")).isEqualTo("206 bytes 5-9/10 56789");
        assertThat(range("bytes=-100")).isEqualTo("206 bytes 0-9/10 0123456789");
        assertThat(range("lines=1-2")).isEqualTo("200 null 0123456789");
        assertThat(range("bytes=0-1,4-5")).isEqualTo("200 null 0123456789");
        assertThat(range("bytes=4-2")).isEqualTo("200 null 0123456789");
        assertThat(refusal(() -> range("bytes=10-")))
                .isEqualTo("416 InvalidRange: The requested range is not satisfiable");
        assertThat(refusal(() -> range("bytes=-0"))).startsWith("416 InvalidRange");
        put("large", "ab".repeat(100_000));
        assertThat(client.getObjectAsBytes(b -> b.bucket("bucket").key("large").range("bytes=100001-100002"))
                        .asUtf8String())
                .isEqualTo("ba");
    }

    private String range(String range) {
        ResponseBytes<GetObjectResponse> got =
                client.getObjectAsBytes(b -> b.bucket("bucket").key("k").range(range));
        return got.response().sdkHttpResponse().statusCode() + " "
                + got.response().contentRange() + " " + got.asUtf8String();
    }

    @Test
    void holdsReadsToTheirConditions() {
        String etag = put("k", "text").eTag();
        var modified = client.headObject(b -> b.bucket("bucket").key("k")).lastModified();
        assertThat(text("k")).isEqualTo("text");
        assertThat(client.getObjectAsBytes(b -> b.bucket("bucket").key("k").ifMatch(etag))
                        .asUtf8String())
                .isEqualTo("text");
        assertThat(refusal(() ->
                        client.getObjectAsBytes(b -> b.bucket("bucket").key("k").ifMatch("\"other\""))))
                .isEqualTo("412 PreconditionFailed: At least one of the pre-conditions you specified did not hold");
        assertThat(refusal(() ->
                        client.getObjectAsBytes(b -> b.bucket("bucket").key("k").ifNoneMatch(etag))))
                .startsWith("304 ");
        assertThat(refusal(() ->
                        client.getObjectAsBytes(b -> b.bucket("bucket").key("k").ifModifiedSince(modified))))
                .startsWith("304 ");
        assertThat(refusal(() -> client.getObjectAsBytes(
                        b -> b.bucket("bucket").key("k").ifUnmodifiedSince(modified.minus(Duration.ofDays(1))))))
                .startsWith("412 ");
    }

    @Test
    void holdsWritesToTheirConditions() {
        String etag = put("k", "one").eTag();
        assertThat(refusal(() -> client.putObject(
                        b -> b.bucket("bucket").key("k").ifNoneMatch("*"), RequestBody.fromString("two"))))
                .startsWith("412 PreconditionFailed");
        client.putObject(b -> b.bucket("bucket").key("new").ifNoneMatch("*"), RequestBody.fromString("two"));
        client.putObject(b -> b.bucket("bucket").key("k").ifMatch(etag), RequestBody.fromString("two"));
        assertThat(refusal(() -> client.putObject(
                        b -> b.bucket("bucket").key("k").ifMatch(etag), RequestBody.fromString("three"))))
                .startsWith("412 PreconditionFailed");
        assertThat(refusal(() -> client.putObject(
                        b -> b.bucket("bucket").key("none").ifMatch(etag), RequestBody.fromString("three"))))
                .startsWith("404 NoSuchKey");
        assertThat(text("k")).isEqualTo("two");
    }

    @Test
    void refusesBodiesThatAreNotWhatTheyClaim() {
        assertThat(refusal(() -> client.putObject(
                        b -> b.bucket("bucket").key("k").contentMD5("1B2M2Y8AsgTpgAmY7PhCfg=="),
                        RequestBody.fromString("not empty"))))
                .isEqualTo("400 BadDigest: The Content-MD5 you specified did not match what we received.");
        assertThat(refusal(() -> client.putObject(
                        b -> b.bucket("bucket").key("k").contentMD5("nonsense"), RequestBody.fromString("x"))))
                .isEqualTo("400 InvalidDigest: The Content-MD5 you specified was invalid.");
        assertThat(refusal(() -> client.putObject(
                        b -> b.bucket("bucket").key("k").checksumCRC32("AAAAAA=="), RequestBody.fromString("x"))))
                .isEqualTo("400 BadDigest: The CRC32 you specified did not match the calculated checksum.");
        assertThat(client.listObjectsV2(b -> b.bucket("bucket")).contents()).isEmpty();
    }

    @Test
    void copies() {
        put("from", "text");
        client.copyObject(b -> b.sourceBucket("bucket")
                .sourceKey("from")
                .destinationBucket("bucket")
                .destinationKey("to"));
        assertThat(text("to")).isEqualTo("text");
        assertThat(refusal(() -> client.copyObject(b -> b.sourceBucket("bucket")
                        .sourceKey("from")
                        .destinationBucket("bucket")
                        .destinationKey("from"))))
                .startsWith("400 InvalidRequest: This copy request is illegal");
        client.copyObject(b -> b.sourceBucket("bucket")
                .sourceKey("from")
                .destinationBucket("bucket")
                .destinationKey("from")
                .metadataDirective(MetadataDirective.REPLACE)
                .metadata(Map.of("new", "yes")));
        assertThat(client.headObject(b -> b.bucket("bucket").key("from")).metadata())
                .containsEntry("new", "yes");
        assertThat(refusal(() -> client.copyObject(b -> b.sourceBucket("bucket")
                        .sourceKey("none")
                        .destinationBucket("bucket")
                        .destinationKey("to"))))
                .startsWith("404 NoSuchKey");
        assertThat(refusal(() -> client.copyObject(b -> b.sourceBucket("bucket")
                        .sourceKey("from")
                        .copySourceIfMatch("other")
                        .destinationBucket("bucket")
                        .destinationKey("to"))))
                .startsWith("412 PreconditionFailed");
    }

    @Test
    void deletesManyAtOnce() {
        put("a", "");
        put("b", "");
        var answer = client.deleteObjects(b -> b.bucket("bucket")
                .delete(d -> d.objects(
                        ObjectIdentifier.builder().key("a").build(),
                        ObjectIdentifier.builder().key("never").build(),
                        ObjectIdentifier.builder().key("b").build())));
        assertThat(answer.deleted()).extracting(d -> d.key()).containsExactly("a", "never", "b");
        assertThat(client.listObjectsV2(b -> b.bucket("bucket")).keyCount()).isZero();
    }

    @Test
    void changesTags() {
        put("k", "x");
        client.putObjectTagging(b -> b.bucket("bucket")
                .key("k")
                .tagging(t -> t.tagSet(Tag.builder().key("a").value("b").build())));
        assertThat(client.getObjectTagging(b -> b.bucket("bucket").key("k")).tagSet())
                .hasSize(1);
        client.deleteObjectTagging(b -> b.bucket("bucket").key("k"));
        assertThat(client.getObjectTagging(b -> b.bucket("bucket").key("k")).tagSet())
                .isEmpty();
    }

    @Test
    void tellsAttributes() {
        put("k", "hello");
        var attributes = client.getObjectAttributes(b -> b.bucket("bucket")
                .key("k")
                .objectAttributes(ObjectAttributes.E_TAG, ObjectAttributes.OBJECT_SIZE, ObjectAttributes.CHECKSUM));
        assertThat(attributes.objectSize()).isEqualTo(5);
        assertThat(attributes.eTag()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
        assertThat(attributes.checksum().checksumCRC32()).isEqualTo("NhCmhg==");
    }

    /** Who asks to delete a list, a policy's status or an upload without its id must not lose the object, nor the bucket. */
    @Test
    void methodsThatASubresourceDoesNotHaveDoNothing() {
        put("k", "hello");
        for (String query : List.of("acl", "attributes", "uploads")) {
            assertThat(s3.raw("DELETE", "bucket.s3.amazonaws.com", "/k?" + query, Headers.NONE, "")
                            .status())
                    .as(query)
                    .isEqualTo(405);
            assertThat(s3.raw("PUT", "bucket.s3.amazonaws.com", "/k?attributes", Headers.NONE, "other")
                            .status())
                    .isEqualTo(405);
        }
        for (String query : List.of("policy", "location", "versions")) {
            assertThat(s3.raw("DELETE", "bucket.s3.amazonaws.com", "/k?" + query, Headers.NONE, "")
                            .status())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(client.getObjectAsBytes(b -> b.bucket("bucket").key("k")).asUtf8String())
                .isEqualTo("hello");
        client.deleteObject(b -> b.bucket("bucket").key("k"));
        for (String query : List.of("location", "policyStatus", "versions", "uploads", "acl", "attributes")) {
            assertThat(s3.raw("DELETE", "bucket.s3.amazonaws.com", "/?" + query, Headers.NONE, "")
                            .status())
                    .as(query)
                    .isEqualTo(405);
        }
        client.headBucket(b -> b.bucket("bucket"));
    }

    @Test
    void refusesWhatItDoesNotServe() {
        assertThat(refusal(() -> client.putObject(
                        b -> b.bucket("bucket").key("k").acl("public-read"), RequestBody.fromString(""))))
                .isEqualTo("400 AccessControlListNotSupported: The bucket does not allow ACLs");
        assertThat(refusal(() -> client.putObject(
                        b -> b.bucket("bucket").key("k").storageClass("NO_SUCH"), RequestBody.fromString(""))))
                .startsWith("400 InvalidStorageClass");
        assertThat(refusal(() -> client.putObject(
                        b -> b.bucket("bucket").key("k").serverSideEncryption("aws:kms:dsse"),
                        RequestBody.fromString(""))))
                .startsWith("501 NotImplemented");
        assertThat(refusal(() ->
                        client.getObjectAsBytes(b -> b.bucket("bucket").key("k").versionId("abc"))))
                .isEqualTo("400 InvalidArgument: Invalid version id specified");
        assertThat(s3.raw("POST", "bucket.s3.amazonaws.com", "/k", Headers.NONE, "")
                        .status())
                .isEqualTo(405);
    }

    @Test
    void computesAChecksumWhereTheClientGivesNone() throws IOException {
        client.putBucketPolicy(b -> b.bucket("bucket").policy(Policies.letEverybody("s3:PutObject", "bucket/*", true)));
        HttpResponse put = s3.raw("PUT", "bucket.s3.amazonaws.com", "/k", Headers.NONE, "123456789");
        assertThat(put.status())
                .as(new String(InProcessHttp.read(put.payload()), StandardCharsets.UTF_8))
                .isEqualTo(200);
        // The catalogue of CRCs gives ae8b14860a799888 for this text.
        assertThat(put.headers().first("x-amz-checksum-crc64nvme")).contains("rosUhgp5mIg=");
    }

    private void copyInPlace(Consumer<CopyObjectRequest.Builder> change) {
        client.copyObject(b -> change.accept(b.sourceBucket("bucket")
                .sourceKey("k")
                .destinationBucket("bucket")
                .destinationKey("k")));
    }

    private String redirect() {
        return client.headObject(b -> b.bucket("bucket").key("k")).websiteRedirectLocation();
    }

    @Test
    void copiesInPlaceWhereTheBucketSaysHowToEncrypt() {
        client.putObject(b -> b.bucket("bucket").key("k"), RequestBody.fromString("x"));
        assertThat(refusal(() -> client.copyObject(b -> b.sourceBucket("bucket")
                        .sourceKey("k")
                        .destinationBucket("bucket")
                        .destinationKey("k"))))
                .startsWith("400 InvalidRequest: This copy request is illegal");
        client.putBucketEncryption(b -> b.bucket("bucket")
                .serverSideEncryptionConfiguration(c -> c.rules(ServerSideEncryptionRule.builder()
                        .applyServerSideEncryptionByDefault(d -> d.sseAlgorithm("AES256"))
                        .build())));
        copyInPlace(_ -> {});
    }

    @Test
    void copiesInPlaceWhatWasEncryptedOtherwise() {
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        client.putObject(
                b -> b.bucket("bucket")
                        .key("k")
                        .sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(key)
                        .sseCustomerKeyMD5(md5(new byte[32])),
                RequestBody.fromString("x"));
        copyInPlace(b -> b.copySourceSSECustomerAlgorithm("AES256")
                .copySourceSSECustomerKey(key)
                .copySourceSSECustomerKeyMD5(md5(new byte[32])));
        assertThat(client.getObjectAsBytes(b -> b.bucket("bucket").key("k")).asUtf8String())
                .isEqualTo("x");
    }

    private static String md5(byte[] bytes) {
        return Base64.getEncoder().encodeToString(ChecksumRules.digest("MD5").digest(bytes));
    }

    @Test
    void copiesInPlaceWhatIsToldAnewAndNoRedirect() {
        client.putObject(
                b -> b.bucket("bucket").key("k").metadata(Map.of("a", "b")).websiteRedirectLocation("/there"),
                RequestBody.fromString("x"));
        assertThat(redirect()).isEqualTo("/there");
        // The storage class that it has is one that is named.
        copyInPlace(b -> b.storageClass(StorageClass.STANDARD));
        assertThat(redirect()).isNull();
        copyInPlace(b -> b.websiteRedirectLocation("/elsewhere"));
        assertThat(redirect()).isEqualTo("/elsewhere");
        assertThat(client.headObject(b -> b.bucket("bucket").key("k")).metadata())
                .containsEntry("a", "b");
        copyInPlace(b -> b.metadataDirective(MetadataDirective.REPLACE).websiteRedirectLocation("/replaced"));
        assertThat(redirect()).isEqualTo("/replaced");
        copyInPlace(b -> b.metadataDirective(MetadataDirective.REPLACE));
        assertThat(redirect()).isNull();
        assertThat(refusal(() -> client.copyObject(b -> b.sourceBucket("bucket")
                        .sourceKey("k")
                        .destinationBucket("bucket")
                        .destinationKey("k")
                        .taggingDirective(TaggingDirective.REPLACE))))
                .startsWith("400 InvalidRequest: This copy request is illegal");
    }

    @Test
    void tellsTheChecksumOfARangeThatIsAll() {
        String put = client.putObject(
                        b -> b.bucket("bucket").key("k").checksumAlgorithm(ChecksumAlgorithm.CRC32),
                        RequestBody.fromString("0123456789"))
                .checksumCRC32();
        for (String range : List.of("bytes=0-100", "bytes=0-", "bytes=-15", "bytes=0-9")) {
            ResponseBytes<GetObjectResponse> all = client.getObjectAsBytes(
                    b -> b.bucket("bucket").key("k").range(range).checksumMode(ChecksumMode.ENABLED));
            assertThat(all.response().contentRange()).isEqualTo("bytes 0-9/10");
            assertThat(all.response().checksumCRC32()).isEqualTo(put);
        }
        assertThat(client.getObjectAsBytes(b ->
                                b.bucket("bucket").key("k").range("bytes=1-9").checksumMode(ChecksumMode.ENABLED))
                        .response()
                        .checksumCRC32())
                .isNull();
    }
}
