package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.postern.wire.http.Headers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.MFADelete;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;

/** Buckets that keep old versions, as the SDK sees them. */
final class VersioningTest {
    private static final String UNKNOWN = "UnKnown.UnKnown_UnKnown.UnKnown1";

    private final S3Fixture s3;
    private final S3Client client;

    VersioningTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        client = s3.root();
        client.createBucket(b -> b.bucket("bucket"));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    private void set(BucketVersioningStatus status) {
        client.putBucketVersioning(b -> b.bucket("bucket").versioningConfiguration(v -> v.status(status)));
    }

    private String put(String key, String text) {
        return client.putObject(b -> b.bucket("bucket").key(key), RequestBody.fromString(text))
                .versionId();
    }

    private String text(String key, @Nullable String versionId) {
        return client.getObjectAsBytes(b -> b.bucket("bucket").key(key).versionId(versionId))
                .asUtf8String();
    }

    private DeleteObjectResponse delete(String key, @Nullable String versionId) {
        return client.deleteObject(b -> b.bucket("bucket").key(key).versionId(versionId));
    }

    /** All versions as {@code key=id}, delete markers with a minus, and the latest with a star. */
    private List<String> versions() {
        ListObjectVersionsResponse all = client.listObjectVersions(b -> b.bucket("bucket"));
        List<String> lines = new ArrayList<>();
        all.versions().forEach(v -> lines.add(v.key() + "=" + v.versionId() + (v.isLatest() ? "*" : "")));
        all.deleteMarkers().forEach(m -> lines.add(m.key() + "-" + m.versionId() + (m.isLatest() ? "*" : "")));
        return lines;
    }

    @Test
    void answersWhatWasPutOfABucket() {
        assertThat(client.getBucketVersioning(b -> b.bucket("bucket")).status()).isNull();
        set(BucketVersioningStatus.ENABLED);
        assertThat(client.getBucketVersioning(b -> b.bucket("bucket")).status())
                .isEqualTo(BucketVersioningStatus.ENABLED);
        set(BucketVersioningStatus.SUSPENDED);
        assertThat(client.getBucketVersioning(b -> b.bucket("bucket")).status())
                .isEqualTo(BucketVersioningStatus.SUSPENDED);
        assertThat(refusal(() -> client.putBucketVersioning(
                        b -> b.bucket("bucket").versioningConfiguration(v -> v.mfaDelete(MFADelete.DISABLED)))))
                .isEqualTo("400 IllegalVersioningConfigurationException: The Versioning element must be specified");
        assertThat(refusal(() -> client.putBucketVersioning(
                        b -> b.bucket("bucket").versioningConfiguration(v -> v.status("Sometimes")))))
                .startsWith("400 MalformedXML");
        assertThat(refusal(() -> client.putBucketVersioning(b -> b.bucket("bucket")
                        .versioningConfiguration(
                                v -> v.status(BucketVersioningStatus.ENABLED).mfaDelete(MFADelete.ENABLED)))))
                .isEqualTo("403 AccessDenied: Mfa Authentication must be used for this request");
        assertThat(client.getBucketVersioning(b -> b.bucket("bucket")).status())
                .isEqualTo(BucketVersioningStatus.SUSPENDED);
    }

    @Test
    void keepsWhatIsWrittenOver() {
        assertThat(put("k", "first")).isNull();
        set(BucketVersioningStatus.ENABLED);
        String second = put("k", "second");
        String third = put("k", "third");
        assertThat(second).hasSize(32).isNotEqualTo(third);
        assertThat(text("k", null)).isEqualTo("third");
        assertThat(text("k", "null")).isEqualTo("first");
        assertThat(text("k", second)).isEqualTo("second");
        assertThat(client.headObject(b -> b.bucket("bucket").key("k")).versionId())
                .isEqualTo(third);
        assertThat(client.headObject(b -> b.bucket("bucket").key("k").versionId("null"))
                        .versionId())
                .isEqualTo("null");
        assertThat(versions()).containsExactly("k=" + third + "*", "k=" + second, "k=null");
        assertThat(client.listObjectsV2(b -> b.bucket("bucket")).contents())
                .extracting(S3Object::size)
                .containsExactly(5L);
    }

