package dev.postern.services.iam;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list: the items after the marker, in the order of their keys.
 *
 * @param marker where the next page begins; null on the last one
 */
record IamPage<T>(List<T> items, @Nullable String marker) {
    private static final int ITEMS_DEFAULT = 100;

    IamPage {
        items = List.copyOf(items);
    }

    boolean truncated() {
        return marker != null;
    }

    static <T> IamPage<T> of(
            Collection<T> all, Function<T, String> key, @Nullable String marker, @Nullable Integer itemsMax) {
        int max = itemsMax == null ? ITEMS_DEFAULT : itemsMax;
        String after = marker == null ? "" : decode(marker);
        List<T> rest = all.stream()
                .filter(item -> key.apply(item).compareTo(after) > 0)
                .sorted(Comparator.comparing(key))
                .toList();
        if (rest.size() <= max) {
            return new IamPage<>(rest, null);
        }
        List<T> items = new ArrayList<>(rest.subList(0, max));
        return new IamPage<>(items, encode(key.apply(items.getLast())));
    }

    <R> List<R> map(Function<T, R> shape) {
        return items.stream().map(shape).toList();
    }

    private static String encode(String key) {
        return Base64.getUrlEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String marker) {
        try {
            return new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw IamCall.validationError("Invalid Marker.");
        }
    }
}
