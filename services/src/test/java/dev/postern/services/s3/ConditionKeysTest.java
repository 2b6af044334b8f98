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
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/** The condition keys that a request to S3 brings along. */
final class ConditionKeysTest {
    private final S3Fixture s3;

    ConditionKeysTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        s3.root().createBucket(b -> b.bucket("bucket"));
        s3.root().putObject(b -> b.bucket("bucket").key("k"), RequestBody.fromString("text"));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    private S3Client userWho(String condition) {
        s3.user("user", Policies.identity("s3:*", "*", condition));
        return s3.client("user", Region.US_EAST_1);
    }

    @Test
    void knowsTheReferer() {
        S3Client user = userWho("{\"StringLike\":{\"aws:Referer\":\"http://example.com/*\"}}");
        user.headObject(b -> b.bucket("bucket")
                .key("k")
                .overrideConfiguration(c -> c.putHeader("Referer", "http://example.com/page")));
        assertThat(refusal(() -> user.headObject(b -> b.bucket("bucket").key("k"))))
                .startsWith("403");
    }

    @Test
    void knowsTheAgeOfASignature() {
        userWho("{\"NumericLessThan\":{\"s3:signatureAge\":\"600000\"}}")
                .headObject(b -> b.bucket("bucket").key("k"));
        S3Client patient = userWho("{\"NumericGreaterThan\":{\"s3:signatureAge\":\"600000\"}}");
        assertThat(refusal(() -> patient.headObject(b -> b.bucket("bucket").key("k"))))
                .startsWith("403");
    }

    @Test
    void knowsWhereABucketIsToBe() {
        S3Client user = userWho("{\"StringEquals\":{\"s3:LocationConstraint\":\"eu-west-1\"}}");
        user.createBucket(b -> b.bucket("dublin").createBucketConfiguration(c -> c.locationConstraint("eu-west-1")));
        assertThat(refusal(() -> user.createBucket(b -> b.bucket("virginia")))).startsWith("403 AccessDenied");
        assertThat(refusal(() -> user.createBucket(b ->
                        b.bucket("frankfurt").createBucketConfiguration(c -> c.locationConstraint("eu-central-1")))))
                .startsWith("403 AccessDenied");
    }

    @Test
    void knowsTheTagsThatComeWithAnObject() {
        S3Client user = userWho("{\"StringEquals\":{\"s3:RequestObjectTag/env\":\"dev\"}}");
        user.putObject(b -> b.bucket("bucket").key("t").tagging("env=dev"), RequestBody.fromString("x"));
        assertThat(refusal(() -> user.putObject(
                        b -> b.bucket("bucket").key("t").tagging("env=prod"), RequestBody.fromString("x"))))
                .startsWith("403 AccessDenied");
    }

    @Test
    void asksForThePermissionOnVersionsWhereOneIsNamed() {
        s3.user("user", Policies.identity("s3:*Object", "*", ""));
        S3Client user = s3.client("user", Region.US_EAST_1);
        user.headObject(b -> b.bucket("bucket").key("k"));
        assertThat(refusal(
                        () -> user.headObject(b -> b.bucket("bucket").key("k").versionId("null"))))
                .startsWith("403");
        assertThat(refusal(
                        () -> user.deleteObject(b -> b.bucket("bucket").key("k").versionId("null"))))
                .contains("s3:DeleteObjectVersion");
        assertThat(refusal(() -> user.copyObject(b -> b.sourceBucket("bucket")
                        .sourceKey("k")
                        .sourceVersionId("null")
                        .destinationBucket("bucket")
                        .destinationKey("c"))))
                .contains("s3:GetObjectVersion");
        ObjectIdentifier version =
                ObjectIdentifier.builder().key("k").versionId("null").build();
        assertThat(user.deleteObjects(b -> b.bucket("bucket").delete(d -> d.objects(version)))
                        .errors()
                        .getFirst()
                        .message())
                .contains("s3:DeleteObjectVersion");
    }

    @Test
    void asksForBothPermissionsThatAttributesTake() {
        s3.user("user", Policies.identity("s3:GetObjectAttributes", "*", ""));
        S3Client user = s3.client("user", Region.US_EAST_1);
        assertThat(refusal(() -> user.getObjectAttributes(
                        b -> b.bucket("bucket").key("k").objectAttributes(ObjectAttributes.E_TAG))))
                .contains("s3:GetObject on resource");
        s3.user("user", Policies.identity("s3:GetObject*", "*", ""));
        user.getObjectAttributes(b -> b.bucket("bucket").key("k").objectAttributes(ObjectAttributes.E_TAG));
    }

    @Test
    void knowsWhetherAnObjectIsMade() {
        S3Client user = userWho("{\"Bool\":{\"s3:ObjectCreationOperation\":\"true\"}}");
        user.putObject(b -> b.bucket("bucket").key("o"), RequestBody.fromString("x"));
        assertThat(refusal(
                        () -> user.createMultipartUpload(b -> b.bucket("bucket").key("o"))))
                .startsWith("403 AccessDenied");
    }
}
