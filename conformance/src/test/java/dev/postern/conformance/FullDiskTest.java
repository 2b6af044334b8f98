package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.testkit.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * A cloud whose disk has no room refuses what does not fit, in the words of each service, keeps all that it acknowledged, and goes on where
 * there is room again. The disk is one of the server's own, in a mount namespace that ends with it.
 */
@Tag("conformance")
@Tag("hostile")
final class FullDiskTest {
    private static final String SMALL = "64m";
    private static final String LARGER = "96m";
    private static final int OBJECTS_MAX = 200;
    private static final int USERS_MAX = 10_000;
    private static final int BYTES_MAX = 1 << 20;

    @TempDir
    private Path directory = Path.of("");

    private final Map<String, Long> acknowledged = new TreeMap<>();

    @Test
    void whatDoesNotFitIsRefusedAndNothingIsLost() {
        withServer((cloud, server) -> Seeds.each(1, random -> {
            S3Client s3 = cloud.root().s3();
            s3.createBucket(create -> create.bucket("things"));
            String upload = s3.createMultipartUpload(
                            create -> create.bucket("things").key("large"))
                    .uploadId();
            fill(s3, random);
            assertRefused(() -> put(s3, "refused", 1));
            assertThatThrownBy(() -> s3.headObject(head -> head.bucket("things").key("refused")))
                    .isInstanceOf(NoSuchKeyException.class);
            assertRefused(() -> s3.uploadPart(
                    part -> part.bucket("things").key("large").uploadId(upload).partNumber(1),
                    RequestBody.fromBytes(new byte[6 << 20])));
            verify(s3);
            server.resizeDisk(cloud, LARGER);
            put(s3, "refused", 1);
            var part = s3.uploadPart(
                    one -> one.bucket("things").key("large").uploadId(upload).partNumber(1),
                    RequestBody.fromBytes(ObjectsKilledTest.content(2)));
            s3.completeMultipartUpload(complete -> complete.bucket("things")
                    .key("large")
                    .uploadId(upload)
                    .multipartUpload(parts -> parts.parts(CompletedPart.builder()
                            .partNumber(1)
                            .eTag(part.eTag())
                            .build())));
            acknowledged.put("large", 2L);
            verify(s3);
            s3.deleteObject(delete -> delete.bucket("things").key("refused"));
            acknowledged.remove("refused");
            verify(s3);
        }));
    }

    @Test
    void changesOfTheLedgerAreRefusedUntilThereIsRoom() {
        withServer((cloud, server) -> Seeds.each(1, random -> {
            S3Client s3 = cloud.root().s3();
            IamClient iam = cloud.root().iam();
            s3.createBucket(create -> create.bucket("things"));
            iam.createUser(create -> create.userName("before"));
            fill(s3, random);
            // What is in the log of the ledger's file may have room for a few.
            int made = 0;
            while (made < USERS_MAX && fits(() -> createUser(iam, random))) {
                made++;
            }
            assertThat(made).isLessThan(USERS_MAX);
            assertThat(iam.listUsersPaginator().users()).hasSize(made + 1);
            server.resizeDisk(cloud, LARGER);
            iam.createUser(create -> create.userName("after"));
            assertThat(iam.listUsersPaginator().users()).hasSize(made + 2);
            verify(s3);
        }));
    }

    private void withServer(BiConsumer<TestingCloud, ServerProcess> test) {
        try (TestingCloud cloud = TestingCloud.prepare(directory.resolve("host"));
                ServerProcess server = ServerProcess.startOnDisk(cloud, SMALL)) {
            test.accept(cloud, server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts objects until one is refused, then smaller ones until the smallest is. */
    private void fill(S3Client s3, Random random) {
        for (int bytes = BYTES_MAX; bytes > 0; bytes /= 16) {
            boolean room = true;
            for (int i = 0; room && i < OBJECTS_MAX; i++) {
                String key = bytes + "/" + i;
                room = fits(() -> put(s3, key, random.nextLong()));
            }
        }
    }

    private static boolean fits(Runnable call) {
        try {
            call.run();
            return true;
        } catch (SdkServiceException e) {
            assertThat(e.statusCode()).as("%s", e.getMessage()).isEqualTo(503);
            return false;
        }
    }

    private static void createUser(IamClient iam, Random random) {
        iam.createUser(create -> create.userName("user-" + random.nextLong(Long.MAX_VALUE)));
    }

    private void put(S3Client s3, String key, long number) {
        s3.putObject(put -> put.bucket("things").key(key), RequestBody.fromBytes(content(key, number)));
        acknowledged.put(key, number);
    }

    /** As many bytes as the key's first part says, at least. */
    private static byte[] content(String key, long number) {
        int bytes = key.contains("/") ? Integer.parseInt(key.substring(0, key.indexOf('/'))) : 1;
        byte[] content = ObjectsKilledTest.content(number);
        return content.length >= bytes ? content : Arrays.copyOf(content, bytes);
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SdkServiceException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(503))
                .hasMessageContaining("There is no room on the disk of this cloud");
    }

    private void verify(S3Client s3) {
        acknowledged.forEach((key, number) -> assertThat(
                        s3.getObjectAsBytes(get -> get.bucket("things").key(key))
                                .asByteArrayUnsafe())
                .as(key)
                .isEqualTo(content(key, number)));
    }
}
