package dev.postern.storage.items;

import dev.postern.model.dynamodb.AttributeValue;
import java.util.Optional;

/**
 * Where an item is, or could be.
 *
 * @param table its id
 * @param hash the value of the partition key
 * @param range that of the sort key, where the table has one
 */
public record Place(String table, AttributeValue hash, Optional<AttributeValue> range) {
    byte[] partition() {
        return SortKey.partition(hash);
    }

    byte[] sort() {
        return SortKey.of(range);
    }
}
