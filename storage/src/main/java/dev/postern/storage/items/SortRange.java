package dev.postern.storage.items;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Binary;
import java.util.Optional;

/**
 * Some of a partition's items: those whose sort keys are between two bounds.
 *
 * @param low empty where all from the first on are meant
 * @param high empty where all to the last are meant
 */
public record SortRange(Optional<Bound> low, Optional<Bound> high) {
    public static final SortRange ALL = new SortRange(Optional.empty(), Optional.empty());

    /** An end of a range; whether what is there belongs to it. */
    public record Bound(Binary key, boolean included) {}

    public static SortRange equal(AttributeValue value) {
        return between(value, value);
    }

    public static SortRange between(AttributeValue low, AttributeValue high) {
        return new SortRange(bound(low, true), bound(high, true));
    }

    /** Up to a value. */
    public static SortRange upTo(AttributeValue high, boolean included) {
        return new SortRange(Optional.empty(), bound(high, included));
    }

    /** From a value on. */
    public static SortRange from(AttributeValue low, boolean included) {
        return new SortRange(bound(low, included), Optional.empty());
    }

    /** What begins with a text or with bytes. */
    public static SortRange beginningWith(AttributeValue prefix) {
        byte[] first = SortKey.of(prefix);
        return new SortRange(
                Optional.of(new Bound(Binary.of(first), true)),
                Optional.of(new Bound(Binary.of(SortKey.behind(first)), false)));
    }

    private static Optional<Bound> bound(AttributeValue value, boolean included) {
        return Optional.of(new Bound(Binary.of(SortKey.of(value)), included));
    }
}
