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
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

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

    private void tag(String key, String env) {
        s3.root().putObject(b -> b.bucket("bucket").key(key).tagging("env=" + env), RequestBody.fromString("x"));
    }

    private static Tagging tags(String env) {
        Tag tag = Tag.builder().key("env").value(env).build();
        return Tagging.builder().tagSet(tag).build();
    }

    @Test
    void knowsOfTaggingTheTagsThatThereAreAndThoseThatAreToBe() {
        tag("dev", "dev");
        tag("prod", "prod");
        S3Client user = userWho(
                "{\"StringEquals\":{\"s3:ExistingObjectTag/env\":\"dev\",\"s3:RequestObjectTag/env\":\"test\"}}");
        user.putObjectTagging(b -> b.bucket("bucket").key("dev").tagging(tags("test")));
        tag("dev", "dev");
        assertThat(refusal(() ->
                        user.putObjectTagging(b -> b.bucket("bucket").key("dev").tagging(tags("live")))))
                .startsWith("403 AccessDenied");
        assertThat(refusal(() -> user.putObjectTagging(
                        b -> b.bucket("bucket").key("prod").tagging(tags("test")))))
                .startsWith("403 AccessDenied");
        // Who may not tag is told nothing about the tags.
        assertThat(refusal(() -> user.putObjectTagging(
                        b -> b.bucket("bucket").key("prod").tagging(tags("a&b")))))
                .startsWith("403 AccessDenied");
    }

    @Test
    void knowsOfEachActionOnAnObjectTheTagsThatItHas() {
        tag("dev", "dev");
        tag("prod", "prod");
        String whereDev = "{\"StringEquals\":{\"s3:ExistingObjectTag/env\":\"dev\"}}";
        s3.user(
                "user",
                Policies.identity("s3:Get*", "*", whereDev)
                        .replace(
                                "\"Statement\":[",
                                "\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:Put*\",\"s3:Delete*\"],\"Resource\":\"*\"},"));
        S3Client user = s3.client("user", Region.US_EAST_1);
        user.getObjectAttributes(b -> b.bucket("bucket").key("dev").objectAttributes(ObjectAttributes.E_TAG));
        assertThat(refusal(() -> user.getObjectAttributes(
                        b -> b.bucket("bucket").key("prod").objectAttributes(ObjectAttributes.E_TAG))))
                .startsWith("403 AccessDenied");
        for (String version : new String[] {null, "null"}) {
            user.copyObject(b -> b.sourceBucket("bucket")
                    .sourceKey("dev")
                    .sourceVersionId(version)
                    .destinationBucket("bucket")
                    .destinationKey("copy"));
            assertThat(user.headObject(b -> b.bucket("bucket").key("dev").versionId(version))
                            .tagCount())
                    .isEqualTo(1);
        }
        assertThat(refusal(() -> user.copyObject(b -> b.sourceBucket("bucket")
                        .sourceKey("prod")
                        .destinationBucket("bucket")
                        .destinationKey("copy"))))
                .startsWith("403 AccessDenied");
        String etag = s3.root().headObject(b -> b.bucket("bucket").key("dev")).eTag();
        assertThat(refusal(() ->
                        user.deleteObject(b -> b.bucket("bucket").key("prod").ifMatch(etag))))
                .startsWith("403 AccessDenied");
        user.deleteObject(b -> b.bucket("bucket").key("dev").ifMatch(etag));
    }

    @Test
    void knowsOfACopyWithTagsThoseOfWhatIsOverwritten() {
        tag("source", "dev");
        tag("dev", "dev");
        tag("prod", "prod");
        s3.user("user", """
                {"Version":"2012-10-17","Statement":[
                 {"Effect":"Allow","Action":["s3:Get*","s3:PutObject"],"Resource":"*"},
                 {"Effect":"Allow","Action":"s3:PutObjectTagging","Resource":"*","Condition":{"StringEquals":
                  {"s3:ExistingObjectTag/env":"dev","s3:RequestObjectTag/env":"dev"}}}]}""");
        S3Client user = s3.client("user", Region.US_EAST_1);
        user.copyObject(b -> b.sourceBucket("bucket")
                .sourceKey("source")
                .destinationBucket("bucket")
                .destinationKey("dev"));
        assertThat(refusal(() -> user.copyObject(b -> b.sourceBucket("bucket")
                        .sourceKey("source")
                        .destinationBucket("bucket")
                        .destinationKey("prod"))))
                .startsWith("403 AccessDenied");
    }
}
