package dev.postern.services.dynamodb;

import dev.postern.model.dynamodb.Item;
import dev.postern.model.dynamodb.Projection;
import dev.postern.model.dynamodb.SecondaryIndex;
import dev.postern.model.dynamodb.Table;
import dev.postern.services.dynamodb.expression.Condition;
import dev.postern.services.dynamodb.expression.ConditionExpression;
import dev.postern.services.dynamodb.expression.ProjectionExpression;
import dev.postern.storage.items.Reading;
import dev.postern.storage.items.SortRange;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** Operations that read many items, page by page. */
final class ReadOperations {
    private static final String FILTER = "FilterExpression";
    private static final String PROJECTION = "ProjectionExpression";

    private final DynamoDbCall call;

    ReadOperations(DynamoDbCall call) {
        this.call = call;
    }

    /** What a query and a scan both say. */
    private record Said(
            Optional<Condition> filter,
            Set<String> nested,
            Optional<ProjectionExpression> projection,
            @Nullable String select,
            boolean consistent,
            @Nullable Integer limit) {}

    QueryResponse query(QueryRequest request) {
        TableNames.named(call.context(), request.tableName());
        Expressions expressions = Expressions.of(
                new Expressions.Given()
                        .expression(PROJECTION, request.projectionExpression())
                        .expression(FILTER, request.filterExpression())
                        .expression("KeyConditionExpression", request.keyConditionExpression())
                        .older("AttributesToGet", request.hasAttributesToGet())
                        .older("QueryFilter", request.hasQueryFilter())
                        .older("ConditionalOperator", request.conditionalOperatorAsString() != null)
                        .older("KeyConditions", request.hasKeyConditions() && request.keyConditionExpression() != null),
                request.expressionAttributeNames(),
                request.expressionAttributeValues());
        List<Condition> filters = LegacyConditions.filters(request.queryFilter());
        Optional<Item> start = StartKeys.read(request.hasExclusiveStartKey(), request.exclusiveStartKey());
        Optional<ConditionExpression> condition = QueryKeys.expression(expressions, request);
        Optional<ConditionExpression> filter = expressions.condition(FILTER, request.filterExpression());
        Said said = said(
                filter,
                LegacyConditions.joined(filters, request.conditionalOperatorAsString()),
                projection(expressions, request.attributesToGet(), request.projectionExpression()),
                request.selectAsString(),
                request.consistentRead(),
                request.limit());
        expressions.requireAllUsed();
        QueryKeys keys = QueryKeys.read(condition, request);
        Table table = TableNames.usable(call.cloud().snapshot(), call.context(), request.tableName());
        Optional<SecondaryIndex> index = index(table, request.indexName(), said.consistent());
        QueryKeys.Chosen chosen = keys.of(table, index);
        boolean forward = !Boolean.FALSE.equals(request.scanIndexForward());
        Optional<Reading.Position> after = start.map(key -> {
            Reading.Position position = StartKeys.position(table, index, key, "The provided starting key is invalid");
            chosen.requireInside(position);
            return position;
        });
        requireOtherThanKeys(
                table,
                index,
                filter.map(ConditionExpression::heads),
                request.queryFilter().keySet());
        Page.Wish wish = wish(table, index, said);
        Page page = Page.read(
                call.items(),
                new Reading(
                        table.id(),
                        index.map(SecondaryIndex::name),
                        Optional.of(chosen.hash()),
                        chosen.range(),
                        Reading.Segment.WHOLE,
                        after,
                        forward),
                wish);
        return QueryResponse.builder()
                .items(wish.counted() ? null : shown(page.items()))
                .count(page.count())
                .scannedCount(page.scanned())
                .lastEvaluatedKey(page.last().map(Values::shown).orElse(null))
                .consumedCapacity(capacity(request.returnConsumedCapacityAsString(), wish, page, said.consistent())
                        .one())
                .build();
    }

