package dev.postern.wire.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.wire.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Elements follow each other as in the examples that AWS's reference has. */
final class ElementOrderTest {
    private static final Pattern START = Pattern.compile("<([A-Za-z0-9]+)[ >/]");
    private static final Instant TIME = Instant.EPOCH;

    /** The names of elements, the root first. */
    private static List<String> order(SdkPojo response) {
        if (!(RestXml.encode(200, response).payload() instanceof HttpResponse.Bytes(byte[] body))) {
            throw new AssertionError(response);
        }
        return START.matcher(new String(body, StandardCharsets.UTF_8))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static void hasOrder(SdkPojo response, String names) {
        assertThat(order(response)).containsExactly(names.split(" "));
    }

    @Test
    void listsTellTheirParametersBeforeWhatTheyList() {
        hasOrder(
                ListObjectsResponse.builder()
                        .isTruncated(true)
                        .marker("m")
                        .nextMarker("n")
                        .contents(S3Object.builder()
                                .key("k")
                                .size(1L)
                                .eTag("e")
                                .lastModified(TIME)
                                .storageClass("STANDARD")
                                .owner(w -> w.id("i"))
                                .build())
                        .name("b")
                        .prefix("")
                        .delimiter("/")
                        .maxKeys(1)
                        .commonPrefixes(CommonPrefix.builder().prefix("p/").build())
                        .build(),
                "ListBucketResult Name Prefix Marker NextMarker MaxKeys Delimiter IsTruncated"
                        + " Contents Key LastModified ETag Size Owner ID StorageClass CommonPrefixes Prefix");
        hasOrder(
                ListObjectsV2Response.builder()
                        .isTruncated(true)
                        .name("b")
                        .prefix("")
                        .maxKeys(1)
                        .keyCount(0)
                        .nextContinuationToken("n")
                        .startAfter("s")
                        .build(),
                "ListBucketResult Name Prefix StartAfter NextContinuationToken KeyCount MaxKeys IsTruncated");
        hasOrder(
                ListObjectVersionsResponse.builder()
                        .isTruncated(false)
                        .keyMarker("")
                        .versionIdMarker("")
                        .versions(ObjectVersion.builder()
                                .eTag("e")
                                .size(1L)
                                .storageClass("STANDARD")
                                .key("k")
                                .versionId("null")
                                .isLatest(true)
                                .lastModified(TIME)
                                .owner(w -> w.id("i"))
                                .build())
                        .deleteMarkers(DeleteMarkerEntry.builder()
                                .owner(w -> w.id("i"))
                                .key("d")
                                .versionId("null")
                                .isLatest(true)
                                .lastModified(TIME)
                                .build())
                        .name("b")
                        .prefix("")
                        .maxKeys(1)
                        .build(),
                "ListVersionsResult Name Prefix KeyMarker VersionIdMarker MaxKeys IsTruncated"
                        + " Version Key VersionId IsLatest LastModified ETag Size Owner ID StorageClass"
                        + " DeleteMarker Key VersionId IsLatest LastModified Owner ID");
    }

    @Test
    void uploadsBucketsAndCopiesHaveTheirsToo() {
        hasOrder(
                ListMultipartUploadsResponse.builder()
                        .bucket("b")
                        .keyMarker("")
                        .uploadIdMarker("")
                        .prefix("")
                        .maxUploads(1)
                        .isTruncated(false)
                        .uploads(MultipartUpload.builder()
                                .uploadId("u")
                                .key("k")
                                .initiated(TIME)
                                .storageClass("STANDARD")
                                .owner(w -> w.id("i"))
                                .initiator(w -> w.id("i"))
                                .build())
                        .build(),
                "ListMultipartUploadsResult Bucket KeyMarker UploadIdMarker Prefix MaxUploads IsTruncated"
                        + " Upload Key UploadId Initiator ID Owner ID StorageClass Initiated");
        hasOrder(
                ListPartsResponse.builder()
                        .bucket("b")
                        .key("k")
                        .uploadId("u")
                        .partNumberMarker(0)
                        .maxParts(1)
                        .isTruncated(false)
                        .parts(Part.builder()
                                .partNumber(1)
                                .lastModified(TIME)
                                .eTag("e")
                                .size(1L)
                                .build())
                        .initiator(w -> w.id("i"))
                        .owner(w -> w.id("i"))
                        .storageClass("STANDARD")
                        .build(),
                "ListPartsResult Bucket Key UploadId Initiator ID Owner ID StorageClass PartNumberMarker MaxParts"
                        + " IsTruncated Part PartNumber LastModified ETag Size");
        hasOrder(
                ListBucketsResponse.builder()
                        .buckets(Bucket.builder().name("b").creationDate(TIME).build())
                        .owner(w -> w.id("i"))
                        .build(),
                "ListAllMyBucketsResult Owner ID Buckets Bucket Name CreationDate");
        hasOrder(
                CopyObjectResponse.builder()
                        .copyObjectResult(c -> c.eTag("e").lastModified(TIME))
                        .build(),
                "CopyObjectResult LastModified ETag");
    }
}
