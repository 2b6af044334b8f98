package dev.postern.services.dynamodb;

import dev.postern.model.dynamodb.Table;
import dev.postern.model.request.RequestContext;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveSpecification;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

/**
 * Which attribute of a table's items says when they are to go. They go within seconds; AWS takes its time.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html">Time to live</a>
 */
final class Expiry {
    private static final int NAME_MAX = 255;

    private final DynamoDbCall call;
    private final TableOperations tables;

    Expiry(DynamoDbCall call, TableOperations tables) {
        this.call = call;
        this.tables = tables;
    }

    UpdateTimeToLiveResponse update(UpdateTimeToLiveRequest request) {
        RequestContext context = call.context();
        TimeToLiveSpecification wanted = request.timeToLiveSpecification();
        if (wanted.attributeName().length() > NAME_MAX) {
            throw DynamoDbError.VALIDATION.of("TimeToLive AttributeName must be at most 255 characters long");
        }
        tables.commit(snapshot -> {
            Table table = TableNames.known(snapshot, context, request.tableName());
            if (table.status() == Table.Status.CREATING || table.status() == Table.Status.DELETING) {
                throw DynamoDbError.RESOURCE_IN_USE.of(
                        "Attempt to change a resource which is still in use: Table: " + table.name());
            }
            requireChange(table.timeToLive(), wanted);
            return table.withTimeToLive(
                    Optional.of(new Table.TimeToLive(wanted.attributeName(), wanted.enabled(), context.now())));
        });
        return UpdateTimeToLiveResponse.builder()
                .timeToLiveSpecification(wanted)
                .build();
    }

    private static void requireChange(Optional<Table.TimeToLive> before, TimeToLiveSpecification wanted) {
        Optional<Table.TimeToLive> enabled = before.filter(Table.TimeToLive::enabled);
        if (!wanted.enabled() && enabled.isEmpty()) {
            throw DynamoDbError.VALIDATION.of("TimeToLive is already disabled");
        }
        if (wanted.enabled() && enabled.isPresent()) {
            throw DynamoDbError.VALIDATION.of("TimeToLive is already enabled");
        }
        if (!wanted.enabled() && !enabled.get().attribute().equals(wanted.attributeName())) {
            throw DynamoDbError.VALIDATION.of(
                    "TimeToLive is active on a different AttributeName: current AttributeName is "
                            + enabled.get().attribute());
        }
    }

    DescribeTimeToLiveResponse describe(DescribeTimeToLiveRequest request) {
        Table table = TableNames.known(call.cloud().snapshot(), call.context(), request.tableName());
        Optional<Table.TimeToLive> enabled = table.timeToLive().filter(Table.TimeToLive::enabled);
        return DescribeTimeToLiveResponse.builder()
                .timeToLiveDescription(TimeToLiveDescription.builder()
                        .timeToLiveStatus(enabled.isPresent() ? "ENABLED" : "DISABLED")
                        .attributeName(enabled.map(Table.TimeToLive::attribute).orElse(null))
                        .build())
                .build();
    }
}