    @Test
    void leavesAMarkerWhereAnObjectIsDeletedAndRestoresItWithoutThat() {
        set(BucketVersioningStatus.ENABLED);
        String version = put("k", "text");
        DeleteObjectResponse deleted = delete("k", null);
        String marker = deleted.versionId();
        assertThat(deleted.deleteMarker()).isTrue();
        assertThat(marker).hasSize(32);

        S3Exception gone = catchThrowableOfType(S3Exception.class, () -> text("k", null));
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.awsErrorDetails().errorCode()).isEqualTo("NoSuchKey");
        assertThat(header(gone, "x-amz-delete-marker")).contains("true");
        assertThat(header(gone, "x-amz-version-id")).contains(marker);
        S3Exception head = catchThrowableOfType(
                S3Exception.class,
                () -> client.headObject(b -> b.bucket("bucket").key("k")));
        assertThat(head.statusCode()).isEqualTo(404);
        assertThat(header(head, "x-amz-delete-marker")).contains("true");
        S3Exception named = catchThrowableOfType(S3Exception.class, () -> text("k", marker));
        assertThat(named.statusCode()).isEqualTo(405);
        assertThat(named.awsErrorDetails().errorCode()).isEqualTo("MethodNotAllowed");
        assertThat(header(named, "allow")).contains("DELETE");
        assertThat(header(named, "x-amz-delete-marker")).contains("true");
        assertThat(header(named, "last-modified")).isPresent();
        assertThat(text("k", version)).isEqualTo("text");
        assertThat(client.listObjectsV2(b -> b.bucket("bucket")).contents()).isEmpty();
        assertThat(versions()).containsExactly("k=" + version, "k-" + marker + "*");

