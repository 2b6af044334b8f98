package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Await;
import dev.postern.testkit.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/**
 * A server that is killed in the midst of writes has all objects, versions and deletions that it acknowledged, and none by half. It is
 * killed three times; {@code -Dkilled.times=200} for more.
 */
@Tag("conformance")
final class ObjectsKilledTest {
    private static final int TIMES = Integer.getInteger("killed.times", 3);
    private static final int WRITERS = 6;
    private static final int ACKNOWLEDGED_BEFORE_MAX = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void losesNothingThatWasAcknowledgedAndKeepsNothingByHalf() {
        Seeds.each(1, random -> {
            try (TestingCloud cloud = TestingCloud.prepare(directory.resolve("host"))) {
                List<AcknowledgedObjects> writers = new ArrayList<>();
                for (int i = 0; i < TIMES; i++) {
                    round(cloud, random, writers);
                }
                cloud.start();
                for (AcknowledgedObjects writer : writers) {
                    writer.verify();
                }
                assertThat(check(cloud))
                        .contains("damaged: 0; files that belong to none: 0")
                        .contains("damaged: 0; not read, as a key of KMS or of a client encrypts them: 0");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Starts a server, looks at what is there, writes, and kills it. */
    private static void round(TestingCloud cloud, Random random, List<AcknowledgedObjects> writers) throws IOException {
        try (ServerProcess server = ServerProcess.start(cloud)) {
            if (writers.isEmpty()) {
                writers.addAll(begin(cloud.root().s3(), random));
            }
            for (AcknowledgedObjects writer : writers) {
                writer.verify();
            }
            AtomicInteger acknowledged = new AtomicInteger();
            List<Thread> threads = writers.stream()
                    .map(writer -> Thread.startVirtualThread(() -> writer.writeUntilKilled(acknowledged)))
                    .toList();
            int enough = random.nextInt(ACKNOWLEDGED_BEFORE_MAX);
            Await.until("some were acknowledged", PATIENCE, () -> acknowledged.get() > enough);
            server.kill();
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<AcknowledgedObjects> begin(S3Client s3, Random random) {
        s3.createBucket(create -> create.bucket("plain"));
        s3.createBucket(create -> create.bucket("versioned"));
        s3.putBucketVersioning(put -> put.bucket("versioned")
                .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
        List<AcknowledgedObjects> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(
                    new AcknowledgedObjects(s3, i % 2 == 0 ? "plain" : "versioned", "writer-" + i, random.nextLong()));
        }
        return writers;
    }

    private String check(TestingCloud cloud) {
        return ChildJvm.run(
                        Map.of(),
                        directory,
                        "dev.postern.cli.Main",
                        "check-objects",
                        "--contents",
                        "--data",
                        cloud.data().toString())
                .output();
    }

    /** What is written under a number: the number, and bytes that follow from it. */
    static byte[] content(long number) {
        Random random = new Random(number);
        byte[] bytes = new byte[Long.BYTES + random.nextInt(random.nextInt(8) == 0 ? 1_000_000 : 3_000)];
        random.nextBytes(bytes);
        ByteBuffer.wrap(bytes).putLong(number);
        return bytes;
    }
}
