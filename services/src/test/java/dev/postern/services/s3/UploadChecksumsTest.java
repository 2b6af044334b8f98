package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Checksums that are wrong, missing or none, as AWS answers them: the values and most of the cases are those of Swift's tests, which run
 * against AWS as well.
 *
 * @see <a href="https://github.com/openstack/swift/blob/master/test/s3api/test_object_checksums.py">Swift's tests</a>
 */
final class UploadChecksumsTest {
    private static final String CONTENT = "123456789";
    private static final String RIGHT = "y/Q5Jg==";
    private static final String WRONG = "z/Q5Jg==";
    private static final String NONE = "y/Q5Jh=="; // bits that stand for nothing
    private static final String OF_CHECKSUMS = "7kxlUA==";

    private final S3Fixture s3;
    private final S3Client client;

    UploadChecksumsTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        client = s3.rootWithoutChecksums();
        client.createBucket(b -> b.bucket("bucket"));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "content-md5|MDAwMDAwMDAwMDAwMDAwMA==|400 BadDigest: The Content-MD5 you specified did not match what we received.",
                "content-md5|abc|400 InvalidDigest: The Content-MD5 you specified was invalid.",
                "x-amz-checksum-crc32|y/Q5Jg==|400 BadDigest: The CRC32 you specified did not match the calculated checksum.",
                "x-amz-checksum-crc32|y/Q5Jh==|400 InvalidRequest: Value for x-amz-checksum-crc32 header is invalid.",
            })
    void looksAtTheChecksumOfAnEmptyBodyToo(String header, String value, String expected) {
        assertThat(refusal(() -> client.putObject(
                        b -> b.bucket("bucket").key("k").overrideConfiguration(c -> c.putHeader(header, value)),
                        RequestBody.empty())))
                .isEqualTo(expected);
        assertThat(client.listObjectsV2(b -> b.bucket("bucket")).keyCount()).isZero();
    }

    private String create(ChecksumType type) {
        return client.createMultipartUpload(b -> b.bucket("bucket")
                        .key("k")
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                        .checksumType(type))
                .uploadId();
    }

    private CompletedPart part(String upload) {
        String etag = client.uploadPart(
                        b -> b.bucket("bucket")
                                .key("k")
                                .uploadId(upload)
                                .partNumber(1)
                                .checksumCRC32(RIGHT),
                        RequestBody.fromString(CONTENT))
                .eTag();
        return CompletedPart.builder()
                .partNumber(1)
                .eTag(etag)
                .checksumCRC32(RIGHT)
                .build();
    }

    private String completed(String upload, CompletedPart part, Consumer<CompleteMultipartUploadRequest.Builder> more) {
        return client.completeMultipartUpload(b ->
                        more.accept(b.bucket("bucket").key("k").uploadId(upload).multipartUpload(m -> m.parts(part))))
                .checksumCRC32();
    }

    private String uncompleted(
            String upload, CompletedPart part, Consumer<CompleteMultipartUploadRequest.Builder> more) {
        return refusal(() -> completed(upload, part, more));
    }

    @Test
    void takesNoPartWithoutItsChecksumWhereTheObjectsIsMadeOfThem() {
        String composite = create(ChecksumType.COMPOSITE);
        assertThat(refusal(() -> client.uploadPart(
                        b -> b.bucket("bucket").key("k").uploadId(composite).partNumber(1),
                        RequestBody.fromString(CONTENT))))
                .isEqualTo("400 InvalidRequest: Checksum Type mismatch occurred, expected checksum Type: crc32, actual"
                        + " checksum Type: null");
        String whole = create(ChecksumType.FULL_OBJECT);
        assertThat(client.uploadPart(
                                b -> b.bucket("bucket").key("k").uploadId(whole).partNumber(1),
                                RequestBody.fromString(CONTENT))
                        .checksumCRC32())
                .isEqualTo(RIGHT);
    }

    @ParameterizedTest
    @EnumSource(
            value = ChecksumType.class,
            names = {"COMPOSITE", "FULL_OBJECT"})
    void completesWithTheRightChecksumsOnly(ChecksumType type) {
        boolean composite = type == ChecksumType.COMPOSITE;
        String value = composite ? OF_CHECKSUMS : RIGHT;
        String upload = create(type);
        CompletedPart part = part(upload);
        CompletedPart wrong = part.toBuilder().checksumCRC32(WRONG).build();
        String invalid = "400 InvalidRequest: Value for x-amz-checksum-crc32 header is invalid.";
        String bad = "400 BadDigest: The crc32 you specified did not match the calculated checksum.";
        assertThat(uncompleted(upload, part, b -> b.checksumCRC32(NONE))).isEqualTo(invalid);
        assertThat(uncompleted(upload, part, b -> b.checksumCRC32(value + "-a")))
                .isEqualTo(invalid);
        assertThat(uncompleted(upload, part, b -> b.checksumCRC32(WRONG))).isEqualTo(bad);
        assertThat(uncompleted(upload, part, b -> b.checksumCRC32(value + "-2")))
                .isEqualTo(bad);
        assertThat(uncompleted(upload, wrong, _ -> {})).startsWith("400 InvalidPart:");
        assertThat(uncompleted(upload, wrong, b -> b.checksumCRC32(value)))
                .startsWith(composite ? bad : "400 InvalidPart:");
        assertThat(completed(upload, part, b -> b.checksumCRC32(value))).isEqualTo(composite ? value + "-1" : value);
    }

    @Test
    void completesWithOneChecksumOfAPart() {
        String upload = create(ChecksumType.COMPOSITE);
        CompletedPart part = part(upload);
        String refused = "400 InvalidArgument: Invalid Base64 or multiple checksums present in request";
        CompletedPart none = part.toBuilder().checksumCRC32(NONE).build();
        assertThat(uncompleted(upload, none, _ -> {})).isEqualTo(refused);
        CompletedPart two =
                part.toBuilder().checksumSHA1("98O8HYCOBHMq32eZZczDTKeuNEE=").build();
        assertThat(uncompleted(upload, two, _ -> {})).isEqualTo(refused);
        assertThat(completed(upload, part, b -> b.checksumCRC32(OF_CHECKSUMS + "-1")))
                .isEqualTo(OF_CHECKSUMS + "-1");
    }

    @Test
    void takesOneAlgorithmForAnUpload() {
        assertThat(refusal(() -> client.createMultipartUpload(
                        b -> b.bucket("bucket").key("k").checksumAlgorithm("CRC32,CRC32C"))))
                .isEqualTo("400 InvalidRequest: Invalid types are specified in x-amz-checksum-algorithm header.");
    }

    private HeadObjectResponse first(@Nullable ChecksumMode mode) {
        return client.headObject(b -> b.bucket("bucket").key("k").partNumber(1).checksumMode(mode));
    }

    @Test
    void tellsThePartsChecksumOfWhoAsksForAPart() {
        String upload = create(ChecksumType.COMPOSITE);
        completed(upload, part(upload), _ -> {});
        assertThat(first(null).checksumCRC32()).isNull();
        HeadObjectResponse told = first(ChecksumMode.ENABLED);
        assertThat(told.checksumCRC32()).isEqualTo(RIGHT);
        assertThat(told.checksumType()).isEqualTo(ChecksumType.COMPOSITE);
        assertThat(told.contentRange()).isEqualTo("bytes 0-8/9");
        String whole = create(ChecksumType.FULL_OBJECT);
        completed(whole, part(whole), _ -> {});
        assertThat(first(ChecksumMode.ENABLED).checksumCRC32()).isEqualTo(RIGHT);
    }

    @Test
    void knowsOneChecksumModeOnly() {
        client.putObject(b -> b.bucket("bucket").key("k"), RequestBody.fromString(CONTENT));
        assertThat(refusal(() -> client.getObjectAsBytes(b -> b.bucket("bucket")
                        .key("k")
                        .overrideConfiguration(c -> c.putHeader("x-amz-checksum-mode", "INVALID")))))
                .isEqualTo("400 InvalidRequest: Value for x-amz-checksum-mode header is invalid.");
    }
}
