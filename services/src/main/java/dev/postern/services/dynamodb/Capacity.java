package dev.postern.services.dynamodb;

import dev.postern.model.dynamodb.Item;
import dev.postern.model.dynamodb.Projection;
import dev.postern.model.dynamodb.SecondaryIndex;
import dev.postern.model.dynamodb.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;

/**
 * The units that a request takes of its tables and their indexes. They are told where somebody asks, and bound nobody.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html">Capacity unit
 *     consumption</a>
 */
final class Capacity {
    private static final int READ_UNIT_BYTES = 4096;
    private static final int WRITE_UNIT_BYTES = 1024;

    private final boolean told;
    private final boolean byIndex;
    private final boolean transaction;
    private final Map<String, Usage> tables = new LinkedHashMap<>();

    /** What one table has given. */
    private static final class Usage {
        private final Table table;
        private double read;
        private double written;
        private final TreeMap<String, Double> indexes = new TreeMap<>();

        Usage(Table table) {
            this.table = table;
        }
    }

    /**
     * Nothing yet.
     *
     * @param returned what the request wants to be told
     * @param transaction whether all is done twice
     */
    Capacity(@Nullable String returned, boolean transaction) {
        this.byIndex = "INDEXES".equals(returned);
        this.told = byIndex || "TOTAL".equals(returned);
        this.transaction = transaction;
    }

    private Usage usage(Table table) {
        return tables.computeIfAbsent(table.id(), _ -> new Usage(table));
    }

    /** One item was asked for. */
    void get(Table table, Optional<Item> found, boolean consistent) {
        usage(table).read += readUnits(found.map(Item::size).orElse(0), consistent);
    }

    /** Items of some size together were looked at. */
    void read(Table table, Optional<SecondaryIndex> index, int bytes, boolean consistent) {
        double units = readUnits(bytes, consistent);
        if (index.isPresent()) {
            usage(table).indexes.merge(index.get().name(), units, Double::sum);
        } else {
            usage(table).read += units;
        }
    }

    private double readUnits(int bytes, boolean consistent) {
        double units = Math.max(1, (bytes + READ_UNIT_BYTES - 1) / READ_UNIT_BYTES);
        return transaction ? 2 * units : consistent ? units : units / 2;
    }

    /** An item was written, and with it what the indexes show of it. */
    void write(Table table, Optional<Item> before, Optional<Item> after) {
        Usage usage = usage(table);
        usage.written += writeUnits(before, after);
        for (SecondaryIndex index : table.indexes()) {
            Optional<Item> old = before.filter(index.key()::isIn).map(item -> shown(table, index, item));
            Optional<Item> fresh = after.filter(index.key()::isIn).map(item -> shown(table, index, item));
            if (!old.equals(fresh)) {
                boolean moved = old.isPresent()
                        && fresh.isPresent()
                        && !old.get()
                                .only(index.key().names())
                                .equals(fresh.get().only(index.key().names()));
                double units = moved
                        ? writeUnits(old, Optional.empty()) + writeUnits(Optional.empty(), fresh)
                        : writeUnits(old, fresh);
                usage.indexes.merge(index.name(), units, Double::sum);
            }
        }
    }

    private static Item shown(Table table, SecondaryIndex index, Item item) {
        Projection projection = index.projection();
        return projection.of(item, table.keySchema(), index.key());
    }

    private double writeUnits(Optional<Item> before, Optional<Item> after) {
        int bytes =
                Math.max(before.map(Item::size).orElse(0), after.map(Item::size).orElse(0));
        double units = Math.max(1, (bytes + WRITE_UNIT_BYTES - 1) / WRITE_UNIT_BYTES);
        return transaction ? 2 * units : units;
    }

    /** What was consumed of each table; null where nobody asks. */
    @Nullable
    List<ConsumedCapacity> all() {
        return told ? new ArrayList<>(tables.values().stream().map(this::shown).toList()) : null;
    }

    /** What was consumed of the one table; null where nobody asks. */
    @Nullable
    ConsumedCapacity one() {
        return told && !tables.isEmpty() ? shown(tables.values().iterator().next()) : null;
    }

    private ConsumedCapacity shown(Usage usage) {
        double own = usage.read + usage.written;
        double total = own
                + usage.indexes.values().stream().mapToDouble(units -> units).sum();
        ConsumedCapacity.Builder shown =
                ConsumedCapacity.builder().tableName(usage.table.name()).capacityUnits(total);
        if (transaction) {
            shown.readCapacityUnits(usage.read > 0 ? total : null).writeCapacityUnits(usage.written > 0 ? total : null);
        }
        if (byIndex) {
            shown.table(units(own))
                    .globalSecondaryIndexes(indexes(usage, true))
                    .localSecondaryIndexes(indexes(usage, false));
        }
        return shown.build();
    }

    private static @Nullable Map<String, software.amazon.awssdk.services.dynamodb.model.Capacity> indexes(
            Usage usage, boolean global) {
        Map<String, software.amazon.awssdk.services.dynamodb.model.Capacity> shown = new TreeMap<>();
        usage.indexes.forEach((name, units) -> {
            if (usage.table
                    .index(name)
                    .filter(index -> index.global() == global)
                    .isPresent()) {
                shown.put(name, units(units));
            }
        });
        return shown.isEmpty() ? null : shown;
    }

    private static software.amazon.awssdk.services.dynamodb.model.Capacity units(double units) {
        return software.amazon.awssdk.services.dynamodb.model.Capacity.builder()
                .capacityUnits(units)
                .build();
    }
}
