package dev.postern.model.dynamodb;

/**
 * Another order of a table's items.
 *
 * @param global whether it has a partition key of its own; a local one shares the table's
 * @param throughput of a global one
 */
public record SecondaryIndex(
        String name, boolean global, KeySchema key, Projection projection, Throughput throughput, Table.Status status) {
    public SecondaryIndex withStatus(Table.Status newStatus) {
        return new SecondaryIndex(name, global, key, projection, throughput, newStatus);
    }

    public SecondaryIndex withThroughput(Throughput newThroughput) {
        return new SecondaryIndex(name, global, key, projection, newThroughput, status);
    }
}
