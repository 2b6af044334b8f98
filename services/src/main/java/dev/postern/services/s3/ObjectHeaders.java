package dev.postern.services.s3;

import dev.postern.storage.objects.Checksum;
import dev.postern.storage.objects.ObjectHead;
import dev.postern.storage.objects.StoredObject;
import dev.postern.wire.codec.Scalars;
import dev.postern.wire.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** An object's head from and to HTTP headers. */
final class ObjectHeaders {
    private static final String META = "x-amz-meta-";
    private static final int META_BYTES_MAX = 2 << 10;
    private static final String DEFAULT_TYPE = "binary/octet-stream";

    /** Kept as they came. */
    private static final List<String> KEPT = List.of(
            "cache-control",
            "content-disposition",
            "content-encoding",
            "content-language",
            "content-type",
            "expires",
            "x-amz-website-redirect-location");

    private static final Set<String> STORAGE_CLASSES = Set.of(
            "STANDARD",
            "REDUCED_REDUNDANCY",
            "STANDARD_IA",
            "ONEZONE_IA",
            "INTELLIGENT_TIERING",
            "GLACIER_IR",
            "GLACIER",
            "DEEP_ARCHIVE");

    /** Of buckets that are none of a Region's. */
    private static final Set<String> ELSEWHERE = Set.of("OUTPOSTS", "SNOW", "EXPRESS_ONEZONE", "FSX_OPENZFS");

    /** Query parameters that replace headers of the answer. */
    private static final Map<String, String> OVERRIDES = Map.of(
            "response-cache-control", "cache-control",
            "response-content-disposition", "content-disposition",
            "response-content-encoding", "content-encoding",
            "response-content-language", "content-language",
            "response-content-type", "content-type",
            "response-expires", "expires");

    private ObjectHeaders() {}

    /** What a PUT, a copy that replaces or a multipart upload says about its object. */
    static ObjectHead read(S3Call call) {
        Optional<String> accessList = AskedAccess.ofNewObject(call);
        call.header("x-amz-website-redirect-location").ifPresent(ObjectHeaders::requireRedirect);
        TreeMap<String, String> headers = new TreeMap<>();
        for (String name : KEPT) {
            call.header(name).filter(v -> !v.isEmpty()).ifPresent(v -> headers.put(name, v));
        }
        headers.putIfAbsent("content-type", DEFAULT_TYPE);
        TreeMap<String, String> meta = new TreeMap<>();
        int bytes = 0;
        for (String name : call.request().headers().names()) {
            if (name.startsWith(META)) {
                String key = name.substring(META.length());
                String value = String.join(",", call.request().headers().all(name));
                meta.put(key, value);
                bytes += key.length() + value.length(); // headers hold one character for each byte
            }
        }
        if (bytes > META_BYTES_MAX) {
            throw S3Error.METADATA_TOO_LARGE.with("MaxSizeAllowed", Integer.toString(META_BYTES_MAX));
        }
        Optional<String> tagging = call.header("x-amz-tagging");
        return new ObjectHead(
                headers,
                meta,
                storageClass(call),
                tagging.map(TagSets::readHeader).orElseGet(TreeMap::new),
                accessList,
                Optional.empty(),
                LockHeaders.ofNewObject(call),
                Optional.empty());
    }

    private static void requireRedirect(String location) {
        if (!location.startsWith("/") && !location.startsWith("http://") && !location.startsWith("https://")) {
            throw S3Error.INVALID_REDIRECT.with();
        }
    }

    static String storageClass(S3Call call) {
        String storageClass = call.header("x-amz-storage-class").orElse("STANDARD");
        if (ELSEWHERE.contains(storageClass)) {
            throw S3Error.NOT_IMPLEMENTED.with("Header", "x-amz-storage-class");
        }
        if (!STORAGE_CLASSES.contains(storageClass)) {
            throw S3Error.INVALID_STORAGE_CLASS.with("StorageClassRequested", storageClass);
        }
        return storageClass;
    }

    /** The headers of a read's answer. */
    static Headers.Builder write(S3Call call, StoredObject object) {
        Headers.Builder headers = Headers.builder();
        headers.add("last-modified", Scalars.httpDate(object.lastModified()));
        headers.add("etag", Listings.quoted(object.etag()));
        headers.add("accept-ranges", "bytes");
        Encryption.tell(headers, call, object.head().sealing());
        Map<String, String> kept = object.head().headers();
        if (call.query().asMap().isEmpty()) {
            kept.forEach(headers::add);
        } else {
            TreeMap<String, String> overridden = new TreeMap<>(kept);
            overridden.putAll(overrides(call));
            overridden.forEach(headers::add);
        }
        object.head().userMetadata().forEach((name, value) -> headers.add(META + name, mailSafe(value)));
        if (!object.head().storageClass().equals("STANDARD")) {
            headers.add("x-amz-storage-class", object.head().storageClass());
        }
        ColdStorage.tell(headers, object, call.context().now());
        return headers;
    }

    /**
     * What is not ASCII is answered as RFC 2047 has it.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html#UserMetadata">User-defined
     *     metadata</a>
     */
    private static String mailSafe(String value) {
        return value.chars().allMatch(c -> c < 0x7f)
                ? value
                : "=?UTF-8?B?" + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    static void write(Headers.Builder headers, Checksum checksum) {
        headers.add("x-amz-checksum-" + checksum.algorithm().toLowerCase(Locale.ROOT), checksum.value());
        headers.add("x-amz-checksum-type", checksum.type());
    }

    private static Map<String, String> overrides(S3Call call) {
        TreeMap<String, String> overrides = new TreeMap<>();
        call.query().asMap().forEach((name, value) -> {
            String header = OVERRIDES.get(name);
            if (header != null) {
                if (call.anonymous()) {
                    throw S3Error.INVALID_REQUEST.said(
                            "Request specific response headers cannot be used for anonymous GET requests.");
                }
                if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
                    throw S3Error.argument("Header value cannot be represented using ISO-8859-1.", name, value);
                }
                overrides.put(header, value);
            }
        });
        return overrides;
    }
}
