package dev.postern.services.sns;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is posted to a subscriber.
 *
 * @param url where: of HTTP or HTTPS
 * @param headers of the request, in this order
 */
public record Parcel(String url, Map<String, String> headers, String body) implements Mail {
    public Parcel {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    @Override
    public String to() {
        return url;
    }
}
