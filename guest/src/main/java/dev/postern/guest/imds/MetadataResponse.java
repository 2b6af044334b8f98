package dev.postern.guest.imds;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An answer of the instance metadata service.
 *
 * @param headers by name as written; {@code Content-Length} is the transport's
 * @param body the transport leaves it out of the answer to HEAD
 * @param hopLimit the IP time to live that the transport must set for this answer, if not its default
 */
@SuppressWarnings("ArrayRecordComponent") // answers are written, never compared
public record MetadataResponse(int status, SortedMap<String, String> headers, byte[] body, OptionalInt hopLimit) {
    private static final String HTML_TYPE = "text/html";

    public MetadataResponse {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }

    static MetadataResponse ok(byte[] body, String contentType) {
        TreeMap<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", contentType);
        headers.put("Server", "EC2ws");
        return new MetadataResponse(200, headers, body, OptionalInt.empty());
    }

    /** An error in the page that the metadata service shows. */
    static MetadataResponse error(int status, String reason) {
        String page = """
                <?xml version="1.0" encoding="iso-8859-1"?>
                <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
                	"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
                <html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
                 <head>
                  <title>%1$d - %2$s</title>
                 </head>
                 <body>
                  <h1>%1$d - %2$s</h1>
                 </body>
                </html>
                """.formatted(status, reason);
        TreeMap<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", HTML_TYPE);
        headers.put("Server", "EC2ws");
        return new MetadataResponse(status, headers, page.getBytes(StandardCharsets.US_ASCII), OptionalInt.empty());
    }

    MetadataResponse withHeader(String name, String value) {
        TreeMap<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new MetadataResponse(status, more, body, hopLimit);
    }

    MetadataResponse withHopLimit(int hops) {
        return new MetadataResponse(status, headers, body, OptionalInt.of(hops));
    }
}
