package dev.postern.services.kms;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next where the next page begins; null on the last one
 */
record KmsPage<T>(List<T> items, @Nullable String next) {
    KmsPage {
        items = List.copyOf(items);
    }

    boolean truncated() {
        return next != null;
    }

    /**
     * The page that a request asks for.
     *
     * @param limit how many it wants; null for as many as the operation gives
     */
    static <T> KmsPage<T> of(
            Collection<T> all, Function<T, String> key, @Nullable String marker, @Nullable Integer limit, int usual) {
        String after = marker == null ? "" : decode(marker);
        List<T> rest = all.stream()
                .filter(item -> key.apply(item).compareTo(after) > 0)
                .sorted(Comparator.comparing(key))
                .toList();
        int size = limit == null ? usual : limit;
        if (rest.size() <= size) {
            return new KmsPage<>(rest, null);
        }
        List<T> page = rest.subList(0, size);
        byte[] last = key.apply(page.getLast()).getBytes(StandardCharsets.UTF_8);
        return new KmsPage<>(page, Base64.getUrlEncoder().encodeToString(last));
    }

    private static String decode(String marker) {
        try {
            return new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw KmsError.INVALID_MARKER.of("Could not deserialize marker '" + marker + "'");
        }
    }
}
