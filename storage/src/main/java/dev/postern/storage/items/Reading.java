package dev.postern.storage.items;

import dev.postern.model.dynamodb.AttributeValue;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which items are read, and in which order: those of one partition by their sort keys, or all, partition by partition.
 *
 * @param table its id
 * @param index in whose order; empty for the table's own
 * @param partition whose items; empty for all
 * @param range which of the partition's
 * @param segment which part of all; the only one, else
 * @param after behind which item; empty from the first on
 * @param forward in ascending order
 */
public record Reading(
        String table,
        Optional<String> index,
        Optional<AttributeValue> partition,
        SortRange range,
        Segment segment,
        Optional<Position> after,
        boolean forward) {
    /** One of equal parts of all partitions. */
    public record Segment(int number, int of) {
        public static final Segment WHOLE = new Segment(0, 1);

        /** Whether a partition is in it. */
        public boolean has(AttributeValue hash) {
            byte[] key = SortKey.partition(hash);
            return Arrays.compareUnsigned(key, SortKey.segmentStart(number, of)) >= 0
                    && Arrays.compareUnsigned(key, SortKey.segmentStart(number + 1, of)) < 0;
        }
    }

    /**
     * The place of an item in an order; it need not be there.
     *
     * @param hash by the index's key, where one is read
     * @param item its place in the table
     */
    public record Position(AttributeValue hash, Optional<AttributeValue> range, Place item) {}
}
