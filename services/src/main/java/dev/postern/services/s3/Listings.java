package dev.postern.services.s3;

import dev.postern.model.s3.Bucket;
import dev.postern.storage.objects.Listing;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.StoredObject;
import dev.postern.storage.objects.Upload;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Lists of objects and of uploads.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html">ListObjectsV2</a>
 */
final class Listings {
    static final int PAGE_MAX = 1_000;

    private final ObjectStore store;

    Listings(ObjectStore store) {
        this.store = store;
    }

    /** How keys are written: as they are, or URL-encoded so that XML can carry them all. */
    record Encoding(boolean url) {
        static Encoding of(S3Call call) {
            Optional<String> type = call.query().find("encoding-type");
            if (type.isPresent() && !type.get().equals("url")) {
                throw S3Error.argument("Invalid Encoding Method specified in Request", "encoding-type", type.get());
            }
            return new Encoding(type.isPresent());
        }

        String apply(String text) {
            return url ? UrlText.told(text) : text;
        }

        Optional<EncodingType> type() {
            return url ? Optional.of(EncodingType.URL) : Optional.empty();
        }

        List<CommonPrefix> prefixes(Listing.Page page) {
            List<CommonPrefix> prefixes = new ArrayList<>();
            for (Listing.Entry entry : page.entries()) {
                if (entry instanceof Listing.CommonPrefix(String name)) {
                    prefixes.add(CommonPrefix.builder().prefix(apply(name)).build());
                }
            }
            return prefixes;
        }
    }

    HttpResponse objects(S3Call call) {
        Encoding encoding = Encoding.of(call);
        int max = call.number("max-keys", PAGE_MAX, 0, PAGE_MAX);
        String prefix = parameter(call, "prefix");
        String delimiter = parameter(call, "delimiter");
        String marker = parameter(call, "marker");
        Listing.Page page = page(call.bucket(), new Listing(prefix, delimiter, marker, max));
        ListObjectsResponse.Builder response = ListObjectsResponse.builder()
                .isTruncated(page.truncated())
                .marker(encoding.apply(marker))
                .contents(contents(call, page, encoding, true))
                .name(call.bucketName())
                .prefix(encoding.apply(prefix))
                .maxKeys(max)
                .commonPrefixes(encoding.prefixes(page));
        encoding.type().ifPresent(response::encodingType);
        if (!delimiter.isEmpty()) {
            response.delimiter(encoding.apply(delimiter));
            page.next().ifPresent(next -> response.nextMarker(encoding.apply(next)));
        }
        return RestXml.encode(200, response.build());
    }

    HttpResponse objectsV2(S3Call call) {
        String type = parameter(call, "list-type");
        if (!type.equals("2")) {
            throw S3Error.argument("Invalid List Type specified in Request", "list-type", type);
        }
        Encoding encoding = Encoding.of(call);
        int max = call.number("max-keys", PAGE_MAX, 0, PAGE_MAX);
        String prefix = parameter(call, "prefix");
        String delimiter = parameter(call, "delimiter");
        String startAfter = parameter(call, "start-after");
        Optional<String> token = call.query().find("continuation-token");
        if (token.isPresent() && token.get().isEmpty()) {
            throw S3Error.argument("The continuation token provided is incorrect", "continuation-token", "");
        }
        String after = token.map(Tokens::read).orElse(startAfter);
        Listing.Page page = page(call.bucket(), new Listing(prefix, delimiter, after, max));
        boolean owners = parameter(call, "fetch-owner").equals("true");
        ListObjectsV2Response.Builder response = ListObjectsV2Response.builder()
                .isTruncated(page.truncated())
                .contents(contents(call, page, encoding, owners))
                .name(call.bucketName())
                .prefix(encoding.apply(prefix))
                .maxKeys(max)
                .commonPrefixes(encoding.prefixes(page))
                .keyCount(page.entries().size());
        encoding.type().ifPresent(response::encodingType);
        token.ifPresent(response::continuationToken);
        page.next().ifPresent(next -> response.nextContinuationToken(Tokens.write(next)));
        if (!delimiter.isEmpty()) {
            response.delimiter(encoding.apply(delimiter));
        }
        call.query().find("start-after").ifPresent(given -> response.startAfter(encoding.apply(given)));
        return RestXml.encode(200, response.build());
    }