        DeleteObjectResponse restored = delete("k", marker);
        assertThat(restored.deleteMarker()).isTrue();
        assertThat(restored.versionId()).isEqualTo(marker);
        assertThat(text("k", null)).isEqualTo("text");
        DeleteObjectResponse last = delete("k", version);
        assertThat(last.deleteMarker()).isNull();
        assertThat(last.versionId()).isEqualTo(version);
        assertThat(versions()).isEmpty();
        assertThat(refusal(() -> client.getObjectAsBytes(b -> b.bucket("bucket").key("k"))))
                .startsWith("404 NoSuchKey");
    }

    private static Optional<String> header(S3Exception refused, String name) {
        return refused.awsErrorDetails().sdkHttpResponse().firstMatchingHeader(name);
    }

    @Test
    void replacesTheVersionNullWhereItIsSuspended() {
        set(BucketVersioningStatus.ENABLED);
        String kept = put("k", "kept");
        set(BucketVersioningStatus.SUSPENDED);
        assertThat(put("k", "one")).isEqualTo("null");
        assertThat(put("k", "two")).isEqualTo("null");
        assertThat(versions()).containsExactly("k=null*", "k=" + kept);
        DeleteObjectResponse deleted = delete("k", null);
        assertThat(deleted.versionId()).isEqualTo("null");
        assertThat(deleted.deleteMarker()).isTrue();
        assertThat(versions()).containsExactly("k=" + kept, "k-null*");
        assertThat(put("k", "three")).isEqualTo("null");
        assertThat(versions()).containsExactly("k=null*", "k=" + kept);
        delete("k", "null");
        assertThat(text("k", null)).isEqualTo("kept");
    }

    @Test
    void refusesVersionsThatAreNotThere() {
        set(BucketVersioningStatus.ENABLED);
        put("k", "text");
        for (String id : new String[] {UNKNOWN, "null"}) {
            assertThat(refusal(() -> client.getObjectAsBytes(
                            b -> b.bucket("bucket").key("k").versionId(id))))
                    .isEqualTo("404 NoSuchVersion: The specified version does not exist.");
        }
        assertThat(refusal(() ->
                        client.getObjectTagging(b -> b.bucket("bucket").key("k").versionId("short"))))
                .isEqualTo("400 InvalidArgument: Invalid version id specified");
        assertThat(refusal(() -> delete("k", "short"))).isEqualTo("400 InvalidArgument: Invalid version id specified");
        assertThat(delete("k", UNKNOWN).versionId()).isEqualTo(UNKNOWN);
        assertThat(s3.raw("PUT", "s3.us-east-1.amazonaws.com", "/bucket/k?versionId=null", Headers.NONE, "x")
                        .status())
                .isEqualTo(400);
        assertThat(versions()).hasSize(1);
    }

    @Test
    void deletesManyByVersionsAndWithout() {
        set(BucketVersioningStatus.ENABLED);
        String old = put("a", "old");
        String current = put("a", "new");
        put("b", "text");
        String marker = delete("c", null).versionId();
        DeleteObjectsResponse response = client.deleteObjects(b -> b.bucket("bucket")
                .delete(d -> d.objects(
                        identifier("a", old),
                        identifier("b", null),
                        identifier("c", marker),
                        identifier("a", UNKNOWN),
                        identifier("a", "short"))));
        assertThat(response.deleted())
                .extracting(DeletedObject::key, DeletedObject::versionId, DeletedObject::deleteMarker)
                .containsExactly(
                        tuple("a", old, null),
                        tuple("b", null, true),
                        tuple("c", marker, true),
                        tuple("a", UNKNOWN, null));
        assertThat(response.deleted().get(1).deleteMarkerVersionId()).hasSize(32);
        assertThat(response.deleted().get(2).deleteMarkerVersionId()).isEqualTo(marker);
        assertThat(response.errors())
                .extracting(e -> e.key(), e -> e.versionId(), e -> e.code())
                .containsExactly(tuple("a", "short", "NoSuchVersion"));
        assertThat(versions()).hasSize(3).contains("a=" + current + "*");
    }

    private static ObjectIdentifier identifier(String key, @Nullable String versionId) {
        return ObjectIdentifier.builder().key(key).versionId(versionId).build();
    }

    @Test
    void copiesVersions() {
        set(BucketVersioningStatus.ENABLED);
        String old = put("k", "old");
        put("k", "new");
        CopyObjectResponse restored = copy("k", old);
        assertThat(restored.copySourceVersionId()).isEqualTo(old);
        assertThat(restored.versionId()).hasSize(32).isNotEqualTo(old);
        assertThat(text("k", null)).isEqualTo("old");
        assertThat(versions()).hasSize(3);
        assertThat(refusal(() -> copy("other", UNKNOWN))).startsWith("404 NoSuchVersion");
        assertThat(refusal(() -> copy("other", "short"))).startsWith("400 InvalidArgument");
        String marker = delete("k", null).versionId();
        assertThat(refusal(() -> copy("other", marker)))
                .isEqualTo("400 InvalidRequest: The source of a copy request may not specifically refer to a delete"
                        + " marker by version id.");
        assertThat(refusal(() -> copy("other", null))).startsWith("404 NoSuchKey");
    }

    private CopyObjectResponse copy(String to, @Nullable String versionId) {
        return client.copyObject(b -> b.sourceBucket("bucket")
                .sourceKey("k")
                .sourceVersionId(versionId)
                .destinationBucket("bucket")
                .destinationKey(to));
    }

    @Test
    void completesUploadsAsVersions() {
        set(BucketVersioningStatus.ENABLED);
        String old = put("k", "old");
        String upload =
                client.createMultipartUpload(b -> b.bucket("bucket").key("k")).uploadId();
        String etag = client.uploadPartCopy(b -> b.sourceBucket("bucket")
                        .sourceKey("k")
                        .sourceVersionId(old)
                        .destinationBucket("bucket")
                        .destinationKey("k")
                        .uploadId(upload)
                        .partNumber(1))
                .copyPartResult()
                .eTag();
        String version = client.completeMultipartUpload(b -> b.bucket("bucket")
                        .key("k")
                        .uploadId(upload)
                        .multipartUpload(m -> m.parts(
                                CompletedPart.builder().partNumber(1).eTag(etag).build())))
                .versionId();
        assertThat(versions()).containsExactly("k=" + version + "*", "k=" + old);
    }

    @Test
    void tagsOneVersionAlone() {
        set(BucketVersioningStatus.ENABLED);
        String old = put("k", "old");
        String current = put("k", "new");
        Tag tag = Tag.builder().key("t").value("v").build();
        assertThat(client.putObjectTagging(
                                b -> b.bucket("bucket").key("k").versionId(old).tagging(t -> t.tagSet(tag)))
                        .versionId())
                .isEqualTo(old);
        assertThat(client.getObjectTagging(b -> b.bucket("bucket").key("k").versionId(old))
                        .tagSet())
                .containsExactly(tag);
        assertThat(client.getObjectTagging(b -> b.bucket("bucket").key("k"))).satisfies(now -> {
            assertThat(now.tagSet()).isEmpty();
            assertThat(now.versionId()).isEqualTo(current);
        });
        assertThat(client.deleteObjectTagging(b -> b.bucket("bucket").key("k").versionId(old))
                        .versionId())
                .isEqualTo(old);
        assertThat(client.getObjectAttributes(b -> b.bucket("bucket")
                                .key("k")
                                .versionId(old)
                                .objectAttributes(ObjectAttributes.OBJECT_SIZE))
                        .versionId())
                .isEqualTo(old);
        assertThat(client.getObjectAcl(b -> b.bucket("bucket").key("k").versionId(old))
                        .grants())
                .hasSize(1);
        String marker = delete("k", null).versionId();
        assertThat(refusal(() -> client.putObjectTagging(
                        b -> b.bucket("bucket").key("k").versionId(marker).tagging(t -> t.tagSet(tag)))))
                .startsWith("405 MethodNotAllowed");
        assertThat(refusal(() ->
                        client.getObjectAcl(b -> b.bucket("bucket").key("k").versionId(marker))))
                .startsWith("405 MethodNotAllowed");
    }

    @Test
    void judgesConditionsByTheCurrentVersion() {
        set(BucketVersioningStatus.ENABLED);
        put("k", "text");
        assertThat(refusal(() -> client.putObject(
                        b -> b.bucket("bucket").key("k").ifNoneMatch("*"), RequestBody.fromString("x"))))
                .startsWith("412 PreconditionFailed");
        delete("k", null);
        assertThat(refusal(() -> client.putObject(
                        b -> b.bucket("bucket").key("k").ifMatch("\"e\""), RequestBody.fromString("x"))))
                .startsWith("404 NoSuchKey");
        assertThat(refusal(() ->
                        client.deleteObject(b -> b.bucket("bucket").key("k").ifMatch("*"))))
                .startsWith("404 NoSuchKey");
        client.putObject(b -> b.bucket("bucket").key("k").ifNoneMatch("*"), RequestBody.fromString("again"));
        assertThat(text("k", null)).isEqualTo("again");
        assertThat(versions()).hasSize(3);
    }

    @Test
    void listsPagesThatAreDeletedMeanwhile() {
        set(BucketVersioningStatus.ENABLED);
        for (int i = 0; i < 25; i++) {
            put("k" + i % 2, "text " + i);
        }
        delete("k1", null);
        int pages = 0;
        ListObjectVersionsResponse page =
                client.listObjectVersions(b -> b.bucket("bucket").maxKeys(4));
        List<String> seen = new ArrayList<>();
        while (true) {
            pages++;
            List<ObjectIdentifier> all = new ArrayList<>();
            page.versions().forEach(v -> all.add(identifier(v.key(), v.versionId())));
            page.deleteMarkers().forEach(m -> all.add(identifier(m.key(), m.versionId())));
            all.forEach(one -> seen.add(one.versionId()));
            assertThat(client.deleteObjects(b -> b.bucket("bucket").delete(d -> d.objects(all)))
                            .errors())
                    .isEmpty();
            if (!page.isTruncated()) {
                break;
            }
            ListObjectVersionsResponse before = page;
            page = client.listObjectVersions(b -> b.bucket("bucket")
                    .maxKeys(4)
                    .keyMarker(before.nextKeyMarker())
                    .versionIdMarker(before.nextVersionIdMarker()));
        }
        assertThat(pages).isEqualTo(7);
        assertThat(seen).doesNotHaveDuplicates().hasSize(26);
        client.deleteBucket(b -> b.bucket("bucket"));
    }

    @Test
    void listsByPrefixDelimiterAndEncoding() {
        set(BucketVersioningStatus.ENABLED);
        put("dir/a b", "1");
        put("dir/a b", "2");
        put("dir/sub/x", "3");
        put("top", "4");
        ListObjectVersionsResponse rolled =
                client.listObjectVersions(b -> b.bucket("bucket").delimiter("/"));
        assertThat(rolled.versions()).extracting(ObjectVersion::key).containsExactly("top");
        assertThat(rolled.commonPrefixes()).extracting(p -> p.prefix()).containsExactly("dir/");
        ListObjectVersionsResponse inside = client.listObjectVersions(
                b -> b.bucket("bucket").prefix("dir/").delimiter("/").maxKeys(2));
        assertThat(inside.versions()).extracting(ObjectVersion::isLatest).containsExactly(true, false);
        assertThat(inside.isTruncated()).isTrue();
        ListObjectVersionsResponse rest = client.listObjectVersions(b -> b.bucket("bucket")
                .prefix("dir/")
                .delimiter("/")
                .keyMarker(inside.nextKeyMarker())
                .versionIdMarker(inside.nextVersionIdMarker()));
        assertThat(rest.versions()).isEmpty();
        assertThat(rest.commonPrefixes()).extracting(p -> p.prefix()).containsExactly("dir/sub/");
        assertThat(refusal(() -> client.listObjectVersions(
                        b -> b.bucket("bucket").keyMarker("k").versionIdMarker("short"))))
                .isEqualTo("400 InvalidArgument: Invalid version id specified");
    }

    @Test
    void keepsABucketThatHasVersions() {
        set(BucketVersioningStatus.ENABLED);
        String marker = delete("k", null).versionId();
        assertThat(refusal(() -> client.deleteBucket(b -> b.bucket("bucket"))))
                .isEqualTo("409 BucketNotEmpty: The bucket you tried to delete is not empty. You must delete all"
                        + " versions in the bucket.");
        delete("k", marker);
        client.deleteBucket(b -> b.bucket("bucket"));
    }

    @Test
    void readsALargeVersionFromItsFile() {
        set(BucketVersioningStatus.ENABLED);
        String text = "0123456789".repeat(20_000);
        String old = put("k", text);
        put("k", "small");
        GetObjectResponse part = client.getObjectAsBytes(
                        b -> b.bucket("bucket").key("k").versionId(old).range("bytes=10-19"))
                .response();
        assertThat(part.contentRange()).isEqualTo("bytes 10-19/200000");
        assertThat(part.versionId()).isEqualTo(old);
        assertThat(part.lastModified()).isBefore(Instant.now());
        assertThat(text("k", old)).isEqualTo(text);
    }
}
