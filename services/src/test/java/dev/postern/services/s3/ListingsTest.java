package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Object;

final class ListingsTest {
    private static final List<String> KEYS = List.of("a b+c", "dir/1", "dir/2", "dir/sub/3", "ü<&>", "zebra");

    private final S3Fixture s3;
    private final S3Client client;

    ListingsTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        client = s3.root();
        client.createBucket(b -> b.bucket("bucket"));
        KEYS.forEach(key -> client.putObject(b -> b.bucket("bucket").key(key), RequestBody.fromString(key)));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    @Test
    void listsInTheOrderOfBytes() {
        assertThat(client.listObjectsV2(b -> b.bucket("bucket")).contents())
                .extracting(S3Object::key)
                .containsExactly("a b+c", "dir/1", "dir/2", "dir/sub/3", "zebra", "ü<&>");
        assertThat(client.listObjects(b -> b.bucket("bucket")).contents())
                .extracting(S3Object::key)
                .containsExactly("a b+c", "dir/1", "dir/2", "dir/sub/3", "zebra", "ü<&>");
        // A client that asks for the encoding gets it undone by the SDK.
        assertThat(client.listObjectsV2(b -> b.bucket("bucket").encodingType(EncodingType.URL))
                        .contents())
                .extracting(S3Object::key)
                .containsExactly("a b+c", "dir/1", "dir/2", "dir/sub/3", "zebra", "ü<&>");
    }

    @Test
    void rollsUpBehindADelimiter() {
        ListObjectsV2Response top = client.listObjectsV2(b -> b.bucket("bucket").delimiter("/"));
        assertThat(top.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("dir/");
        assertThat(top.contents()).extracting(S3Object::key).containsExactly("a b+c", "zebra", "ü<&>");
        assertThat(top.keyCount()).isEqualTo(4);
        ListObjectsV2Response dir =
                client.listObjectsV2(b -> b.bucket("bucket").delimiter("/").prefix("dir/"));
        assertThat(dir.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("dir/sub/");
        assertThat(dir.contents()).extracting(S3Object::key).containsExactly("dir/1", "dir/2");
    }

    @Test
    void pages() {
        assertThat(client.listObjectsV2Paginator(b -> b.bucket("bucket").maxKeys(2))
                        .contents())
                .extracting(S3Object::key)
                .hasSize(6)
                .doesNotHaveDuplicates();
        assertThat(client
                        .listObjectsV2Paginator(
                                b -> b.bucket("bucket").maxKeys(1).delimiter("/"))
                        .stream()
                        .mapToInt(ListObjectsV2Response::keyCount)
                        .sum())
                .isEqualTo(4);
        ListObjectsResponse first =
                client.listObjects(b -> b.bucket("bucket").maxKeys(2).delimiter("/"));
        assertThat(first.nextMarker()).isEqualTo("dir/");
        assertThat(client.listObjects(b -> b.bucket("bucket").delimiter("/").marker("dir/"))
                        .contents())
                .extracting(S3Object::key)
                .containsExactly("zebra", "ü<&>");
        assertThat(client.listObjectsV2(b -> b.bucket("bucket").startAfter("dir/2"))
                        .contents())
                .extracting(S3Object::key)
                .containsExactly("dir/sub/3", "zebra", "ü<&>");
        assertThat(client.listObjectsV2(b -> b.bucket("bucket").maxKeys(0)).keyCount())
                .isZero();
    }

    @Test
    void goesOnBehindTheCommonPrefixThatAMarkerIsIn() {
        for (String key : List.of("folder/aSub/1", "folder/aSub/2", "folder/bSub/1")) {
            client.putObject(b -> b.bucket("bucket").key(key), RequestBody.fromString(key));
        }
        ListObjectsResponse first = client.listObjects(b -> b.bucket("bucket")
                .prefix("folder/")
                .delimiter("/")
                .marker("folder/aSub/1")
                .maxKeys(1));
        assertThat(first.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("folder/bSub/");
        assertThat(first.isTruncated()).isFalse();
        assertThat(client.listObjectsV2(b -> b.bucket("bucket").delimiter("/").startAfter("dir/sub/3"))
                        .commonPrefixes())
                .extracting(CommonPrefix::prefix)
                .containsExactly("folder/");
        assertThat(client.listObjectVersions(
                                b -> b.bucket("bucket").delimiter("/").keyMarker("dir/1"))
                        .commonPrefixes())
                .extracting(CommonPrefix::prefix)
                .containsExactly("folder/");
        // Without a delimiter nothing is rolled up, so nothing is passed over.
        assertThat(client.listObjects(b -> b.bucket("bucket").marker("folder/aSub/1"))
                        .contents())
                .extracting(S3Object::key)
                .startsWith("folder/aSub/2");
    }

    @Test
    void refusesWhatCannotBeListed() {
        assertThat(refusal(() -> client.listObjectsV2(b -> b.bucket("bucket").continuationToken("x"))))
                .isEqualTo("400 InvalidArgument: The continuation token provided is incorrect");
        assertThat(refusal(() -> client.listObjectsV2(b -> b.bucket("bucket").maxKeys(-1))))
                .startsWith("400 InvalidArgument");
        assertThat(refusal(() -> client.listObjectsV2(b -> b.bucket("bucket").encodingType("rot13"))))
                .isEqualTo("400 InvalidArgument: Invalid Encoding Method specified in Request");
        assertThat(refusal(() -> client.listObjects(b -> b.bucket("bucket").encodingType(""))))
                .isEqualTo("400 InvalidArgument: Invalid Encoding Method specified in Request");
    }

    @Test
    void listsEveryObjectAsItsOneVersion() {
        assertThat(client.listObjectVersions(b -> b.bucket("bucket").prefix("dir/"))
                        .versions())
                .extracting(ObjectVersion::versionId)
                .containsExactly("null", "null", "null");
    }
}
