package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** {@code ./postern check-objects}, as a person runs it. */
@Tag("conformance")
class CheckObjectsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void namesTheObjectWhoseFileIsCutUntilItIsWrittenAnew() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            cloud.root().s3().createBucket(create -> create.bucket("things"));
            put(cloud, "whole", "text");
            put(cloud, "cut", "longer than the others");
            Finished well = check(cloud);
            assertThat(well.exitCode()).as(well.errors()).isZero();
            assertThat(well.output())
                    .isEqualTo("objects and parts of uploads looked at: 2; damaged: 0; files that belong to none: 0\n");

            Path file = longest(cloud.data().resolve("objects/bodies"));
            Files.writeString(file, "short");
            Finished damaged = check(cloud);
            assertThat(damaged.exitCode()).as(damaged.errors()).isEqualTo(1);
            assertThat(damaged.output())
                    .isEqualTo("OBJECT_BODY_LOST things/cut: the file " + file.toRealPath()
                            + " has 5 bytes instead of 22: put a copy of the file back, write the object anew, or delete it\n"
                            + "objects and parts of uploads looked at: 2; damaged: 1; files that belong to none: 0\n");
            Await.until("status tells", LIMIT, () -> problems(cloud).contains("things/cut"));

            put(cloud, "cut", "anew");
            Await.until("status tells no more", LIMIT, () -> !problems(cloud).contains("things/cut"));
            assertThat(check(cloud).exitCode()).isZero();
        }
    }

    @Test
    void readsEveryObjectWhereItIsAsked() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            S3Client s3 = cloud.root().s3();
            s3.createBucket(create -> create.bucket("things"));
            put(cloud, "plain", "longer than the others, and altered");
            s3.putObject(
                    put -> put.bucket("things").key("sealed").serverSideEncryption(ServerSideEncryption.AES256),
                    RequestBody.fromString("sealed"));
            s3.putObject(
                    put -> put.bucket("things").key("kms").serverSideEncryption(ServerSideEncryption.AWS_KMS),
                    RequestBody.fromString("kms"));
            upload(s3);
            s3.copyObject(copy -> copy.sourceBucket("things")
                    .sourceKey("parts")
                    .destinationBucket("things")
                    .destinationKey("copy")
                    .serverSideEncryption(ServerSideEncryption.AES256));
            Finished well = check(cloud, "--contents");
            assertThat(well.exitCode()).as(well.errors() + well.output()).isZero();
            assertThat(well.output())
                    .endsWith(
                            "objects read: 4; damaged: 0; not read, as a key of KMS or of a client encrypts them: 1\n");

            Path file = longest(cloud.data().resolve("objects/bodies"));
            Files.writeString(file, Files.readString(file).replace("altered", "ALTERED"));
            assertThat(check(cloud).exitCode()).isZero();
            Finished damaged = check(cloud, "--contents");
            assertThat(damaged.exitCode()).isEqualTo(1);
            assertThat(damaged.output())
                    .contains("OBJECT_BODY_LOST things/plain: the file " + file.toRealPath()
                            + " has other contents than were written: put a copy of the file back, write the object anew,"
                            + " or delete it\nobjects read: 4; damaged: 1; ");
        }
    }

    private static void upload(S3Client s3) {
        String upload = s3.createMultipartUpload(
                        create -> create.bucket("things").key("parts"))
                .uploadId();
        String etag = s3.uploadPart(
                        part -> part.bucket("things")
                                .key("parts")
                                .uploadId(upload)
                                .partNumber(3),
                        RequestBody.fromString("one part"))
                .eTag();
        s3.completeMultipartUpload(complete -> complete.bucket("things")
                .key("parts")
                .uploadId(upload)
                .multipartUpload(made -> made.parts(
                        List.of(CompletedPart.builder().partNumber(3).eTag(etag).build()))));
    }

    private static void put(TestingCloud cloud, String key, String text) {
        cloud.root().s3().putObject(put -> put.bucket("things").key(key), RequestBody.fromString(text));
    }

    private static String problems(TestingCloud cloud) {
        return cloud.status().path("problems").toString();
    }

    private Finished check(TestingCloud cloud, String... options) {
        List<String> words = new ArrayList<>(List.of("--data", cloud.data().toString()));
        words.addAll(List.of(options));
        return ChildJvm.run(Map.of(), directory, "dev.postern.cli.Main", "check-objects", words.toArray(String[]::new));
    }

    private static Path longest(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            return files.filter(Files::isRegularFile)
                    .max((one, other) ->
                            Long.compare(one.toFile().length(), other.toFile().length()))
                    .orElseThrow();
        }
    }
}
