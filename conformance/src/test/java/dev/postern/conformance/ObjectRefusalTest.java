package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Uploads that end too soon or are not what was signed leave the object as it was; and names that S3 does not take. */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObjectRefusalTest {
    private static final String BUCKET = "refusals";
    private static final String BEFORE = "as it was";
    private static final byte[] BODY = new byte[300_000];
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private TestingCloud cloud;
    private Refusals refusals;
    private S3Client s3;
    private RawRequest raw;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        Arrays.fill(BODY, (byte) 'x');
        cloud = TestingCloud.start(directory.resolve("host"));
        refusals = new Refusals(cloud);
        s3 = cloud.root().s3();
        raw = new RawRequest(cloud.endpoint(), Clock.systemUTC());
        s3.createBucket(create -> create.bucket(BUCKET));
        s3.putObject(put -> put.bucket(BUCKET).key("object"), RequestBody.fromString(BEFORE));
    }

    @AfterAll
    void stop() throws IOException {
        if (cloud != null) {
            cloud.close();
        }
    }

    private void unchanged() throws IOException {
        assertThat(s3.getObjectAsBytes(get -> get.bucket(BUCKET).key("object")).asUtf8String())
                .isEqualTo(BEFORE);
        assertThat(s3.listObjectsV2(list -> list.bucket(BUCKET)).contents())
                .extracting(S3Object::key)
                .containsExactly("object");
        Await.until("no file of a broken upload is left", LIMIT, () -> bodies().size() <= 1);
    }

    /** The files in which the bodies of objects lie: none for a small one. */
    private List<Path> bodies() {
        try (Stream<Path> files = Files.walk(cloud.data().resolve("objects"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().contains("index"))
                    .toList();
        } catch (IOException e) {
            return List.of(Path.of(e.toString()), Path.of("again"));
        }
    }

    @Test
    void forgetsAnUploadThatBreaksOff() throws IOException {
        for (int sent : new int[] {0, 1, 100_000, BODY.length - 1}) {
            String answer = raw.put("/" + BUCKET + "/object", BODY, false).brokenOffAfter(sent);
            assertThat(answer.isEmpty() || answer.contains("<Code>IncompleteBody</Code>") || answer.contains("400"))
                    .as(answer)
                    .isTrue();
            unchanged();
        }
    }

    @Test
    void forgetsAChunkedUploadThatBreaksOff() throws IOException {
        RawRequest.Prepared upload = raw.put("/" + BUCKET + "/object", BODY, true);
        assertThat(upload.body().length).isGreaterThan(BODY.length);
        for (int sent : new int[] {0, 10, 100, 200_000, upload.body().length - 2}) {
            String answer = upload.brokenOffAfter(sent);
            assertThat(answer).doesNotContain(" 200 ");
            unchanged();
        }
    }

    @Test
    void refusesChunksThatWereChangedOnTheWay() throws IOException {
        RawRequest.Prepared upload = raw.put("/" + BUCKET + "/object", BODY, true);
        byte[] changed = upload.body().clone();
        changed[changed.length / 2] ^= 1;
        assertThat(upload.withBody(changed)).contains(" 403 ", "<Code>SignatureDoesNotMatch</Code>");
        unchanged();

        String end = "\r\n0;chunk-signature=";
        int last = new String(upload.body(), StandardCharsets.ISO_8859_1).lastIndexOf(end);
        byte[] otherEnd = upload.body().clone();
        otherEnd[last + end.length()] ^= 1;
        assertThat(upload.withBody(otherEnd)).doesNotContain(" 200 ");
        unchanged();
    }

    @Test
    void refusesABodyThatIsNotTheSignedOne() throws IOException {
        byte[] other = BODY.clone();
        other[7] = 'y';
        assertThat(raw.put("/" + BUCKET + "/object", BODY, false).withBody(other))
                .contains(" 400 ", "<Code>XAmzContentSHA256Mismatch</Code>");
        unchanged();
        refusals.refused(
                "BadDigest",
                () -> s3.putObject(
                        put -> put.bucket(BUCKET).key("object").contentMD5("AAAAAAAAAAAAAAAAAAAAAA=="),
                        RequestBody.fromString("other")));
        refusals.refused(
                "InvalidDigest",
                () -> s3.putObject(
                        put -> put.bucket(BUCKET).key("object").contentMD5("short"), RequestBody.fromString("other")));
        unchanged();
    }

    @Test
    void takesAChunkedUploadWhole() throws IOException {
        s3.createBucket(create -> create.bucket("whole"));
        assertThat(raw.put("/whole/object", BODY, true).complete()).startsWith("HTTP/1.1 200");
        assertThat(s3.getObjectAsBytes(get -> get.bucket("whole").key("object")).asByteArray())
                .isEqualTo(BODY);
        s3.deleteObject(delete -> delete.bucket("whole").key("object"));
    }

    @Test
    void refusesNamesThatS3DoesNotTake() throws IOException {
        String longKey = "k".repeat(10_000);
        refusals.refused(
                "KeyTooLongError",
                () -> s3.putObject(put -> put.bucket(BUCKET).key(longKey), RequestBody.fromString("x")));
        for (String name : List.of("ab", "Upper", "under_score", "a..b", "192.168.0.1", "b".repeat(64))) {
            assertThat(raw.put("/" + name, new byte[0], false).complete())
                    .as(name)
                    .contains(" 400 ", "<Code>InvalidBucketName</Code>");
        }
        assertThat(s3.listBuckets().buckets()).extracting(Bucket::name).doesNotContain("Upper", "ab", "a..b");
        refusals.refused(
                "InvalidTag",
                () -> s3.putObjectTagging(put -> put.bucket(BUCKET)
                        .key("object")
                        .tagging(tagging -> tagging.tagSet(software.amazon.awssdk.services.s3.model.Tag.builder()
                                .key(longKey)
                                .value("v")
                                .build()))));
        refusals.refused(
                "MetadataTooLarge",
                () -> s3.putObject(
                        put -> put.bucket(BUCKET).key("object").metadata(java.util.Map.of("m", "v".repeat(3000))),
                        RequestBody.fromString("x")));
        unchanged();
    }

    @Test
    void refusesToDeleteABucketWithObjects() throws IOException {
        refusals.refused("BucketNotEmpty", () -> s3.deleteBucket(delete -> delete.bucket(BUCKET)));
        refusals.refused("NoSuchBucket", () -> s3.deleteBucket(delete -> delete.bucket("never-made")));
        refusals.refused(
                "NoSuchKey", () -> s3.getObject(get -> get.bucket(BUCKET).key("never-put")));
        refusals.refused(
                "NoSuchUpload",
                () -> s3.listParts(list -> list.bucket(BUCKET).key("object").uploadId("no-upload")));
        unchanged();
    }
}
