package dev.postern.wire.codec;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list: what comes behind where the last page ended, in the order of its keys. What a client is given to ask for the next
 * one is the last key, written so that nobody reads anything into it.
 *
 * @param next where the next page begins; null on the last one
 */
public record Page<T>(List<T> items, @Nullable String next) {
    public Page {
        items = List.copyOf(items);
    }

    /**
     * The page that a request asks for.
     *
     * @param key of an item; no two have the same
     * @param token what the last page gave; null for the first page
     * @param size how many items it has at most
     * @param notAToken the service's error where the token is none
     */
    public static <T> Page<T> of(
            Collection<T> all,
            Function<T, String> key,
            @Nullable String token,
            int size,
            Supplier<? extends RuntimeException> notAToken) {
        String after = token == null ? "" : decode(token, notAToken);
        List<T> rest = all.stream()
                .filter(item -> key.apply(item).compareTo(after) > 0)
                .sorted(Comparator.comparing(key))
                .toList();
        if (rest.size() <= size) {
            return new Page<>(rest, null);
        }
        List<T> page = rest.subList(0, size);
        return new Page<>(page, encode(key.apply(page.getLast())));
    }

    /**
     * As {@link #of(Collection, Function, String, int, Supplier)}, by tokens that mean something in one listing only.
     *
     * @param owner which listing of whom: a token of another one is none
     */
    public static <T> Page<T> of(
            String owner,
            Collection<T> all,
            Function<T, String> key,
            @Nullable String token,
            int size,
            Supplier<? extends RuntimeException> notAToken) {
        String before = owner + ' ';
        if (token != null && !decode(token, notAToken).startsWith(before)) {
            throw notAToken.get();
        }
        return of(all, item -> before + key.apply(item), token, size, notAToken);
    }

    /** Whether there is more. */
    public boolean truncated() {
        return next != null;
    }

    /** Its items as a service tells them. */
    public <R> List<R> map(Function<T, R> shape) {
        return items.stream().map(shape).toList();
    }

    private static String encode(String key) {
        return Base64.getUrlEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String token, Supplier<? extends RuntimeException> notAToken) {
        String key;
        try {
            key = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw notAToken.get();
        }
        if (!encode(key).equals(token)) {
            throw notAToken.get(); // it only looks like one
        }
        return key;
    }
}
