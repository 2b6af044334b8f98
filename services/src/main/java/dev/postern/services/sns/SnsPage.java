package dev.postern.services.sns;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, of a hundred at most.
 *
 * @param next where the next page begins; null on the last one
 */
record SnsPage<T>(List<T> items, @Nullable String next) {
    private static final int ITEMS_MAX = 100;

    SnsPage {
        items = List.copyOf(items);
    }

    static <T> SnsPage<T> of(Collection<T> all, Function<T, String> key, @Nullable String token) {
        String after = token == null || token.isEmpty() ? "" : decode(token);
        List<T> rest = all.stream()
                .filter(item -> key.apply(item).compareTo(after) > 0)
                .sorted(Comparator.comparing(key))
                .toList();
        if (rest.size() <= ITEMS_MAX) {
            return new SnsPage<>(rest, null);
        }
        List<T> page = rest.subList(0, ITEMS_MAX);
        return new SnsPage<>(
                page,
                Base64.getUrlEncoder().encodeToString(key.apply(page.getLast()).getBytes(StandardCharsets.UTF_8)));
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw SnsError.invalid("NextToken Reason: " + token + " is not a token");
        }
    }
}
