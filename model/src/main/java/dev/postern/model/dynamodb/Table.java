package dev.postern.model.dynamodb;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A table, without its items.
 *
 * @param id a UUID; a table that is made again under its name has another one, and other items
 * @param attributes the types of all attributes that are part of a key
 * @param timeToLive the attribute that says when an item is to go
 * @param policy its resource-based policy
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html">TableDescription</a>
 */
public record Table(
        Scope scope,
        String name,
        String id,
        List<AttributeDefinition> attributes,
        KeySchema keySchema,
        List<SecondaryIndex> indexes,
        Options options,
        Optional<TimeToLive> timeToLive,
        Optional<Policy> policy,
        Status status,
        Instant statusChangedAt,
        Instant createdAt,
        Tags tags)
        implements DynamoDbResource {
    /** How long a table and its indexes are on the way to their next state. */
    public static final Duration ON_THE_WAY = Duration.ofMillis(500);

    public Table {
        attributes = List.copyOf(attributes);
        indexes = List.copyOf(indexes);
    }

    /** What a table, or an index, is about. */
    public enum Status {
        CREATING,
        UPDATING,
        ACTIVE,
        DELETING
    }

    /** By what requests are paid. */
    public enum BillingMode {
        PROVISIONED,
        PAY_PER_REQUEST
    }

    /** What kind of storage is paid. */
    public enum TableClass {
        STANDARD,
        STANDARD_INFREQUENT_ACCESS
    }

    /**
     * What can be said of a table beside its keys.
     *
     * @param paidByRequestSince when it was last made one whose requests are paid one by one
     * @param tableClass where somebody has said it
     */
    public record Options(
            BillingMode billing,
            Optional<Instant> paidByRequestSince,
            Throughput throughput,
            Optional<OnDemandThroughput> onDemand,
            Optional<TableClass> tableClass,
            boolean deletionProtection) {}

    /**
     * The most that requests may take where they are paid one by one. It is kept and told.
     *
     * @param maxReadUnits -1 for no bound
     */
    public record OnDemandThroughput(Optional<Long> maxReadUnits, Optional<Long> maxWriteUnits) {}

    /**
     * Which attribute says, in seconds since 1970, when an item is to go.
     *
     * @param enabled whether they go
     * @param changedAt when that was said
     */
    public record TimeToLive(String attribute, boolean enabled, Instant changedAt) {}

    /**
     * A resource-based policy.
     *
     * @param revision changes with each version
     */
    public record Policy(String document, String revision) {}

    @Override
    public String key() {
        return name;
    }

    public Arn arn() {
        return Arn.of("dynamodb", scope, "table/" + name);
    }

    public Arn arn(SecondaryIndex index) {
        return Arn.of("dynamodb", scope, "table/" + name + "/index/" + index.name());
    }

    public Optional<SecondaryIndex> index(String wanted) {
        return indexes.stream().filter(index -> index.name().equals(wanted)).findFirst();
    }

    /** The type of an attribute that is part of a key. */
    public Optional<ScalarType> type(String attribute) {
        return attributes.stream()
                .filter(definition -> definition.name().equals(attribute))
                .map(AttributeDefinition::type)
                .findFirst();
    }

    /** The attribute that says when items go, if they do. */
    public Optional<String> expiryAttribute() {
        return timeToLive.filter(TimeToLive::enabled).map(TimeToLive::attribute);
    }

    /** When it, or one of its indexes, is next something else by time alone. */
    public Optional<Instant> nextByTime() {
        boolean waits = Stream.concat(Stream.of(status), indexes.stream().map(SecondaryIndex::status))
                .anyMatch(one -> one != Status.ACTIVE);
        return waits ? Optional.of(statusChangedAt.plus(ON_THE_WAY)) : Optional.empty();
    }

    public Table withStatus(Status newStatus, Instant now) {
        return with(attributes, indexes, options, newStatus, now);
    }

    /** The same with other keys of indexes, other indexes and options. */
    public Table with(
            List<AttributeDefinition> newAttributes,
            List<SecondaryIndex> newIndexes,
            Options newOptions,
            Status newStatus,
            Instant now) {
        return new Table(
                scope,
                name,
                id,
                newAttributes,
                keySchema,
                newIndexes,
                newOptions,
                timeToLive,
                policy,
                newStatus,
                now,
                createdAt,
                tags);
    }

    public Table withTimeToLive(Optional<TimeToLive> newTimeToLive) {
        return new Table(
                scope,
                name,
                id,
                attributes,
                keySchema,
                indexes,
                options,
                newTimeToLive,
                policy,
                status,
                statusChangedAt,
                createdAt,
                tags);
    }

    public Table withPolicy(Optional<Policy> newPolicy) {
        return new Table(
                scope,
                name,
                id,
                attributes,
                keySchema,
                indexes,
                options,
                timeToLive,
                newPolicy,
                status,
                statusChangedAt,
                createdAt,
                tags);
    }

    public Table withTags(Tags newTags) {
        return new Table(
                scope,
                name,
                id,
                attributes,
                keySchema,
                indexes,
                options,
                timeToLive,
                policy,
                status,
                statusChangedAt,
                createdAt,
                newTags);
    }
}
