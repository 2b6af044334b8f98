package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.Tag;

/** Who may do what with versions. */
final class VersionPermissionsTest {
    private final S3Fixture s3;
    private final S3Client client;

    VersionPermissionsTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        client = s3.root();
        client.createBucket(b -> b.bucket("bucket"));
        client.putBucketVersioning(
                b -> b.bucket("bucket").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    private String put(String key, String text) {
        return client.putObject(b -> b.bucket("bucket").key(key), RequestBody.fromString(text))
                .versionId();
    }

    @Test
    void asksForThePermissionsOfVersions() {
        String old = put("k", "old");
        String current = put("k", "new");
        s3.user("reader", Policies.identity("s3:GetObject", "arn:aws:s3:::bucket/*", ""));
        assertThat(refusal(() -> s3.client("reader", Region.US_EAST_1)
                        .getObjectAsBytes(b -> b.bucket("bucket").key("k").versionId(old))))
                .contains("s3:GetObjectVersion");
        s3.user(
                "one",
                Policies.identity(
                        "s3:GetObjectVersion",
                        "arn:aws:s3:::bucket/*",
                        "{\"StringEquals\":{\"s3:VersionId\":\"" + old + "\"}}"));
        S3Client one = s3.client("one", Region.US_EAST_1);
        assertThat(one.getObjectAsBytes(b -> b.bucket("bucket").key("k").versionId(old))
                        .asUtf8String())
                .isEqualTo("old");
        assertThat(refusal(() ->
                        one.getObjectAsBytes(b -> b.bucket("bucket").key("k").versionId(current))))
                .startsWith("403 AccessDenied");
        assertThat(refusal(() -> one.putBucketVersioning(b ->
                        b.bucket("bucket").versioningConfiguration(v -> v.status(BucketVersioningStatus.SUSPENDED)))))
                .contains("s3:PutBucketVersioning");
        assertThat(refusal(() -> one.listObjectVersions(b -> b.bucket("bucket"))))
                .contains("s3:ListBucketVersions");
        Tag tag = Tag.builder().key("t").value("v").build();
        client.putObjectTagging(b -> b.bucket("bucket").key("k").versionId(old).tagging(t -> t.tagSet(tag)));
        s3.user(
                "tagged",
                Policies.identity(
                        "s3:GetObject*",
                        "arn:aws:s3:::bucket/*",
                        "{\"StringEquals\":{\"s3:ExistingObjectTag/t\":\"v\"}}"));
        S3Client tagged = s3.client("tagged", Region.US_EAST_1);
        assertThat(tagged.headObject(b -> b.bucket("bucket").key("k").versionId(old))
                        .contentLength())
                .isEqualTo(3);
        assertThat(refusal(() -> tagged.getObjectAsBytes(b -> b.bucket("bucket").key("k"))))
                .startsWith("403 AccessDenied");
    }
}
