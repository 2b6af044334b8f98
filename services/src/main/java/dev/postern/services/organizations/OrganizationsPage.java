package dev.postern.services.organizations;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, of twenty at most.
 *
 * @param next where the next page begins; null on the last one
 */
record OrganizationsPage<T>(List<T> items, @Nullable String next) {
    private static final int ITEMS_MAX = 20;

    OrganizationsPage {
        items = List.copyOf(items);
    }

    static <T> OrganizationsPage<T> of(
            Collection<T> all, Function<T, String> key, @Nullable String nextToken, @Nullable Integer max) {
        String after = nextToken == null ? "" : decode(nextToken);
        List<T> rest = all.stream()
                .filter(item -> key.apply(item).compareTo(after) > 0)
                .sorted(Comparator.comparing(key))
                .toList();
        int size = max == null ? ITEMS_MAX : max;
        if (rest.size() <= size) {
            return new OrganizationsPage<>(rest, null);
        }
        List<T> page = rest.subList(0, size);
        return new OrganizationsPage<>(
                page,
                Base64.getUrlEncoder().encodeToString(key.apply(page.getLast()).getBytes(StandardCharsets.UTF_8)));
    }

    <R> List<R> map(Function<T, R> shape) {
        return items.stream().map(shape).toList();
    }

    private static String decode(String text) {
        try {
            return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw OrganizationsError.INVALID_INPUT.because(
                    "INVALID_NEXT_TOKEN", "You specified an invalid next token.");
        }
    }
}