    ScanResponse scan(ScanRequest request) {
        TableNames.named(call.context(), request.tableName());
        Expressions expressions = Expressions.of(
                new Expressions.Given()
                        .expression(PROJECTION, request.projectionExpression())
                        .expression(FILTER, request.filterExpression())
                        .older("AttributesToGet", request.hasAttributesToGet())
                        .older("ScanFilter", request.hasScanFilter())
                        .older("ConditionalOperator", request.conditionalOperatorAsString() != null),
                request.expressionAttributeNames(),
                request.expressionAttributeValues());
        List<Condition> filters = LegacyConditions.filters(request.scanFilter());
        Optional<Item> start = StartKeys.read(request.hasExclusiveStartKey(), request.exclusiveStartKey());
        Reading.Segment segment = segment(request.segment(), request.totalSegments());
        Said said = said(
                expressions.condition(FILTER, request.filterExpression()),
                LegacyConditions.joined(filters, request.conditionalOperatorAsString()),
                projection(expressions, request.attributesToGet(), request.projectionExpression()),
                request.selectAsString(),
                request.consistentRead(),
                request.limit());
        expressions.requireAllUsed();
        Table table = TableNames.usable(call.cloud().snapshot(), call.context(), request.tableName());
        Optional<SecondaryIndex> index = index(table, request.indexName(), said.consistent());
        Optional<Reading.Position> after = start.map(key -> StartKeys.position(
                table,
                index,
                key,
                "The provided starting key is invalid"
                        + (index.isPresent() ? "" : ": The provided key element does not match the schema")));
        if (after.isPresent() && !segment.has(after.get().hash())) {
            throw DynamoDbError.VALIDATION.of("The provided starting key is invalid: Invalid ExclusiveStartKey. Please"
                    + " use ExclusiveStartKey with correct Segment. TotalSegments: " + segment.of() + " Segment: "
                    + segment.number());
        }
        Page.Wish wish = wish(table, index, said);
        Page page = Page.read(
                call.items(),
                new Reading(
                        table.id(),
                        index.map(SecondaryIndex::name),
                        Optional.empty(),
                        SortRange.ALL,
                        segment,
                        after,
                        true),
                wish);
        return ScanResponse.builder()
                .items(wish.counted() ? null : shown(page.items()))
                .count(page.count())
                .scannedCount(page.scanned())
                .lastEvaluatedKey(page.last().map(Values::shown).orElse(null))
                .consumedCapacity(capacity(request.returnConsumedCapacityAsString(), wish, page, said.consistent())
                        .one())
                .build();
    }

    private static List<Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue>> shown(
            List<Item> items) {
        return items.stream().map(Values::shown).toList();
    }

    private static Capacity capacity(@Nullable String returned, Page.Wish wish, Page page, boolean consistent) {
        Capacity capacity = new Capacity(returned, false);
        capacity.read(wish.table(), wish.index(), page.bytes(), consistent);
        return capacity;
    }

    private static Optional<ProjectionExpression> projection(
            Expressions expressions, List<String> attributesToGet, @Nullable String expression) {
        return attributesToGet.isEmpty()
                ? expressions.projection(expression)
                : Optional.of(ProjectionExpression.of(Expressions.distinct(attributesToGet)));
    }

    private static Said said(
            Optional<ConditionExpression> filter,
            Optional<Condition> older,
            Optional<ProjectionExpression> projection,
            @Nullable String select,
            @Nullable Boolean consistent,
            @Nullable Integer limit) {
        Set<String> nested =
                new TreeSet<>(filter.map(ConditionExpression::nested).orElse(Set.of()));
        projection.ifPresent(wanted ->
                wanted.paths().stream().filter(path -> path.isNested()).forEach(path -> nested.add(path.head())));
        if (select != null) {
            requireSelectable(select, projection.isPresent());
        }
        return new Said(
                filter.map(ConditionExpression::condition).or(() -> older),
                nested,
                projection,
                select,
                Boolean.TRUE.equals(consistent),
                limit);
    }