    HttpResponse uploads(S3Call call) {
        Encoding encoding = Encoding.of(call);
        int max = call.number("max-uploads", PAGE_MAX, 1, PAGE_MAX);
        String prefix = parameter(call, "prefix");
        String delimiter = parameter(call, "delimiter");
        String keyMarker = parameter(call, "key-marker");
        String uploadMarker = parameter(call, "upload-id-marker");
        List<MultipartUpload> page = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        ListMultipartUploadsResponse.Builder response =
                ListMultipartUploadsResponse.builder().isTruncated(false);
        for (Upload upload : store.uploads(call.bucket().bucketId(), prefix)) {
            if (!isBehind(upload, keyMarker, uploadMarker)) {
                continue;
            }
            int at = delimiter.isEmpty() ? -1 : upload.key().indexOf(delimiter, prefix.length());
            String common = at < 0 ? "" : upload.key().substring(0, at + delimiter.length());
            boolean told = prefixes.contains(common) || keyMarker.startsWith(common); // here, or on a page before
            if (!common.isEmpty() && told) {
                continue;
            }
            if (page.size() + prefixes.size() >= max) {
                response.isTruncated(true);
                break;
            }
            response.nextKeyMarker(encoding.apply(common.isEmpty() ? upload.key() : common))
                    .nextUploadIdMarker(common.isEmpty() ? upload.uploadId() : null);
            if (common.isEmpty()) {
                page.add(multipartUpload(call.bucket(), upload, encoding));
            } else {
                prefixes.add(common);
            }
        }
        encoding.type().ifPresent(response::encodingType);
        return RestXml.encode(
                200,
                response.bucket(call.bucketName())
                        .keyMarker(encoding.apply(keyMarker))
                        .uploadIdMarker(uploadMarker)
                        .prefix(encoding.apply(prefix))
                        .delimiter(delimiter.isEmpty() ? null : encoding.apply(delimiter))
                        .maxUploads(max)
                        .uploads(page)
                        .commonPrefixes(prefixes.stream()
                                .map(p -> CommonPrefix.builder()
                                        .prefix(encoding.apply(p))
                                        .build())
                                .toList())
                        .build());
    }

    private static boolean isBehind(Upload upload, String keyMarker, String uploadMarker) {
        int order = java.util.Arrays.compareUnsigned(
                upload.key().getBytes(StandardCharsets.UTF_8), keyMarker.getBytes(StandardCharsets.UTF_8));
        return order > 0
                || (order == 0 && !uploadMarker.isEmpty() && upload.uploadId().compareTo(uploadMarker) > 0);
    }

    private static MultipartUpload multipartUpload(Bucket bucket, Upload upload, Encoding encoding) {
        MultipartUpload.Builder entry = MultipartUpload.builder()
                .key(encoding.apply(upload.key()))
                .uploadId(upload.uploadId())
                .initiator(i -> i.id(upload.initiator()))
                .owner(Owners.of(bucket.owner()))
                .storageClass(upload.head().storageClass())
                .initiated(upload.initiated());
        upload.checksumAlgorithm().ifPresent(entry::checksumAlgorithm);
        upload.checksumType().ifPresent(entry::checksumType);
        return entry.build();
    }

    private Listing.Page page(Bucket bucket, Listing listing) {
        return listing.max() == 0 ? new Listing.Page(List.of(), false) : store.list(bucket.bucketId(), listing);
    }

    private static List<S3Object> contents(S3Call call, Listing.Page page, Encoding encoding, boolean owners) {
        boolean restored = ColdStorage.isStatusAsked(call);
        List<S3Object> contents = new ArrayList<>();
        for (Listing.Entry entry : page.entries()) {
            if (entry instanceof Listing.ObjectEntry(StoredObject object)) {
                S3Object.Builder content = S3Object.builder()
                        .key(encoding.apply(object.key()))
                        .lastModified(object.lastModified())
                        .eTag(quoted(object.etag()))
                        .size(object.size())
                        .storageClass(object.head().storageClass());
                object.checksum()
                        .ifPresent(c -> content.checksumAlgorithm(ChecksumAlgorithm.fromValue(c.algorithm()))
                                .checksumType(c.type()));
                if (owners) {
                    content.owner(AccessLists.of(call.bucket(), object).owner());
                }
                if (restored) {
                    ColdStorage.status(object, call.context().now()).ifPresent(content::restoreStatus);
                }
                contents.add(content.build());
            }
        }
        return contents;
    }

    static String parameter(S3Call call, String name) {
        return call.query().find(name).orElse("");
    }

    static String quoted(String etag) {
        return "\"" + etag + "\"";
    }
}
