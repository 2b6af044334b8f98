package dev.postern.server.http;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The names of header fields as AWS writes them. HTTP reads names without case, and not all who read answers do: some programs look for
 * {@code Content-Range} or {@code ETag} as they are on AWS. Names that are not here are written as they are known within.
 */
final class FieldNames {
    private static final Map<String, byte[]> WRITTEN = new HashMap<>();

    static {
        for (String name : new String[] {
            "Accept-Ranges",
            "Access-Control-Allow-Credentials",
            "Access-Control-Allow-Headers",
            "Access-Control-Allow-Methods",
            "Access-Control-Allow-Origin",
            "Access-Control-Expose-Headers",
            "Access-Control-Max-Age",
            "Allow",
            "Cache-Control",
            "Content-Disposition",
            "Content-Encoding",
            "Content-Language",
            "Content-Range",
            "Content-Security-Policy",
            "Content-Type",
            "ETag",
            "Expires",
            "Last-Modified",
            "Location",
            "Retry-After",
            "Server",
            "Vary",
            "WWW-Authenticate",
            "X-Aws-Ec2-Metadata-Token-Ttl-Seconds",
            "x-amzn-ErrorType",
            "x-amzn-RequestId",
        }) {
            WRITTEN.put(name.toLowerCase(Locale.ROOT), (name + ": ").getBytes(StandardCharsets.US_ASCII));
        }
    }

    private FieldNames() {}

    /**
     * The beginning of a field's line.
     *
     * @param name in lower case, and a token of HTTP
     */
    static byte[] beginning(String name) {
        byte[] known = WRITTEN.get(name);
        return known == null ? (name + ": ").getBytes(StandardCharsets.US_ASCII) : known;
    }
}