    private static void requireSelectable(String select, boolean projection) {
        boolean specific = select.equals("SPECIFIC_ATTRIBUTES");
        if (projection && !specific) {
            String what = select.equals("COUNT") ? "only the Count" : select;
            throw DynamoDbError.VALIDATION.of("Cannot specify the ProjectionExpression when choosing to get " + what);
        }
        if (specific && !projection) {
            throw DynamoDbError.VALIDATION.of("Must specify the AttributesToGet or ProjectionExpression when choosing"
                    + " to get SPECIFIC_ATTRIBUTES");
        }
    }

    private static Optional<SecondaryIndex> index(Table table, @Nullable String name, boolean consistent) {
        if (name == null) {
            return Optional.empty();
        }
        SecondaryIndex index = table.index(name)
                .filter(one -> one.status() != Table.Status.DELETING)
                .orElseThrow(() -> DynamoDbError.VALIDATION.of("The table does not have the specified index: " + name));
        if (index.global() && index.status() == Table.Status.CREATING) {
            throw DynamoDbError.VALIDATION.of("Cannot read from backfilling global secondary index: " + name);
        }
        if (index.global() && consistent) {
            throw DynamoDbError.VALIDATION.of("Consistent reads are not supported on global secondary indexes");
        }
        return Optional.of(index);
    }

    private static Page.Wish wish(Table table, Optional<SecondaryIndex> index, Said said) {
        Keys.requireScalars(table, said.nested());
        boolean all = "ALL_ATTRIBUTES".equals(said.select());
        boolean partial = index.filter(one -> one.projection().kind() != Projection.Kind.ALL)
                .isPresent();
        if ("ALL_PROJECTED_ATTRIBUTES".equals(said.select()) && index.isEmpty()) {
            throw DynamoDbError.VALIDATION.of(
                    "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
        }
        if (all && partial && index.get().global()) {
            throw DynamoDbError.invalid("Select type ALL_ATTRIBUTES is not supported for global secondary index "
                    + index.get().name() + " because its projection type is not ALL");
        }
        if (partial && index.get().global() && said.projection().isPresent()) {
            requireProjected(table, index.get(), said.projection().get().heads());
        }
        return new Page.Wish(
                table,
                index,
                said.filter(),
                said.projection(),
                all,
                "COUNT".equals(said.select()),
                said.limit() == null ? Integer.MAX_VALUE : said.limit());
    }

    private static void requireProjected(Table table, SecondaryIndex index, Set<String> wanted) {
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(index.projection().nonKeyAttributes());
        missing.removeAll(index.key().names());
        missing.removeAll(table.keySchema().names());
        if (!missing.isEmpty()) {
            throw DynamoDbError.invalid("Global secondary index " + index.name() + " does not project " + missing);
        }
    }

    private static void requireOtherThanKeys(
            Table table, Optional<SecondaryIndex> index, Optional<Set<String>> heads, Collection<String> older) {
        for (String name :
                index.map(SecondaryIndex::key).orElse(table.keySchema()).names()) {
            if (heads.orElse(Set.of()).contains(name) || older.contains(name)) {
                throw DynamoDbError.VALIDATION.of((heads.isPresent() ? "Filter Expression" : "QueryFilter")
                        + " can only contain non-primary key attributes: Primary key attribute: " + name);
            }
        }
    }

    private static Reading.Segment segment(@Nullable Integer segment, @Nullable Integer of) {
        if (segment != null && of == null) {
            throw DynamoDbError.VALIDATION.of("The TotalSegments parameter is required but was not present in the"
                    + " request when Segment parameter is present");
        }
        if (of == null) {
            return Reading.Segment.WHOLE;
        }
        if (segment == null) {
            throw DynamoDbError.VALIDATION.of("The Segment parameter is required but was not present in the request"
                    + " when parameter TotalSegments is present");
        }
        if (segment >= of) {
            throw DynamoDbError.VALIDATION.of("The Segment parameter is zero-based and must be less than parameter"
                    + " TotalSegments: Segment: " + segment + " is not less than TotalSegments: " + of);
        }
        return new Reading.Segment(segment, of);
    }
}
