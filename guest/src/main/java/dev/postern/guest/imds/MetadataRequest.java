package dev.postern.guest.imds;

import dev.postern.model.net.Family;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A request to the instance metadata service.
 *
 * @param method upper case
 * @param path decoded, without query
 * @param headers by lower-case name
 * @param over at whose address of the service it came
 */
public record MetadataRequest(String method, String path, SortedMap<String, String> headers, Family over) {
    public MetadataRequest {
        TreeMap<String, String> lowerCase = new TreeMap<>();
        headers.forEach((name, value) -> lowerCase.put(name.toLowerCase(Locale.ROOT), value));
        headers = Collections.unmodifiableSortedMap(lowerCase);
    }

    public static MetadataRequest of(String method, String path, Map<String, String> headers, Family over) {
        return new MetadataRequest(method, path, new TreeMap<>(headers), over);
    }

    Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }
}
