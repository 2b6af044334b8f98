package dev.postern.services.dynamodb;

import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.dynamodb.AttributeDefinition;
import dev.postern.model.dynamodb.KeySchema;
import dev.postern.model.dynamodb.Table;
import dev.postern.model.request.RequestContext;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.storage.items.Layout;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;

/**
 * Operations on tables. The store of items has a table's place, and what its indexes need, before the ledger says that they are
 * there: nobody meets an index that is not filled.
 */
final class TableOperations {
    private static final int TABLES_MAX = 2500;
    private static final int PAGE = 100;

    private final DynamoDbCall call;
    private final ReentrantLock layouts = new ReentrantLock();

    /** The tables of the ledger that the store was brought in line with last: while none of them changes they are the same object. */
    private volatile @Nullable Object aligned;

    TableOperations(DynamoDbCall call) {
        this.call = call;
    }

    /** Commits another version of a table, with the store ready for it, and gives it back. */
    Table commit(Function<Snapshot, Table> decision) {
        layouts.lock();
        try {
            call.items().lay(Layout.of(decision.apply(call.cloud().snapshot())));
            Table table = call.cloud().commit(snapshot -> {
                Table decided = decision.apply(snapshot);
                return new Outcome<>(Change.put(decided), decided);
            });
            call.items().lay(Layout.of(table)); // another one may have been decided on a newer snapshot
            return table;
        } finally {
            layouts.unlock();
        }
    }

    /** Brings the store in line with the ledger: after a crash between the two, and when tables have gone. */
    void align() {
        if (aligned == call.cloud().snapshot().all(Table.class)) {
            return;
        }
        layouts.lock();
        try {
            // Not before: a table that is being made now has its place in the store already.
            var known = call.cloud().snapshot().all(Table.class);
            List<Table> tables = known.stream().toList();
            call.items().keepOnly(tables.stream().map(Table::id).toList());
            tables.forEach(table -> call.items().lay(Layout.of(table)));
            aligned = known;
        } finally {
            layouts.unlock();
        }
    }

    private TableView view(Table table) {
        return new TableView(table, call.items());
    }

    CreateTableResponse create(CreateTableRequest request) {
        RequestContext context = call.context();
        String name = TableNames.fresh(request.tableName());
        boolean byRequest = "PAY_PER_REQUEST".equals(request.billingModeAsString());
        Table.Options options = options(request, byRequest);
        List<AttributeDefinition> attributes = TableSpecification.attributes(request.attributeDefinitions());
        KeySchema key = TableSpecification.tableKey(request, attributes);
        Table table = new Table(
                context.scope(),
                name,
                context.ids().uuid(),
                attributes,
                key,
                TableSpecification.indexes(request, key, attributes, byRequest),
                options,
                Optional.empty(),
                ResourcePolicies.given(context, request.resourcePolicy()),
                Table.Status.CREATING,
                context.now(),
                context.now(),
                Tagging.with(Tags.NONE, request.tags()));
        return CreateTableResponse.builder()
                .tableDescription(
                        view(commit(snapshot -> requireNew(snapshot, table))).description())
                .build();
    }

    private Table.Options options(CreateTableRequest request, boolean byRequest) {
        return new Table.Options(
                byRequest ? Table.BillingMode.PAY_PER_REQUEST : Table.BillingMode.PROVISIONED,
                byRequest ? Optional.of(call.context().now()) : Optional.empty(),
                TableSpecification.throughput(byRequest, request.provisionedThroughput()),
                TableUpdate.onDemand(byRequest, request.onDemandThroughput()),
                TableUpdate.tableClass(request.tableClassAsString()),
                Boolean.TRUE.equals(request.deletionProtectionEnabled()));
    }

    private static Table requireNew(Snapshot snapshot, Table table) {
        if (snapshot.find(Table.class, table.scope(), table.name()).isPresent()) {
            throw DynamoDbError.RESOURCE_IN_USE.of("Table already exists: " + table.name());
        }
        if (snapshot.all(Table.class).in(table.scope()).size() >= TABLES_MAX) {
            throw DynamoDbError.LIMIT_EXCEEDED.of(
                    "Subscriber limit exceeded: Table limit of " + TABLES_MAX + " is reached");
        }
        return table;
    }

    DescribeTableResponse describe(DescribeTableRequest request) {
        Table table = TableNames.known(call.cloud().snapshot(), call.context(), request.tableName());
        return DescribeTableResponse.builder().table(view(table).description()).build();
    }

    UpdateTableResponse update(UpdateTableRequest request) {
        RequestContext context = call.context();
        TableUpdate update = new TableUpdate(request, context.now());
        Table table = commit(snapshot -> update.of(TableNames.known(snapshot, context, request.tableName())));
        return UpdateTableResponse.builder()
                .tableDescription(view(table).description())
                .build();
    }

    DeleteTableResponse delete(DeleteTableRequest request) {
        RequestContext context = call.context();
        Table table = commit(snapshot -> {
            Table found = TableNames.known(snapshot, context, request.tableName());
            if (found.status() == Table.Status.CREATING || found.status() == Table.Status.UPDATING) {
                throw DynamoDbError.RESOURCE_IN_USE.of("Attempt to change a resource which is still in use: Table is"
                        + " being " + (found.status() == Table.Status.CREATING ? "created" : "updated") + ": "
                        + found.name());
            }
            if (found.options().deletionProtection()) {
                throw DynamoDbError.VALIDATION.of("Resource cannot be deleted as it is currently protected against"
                        + " deletion. Disable deletion protection first.");
            }
            return found.status() == Table.Status.DELETING
                    ? found
                    : found.withStatus(Table.Status.DELETING, context.now());
        });
        return DeleteTableResponse.builder()
                .tableDescription(view(table).description())
                .build();
    }

    ListTablesResponse list(ListTablesRequest request) {
        @Nullable String after = request.exclusiveStartTableName();
        int limit = request.limit() == null ? PAGE : request.limit();
        List<String> names = call
                .cloud()
                .snapshot()
                .all(Table.class)
                .in(call.context().scope())
                .stream()
                .map(Table::name)
                .filter(name -> after == null || name.compareTo(after) > 0)
                .sorted(Comparator.naturalOrder())
                .limit(limit + 1L)
                .toList();
        boolean more = names.size() > limit;
        List<String> page = more ? names.subList(0, limit) : names;
        return ListTablesResponse.builder()
                .tableNames(page)
                .lastEvaluatedTableName(more ? page.getLast() : null)
                .build();
    }
}
