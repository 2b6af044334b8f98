package dev.postern.storage.items;

import dev.postern.model.dynamodb.AttributeValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The statement that reads what a {@link Reading} asks for.
 *
 * @param parameters of the statement, in their order
 */
record Selection(String sql, List<Object> parameters) {
    static Selection of(Reading reading) {
        return new Builder(reading).build();
    }

    /** Puts conditions together. */
    private static final class Builder {
        private final Reading reading;
        private final boolean indexed;
        private final StringBuilder sql = new StringBuilder();
        private final List<Object> parameters = new ArrayList<>();

        Builder(Reading reading) {
            this.reading = reading;
            this.indexed = reading.index().isPresent();
        }

        Selection build() {
            // In the order of the entries: the planner must not begin with the items.
            sql.append(
                    indexed
                            ? "SELECT item FROM entries AS o CROSS JOIN items USING (i) WHERE o.t ="
                            : "SELECT item FROM items AS o WHERE o.t =");
            sql.append(" (SELECT t FROM tables WHERE id = ?)");
            parameters.add(reading.table());
            reading.index().ifPresent(index -> where("o.ix = ?", index));
            reading.partition().ifPresentOrElse(this::partition, this::segment);
            String direction = reading.forward() ? " ASC" : " DESC";
            sql.append(" ORDER BY o.pk").append(direction).append(", o.sk").append(direction);
            if (indexed) {
                sql.append(", o.tpk").append(direction).append(", o.tsk").append(direction);
            }
            return new Selection(sql.toString(), List.copyOf(parameters));
        }

        private void partition(AttributeValue hash) {
            where("o.pk = ?", SortKey.partition(hash));
            bound(reading.range().low(), " >");
            bound(reading.range().high(), " <");
            reading.after().ifPresent(after -> {
                String past = reading.forward() ? ">" : "<";
                if (indexed) {
                    where(
                            "(o.sk, o.tpk, o.tsk) " + past + " (?, ?, ?)",
                            SortKey.of(after.range()),
                            after.item().partition(),
                            after.item().sort());
                } else {
                    where("o.sk " + past + " ?", SortKey.of(after.range()));
                }
            });
        }

        private void bound(Optional<SortRange.Bound> bound, String side) {
            bound.ifPresent(one -> where(
                    "o.sk" + side + (one.included() ? "= ?" : " ?"), one.key().toBytes()));
        }

        private void segment() {
            Reading.Segment segment = reading.segment();
            if (segment.of() > 1) {
                where("o.pk >= ?", SortKey.segmentStart(segment.number(), segment.of()));
                where("o.pk < ?", SortKey.segmentStart(segment.number() + 1, segment.of()));
            }
            reading.after().ifPresent(after -> {
                byte[] partition = SortKey.partition(after.hash());
                if (indexed) {
                    where(
                            "(o.pk, o.sk, o.tpk, o.tsk) > (?, ?, ?, ?)",
                            partition,
                            SortKey.of(after.range()),
                            after.item().partition(),
                            after.item().sort());
                } else {
                    where("(o.pk, o.sk) > (?, ?)", partition, SortKey.of(after.range()));
                }
            });
        }

        private void where(String condition, Object... values) {
            sql.append(" AND ").append(condition);
            parameters.addAll(List.of(values));
        }
    }
}
