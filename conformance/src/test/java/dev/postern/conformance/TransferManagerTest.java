package dev.postern.conformance;

import static dev.postern.conformance.TestFiles.bytes;
import static dev.postern.conformance.TestFiles.made;
import static dev.postern.conformance.TestFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.testkit.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.transfer.s3.S3TransferManager;
import software.amazon.awssdk.transfer.s3.model.CompletedDirectoryDownload;
import software.amazon.awssdk.transfer.s3.model.CompletedDirectoryUpload;
import software.amazon.awssdk.transfer.s3.model.FileUpload;
import software.amazon.awssdk.transfer.s3.model.ResumableFileUpload;
import software.amazon.awssdk.transfer.s3.progress.TransferListener;

/**
 * S3 as the SDK for Java's asynchronous client has it, which cuts what is large into parts in both directions, and the transfer manager
 * on top of it.
 *
 * @see <a href="https://docs.aws.amazon.com/sdk-for-java/latest/developer-guide/transfer-manager.html">S3 Transfer Manager</a>
 */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TransferManagerTest {
    private static final String BUCKET = "transferred";
    private static final int MIB = 1 << 20;
    private static final int BIG = 40 * MIB + 12_345;
    private static final long PART = 5 * MIB;
    private static final int PARTS = 9;
    private static final int SMALL = 300;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private Path directory = Path.of("");
    private TestingCloud cloud;
    private S3Client s3;

    @BeforeAll
    void start(@TempDir Path host) throws IOException {
        directory = host;
        cloud = TestingCloud.start(host.resolve("host"));
        s3 = cloud.root().s3();
        s3.createBucket(create -> create.bucket(BUCKET));
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        cloud.close();
    }

    @Test
    void theClientCutsIntoPartsWithChecksums() {
        Seeds.each(1, random -> {
            byte[] bytes = bytes(random, BIG);
            S3AsyncClient async = client(Clients.ROOT);
            parts(async, null, "by-default", bytes, HeadObjectResponse::checksumCRC32);
            parts(async, ChecksumAlgorithm.SHA256, "by-wish", bytes, HeadObjectResponse::checksumSHA256);
            // S3 itself gives a checksum to what comes without one.
            S3AsyncClient bare = client(Clients.ROOT, RequestChecksumCalculation.WHEN_REQUIRED);
            parts(bare, null, "by-s3", bytes, HeadObjectResponse::checksumCRC64NVME);
        });
    }

    private void parts(
            S3AsyncClient async,
            @Nullable ChecksumAlgorithm algorithm,
            String key,
            byte[] bytes,
            Function<HeadObjectResponse, String> checksum) {
        async.putObject(
                        put -> put.bucket(BUCKET).key(key).checksumAlgorithm(algorithm),
                        AsyncRequestBody.fromBytes(bytes))
                .join();
        HeadObjectResponse head =
                s3.headObject(get -> get.bucket(BUCKET).key(key).checksumMode(ChecksumMode.ENABLED));
        assertThat(head.eTag()).endsWith("-" + PARTS + "\"");
        assertThat(head.contentLength()).isEqualTo(BIG);
        assertThat(checksum.apply(head)).isNotNull();
        assertThat(got(async, key)).isEqualTo(bytes);
    }

    @Test
    void theClientPutsAndGetsManySmallOnesAtOnce() {
        S3AsyncClient async = client(Clients.ROOT);
        Seeds.each(1, random -> {
            List<byte[]> contents = new ArrayList<>();
            for (int i = 0; i < SMALL; i++) {
                // None is empty: of a hundred empty ones this client waits for one for ever, though it has the whole
                // answer.
                contents.add(bytes(random, 1 + random.nextInt(20_000)));
            }
            List<CompletableFuture<?>> puts = new ArrayList<>();
            for (int i = 0; i < SMALL; i++) {
                String key = "small/" + i;
                puts.add(async.putObject(
                        put -> put.bucket(BUCKET).key(key), AsyncRequestBody.fromBytes(contents.get(i))));
            }
            puts.forEach(CompletableFuture::join);
            for (int i = 0; i < SMALL; i++) {
                assertThat(got(async, "small/" + i)).as("small/%s", i).isEqualTo(contents.get(i));
            }
        });
    }

    @Test
    void directoriesGoUpAndComeBack() {
        S3TransferManager transfers = transfers(client(Clients.ROOT));
        Seeds.each(1, random -> {
            Path files = made(directory.resolve("up"));
            write(files.resolve("empty"), new byte[0]);
            write(files.resolve("ä ö+&%20.txt"), bytes(random, 1000));
            write(made(files.resolve("deeper/still")).resolve("big"), bytes(random, BIG / 2));
            CompletedDirectoryUpload up = transfers
                    .uploadDirectory(
                            upload -> upload.source(files).bucket(BUCKET).s3Prefix("tree"))
                    .completionFuture()
                    .join();
            assertThat(up.failedTransfers()).isEmpty();
            Path back = made(directory.resolve("back"));
            CompletedDirectoryDownload down = transfers
                    .downloadDirectory(download -> download.destination(back)
                            .bucket(BUCKET)
                            .listObjectsV2RequestTransformer(list -> list.prefix("tree/")))
                    .completionFuture()
                    .join();
            assertThat(down.failedTransfers()).isEmpty();
            Finished.run(Map.of(), directory, "diff", "-r", files.toString(), back.toString())
                    .succeeded();
        });
    }

    @Test
    void copiesWhatIsLargeInParts() {
        S3TransferManager transfers = transfers(client(Clients.ROOT));
        Seeds.each(1, random -> {
            byte[] bytes = bytes(random, BIG / 2);
            s3.putObject(
                    put -> put.bucket(BUCKET).key("source").metadata(Map.of("colour", "blue")),
                    RequestBody.fromBytes(bytes));
            transfers
                    .copy(copy -> copy.copyObjectRequest(request -> request.sourceBucket(BUCKET)
                            .sourceKey("source")
                            .destinationBucket(BUCKET)
                            .destinationKey("copies/a b+c")))
                    .completionFuture()
                    .join();
            var copied = s3.getObjectAsBytes(get -> get.bucket(BUCKET).key("copies/a b+c"));
            assertThat(copied.asByteArray()).isEqualTo(bytes);
            assertThat(copied.response().eTag()).endsWith("-5\"");
        });
    }

    @Test
    void anUploadIsPausedAndResumedWithoutItsFirstParts() {
        HeldParts held = new HeldParts(3);
        S3TransferManager transfers = transfers(client(Clients.ROOT, held));
        Seeds.each(1, random -> {
            byte[] bytes = bytes(random, BIG);
            Path file = write(directory.resolve("paused"), bytes);
            CompletableFuture<Void> someWent = new CompletableFuture<>();
            FileUpload upload = transfers.uploadFile(how -> how.source(file)
                    .putObjectRequest(put -> put.bucket(BUCKET).key("paused"))
                    .addTransferListener(new TransferListener() {
                        @Override
                        public void bytesTransferred(Context.BytesTransferred progress) {
                            if (progress.progressSnapshot().transferredBytes() >= 2 * PART) {
                                someWent.complete(null);
                            }
                        }
                    }));
            someWent.join();
            ResumableFileUpload token = upload.pause();
            held.release();
            assertThat(token.multipartUploadId()).isPresent();
            assertThatThrownBy(() -> s3.headObject(head -> head.bucket(BUCKET).key("paused")))
                    .isInstanceOf(NoSuchKeyException.class);
            Path kept = directory.resolve("token");
            token.serializeToFile(kept);
            held.begun.set(0);
            transfers
                    .resumeUploadFile(ResumableFileUpload.fromFile(kept))
                    .completionFuture()
                    .join();
            assertThat(held.begun.get()).isLessThan(PARTS);
            assertThat(s3.getObjectAsBytes(get -> get.bucket(BUCKET).key("paused"))
                            .asByteArray())
                    .isEqualTo(bytes);
        });
    }

    @Test
    void whatAPolicyRefusesFailsByItsName() {
        S3AsyncClient limited = client(limited());
        S3TransferManager transfers = transfers(limited);
        Seeds.each(1, random -> {
            Path files = made(directory.resolve("refused"));
            write(made(files.resolve("mine")).resolve("small"), bytes(random, 100));
            write(made(files.resolve("others")).resolve("small"), bytes(random, 100));
            Path big = write(files.resolve("others").resolve("big"), bytes(random, BIG / 4));
            assertThatThrownBy(() -> transfers
                            .uploadFile(up -> up.source(big)
                                    .putObjectRequest(put -> put.bucket(BUCKET).key("others/big")))
                            .completionFuture()
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(S3Exception.class)
                    .rootCause()
                    .hasMessageContaining("no identity-based policy allows the s3:PutObject action");
            CompletedDirectoryUpload up = transfers
                    .uploadDirectory(upload -> upload.source(files).bucket(BUCKET))
                    .completionFuture()
                    .join();
            assertThat(up.failedTransfers())
                    .extracting(failed -> failed.request().putObjectRequest().key())
                    .containsExactlyInAnyOrder("others/big", "others/small");
            assertThat(s3.getObjectAsBytes(get -> get.bucket(BUCKET).key("mine/small"))
                            .asByteArray())
                    .hasSize(100);
            assertThatThrownBy(() -> got(limited, "others/absent"))
                    .rootCause()
                    .hasMessageContaining("not authorized to perform: s3:");
        });
    }

    /** Holds parts back after the first few, so that an upload can be paused in its midst however fast the machine is. */
    private static final class HeldParts implements ExecutionInterceptor {
        private final AtomicInteger begun = new AtomicInteger();
        private final CompletableFuture<Void> released = new CompletableFuture<>();
        private final int free;

        private HeldParts(int free) {
            this.free = free;
        }

        private void release() {
            released.complete(null);
        }

        /** Nobody waits in a thread: those of the client are few, and what it hears of the first parts comes by them. */
        @Override
        public Optional<AsyncRequestBody> modifyAsyncHttpContent(
                Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            if (!(context.request() instanceof UploadPartRequest) || begun.incrementAndGet() <= free) {
                return context.asyncRequestBody();
            }
            return context.asyncRequestBody().map(this::later);
        }

        private AsyncRequestBody later(AsyncRequestBody body) {
            return new AsyncRequestBody() {
                @Override
                public Optional<Long> contentLength() {
                    return body.contentLength();
                }

                @Override
                public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
                    var _ = released.thenRun(() -> body.subscribe(subscriber));
                }
            };
        }
    }

    /** A user that may do all below {@code mine/} and nothing else. */
    private AwsCredentials limited() {
        var iam = cloud.root().iam();
        iam.createUser(create -> create.userName("limited"));
        iam.putUserPolicy(put -> put.userName("limited").policyName("mine").policyDocument("""
                        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*",
                          "Resource": "arn:aws:s3:::%s/mine/*"}}
                        """.formatted(BUCKET)));
        var key = iam.createAccessKey(create -> create.userName("limited")).accessKey();
        return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    }

    private S3AsyncClient client(AwsCredentials credentials, ExecutionInterceptor... interceptors) {
        return client(credentials, RequestChecksumCalculation.WHEN_SUPPORTED, interceptors);
    }

    private S3AsyncClient client(
            AwsCredentials credentials, RequestChecksumCalculation checksums, ExecutionInterceptor... interceptors) {
        S3AsyncClient made = S3AsyncClient.builder()
                .endpointOverride(cloud.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .forcePathStyle(true)
                .multipartEnabled(true)
                .requestChecksumCalculation(checksums)
                .multipartConfiguration(how -> how.minimumPartSizeInBytes(PART).thresholdInBytes(PART))
                .overrideConfiguration(how -> List.of(interceptors).forEach(how::addExecutionInterceptor))
                .build();
        opened.add(made);
        return made;
    }

    private S3TransferManager transfers(S3AsyncClient client) {
        S3TransferManager made = S3TransferManager.builder().s3Client(client).build();
        opened.addFirst(made);
        return made;
    }

    private static byte[] got(S3AsyncClient client, String key) {
        return client.getObject(get -> get.bucket(BUCKET).key(key), AsyncResponseTransformer.toBytes())
                .join()
                .asByteArrayUnsafe();
    }
}
