package dev.postern.model.dynamodb;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which attributes an index has beside the keys.
 *
 * @param nonKeyAttributes of an index that includes some
 */
public record Projection(Kind kind, List<String> nonKeyAttributes) {
    public static final Projection ALL = new Projection(Kind.ALL, List.of());

    public Projection {
        nonKeyAttributes = List.copyOf(nonKeyAttributes);
    }

    /** As AWS names them. */
    public enum Kind {
        ALL,
        KEYS_ONLY,
        INCLUDE
    }

    /** What an index shows of an item. */
    public Item of(Item item, KeySchema table, KeySchema index) {
        if (kind == Kind.ALL) {
            return item;
        }
        Set<String> shown = new TreeSet<>(nonKeyAttributes);
        shown.addAll(table.names());
        shown.addAll(index.names());
        return item.only(shown);
    }
}
