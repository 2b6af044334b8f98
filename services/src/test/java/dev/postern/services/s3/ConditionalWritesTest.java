package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Writes, and reads of a copy's source, on conditions; as AWS was recorded to answer them. */
final class ConditionalWritesTest {
    private static final String NOT_IMPLEMENTED =
            "501 NotImplemented: A header you provided implies functionality that is not implemented";
    private static final String FAILED =
            "412 PreconditionFailed: At least one of the pre-conditions you specified did not hold";
    private static final String CONFLICT =
            "409 ConditionalRequestConflict: The conditional request cannot succeed due to a"
                    + " conflicting operation against this resource.";

    private final S3Fixture s3;
    private final S3Client client;

    ConditionalWritesTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        client = s3.root();
        client.createBucket(b -> b.bucket("bucket"));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    private String put(String text) {
        return client.putObject(b -> b.bucket("bucket").key("k"), RequestBody.fromString(text))
                .eTag();
    }

    private void delete() {
        client.deleteObject(b -> b.bucket("bucket").key("k"));
    }

    /** An upload with one part. */
    private record Begun(String upload, CompletedPart part) {}

    private Begun begin() {
        String upload =
                client.createMultipartUpload(b -> b.bucket("bucket").key("k")).uploadId();
        String etag = client.uploadPart(
                        b -> b.bucket("bucket").key("k").uploadId(upload).partNumber(1), RequestBody.fromString("test"))
                .eTag();
        return new Begun(
                upload, CompletedPart.builder().partNumber(1).eTag(etag).build());
    }

    private String complete(Begun begun, Consumer<CompleteMultipartUploadRequest.Builder> condition) {
        return client.completeMultipartUpload(b -> condition.accept(b.bucket("bucket")
                        .key("k")
                        .uploadId(begun.upload())
                        .multipartUpload(m -> m.parts(begun.part()))))
                .eTag();
    }

    private String refused(Begun begun, Consumer<CompleteMultipartUploadRequest.Builder> condition) {
        return refusal(() -> complete(begun, condition));
    }

    private String refusedPut(Consumer<PutObjectRequest.Builder> condition) {
        return refusal(() ->
                client.putObject(b -> condition.accept(b.bucket("bucket").key("k")), RequestBody.fromString("x")));
    }

    private String refusedCopy(Consumer<CopyObjectRequest.Builder> condition) {
        return refusal(() -> client.copyObject(b -> condition.accept(b.sourceBucket("bucket")
                .sourceKey("k")
                .destinationBucket("bucket")
                .destinationKey("copy"))));
    }

    @Test
    void refusesConditionsThatNoWriteHas() {
        String etag = put("x");
        Begun begun = begin();
        assertThat(refusedPut(b -> b.ifMatch("*"))).isEqualTo(NOT_IMPLEMENTED);
        assertThat(refusedPut(b -> b.ifNoneMatch(etag))).isEqualTo(NOT_IMPLEMENTED);
        assertThat(refusedPut(b -> b.ifMatch(etag).ifNoneMatch("*"))).isEqualTo(NOT_IMPLEMENTED);
        assertThat(refused(begun, b -> b.ifMatch("*"))).isEqualTo(NOT_IMPLEMENTED);
        assertThat(refused(begun, b -> b.ifNoneMatch(etag))).isEqualTo(NOT_IMPLEMENTED);
        assertThat(refused(begun, b -> b.ifMatch(etag).ifNoneMatch("*"))).isEqualTo(NOT_IMPLEMENTED);
        assertThat(refusedCopy(b -> b.ifMatch("*"))).isEqualTo(NOT_IMPLEMENTED);
        assertThat(refusedCopy(b -> b.ifNoneMatch(etag))).isEqualTo(NOT_IMPLEMENTED);
        assertThat(refusedPut(b -> b.ifMatch("etag123"))).isEqualTo(FAILED);
        delete();
        assertThat(refusedPut(b -> b.ifMatch("etag123"))).startsWith("404 NoSuchKey");
    }

    @Test
    void completesOnlyWhereNoObjectIsNorWas() {
        put("x");
        Begun begun = begin();
        assertThat(refused(begun, b -> b.ifNoneMatch("*"))).isEqualTo(FAILED);
        delete();
        assertThat(refused(begun, b -> b.ifNoneMatch("*"))).isEqualTo(CONFLICT);
        complete(begin(), b -> b.ifNoneMatch("*"));
        delete();
        Begun second = begin();
        put("in between");
        assertThat(refused(second, b -> b.ifNoneMatch("*"))).isEqualTo(FAILED);
        delete();
        assertThat(refused(second, b -> b.ifNoneMatch("*"))).isEqualTo(CONFLICT);
        // Who sets no condition does not care.
        complete(second, b -> {});
    }

