package dev.postern.services.dynamodb;

import dev.postern.model.dynamodb.AttributeDefinition;
import dev.postern.model.dynamodb.KeySchema;
import dev.postern.model.dynamodb.SecondaryIndex;
import dev.postern.model.dynamodb.Table;
import dev.postern.model.dynamodb.Throughput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

/**
 * What an UpdateTable makes of a table.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html">UpdateTable</a>
 */
final class TableUpdate {
    private final UpdateTableRequest request;
    private final Instant now;

    TableUpdate(UpdateTableRequest request, Instant now) {
        this.request = request;
        this.now = now;
        requireSomething();
        requireOneEach();
    }

    private void requireSomething() {
        boolean something = request.provisionedThroughput() != null
                || request.billingMode() != null
                || !request.globalSecondaryIndexUpdates().isEmpty()
                || request.tableClass() != null
                || request.deletionProtectionEnabled() != null
                || request.onDemandThroughput() != null;
        if (!something) {
            throw DynamoDbError.VALIDATION.of("At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled,"
                    + " GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
        }
        if ("PROVISIONED".equals(request.billingModeAsString()) && request.provisionedThroughput() == null) {
            throw DynamoDbError.invalid("ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
        }
        if (request.provisionedThroughput() != null) {
            TableSpecification.bounded(request.provisionedThroughput());
        }
    }

    private void requireOneEach() {
        Set<String> names = new HashSet<>();
        for (GlobalSecondaryIndexUpdate update : request.globalSecondaryIndexUpdates()) {
            String name = name(update);
            if (!names.add(name)) {
                throw DynamoDbError.invalid(
                        "Only one global secondary index update per index is allowed simultaneously. Index: " + name);
            }
        }
        long structural = request.globalSecondaryIndexUpdates().stream()
                .filter(update -> update.update() == null)
                .count();
        if (structural > 1) {
            throw DynamoDbError.LIMIT_EXCEEDED.of("Subscriber limit exceeded: Only 1 online index can be created or"
                    + " deleted simultaneously per table");
        }
    }

    private static String name(GlobalSecondaryIndexUpdate update) {
        if (update.update() != null) {
            return update.update().indexName();
        }
        if (update.create() != null) {
            return update.create().indexName();
        }
        if (update.delete() != null) {
            return update.delete().indexName();
        }
        throw DynamoDbError.invalid("One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create,"
                + " GlobalSecondaryIndexUpdate.Delete must not be null");
    }

    /** The most that requests may take where they are paid one by one. */
    static Optional<Table.OnDemandThroughput> onDemand(boolean byRequest, @Nullable OnDemandThroughput given) {
        if (given != null && !byRequest) {
            throw DynamoDbError.invalid("OnDemandThroughput can only be specified when BillingMode is PAY_PER_REQUEST");
        }
        return Optional.ofNullable(given)
                .map(most -> new Table.OnDemandThroughput(
                        Optional.ofNullable(most.maxReadRequestUnits()),
                        Optional.ofNullable(most.maxWriteRequestUnits())));
    }

    static Optional<Table.TableClass> tableClass(@Nullable String given) {
        return Optional.ofNullable(given).map(Table.TableClass::valueOf);
    }

    /** The table afterwards. */
    Table of(Table table) {
        if (table.status() != Table.Status.ACTIVE) {
            throw DynamoDbError.RESOURCE_IN_USE.of("Attempt to change a resource which is still in use: Table is being "
                    + table.status().name().toLowerCase(Locale.ROOT).replace("ing", "ed") + ": "
                    + table.name());
        }
        Table.Options options = options(table);
        List<AttributeDefinition> attributes = new ArrayList<>(table.attributes());
        for (AttributeDefinition given : TableSpecification.attributes(request.attributeDefinitions())) {
            attributes.removeIf(known -> known.name().equals(given.name()));
            attributes.add(given);
        }
        List<SecondaryIndex> indexes = indexes(table, attributes, options.billing());
        TableSpecification.requireFew(indexes);
        List<AttributeDefinition> used = used(table.keySchema(), indexes, attributes);
        requireSameTypes(table, used);
        return table.with(used, indexes, options, Table.Status.UPDATING, now);
    }

    private static List<AttributeDefinition> used(
            KeySchema key, List<SecondaryIndex> indexes, List<AttributeDefinition> attributes) {
        Set<String> names = new HashSet<>(key.names());
        indexes.forEach(index -> names.addAll(index.key().names()));
        return attributes.stream().filter(one -> names.contains(one.name())).toList();
    }

    private static void requireSameTypes(Table table, List<AttributeDefinition> attributes) {
        for (AttributeDefinition one : attributes) {
            table.type(one.name()).filter(type -> type != one.type()).ifPresent(type -> {
                throw DynamoDbError.invalid(
                        "Attribute definitions of existing keys cannot change their type: " + one.name());
            });
        }
    }

    private Table.Options options(Table table) {
        Table.Options old = table.options();
        boolean wasByRequest = old.billing() == Table.BillingMode.PAY_PER_REQUEST;
        boolean byRequest = request.billingMode() == null
                ? wasByRequest
                : request.billingModeAsString().equals("PAY_PER_REQUEST");
        ProvisionedThroughput given = request.provisionedThroughput();
        if (byRequest && given != null) {
            throw DynamoDbError.invalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when"
                    + " BillingMode is PAY_PER_REQUEST");
        }
        Throughput throughput = old.throughput();
        if (given != null) {
            requireOther("table", throughput, given, wasByRequest);
            throughput = throughput.changed(given.readCapacityUnits(), given.writeCapacityUnits(), now);
        } else if (byRequest) {
            throughput = Throughput.NONE;
        }
        Optional<Table.OnDemandThroughput> most = onDemand(byRequest, request.onDemandThroughput());
        return new Table.Options(
                byRequest ? Table.BillingMode.PAY_PER_REQUEST : Table.BillingMode.PROVISIONED,
                byRequest && !wasByRequest ? Optional.of(now) : old.paidByRequestSince(),
                throughput,
                most.isPresent() || !byRequest ? most : old.onDemand(),
                tableClass(request.tableClassAsString()).or(old::tableClass),
                request.deletionProtectionEnabled() == null
                        ? old.deletionProtection()
                        : request.deletionProtectionEnabled());
    }

    private static void requireOther(String what, Throughput old, ProvisionedThroughput given, boolean wasByRequest) {
        if (!wasByRequest && old.is(given.readCapacityUnits(), given.writeCapacityUnits())) {
            throw DynamoDbError.VALIDATION.of("The provisioned throughput for the " + what + " will not change. The"
                    + " requested value equals the current value. Current ReadCapacityUnits provisioned for the " + what
                    + ": " + old.readUnits() + ". Requested ReadCapacityUnits: " + given.readCapacityUnits()
                    + ". Current WriteCapacityUnits provisioned for the " + what + ": " + old.writeUnits()
                    + ". Requested WriteCapacityUnits: " + given.writeCapacityUnits() + ". Refer to the Amazon DynamoDB"
                    + " Developer Guide for current limits and how to request higher limits.");
        }
    }

    private List<SecondaryIndex> indexes(Table table, List<AttributeDefinition> attributes, Table.BillingMode billing) {
        boolean byRequest = billing == Table.BillingMode.PAY_PER_REQUEST;
        boolean wasByRequest = table.options().billing() == Table.BillingMode.PAY_PER_REQUEST;
        List<SecondaryIndex> indexes = new ArrayList<>();
        for (SecondaryIndex index : table.indexes()) {
            indexes.add(index.global() && byRequest ? index.withThroughput(Throughput.NONE) : index);
        }
        Set<String> unset = new HashSet<>();
        indexes.stream()
                .filter(SecondaryIndex::global)
                .map(SecondaryIndex::name)
                .forEach(unset::add);
        for (GlobalSecondaryIndexUpdate update : request.globalSecondaryIndexUpdates()) {
            unset.remove(name(update));
            apply(update, indexes, attributes, byRequest, wasByRequest);
        }
        if (wasByRequest && !byRequest && !unset.isEmpty()) {
            throw DynamoDbError.invalid(
                    "ProvisionedThroughput must be specified for index: " + String.join(",", unset));
        }
        return indexes;
    }

    private void apply(
            GlobalSecondaryIndexUpdate update,
            List<SecondaryIndex> indexes,
            List<AttributeDefinition> attributes,
            boolean byRequest,
            boolean wasByRequest) {
        String name = name(update);
        int place = indexes.stream().map(SecondaryIndex::name).toList().indexOf(name);
        if (update.create() != null) {
            if (place >= 0) {
                throw DynamoDbError.VALIDATION.of("Attempting to create an index which already exists");
            }
            indexes.add(TableSpecification.global(
                    name,
                    update.create().keySchema(),
                    update.create().projection(),
                    update.create().provisionedThroughput(),
                    attributes,
                    byRequest));
            return;
        }
        if (place < 0 || !indexes.get(place).global()) {
            throw DynamoDbError.RESOURCE_NOT_FOUND.of("Requested resource not found");
        }
        SecondaryIndex index = indexes.get(place);
        if (update.delete() != null) {
            indexes.set(place, index.withStatus(Table.Status.DELETING));
            return;
        }
        ProvisionedThroughput given = update.update().provisionedThroughput();
        if (given == null) {
            throw DynamoDbError.invalid("ProvisionedThroughput must be specified for index: " + name);
        }
        if (byRequest) {
            throw DynamoDbError.invalid("ProvisionedThroughput should not be specified for index: " + name
                    + " when BillingMode is PAY_PER_REQUEST");
        }
        requireOther("index", index.throughput(), given, wasByRequest);
        indexes.set(
                place,
                index.withThroughput(
                                index.throughput().changed(given.readCapacityUnits(), given.writeCapacityUnits(), now))
                        .withStatus(Table.Status.UPDATING));
    }
}
