package dev.postern.wire.codec;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;

/**
 * The order that elements of S3's answers have, where it is another than that of the service model: AWS's schema says sequences, and there
 * are clients that validate. What is not named is in between.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html">As its examples have it</a>
 */
final class ElementOrder {
    private static final String PACKAGE = "software.amazon.awssdk.services.s3.model.";

    /** What stands before everything else, and what stands behind it. */
    private record Order(List<String> first, List<String> last) {
        int rank(String name) {
            int at = first.indexOf(name);
            if (at >= 0) {
                return at - first.size();
            }
            return last.indexOf(name) + 1;
        }
    }

    private static final Map<String, Order> ORDERS = Map.ofEntries(
            order("ListBucketsResponse", List.of("Owner", "Buckets"), List.of()),
            order(
                    "ListObjectsResponse",
                    List.of("Name", "Prefix", "Marker", "NextMarker", "MaxKeys", "Delimiter", "EncodingType"),
                    List.of("IsTruncated", "Contents", "CommonPrefixes")),
            order(
                    "ListObjectsV2Response",
                    List.of(
                            "Name",
                            "Prefix",
                            "StartAfter",
                            "ContinuationToken",
                            "NextContinuationToken",
                            "KeyCount",
                            "MaxKeys",
                            "Delimiter",
                            "EncodingType"),
                    List.of("IsTruncated", "Contents", "CommonPrefixes")),
            order(
                    "ListObjectVersionsResponse",
                    List.of(
                            "Name",
                            "Prefix",
                            "KeyMarker",
                            "VersionIdMarker",
                            "NextKeyMarker",
                            "NextVersionIdMarker",
                            "MaxKeys",
                            "EncodingType",
                            "Delimiter"),
                    List.of("IsTruncated", "Version", "DeleteMarker", "CommonPrefixes")),
            order(
                    "ListMultipartUploadsResponse",
                    List.of(
                            "Bucket",
                            "KeyMarker",
                            "UploadIdMarker",
                            "NextKeyMarker",
                            "NextUploadIdMarker",
                            "Delimiter",
                            "Prefix",
                            "MaxUploads",
                            "EncodingType"),
                    List.of("IsTruncated", "Upload", "CommonPrefixes")),
            order(
                    "ListPartsResponse",
                    List.of(
                            "Bucket",
                            "Key",
                            "UploadId",
                            "Initiator",
                            "Owner",
                            "StorageClass",
                            "PartNumberMarker",
                            "NextPartNumberMarker",
                            "MaxParts"),
                    List.of("IsTruncated", "Part")),
            order("S3Object", List.of(), List.of("Owner", "StorageClass")),
            order(
                    "ObjectVersion",
                    List.of("Key", "VersionId", "IsLatest", "LastModified"),
                    List.of("Size", "Owner", "StorageClass")),
            order("DeleteMarkerEntry", List.of("Key", "VersionId", "IsLatest", "LastModified"), List.of("Owner")),
            order(
                    "MultipartUpload",
                    List.of("Key", "UploadId", "Initiator", "Owner", "StorageClass", "Initiated"),
                    List.of()),
            order("CopyObjectResult", List.of("LastModified", "ETag"), List.of()),
            order("CopyPartResult", List.of("LastModified", "ETag"), List.of()));

    private ElementOrder() {}

    private static Map.Entry<String, Order> order(String name, List<String> first, List<String> last) {
        return Map.entry(PACKAGE + name, new Order(first, last));
    }

    /** Sorts the fields of a class; those of most stay as they are. */
    static void sort(Class<?> owner, List<SdkField<?>> fields) {
        Order order = ORDERS.get(owner.getName());
        if (order != null) {
            fields.sort(Comparator.comparingInt(field -> order.rank(field.unmarshallLocationName())));
        }
    }
}