    @Test
    void completesOnlyOverTheObjectThatWasThereWhenItBegan() {
        String first = put("test");
        Begun begun = begin();
        String other = put("other");
        assertThat(refused(begun, b -> b.ifMatch(first))).isEqualTo(FAILED);
        assertThat(refused(begun, b -> b.ifMatch(other))).isEqualTo(CONFLICT);
        put("test"); // the same again is another write
        assertThat(refused(begun, b -> b.ifMatch(first))).isEqualTo(CONFLICT);
        delete();
        assertThat(refused(begun, b -> b.ifMatch(first))).startsWith("404 NoSuchKey");
        put("test");
        assertThat(refused(begun, b -> b.ifMatch(first))).isEqualTo(CONFLICT);
        String joined = complete(begin(), b -> b.ifMatch(first));
        assertThat(refused(begin(), b -> b.ifMatch(first))).isEqualTo(FAILED);
        complete(begin(), b -> b.ifMatch(joined));
    }

    @Test
    void forgetsAnUploadThatIsCompletedButForTheSameRequest() {
        Begun begun = begin();
        String etag = complete(begun, b -> {});
        assertThat(complete(begun, b -> {})).isEqualTo(etag);
        for (CompletedPart other : List.of(
                begun.part().toBuilder().partNumber(2).build(),
                CompletedPart.builder()
                        .partNumber(1)
                        .eTag("d41d8cd98f00b204e9800998ecf8427e")
                        .build(),
                CompletedPart.builder().partNumber(1).eTag("none").build())) {
            assertThat(refused(new Begun(begun.upload(), other), b -> {})).startsWith("404 NoSuchUpload");
        }
        client.abortMultipartUpload(b -> b.bucket("bucket").key("k").uploadId(begun.upload()));
        client.headObject(b -> b.bucket("bucket").key("k"));
        Begun aborted = begin();
        client.abortMultipartUpload(b -> b.bucket("bucket").key("k").uploadId(aborted.upload()));
        assertThat(refusal(() -> client.abortMultipartUpload(
                        b -> b.bucket("bucket").key("k").uploadId(aborted.upload()))))
                .startsWith("404 NoSuchUpload");
    }

    @Test
    void knowsThePartsOfACompletedUploadByTheirOwnNumbers() {
        String upload =
                client.createMultipartUpload(b -> b.bucket("bucket").key("k")).uploadId();
        String etag = client.uploadPart(
                        b -> b.bucket("bucket").key("k").uploadId(upload).partNumber(7), RequestBody.fromString("x"))
                .eTag();
        Begun seventh = new Begun(
                upload, CompletedPart.builder().partNumber(7).eTag(etag).build());
        String made = complete(seventh, b -> {});
        assertThat(complete(seventh, b -> {})).isEqualTo(made);
        Begun first = new Begun(upload, seventh.part().toBuilder().partNumber(1).build());
        assertThat(refused(first, b -> {})).startsWith("404 NoSuchUpload");
        assertThat(client.headObject(b -> b.bucket("bucket").key("k").partNumber(1))
                        .partsCount())
                .isEqualTo(1);
    }

    @Test
    void overlooksDatesThatAreStillToCome() {
        String etag = put("data");
        Instant modified = client.headObject(b -> b.bucket("bucket").key("k")).lastModified();
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        client.getObjectAsBytes(b -> b.bucket("bucket").key("k").ifModifiedSince(tomorrow));
        client.headObject(b -> b.bucket("bucket").key("k").ifModifiedSince(tomorrow));
        client.copyObject(b -> b.sourceBucket("bucket")
                .sourceKey("k")
                .destinationBucket("bucket")
                .destinationKey("copy")
                .copySourceIfModifiedSince(tomorrow)
                .copySourceIfUnmodifiedSince(tomorrow));
        assertThat(refusal(() ->
                        client.getObjectAsBytes(b -> b.bucket("bucket").key("k").ifModifiedSince(modified))))
                .startsWith("304");
        assertThat(refusedCopy(b -> b.copySourceIfModifiedSince(modified))).isEqualTo(FAILED);
        assertThat(refusedCopy(b -> b.copySourceIfUnmodifiedSince(yesterday))).isEqualTo(FAILED);
        assertThat(refusedCopy(b -> b.copySourceIfNoneMatch(etag))).isEqualTo(FAILED);
    }
}
