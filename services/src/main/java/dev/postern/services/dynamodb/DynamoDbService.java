package dev.postern.services.dynamodb;

import dev.postern.model.dynamodb.Table;
import dev.postern.storage.Cloud;
import dev.postern.storage.StorageException;
import dev.postern.storage.items.ItemStore;
import java.time.Instant;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeEndpointsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeEndpointsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.Endpoint;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.TagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

/**
 * DynamoDB.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html">Amazon DynamoDB API reference</a>
 */
public final class DynamoDbService implements DynamoDbClient {
    private static final long UNITS_OF_ACCOUNT = 80_000;
    private static final long UNITS_OF_TABLE = 40_000;
    private static final long ENDPOINT_CACHE_MINUTES = 1440;

    private final DynamoDbCall call;
    private final TableOperations tables;
    private final ItemOperations items;
    private final ReadOperations reads;
    private final BatchOperations batches;
    private final Transactions transactions;
    private final Tagging tagging;
    private final Expiry expiry;
    private final ResourcePolicies policies;
    /** The service over a cloud's tables, and the items that are beside them. */
    public DynamoDbService(Cloud cloud, ItemStore store) {
        this.call = new DynamoDbCall(cloud, store);
        this.tables = new TableOperations(call);
        this.items = new ItemOperations(call);
        this.reads = new ReadOperations(call);
        this.batches = new BatchOperations(call);
        this.transactions = new Transactions(call);
        this.tagging = new Tagging(call, tables);
        this.expiry = new Expiry(call, tables);
        this.policies = new ResourcePolicies(call, tables);
    }

    /**
     * The service, with its store as the ledger has it.
     *
     * @throws StorageException if the store has no place for a table: one is made before its table is, so that another file is there
     */
    public static DynamoDbService open(Cloud cloud, ItemStore store, Instant now) {
        DynamoDbService service = new DynamoDbService(cloud, store);
        if (cloud.snapshot().all(Table.class).stream().findAny().isEmpty()) {
            return service; // the first request need not wait for what is no table's
        }
        Set<String> known = Set.copyOf(store.tables());
        cloud.snapshot().all(Table.class).stream()
                .filter(table -> !known.contains(table.id()))
                .findFirst()
                .ifPresent(table -> {
                    throw new StorageException(
                            "the items of the table " + table.arn() + " are missing, though the ledger"
                                    + " has the table. Nothing was changed. Put a copy of items.db that is whole in its place, or"
                                    + " set the whole data directory aside and start with a new one");
                });
        service.tend(now);
        return service;
    }

    /**
     * Does what nobody asks for: forgets the items of tables that have gone, makes up for a crash between ledger and store, and lets
     * items go that were to go by now. It is to be called every second or so, and {@link #open} does before the first request for a
     * table.
     */
    public void tend(Instant now) {
        tables.align();
        while (call.items().expire(now) > 0) {
            // some at once, so that requests come in between
        }
    }

    @Override
    public CreateTableResponse createTable(CreateTableRequest request) {
        return tables.create(request);
    }

    @Override
    public DescribeTableResponse describeTable(DescribeTableRequest request) {
        return tables.describe(request);
    }

    @Override
    public UpdateTableResponse updateTable(UpdateTableRequest request) {
        return tables.update(request);
    }

    @Override
    public DeleteTableResponse deleteTable(DeleteTableRequest request) {
        return tables.delete(request);
    }

    @Override
    public ListTablesResponse listTables(ListTablesRequest request) {
        return tables.list(request);
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        return items.get(request);
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        return items.put(request);
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
        return items.update(request);
    }

    @Override
    public DeleteItemResponse deleteItem(DeleteItemRequest request) {
        return items.delete(request);
    }

    @Override
    public QueryResponse query(QueryRequest request) {
        return reads.query(request);
    }

    @Override
    public ScanResponse scan(ScanRequest request) {
        return reads.scan(request);
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        return batches.get(request);
    }

    @Override
    public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
        return batches.write(request);
    }

    @Override
    public TransactGetItemsResponse transactGetItems(TransactGetItemsRequest request) {
        return transactions.get(request);
    }

    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
        return transactions.write(request);
    }

    @Override
    public UpdateTimeToLiveResponse updateTimeToLive(UpdateTimeToLiveRequest request) {
        return expiry.update(request);
    }

    @Override
    public DescribeTimeToLiveResponse describeTimeToLive(DescribeTimeToLiveRequest request) {
        return expiry.describe(request);
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        return tagging.tag(request);
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        return tagging.untag(request);
    }

    @Override
    public ListTagsOfResourceResponse listTagsOfResource(ListTagsOfResourceRequest request) {
        return tagging.list(request);
    }

    @Override
    public PutResourcePolicyResponse putResourcePolicy(PutResourcePolicyRequest request) {
        return policies.put(request);
    }

    @Override
    public GetResourcePolicyResponse getResourcePolicy(GetResourcePolicyRequest request) {
        return policies.get(request);
    }

    @Override
    public DeleteResourcePolicyResponse deleteResourcePolicy(DeleteResourcePolicyRequest request) {
        return policies.delete(request);
    }

    /** The default quotas of an account. Nobody is throttled by them. */
    @Override
    public DescribeLimitsResponse describeLimits(DescribeLimitsRequest request) {
        return DescribeLimitsResponse.builder()
                .accountMaxReadCapacityUnits(UNITS_OF_ACCOUNT)
                .accountMaxWriteCapacityUnits(UNITS_OF_ACCOUNT)
                .tableMaxReadCapacityUnits(UNITS_OF_TABLE)
                .tableMaxWriteCapacityUnits(UNITS_OF_TABLE)
                .build();
    }

    @Override
    public DescribeEndpointsResponse describeEndpoints(DescribeEndpointsRequest request) {
        Endpoint endpoint = Endpoint.builder()
                .address("dynamodb." + call.context().region() + ".amazonaws.com")
                .cachePeriodInMinutes(ENDPOINT_CACHE_MINUTES)
                .build();
        return DescribeEndpointsResponse.builder().endpoints(endpoint).build();
    }

    /** Nobody can go back to an earlier moment of a table here. */
    @Override
    public DescribeContinuousBackupsResponse describeContinuousBackups(DescribeContinuousBackupsRequest request) {
        if (TableNames.named(call.context(), request.tableName())
                .in(call.cloud().snapshot())
                .isEmpty()) {
            throw DynamoDbError.TABLE_NOT_FOUND.of("Table not found: " + request.tableName());
        }
        return DescribeContinuousBackupsResponse.builder()
                .continuousBackupsDescription(backups -> backups.continuousBackupsStatus("ENABLED")
                        .pointInTimeRecoveryDescription(recovery -> recovery.pointInTimeRecoveryStatus("DISABLED")))
                .build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
