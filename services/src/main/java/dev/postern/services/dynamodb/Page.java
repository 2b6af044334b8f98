package dev.postern.services.dynamodb;

import dev.postern.model.dynamodb.Item;
import dev.postern.model.dynamodb.KeySchema;
import dev.postern.model.dynamodb.SecondaryIndex;
import dev.postern.model.dynamodb.Table;
import dev.postern.services.dynamodb.expression.Condition;
import dev.postern.services.dynamodb.expression.ProjectionExpression;
import dev.postern.storage.items.ItemStore;
import dev.postern.storage.items.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a query or a scan has found: as many items as one answer may look at, those of them that pass the filter, and where to go on.
 *
 * @param scanned how many were looked at
 * @param bytes how much that was
 * @param last the key of the last one, if there may be more behind it
 */
record Page(List<Item> items, int count, int scanned, int bytes, Optional<Item> last) {
    private static final int BYTES_MAX = 1 << 20;

    Page {
        items = List.copyOf(items);
    }

    /**
     * How items are shown.
     *
     * @param index in whose order they are read
     * @param filter which of them are wanted
     * @param projection which parts of them
     * @param whole whether all attributes are wanted, also those that the index has not
     * @param counted whether only their number is wanted
     * @param limit how many are looked at, at most
     */
    record Wish(
            Table table,
            Optional<SecondaryIndex> index,
            Optional<Condition> filter,
            Optional<ProjectionExpression> projection,
            boolean whole,
            boolean counted,
            int limit) {
        private boolean isGlobal() {
            return index.filter(SecondaryIndex::global).isPresent();
        }

        /** What the index has of an item. */
        private Item projected(Item item) {
            return index.map(one -> one.projection().of(item, table.keySchema(), one.key()))
                    .orElse(item);
        }

        /** A local index fetches from the table what it has not. */
        private boolean passes(Item item) {
            return filter.isEmpty() || filter.get().test(isGlobal() ? projected(item) : item);
        }

        private Item shown(Item item) {
            Item visible = whole || (projection.isPresent() && !isGlobal()) ? item : projected(item);
            return projection.map(wanted -> wanted.of(visible)).orElse(visible);
        }

        /** The attributes that say where an item is, in the table and in the index. */
        private Set<String> keyNames() {
            Set<String> names = new TreeSet<>(table.keySchema().names());
            index.map(SecondaryIndex::key).map(KeySchema::names).ifPresent(names::addAll);
            return names;
        }
    }

    static Page read(ItemStore store, Reading reading, Wish wish) {
        Reader reader = new Reader(wish);
        store.read(reading, reader::visit);
        return reader.page();
    }

    /** Looks at items until it has enough. */
    private static final class Reader {
        private final Wish wish;
        private final List<Item> items = new ArrayList<>();
        private int count;
        private int scanned;
        private int bytes;
        private Item last = Item.EMPTY;

        Reader(Wish wish) {
            this.wish = wish;
        }

        private boolean isFull() {
            return scanned >= wish.limit() || bytes >= BYTES_MAX;
        }

        boolean visit(Item item) {
            scanned++;
            bytes += wish.projected(item).size();
            last = item;
            if (wish.passes(item)) {
                count++;
                if (!wish.counted()) {
                    items.add(wish.shown(item));
                }
            }
            return !isFull();
        }

        Page page() {
            return new Page(
                    items,
                    count,
                    scanned,
                    bytes,
                    isFull() ? Optional.of(last.only(wish.keyNames())) : Optional.empty());
        }
    }
}
