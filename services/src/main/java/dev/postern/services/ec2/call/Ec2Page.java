package dev.postern.services.ec2.call;

import dev.postern.services.fabric.Listing;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Ec2Request;

/**
 * One page of a listing.
 *
 * @param nextToken where the next page goes on, or null on the last one
 */
public record Ec2Page<T>(List<T> items, @Nullable String nextToken) {
    private static final int MAX = 1000;
    private static final char SEPARATOR = ':';

    /**
     * Where a page begins.
     *
     * @param owner which listing of whom it is for: in another one the token means nothing
     * @param text as the request gives it
     */
    public record Token(String owner, @Nullable String text) {}

    public Ec2Page {
        items = List.copyOf(items);
    }

    /** The token of a request: good for the same operation of the same account in the same Region only. */
    public static Token token(Ec2Call call, Ec2Request request, @Nullable String text) {
        return new Token(Listing.regional(call.scope(), request), text);
    }

    /**
     * Cuts a page out of items that are ordered by their key. The token holds the last key, so that what is deleted or made
     * between two pages neither repeats nor hides other items.
     *
     * @param min the smallest page that the operation allows; the operations that allow any size cut too large ones down
     */
    public static <T> Ec2Page<T> of(
            List<T> items, Function<T, String> key, @Nullable Integer maxResults, Token token, int min) {
        if (maxResults != null && maxResults < min) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Value ( " + maxResults
                    + " ) for parameter maxResults is invalid. Expecting a value greater than " + min + ".");
        }
        if (min > 1) {
            checkMost(maxResults, MAX);
        }
        List<T> ordered = items.stream().sorted(Comparator.comparing(key)).toList();
        if (token.text() != null && !token.text().isEmpty()) {
            String after = read(token.owner(), token.text());
            ordered = ordered.stream()
                    .filter(item -> key.apply(item).compareTo(after) > 0)
                    .toList();
        }
        if (maxResults == null || ordered.size() <= Math.min(maxResults, MAX)) {
            return new Ec2Page<>(ordered, null);
        }
        List<T> page = ordered.subList(0, Math.min(maxResults, MAX));
        return new Ec2Page<>(page, write(token.owner(), key.apply(page.getLast())));
    }

    /** The size of a page of an operation that gives its largest one to who asks for more. */
    public static @Nullable Integer atMost(@Nullable Integer maxResults) {
        return maxResults == null ? null : Integer.valueOf(Math.min(maxResults, MAX));
    }

    /** Refuses larger pages than the operation gives. */
    public static void checkMost(@Nullable Integer maxResults, int most) {
        if (maxResults != null && maxResults > most) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Value ( " + maxResults
                    + " ) for parameter maxResults is invalid. Expecting a value less than " + most + ".");
        }
    }

    /** Refuses to page what is selected by id. */
    public static void refuseWithIds(List<String> ids, @Nullable Integer maxResults, String parameter) {
        if (!ids.isEmpty() && maxResults != null) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "The parameter " + parameter + " cannot be used with the parameter maxResults");
        }
    }

    private static String write(String owner, String key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((owner + SEPARATOR + key).getBytes(StandardCharsets.UTF_8));
    }

    private static String read(String owner, String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            if (text.startsWith(owner + SEPARATOR)) {
                return text.substring(owner.length() + 1);
            }
        } catch (IllegalArgumentException notBase64) {
            throw Ec2Error.INVALID_NEXT_TOKEN.of(token);
        }
        throw Ec2Error.INVALID_NEXT_TOKEN.of(token);
    }
}
