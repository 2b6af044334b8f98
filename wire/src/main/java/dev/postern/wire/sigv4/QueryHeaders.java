package dev.postern.wire.sigv4;

import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The headers that SDKs write into a presigned URL, so that who uses the URL need not know them. Those that are listed as signed
 * headers S3 takes as if they had come, whatever they are; of the others, its own but for checksums and encryption, and the
 * conditions.
 */
final class QueryHeaders {
    /** What could be the name of a header: a line break in it would begin another one in every answer. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]+");

    private static final String META = "x-amz-meta-";

    private static final Set<String> TAKEN = Set.of(
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-unmodified-since",
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

    /** Whether a text, in lower case, could be the name of a header. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** A text as headers hold it: one character for each byte. */
    static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The request with the headers that are in its query, in place of any that are not signed. */
    static HttpRequest added(HttpRequest request, Signature signature) {
        return with(request, signature, name -> TAKEN.contains(name) || name.startsWith(META));
    }

    /** The request with those of the signed headers added that it has in its query only. */
    static HttpRequest signed(HttpRequest request, Signature signature) {
        return with(request, signature, signature.signedHeaders()::contains);
    }

    private static HttpRequest with(HttpRequest request, Signature signature, Predicate<String> wanted) {
        Map<String, String> found = new LinkedHashMap<>();
        request.queryString().parameters().asMap().forEach((parameter, value) -> {
            String name = parameter.toLowerCase(Locale.ROOT);
            boolean came = request.headers().firstOrNull(name) != null
                    && signature.signedHeaders().contains(name);
            if (wanted.test(name) && isName(name) && !came) {
                found.putIfAbsent(name, bytes(value));
            }
        });
        if (found.isEmpty()) {
            return request;
        }
        Headers.Builder headers = Headers.builder();
        request.headers().forEach((name, value) -> {
            if (!found.containsKey(name)) {
                headers.add(name, value);
            }
        });
        found.forEach(headers::add);
        return request.withHeaders(headers.build());
    }
}
