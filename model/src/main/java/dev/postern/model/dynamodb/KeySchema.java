package dev.postern.model.dynamodb;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The attributes that are the key of a table or an index.
 *
 * @param hash the partition key
 * @param range the sort key
 */
public record KeySchema(String hash, Optional<String> range) {
    /** Both, the partition key first. */
    public List<String> names() {
        return Stream.concat(Stream.of(hash), range.stream()).toList();
    }

    /** Whether an item has all of them. */
    public boolean isIn(Item item) {
        return names().stream().allMatch(item::has);
    }
}
