package dev.postern.services.dynamodb;

import dev.postern.model.dynamodb.KeySchema;
import dev.postern.model.dynamodb.SecondaryIndex;
import dev.postern.model.dynamodb.Table;
import dev.postern.model.dynamodb.Throughput;
import dev.postern.storage.items.ItemStore;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingModeSummary;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.TableClassSummary;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** A table as answers show it. Items and bytes are those of the moment; AWS counts them every six hours. */
record TableView(Table table, ItemStore items) {
    TableDescription description() {
        ItemStore.Size size = items.size(table.id(), Optional.empty());
        boolean going = table.status() == Table.Status.DELETING;
        TableDescription.Builder shown = TableDescription.builder()
                .tableName(table.name())
                .tableArn(table.arn().toString())
                .tableId(table.id())
                .tableStatus(table.status().name())
                .creationDateTime(table.createdAt())
                .attributeDefinitions(
                        going
                                ? null
                                : table.attributes().stream()
                                        .map(one -> AttributeDefinition.builder()
                                                .attributeName(one.name())
                                                .attributeType(one.type().name())
                                                .build())
                                        .toList())
                .keySchema(going ? null : key(table.keySchema()))
                .itemCount(size.items())
                .tableSizeBytes(size.bytes())
                .provisionedThroughput(throughput(table.options().throughput()))
                .deletionProtectionEnabled(table.options().deletionProtection());
        if (!going) {
            shown.localSecondaryIndexes(
                            nullIfEmpty(indexes(false).map(this::local).toList()))
                    .globalSecondaryIndexes(
                            nullIfEmpty(indexes(true).map(this::global).toList()));
        }
        options(shown);
        return shown.build();
    }

    private void options(TableDescription.Builder shown) {
        Table.Options options = table.options();
        if (options.billing() == Table.BillingMode.PAY_PER_REQUEST
                || options.paidByRequestSince().isPresent()) {
            shown.billingModeSummary(BillingModeSummary.builder()
                    .billingMode(options.billing().name())
                    .lastUpdateToPayPerRequestDateTime(
                            options.paidByRequestSince().orElse(null))
                    .build());
        }
        options.onDemand()
                .ifPresent(most -> shown.onDemandThroughput(OnDemandThroughput.builder()
                        .maxReadRequestUnits(most.maxReadUnits().orElse(null))
                        .maxWriteRequestUnits(most.maxWriteUnits().orElse(null))
                        .build()));
        options.tableClass()
                .ifPresent(tableClass -> shown.tableClassSummary(TableClassSummary.builder()
                        .tableClass(tableClass.name())
                        .build()));
    }

    private static <E> @Nullable List<E> nullIfEmpty(List<E> list) {
        return list.isEmpty() ? null : list;
    }

    private Stream<SecondaryIndex> indexes(boolean global) {
        return table.indexes().stream().filter(index -> index.global() == global);
    }

    private LocalSecondaryIndexDescription local(SecondaryIndex index) {
        ItemStore.Size size = items.size(table.id(), Optional.of(index.name()));
        return LocalSecondaryIndexDescription.builder()
                .indexName(index.name())
                .indexArn(table.arn(index).toString())
                .keySchema(key(index.key()))
                .projection(projection(index))
                .itemCount(size.items())
                .indexSizeBytes(size.bytes())
                .build();
    }

    private GlobalSecondaryIndexDescription global(SecondaryIndex index) {
        ItemStore.Size size = items.size(table.id(), Optional.of(index.name()));
        boolean filling = index.status() == Table.Status.CREATING && table.status() != Table.Status.CREATING;
        return GlobalSecondaryIndexDescription.builder()
                .indexName(index.name())
                .indexArn(table.arn(index).toString())
                .keySchema(key(index.key()))
                .projection(projection(index))
                .indexStatus(index.status().name())
                .backfilling(filling ? true : null)
                .provisionedThroughput(throughput(index.throughput()))
                .itemCount(size.items())
                .indexSizeBytes(size.bytes())
                .build();
    }

    private static List<KeySchemaElement> key(KeySchema schema) {
        return schema.names().stream()
                .map(name -> KeySchemaElement.builder()
                        .attributeName(name)
                        .keyType(name.equals(schema.hash()) ? "HASH" : "RANGE")
                        .build())
                .toList();
    }

    private static Projection projection(SecondaryIndex index) {
        List<String> others = index.projection().nonKeyAttributes();
        return Projection.builder()
                .projectionType(index.projection().kind().name())
                .nonKeyAttributes(others.isEmpty() ? null : others)
                .build();
    }

    private static ProvisionedThroughputDescription throughput(Throughput throughput) {
        return ProvisionedThroughputDescription.builder()
                .readCapacityUnits(throughput.readUnits())
                .writeCapacityUnits(throughput.writeUnits())
                .lastIncreaseDateTime(throughput.increasedAt().orElse(null))
                .lastDecreaseDateTime(throughput.decreasedAt().orElse(null))
                .numberOfDecreasesToday(0L)
                .build();
    }
}
