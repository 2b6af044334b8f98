package dev.postern.wire.sigv4;

import dev.postern.wire.codec.Parameters;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The headers that SDKs write into a presigned URL, so that who uses the URL need not know them. S3 takes these as if
 * they had come as headers, but no checksums and no encryption.
 */
final class QueryHeaders {
    /** What could be the name of a header: a line break in it would begin another one in every answer. */
    private static final Pattern META_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]+");

    private static final String META = "x-amz-meta-";

    private static final Set<String> TAKEN = Set.of(
            "x-amz-acl",
            "x-amz-expected-bucket-owner",
            "x-amz-grant-full-control",
            "x-amz-grant-read",
            "x-amz-grant-read-acp",
            "x-amz-grant-write-acp",
            "x-amz-storage-class",
            "x-amz-tagging",
            "x-amz-website-redirect-location");

    private QueryHeaders() {}

    /** The request with those headers added that it has in its query only. */
    static HttpRequest added(HttpRequest request) {
        Headers.Builder found = Headers.builder();
        Parameters.parse(request.query()).asMap().forEach((parameter, value) -> {
            String name = parameter.toLowerCase(Locale.ROOT);
            if (isTaken(name) && request.headers().firstOrNull(name) == null) {
                // Headers hold one character for each byte.
                found.add(name, new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
            }
        });
        Headers added = found.build();
        return added.isEmpty() ? request : with(added, request);
    }

    private static boolean isTaken(String name) {
        return TAKEN.contains(name)
                || (name.startsWith(META)
                        && META_NAME.matcher(name.substring(META.length())).matches());
    }

    private static HttpRequest with(Headers added, HttpRequest request) {
        Headers.Builder headers = Headers.builder();
        request.headers().forEach(headers::add);
        added.forEach(headers::add);
        return new HttpRequest(request.method(), request.path(), request.query(), headers.build(), request.body());
    }
}
