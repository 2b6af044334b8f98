package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;

/** What the SDK for Java does not see, and others do: parameters that are there and empty, and copies whose source is not encoded. */
final class AnswersOnTheWireTest {
    private final S3Fixture s3;
    private final S3Client client;

    AnswersOnTheWireTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        client = s3.root();
        client.createBucket(b -> b.bucket("bucket"));
        client.putObject(b -> b.bucket("bucket").key("k"), RequestBody.fromString("0123456789"));
        client.putObject(b -> b.bucket("bucket").key("a?b"), RequestBody.fromString("asked"));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    @SuppressWarnings("deprecation") // the only way to say a source that the client does not encode
    private String copy(String source) {
        return refusal(() -> client.copyObject(
                b -> b.destinationBucket("bucket").destinationKey("copy").copySource(source)));
    }

    @Test
    void tellsEmptyParametersAgainAsTheyWereGiven() {
        assertThat(client.listObjectsV2(b -> b.bucket("bucket").startAfter("")).startAfter())
                .isEmpty();
        assertThat(client.listObjectsV2(b -> b.bucket("bucket")).startAfter()).isNull();
        ListObjectVersionsResponse versions =
                client.listObjectVersions(b -> b.bucket("bucket").delimiter(""));
        assertThat(versions.delimiter()).isEmpty();
        assertThat(versions.versions()).hasSize(2);
        assertThat(client.listObjectVersions(b -> b.bucket("bucket")).delimiter())
                .isNull();
        assertThat(client.listObjects(b -> b.bucket("bucket").delimiter("")).delimiter())
                .isNull();
    }

    @Test
    void looksAtAVersionMarkerBeforeItMissesTheKeysWhereThatIsEmpty() {
        assertThat(refusal(() -> client.listObjectVersions(
                        b -> b.bucket("bucket").keyMarker("").versionIdMarker("bogus"))))
                .isEqualTo("400 InvalidArgument: Invalid version id specified");
        String missed = "400 InvalidArgument: A version-id marker cannot be specified without a key marker.";
        assertThat(refusal(
                        () -> client.listObjectVersions(b -> b.bucket("bucket").versionIdMarker("a".repeat(32)))))
                .isEqualTo(missed);
        assertThat(refusal(() -> client.listObjectVersions(
                        b -> b.bucket("bucket").keyMarker("").versionIdMarker("null"))))
                .isEqualTo(missed);
    }

    @Test
    void refusesParametersOfACopysSourceButItsVersion() {
        String refused = "400 InvalidArgument: Unsupported copy source parameter.";
        assertThat(copy("/bucket/k?nonsense")).isEqualTo(refused);
        assertThat(copy("/bucket/k?")).isEqualTo(refused);
        assertThat(copy("/bucket/a?b")).isEqualTo(refused);
        assertThat(copy("/bucket/k?versionId=null&nonsense")).isEqualTo(refused);
        assertThat(copy("/bucket/k?nonsense?versionId=null")).isEqualTo(refused);
        client.copyObject(b -> b.destinationBucket("bucket")
                .destinationKey("copy")
                .sourceBucket("bucket")
                .sourceKey("a?b")
                .sourceVersionId("null"));
        assertThat(client.getObjectAsBytes(b -> b.bucket("bucket").key("copy")).asUtf8String())
                .isEqualTo("asked");
    }

    @Test
    void tellsOneTimeOfAnObjectWhereverItTellsIt() {
        Instant told = client.headObject(b -> b.bucket("bucket").key("k")).lastModified();
        assertThat(client.listObjectsV2(b -> b.bucket("bucket").prefix("k"))
                        .contents()
                        .getFirst()
                        .lastModified())
                .isEqualTo(told);
        assertThat(client.listObjectVersions(b -> b.bucket("bucket").prefix("k"))
                        .versions()
                        .getFirst()
                        .lastModified())
                .isEqualTo(told);
        Instant created = client.listBuckets().buckets().getFirst().creationDate();
        assertThat(created).isEqualTo(created.truncatedTo(ChronoUnit.SECONDS));
    }
}
