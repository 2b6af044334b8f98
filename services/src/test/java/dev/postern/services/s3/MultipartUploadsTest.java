package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesParts;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

final class MultipartUploadsTest {
    private static final int PART_BYTES = 5 << 20;

    private final S3Fixture s3;
    private final S3Client client;
    private final byte[] content = new byte[2 * PART_BYTES + 12345];

    MultipartUploadsTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        client = s3.root();
        client.createBucket(b -> b.bucket("bucket"));
        new Random(11).nextBytes(content);
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    private String create(ChecksumAlgorithm algorithm, ChecksumType type) {
        return client.createMultipartUpload(b ->
                        b.bucket("bucket").key("k").checksumAlgorithm(algorithm).checksumType(type))
                .uploadId();
    }

    private CompletedPart put(String upload, int number, byte[] bytes, ChecksumAlgorithm algorithm) {
        UploadPartResponse part = client.uploadPart(
                b -> b.bucket("bucket")
                        .key("k")
                        .uploadId(upload)
                        .partNumber(number)
                        .checksumAlgorithm(algorithm),
                RequestBody.fromBytes(bytes));
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(part.eTag())
                .checksumCRC32(part.checksumCRC32())
                .checksumSHA256(part.checksumSHA256())
                .build();
    }

    private List<CompletedPart> putAll(String upload, ChecksumAlgorithm algorithm) {
        List<CompletedPart> parts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            byte[] bytes = Arrays.copyOfRange(content, i * PART_BYTES, Math.min(content.length, (i + 1) * PART_BYTES));
            parts.add(put(upload, i + 1, bytes, algorithm));
        }
        return parts;
    }

    private CompleteMultipartUploadResponse complete(String upload, List<CompletedPart> parts) {
        return client.completeMultipartUpload(
                b -> b.bucket("bucket").key("k").uploadId(upload).multipartUpload(m -> m.parts(parts)));
    }

    @Test
    void takesTheChecksumOfTheWholeObject() {
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(content);
        String whole = java.util.Base64.getEncoder()
                .encodeToString(java.nio.ByteBuffer.allocate(4)
                        .putInt((int) crc.getValue())
                        .array());
        String upload = create(ChecksumAlgorithm.CRC32, ChecksumType.FULL_OBJECT);
        List<CompletedPart> parts = putAll(upload, ChecksumAlgorithm.CRC32);
        assertThat(refusal(() -> client.completeMultipartUpload(b -> b.bucket("bucket")
                        .key("k")
                        .uploadId(upload)
                        .checksumCRC32("AAAAAA==")
                        .multipartUpload(m -> m.parts(parts)))))
                .startsWith("400 BadDigest");
        assertThat(client.completeMultipartUpload(b -> b.bucket("bucket")
                                .key("k")
                                .uploadId(upload)
                                .checksumCRC32(whole)
                                .checksumType(ChecksumType.FULL_OBJECT)
                                .multipartUpload(m -> m.parts(parts)))
                        .checksumCRC32())
                .isEqualTo(whole);
    }

    @Test
    void takesTheChecksumOfTheChecksums() {
        String first = create(ChecksumAlgorithm.SHA256, ChecksumType.COMPOSITE);
        String composite =
                complete(first, putAll(first, ChecksumAlgorithm.SHA256)).checksumSHA256();
        assertThat(composite).endsWith("-3");
        String again = create(ChecksumAlgorithm.SHA256, ChecksumType.COMPOSITE);
        List<CompletedPart> parts = putAll(again, ChecksumAlgorithm.SHA256);
        assertThat(client.completeMultipartUpload(b -> b.bucket("bucket")
                                .key("k")
                                .uploadId(again)
                                .checksumSHA256(composite)
                                .multipartUpload(m -> m.parts(parts)))
                        .checksumSHA256())
                .isEqualTo(composite);
    }

    @Test
    void givesAnObjectCrc64WhereNobodyNamedAnAlgorithm() {
        String upload = s3.rootWithoutChecksums()
                .createMultipartUpload(b -> b.bucket("bucket").key("k"))
                .uploadId();
        UploadPartResponse part = client.uploadPart(
                b -> b.bucket("bucket")
                        .key("k")
                        .uploadId(upload)
                        .partNumber(1)
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                RequestBody.fromBytes(content));
        assertThat(part.checksumCRC32()).isNotNull();
        assertThat(part.checksumCRC64NVME()).isNull();
        CompleteMultipartUploadResponse done = complete(
                upload,
                List.of(CompletedPart.builder()
                        .partNumber(1)
                        .eTag(part.eTag())
                        .checksumCRC32(part.checksumCRC32())
                        .build()));
        assertThat(done.checksumCRC64NVME()).isNotNull();
        assertThat(done.checksumCRC32()).isNull();
        assertThat(done.checksumType()).isEqualTo(ChecksumType.FULL_OBJECT);
    }

    @Test
    void putsPartsTogether() {
        String upload = create(ChecksumAlgorithm.CRC32, ChecksumType.FULL_OBJECT);
        List<CompletedPart> parts = putAll(upload, ChecksumAlgorithm.CRC32);
        assertThat(client.listParts(b -> b.bucket("bucket").key("k").uploadId(upload))
                        .parts())
                .extracting(Part::size)
                .containsExactly((long) PART_BYTES, (long) PART_BYTES, 12345L);
        assertThat(client.listMultipartUploads(b -> b.bucket("bucket")).uploads())
                .extracting(u -> u.uploadId())
                .containsExactly(upload);
        CompleteMultipartUploadResponse done = complete(upload, parts);
        assertThat(done.eTag()).matches("\"[0-9a-f]{32}-3\"");
        // The SDK compares this checksum of the whole with the bytes that it reads.
        assertThat(client.getObjectAsBytes(b -> b.bucket("bucket").key("k").checksumMode(ChecksumMode.ENABLED))
                        .asByteArray())
                .isEqualTo(content);
        client.putObject(b -> b.bucket("bucket").key("one-piece"), RequestBody.fromBytes(content));
        assertThat(done.checksumCRC32())
                .isEqualTo(client.headObject(
                                b -> b.bucket("bucket").key("one-piece").checksumMode(ChecksumMode.ENABLED))
                        .checksumCRC32());
        var third = client.getObjectAsBytes(b -> b.bucket("bucket").key("k").partNumber(3));
        assertThat(third.response().partsCount()).isEqualTo(3);
        assertThat(third.asByteArray()).hasSize(12345);
        assertThat(client.listMultipartUploads(b -> b.bucket("bucket")).uploads())
                .isEmpty();
    }

    @Test
    void computesACompositeChecksum() {
        String upload = create(ChecksumAlgorithm.SHA256, ChecksumType.COMPOSITE);
        CompleteMultipartUploadResponse done = complete(upload, putAll(upload, ChecksumAlgorithm.SHA256));
        assertThat(done.checksumSHA256()).endsWith("=-3");
        assertThat(done.checksumTypeAsString()).isEqualTo("COMPOSITE");
        assertThat(client.getObjectAsBytes(b -> b.bucket("bucket").key("k")).asByteArray())
                .isEqualTo(content);
    }

    @Test
    void answersTheSameWhenItIsCompletedAgain() {
        String upload = create(ChecksumAlgorithm.CRC32, ChecksumType.COMPOSITE);
        CompletedPart part = put(upload, 1, new byte[] {1}, ChecksumAlgorithm.CRC32);
        CompletedPart other = put(upload, 2, new byte[] {2}, ChecksumAlgorithm.CRC32);
        CompleteMultipartUploadResponse first = complete(upload, List.of(part));
        assertThat(complete(upload, List.of(part))).isEqualTo(first);
        // It is the same request, not a second write.
        assertThat(client.completeMultipartUpload(b -> b.bucket("bucket")
                        .key("k")
                        .uploadId(upload)
                        .ifNoneMatch("*")
                        .multipartUpload(m -> m.parts(part))))
                .isEqualTo(first);
        assertThat(refusal(() -> complete(upload, List.of(other)))).startsWith("404 NoSuchUpload");
        client.putObject(b -> b.bucket("bucket").key("k"), RequestBody.fromString("another"));
        assertThat(refusal(() -> complete(upload, List.of(part)))).startsWith("404 NoSuchUpload");
    }

    @Test
    void replacesAPartAndTakesOnlyThoseThatAreNamed() {
        String upload = create(ChecksumAlgorithm.CRC32, ChecksumType.COMPOSITE);
        CompletedPart replaced = put(upload, 5, new byte[] {1}, ChecksumAlgorithm.CRC32);
        CompletedPart last = put(upload, 5, new byte[] {2}, ChecksumAlgorithm.CRC32);
        put(upload, 7, new byte[] {3}, ChecksumAlgorithm.CRC32);
        assertThat(refusal(() -> complete(upload, List.of(replaced)))).startsWith("400 InvalidPart:");
        complete(upload, List.of(last));
        assertThat(client.getObjectAsBytes(b -> b.bucket("bucket").key("k")).asByteArray())
                .containsExactly(2);
    }

    @Test
    void refusesPartsThatDoNotFit() {
        String upload = create(ChecksumAlgorithm.CRC32, ChecksumType.COMPOSITE);
        CompletedPart one = put(upload, 1, new byte[10], ChecksumAlgorithm.CRC32);
        CompletedPart two = put(upload, 2, new byte[10], ChecksumAlgorithm.CRC32);
        assertThat(refusal(() -> complete(upload, List.of(two, one))))
                .isEqualTo(
                        "400 InvalidPartOrder: The list of parts was not in ascending order. Parts must be ordered by"
                                + " part number.");
        assertThat(refusal(() -> complete(upload, List.of(one, two))))
                .isEqualTo("400 EntityTooSmall: Your proposed upload is smaller than the minimum allowed size");
        assertThat(refusal(() -> complete(upload, List.of()))).startsWith("400 MalformedXML");
        assertThat(refusal(() -> put(upload, 10_001, new byte[1], ChecksumAlgorithm.CRC32)))
                .isEqualTo("400 InvalidArgument: Part number must be an integer between 1 and 10000, inclusive");
        assertThat(refusal(() -> put("no-such-upload", 1, new byte[1], ChecksumAlgorithm.CRC32)))
                .startsWith("404 NoSuchUpload");
    }

    @Test
    void endsWithoutAnObjectWhenAborted() {
        String upload = create(ChecksumAlgorithm.CRC32, ChecksumType.COMPOSITE);
        put(upload, 1, new byte[10], ChecksumAlgorithm.CRC32);
        client.abortMultipartUpload(b -> b.bucket("bucket").key("k").uploadId(upload));
        assertThat(refusal(
                        () -> client.listParts(b -> b.bucket("bucket").key("k").uploadId(upload))))
                .startsWith("404 NoSuchUpload");
        assertThat(client.listObjectsV2(b -> b.bucket("bucket")).contents()).isEmpty();
        client.deleteBucket(b -> b.bucket("bucket"));
    }

    @Test
    void listsEveryUploadOnOneOfThePages() {
        List<String> uploads = new ArrayList<>();
        for (String key : List.of("a", "dir/x", "dir/x", "dir/x", "dir/x", "dir/y", "z")) {
            uploads.add(client.createMultipartUpload(b -> b.bucket("bucket").key(key))
                    .uploadId());
        }
        assertThat(client.listMultipartUploadsPaginator(b -> b.bucket("bucket").maxUploads(1))
                        .uploads())
                .extracting(u -> u.uploadId())
                .containsExactlyElementsOf(uploads);
        List<String> seen = new ArrayList<>();
        client
                .listMultipartUploadsPaginator(
                        b -> b.bucket("bucket").delimiter("/").maxUploads(1))
                .stream()
                .limit(10)
                .forEach(page -> {
                    page.uploads().forEach(u -> seen.add(u.key()));
                    page.commonPrefixes().forEach(p -> seen.add(p.prefix()));
                });
        assertThat(seen).containsExactly("a", "dir/", "z");
        var behind = client.listMultipartUploads(
                b -> b.bucket("bucket").delimiter("/").keyMarker("dir/x"));
        assertThat(behind.commonPrefixes()).isEmpty();
        assertThat(behind.uploads()).extracting(u -> u.key()).containsExactly("z");
    }

    @Test
    void copiesParts() {
        client.putObject(b -> b.bucket("bucket").key("source"), RequestBody.fromBytes(content));
        String upload = create(ChecksumAlgorithm.CRC32, ChecksumType.COMPOSITE);
        var part = client.uploadPartCopy(b -> b.sourceBucket("bucket")
                .sourceKey("source")
                .copySourceRange("bytes=10-19")
                .destinationBucket("bucket")
                .destinationKey("k")
                .uploadId(upload)
                .partNumber(1));
        complete(
                upload,
                List.of(CompletedPart.builder()
                        .partNumber(1)
                        .eTag(part.copyPartResult().eTag())
                        .checksumCRC32(part.copyPartResult().checksumCRC32())
                        .build()));
        assertThat(client.getObjectAsBytes(b -> b.bucket("bucket").key("k")).asByteArray())
                .isEqualTo(Arrays.copyOfRange(content, 10, 20));
    }

    @Test
    void completesNothingWithoutTheChecksumsThatItWasBegunWith() {
        String upload = create(ChecksumAlgorithm.CRC32, ChecksumType.COMPOSITE);
        CompletedPart part = put(upload, 1, new byte[] {1}, ChecksumAlgorithm.CRC32);
        CompletedPart without = part.toBuilder().checksumCRC32(null).build();
        assertThat(refusal(() -> complete(upload, List.of(without))))
                .isEqualTo(
                        "400 InvalidRequest: The upload was created using a crc32 checksum. The complete request must"
                                + " include the checksum for each part. It was missing for part 1 in the request.");
        assertThat(refusal(() -> complete(
                        upload,
                        List.of(without.toBuilder()
                                .checksumSHA1("98O8HYCOBHMq32eZZczDTKeuNEE=")
                                .build()))))
                .isEqualTo("400 BadDigest: The sha1 you specified for part 1 did not match what we received.");
        assertThat(refusal(() -> complete(
                        upload,
                        List.of(part.toBuilder().checksumCRC32("AAAAAA==").build()))))
                .startsWith("400 InvalidPart:");
        assertThat(refusal(() -> client.completeMultipartUpload(b -> b.bucket("bucket")
                        .key("k")
                        .uploadId(upload)
                        .checksumType(ChecksumType.FULL_OBJECT)
                        .multipartUpload(m -> m.parts(part)))))
                .isEqualTo("400 InvalidRequest: The upload was created using the COMPOSITE checksum mode. The complete"
                        + " request must use the same checksum mode.");
        complete(upload, List.of(part));
        String whole = create(ChecksumAlgorithm.CRC32, ChecksumType.FULL_OBJECT);
        CompletedPart only = put(whole, 1, new byte[] {1}, ChecksumAlgorithm.CRC32);
        complete(whole, List.of(only.toBuilder().checksumCRC32(null).build()));
    }

    @Test
    void tellsTheChecksumOfChecksumsAmongTheAttributesWithoutItsCount() {
        String upload = create(ChecksumAlgorithm.SHA256, ChecksumType.COMPOSITE);
        String value = complete(upload, List.of(put(upload, 1, new byte[] {1}, ChecksumAlgorithm.SHA256)))
                .checksumSHA256();
        assertThat(value).endsWith("=-1");
        assertThat(client.headObject(b -> b.bucket("bucket").key("k").checksumMode(ChecksumMode.ENABLED))
                        .checksumSHA256())
                .isEqualTo(value);
        var told = client.getObjectAttributes(
                        b -> b.bucket("bucket").key("k").objectAttributes(ObjectAttributes.CHECKSUM))
                .checksum();
        assertThat(told.checksumSHA256() + "-1").isEqualTo(value);
        assertThat(told.checksumType()).isEqualTo(ChecksumType.COMPOSITE);
    }

    private GetObjectAttributesParts attributes(int max, int marker) {
        return client.getObjectAttributes(b -> b.bucket("bucket")
                        .key("k")
                        .objectAttributes(ObjectAttributes.OBJECT_PARTS)
                        .maxParts(max)
                        .partNumberMarker(marker))
                .objectParts();
    }

    @Test
    void tellsThePartsOfWhichTheChecksumIsMade() {
        String composite = create(ChecksumAlgorithm.SHA256, ChecksumType.COMPOSITE);
        complete(composite, putAll(composite, ChecksumAlgorithm.SHA256));
        GetObjectAttributesParts first = attributes(2, 0);
        assertThat(first.parts()).extracting(p -> p.partNumber()).containsExactly(1, 2);
        assertThat(first.parts()).allSatisfy(p -> assertThat(p.checksumSHA256()).isNotNull());
        assertThat(first.isTruncated()).isTrue();
        assertThat(first.nextPartNumberMarker()).isEqualTo(2);
        assertThat(attributes(2, 2).parts()).extracting(p -> p.partNumber()).containsExactly(3);
        GetObjectAttributesParts behind = attributes(2, 10);
        assertThat(behind.parts()).isEmpty();
        assertThat(behind.nextPartNumberMarker()).isZero();
        assertThat(behind.totalPartsCount()).isEqualTo(3);
        String whole = create(ChecksumAlgorithm.CRC32, ChecksumType.FULL_OBJECT);
        complete(whole, putAll(whole, ChecksumAlgorithm.CRC32));
        GetObjectAttributesParts counted = attributes(2, 0);
        assertThat(counted)
                .isEqualTo(GetObjectAttributesParts.builder().totalPartsCount(3).build());
    }
}
