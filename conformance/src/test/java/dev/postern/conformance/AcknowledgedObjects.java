package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/** A few keys of a bucket, which it writes one after the other in one of several ways, and what was acknowledged of them. */
final class AcknowledgedObjects {
    private static final int KEYS = 4;

    private final S3Client s3;
    private final String bucket;
    private final String prefix;
    private final Random random;
    private final Acknowledgements acknowledgements = new Acknowledgements();

    /** The numbers of versions that were acknowledged, by their ids; without deletions. */
    private final Map<String, Long> versions = new HashMap<>();

    AcknowledgedObjects(S3Client s3, String bucket, String prefix, long seed) {
        this.s3 = s3;
        this.bucket = bucket;
        this.prefix = prefix;
        this.random = new Random(seed);
    }

    /** Writes until nothing answers any more. */
    void writeUntilKilled(AtomicInteger count) {
        while (true) {
            String key = prefix + "/" + random.nextInt(KEYS);
            boolean deletes = random.nextInt(5) == 0;
            long number = random.nextLong();
            String value = deletes ? Acknowledgements.ABSENT : Long.toString(number);
            acknowledgements.asking(key, value);
            try {
                if (deletes) {
                    s3.deleteObject(delete -> delete.bucket(bucket).key(key));
                } else {
                    write(key, number).ifPresent(version -> versions.put(version, number));
                }
            } catch (SdkException e) {
                return;
            }
            acknowledgements.acknowledged(key, value);
            count.incrementAndGet();
        }
    }

    /** The id of the version that was written; empty where none are kept. */
    private Optional<String> write(String key, long number) {
        RequestBody body = RequestBody.fromBytes(ObjectsKilledTest.content(number));
        String version;
        if (random.nextInt(3) > 0) {
            version = s3.putObject(put -> put.bucket(bucket).key(key), body).versionId();
        } else {
            String upload = s3.createMultipartUpload(
                            create -> create.bucket(bucket).key(key))
                    .uploadId();
            String part = s3.uploadPart(
                            put -> put.bucket(bucket).key(key).uploadId(upload).partNumber(1), body)
                    .eTag();
            version = s3.completeMultipartUpload(complete -> complete.bucket(bucket)
                            .key(key)
                            .uploadId(upload)
                            .multipartUpload(all -> all.parts(CompletedPart.builder()
                                    .partNumber(1)
                                    .eTag(part)
                                    .build())))
                    .versionId();
        }
        return Optional.ofNullable(version);
    }

    /** Looks that all is there which must be, and goes on from what is. */
    void verify() {
        Map<String, String> found = new TreeMap<>();
        s3.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix + "/"))
                .contents()
                .forEach(object -> found.put(object.key(), Long.toString(read(object.key(), Optional.empty()))));
        assertThat(acknowledgements.contradictions(found)).isEmpty();
        for (int i = 0; i < KEYS; i++) {
            String key = prefix + "/" + i;
            acknowledgements.acknowledged(key, found.getOrDefault(key, Acknowledgements.ABSENT));
        }
        verifyVersions();
    }

    private void verifyVersions() {
        Map<String, Long> found = new HashMap<>();
        for (ObjectVersion version : s3.listObjectVersionsPaginator(
                        list -> list.bucket(bucket).prefix(prefix + "/"))
                .versions()) {
            if (!version.versionId().equals("null")) {
                found.put(version.versionId(), read(version.key(), Optional.of(version.versionId())));
            }
        }
        assertThat(found).containsAllEntriesOf(versions);
        versions.putAll(found); // one more at most, whose answer was never heard
    }

    private long read(String key, Optional<String> version) {
        byte[] bytes = s3.getObjectAsBytes(get -> get.bucket(bucket).key(key).versionId(version.orElse(null)))
                .asByteArray();
        long number = ByteBuffer.wrap(bytes).getLong();
        assertThat(bytes).as("what %s has is whole", key).isEqualTo(ObjectsKilledTest.content(number));
        return number;
    }
}
