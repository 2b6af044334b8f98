package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * A disk on which the kernel found something wrong is only read from then on. A cloud on it refuses all changes, shows what it has, says why, and
 * has all of it when it starts on the disk again.
 */
@Tag("conformance")
@Tag("hostile")
final class ReadOnlyDiskTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int OBJECTS = 20;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void changesAreRefusedAndNothingIsLost() throws Exception {
        Path image = Files.createDirectories(directory.resolve("host")).resolve("disk.img");
        run("truncate", "-s", "256m", image.toString());
        run("mkfs.ext4", "-q", image.toString());
        try (TestingCloud cloud = TestingCloud.prepare(directory.resolve("host"))) {
            S3Client s3 = cloud.root().s3();
            IamClient iam = cloud.root().iam();
            try (ServerProcess _ = ServerProcess.startOnImage(cloud, image)) {
                s3.createBucket(create -> create.bucket("things"));
                iam.createUser(create -> create.userName("before"));
                for (int i = 0; i < OBJECTS; i++) {
                    put(s3, i);
                }
                Requirements.unless(becomesReadOnly(image), "this kernel cannot be made to find a disk wrong");
                isOnlyRead(cloud);
            }
            Await.until(
                    "nobody has the disk any more", LIMIT, () -> device(image).isEmpty());
            assertThat(Finished.run(Map.of(), directory, List.of("e2fsck", "-fy", image.toString()))
                            .exitCode())
                    .as("mended")
                    .isLessThanOrEqualTo(1);
            try (ServerProcess _ = ServerProcess.startOnImage(cloud, image)) {
                verify(s3);
                assertThat(iam.listUsers().users())
                        .extracting(user -> user.userName())
                        .containsExactly("before");
                put(s3, OBJECTS);
                iam.createUser(create -> create.userName("after"));
            }
        }
    }

    private void isOnlyRead(TestingCloud cloud) {
        S3Client s3 = cloud.root().s3();
        IamClient iam = cloud.root().iam();
        for (int again = 0; again < 3; again++) {
            assertRefused(() -> put(s3, OBJECTS));
            assertRefused(
                    () -> s3.deleteObject(delete -> delete.bucket("things").key("0")));
            assertRefused(() -> s3.createBucket(create -> create.bucket("more")));
            assertRefused(() -> iam.createUser(create -> create.userName("refused")));
            verify(s3);
            assertThat(iam.listUsers().users()).hasSize(1);
            assertThatThrownBy(() -> s3.headObject(head -> head.bucket("things").key("" + OBJECTS)))
                    .isInstanceOf(NoSuchKeyException.class);
        }
        Await.until(
                "status says so",
                LIMIT,
                () -> cloud.status().path("problems").toString().contains("DISK_READ_ONLY"));
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SdkServiceException.class,
                        e -> assertThat(e.statusCode()).as("%s", e).isEqualTo(503))
                .hasMessageContaining("The disk of this cloud can only be read. Nothing was changed.");
    }

    private static void put(S3Client s3, int number) {
        s3.putObject(
                put -> put.bucket("things").key(Integer.toString(number)),
                RequestBody.fromBytes(ObjectsKilledTest.content(number)));
    }

    private static void verify(S3Client s3) {
        for (int i = 0; i < OBJECTS; i++) {
            String key = Integer.toString(i);
            assertThat(s3.getObjectAsBytes(get -> get.bucket("things").key(key)).asByteArrayUnsafe())
                    .as(key)
                    .isEqualTo(ObjectsKilledTest.content(i));
        }
    }

    /** Lets the kernel believe that it found something wrong on the disk. */
    private static boolean becomesReadOnly(Path image) throws IOException {
        Path lever = Path.of("/sys/fs/ext4", device(image).orElse("none"), "trigger_fs_error");
        if (!Files.isWritable(lever)) {
            return false;
        }
        Files.writeString(lever, "1");
        return true;
    }

    /** The loop device of a file. */
    private static Optional<String> device(Path image) {
        try {
            return LoopDevices.files().entrySet().stream()
                    .filter(one -> one.getValue().equals(image.toString()))
                    .map(Map.Entry::getKey)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(String... command) {
        Finished.run(Map.of(), directory, List.of(command)).succeeded();
    }
}
