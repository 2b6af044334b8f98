package dev.postern.services.elbv2;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing: the items after the marker, in the order of their keys.
 *
 * @param nextMarker where the next page begins; null on the last one
 */
record Elbv2Page<T>(List<T> items, @Nullable String nextMarker) {
    private static final int SIZE_MAX = 400;

    Elbv2Page {
        items = List.copyOf(items);
    }

    static <T> Elbv2Page<T> of(
            List<T> all, Function<T, String> key, @Nullable String marker, @Nullable Integer pageSize) {
        int size = pageSize == null ? SIZE_MAX : pageSize;
        String after = marker == null ? "" : decode(marker);
        List<T> rest = all.stream()
                .filter(item -> key.apply(item).compareTo(after) > 0)
                .sorted(Comparator.comparing(key))
                .toList();
        if (rest.size() <= size) {
            return new Elbv2Page<>(rest, null);
        }
        List<T> items = rest.subList(0, size);
        return new Elbv2Page<>(items, encode(key.apply(items.getLast())));
    }

    <R> List<R> map(Function<T, R> shape) {
        return items.stream().map(shape).toList();
    }

    private static String encode(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String marker) {
        try {
            return new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Elbv2Error.VALIDATION_ERROR.of("The marker '" + marker + "' is not valid");
        }
    }
}
