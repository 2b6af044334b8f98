package dev.postern.services.dynamodb;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.dynamodb.AttributeDefinition;
import dev.postern.model.dynamodb.SecondaryIndex;
import dev.postern.model.dynamodb.Table;
import dev.postern.model.time.InForce;
import dev.postern.model.time.Passage;
import dev.postern.model.time.Waiting;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A table, and what has changed of it, is active after a moment, or has gone. */
public final class TableLife implements Passage {
    @Override
    public Optional<Instant> due(Snapshot snapshot, InForce network) {
        return Waiting.first(snapshot, Indexes.TABLES_BY_TIME);
    }

    @Override
    public Change pass(Snapshot snapshot, Instant now, InForce network) {
        Change.Builder change = Change.builder();
        for (Table table : Waiting.due(snapshot, Indexes.TABLES_BY_TIME, now)) {
            if (table.status() == Table.Status.DELETING) {
                change.remove(table);
            } else {
                change.put(active(table, now));
            }
        }
        return change.build();
    }

    /** Without the indexes that were to go, and what was defined for them alone. */
    private static Table active(Table table, Instant now) {
        List<SecondaryIndex> indexes = table.indexes().stream()
                .filter(index -> index.status() != Table.Status.DELETING)
                .map(index -> index.withStatus(Table.Status.ACTIVE))
                .toList();
        Set<String> keys = new HashSet<>(table.keySchema().names());
        indexes.forEach(index -> keys.addAll(index.key().names()));
        List<AttributeDefinition> attributes = table.attributes().stream()
                .filter(definition -> keys.contains(definition.name()))
                .toList();
        return table.with(attributes, indexes, table.options(), Table.Status.ACTIVE, now);
    }
}
