package dev.postern.services.route53;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param items on this page
 * @param next the first of the next page, if there is one
 * @param max how many a page has at most
 */
record ZonePage<T>(List<T> items, @Nullable T next, int max) {
    static final int ITEMS_MAX = 100;

    /** The page that begins with the first item of a stream. */
    static <T> ZonePage<T> of(Stream<T> rest, int max) {
        List<T> found = rest.limit(max + 1L).toList();
        return found.size() > max
                ? new ZonePage<>(found.subList(0, max), found.getLast(), max)
                : new ZonePage<>(found, null, max);
    }

    boolean isTruncated() {
        return next != null;
    }

    /** How many items a request wants at most: 100, where it wants more or does not say. */
    static int max(@Nullable String said) {
        return max(said, ITEMS_MAX);
    }

    static int max(@Nullable String said, int most) {
        return max(said, most, most);
    }

    /** How many items a request wants at most: so many by default, and never more than the most. */
    static int max(@Nullable String said, int byDefault, int most) {
        if (said == null) {
            return byDefault;
        }
        if (!said.matches("0*[1-9][0-9]*")) {
            throw Route53Error.INVALID_INPUT.of(
                    "1 validation error detected: Value '" + said
                            + "' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1");
        }
        return new BigInteger(said).min(BigInteger.valueOf(most)).intValue();
    }

    /** Refuses a marker that no page ended with. */
    static void requireMarker(@Nullable String marker, String known) {
        if (marker != null && !marker.equals(known)) {
            throw Route53Error.INVALID_INPUT.of("The marker " + marker + " is not valid.");
        }
    }
}
