package dev.postern.services.dynamodb;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.KeySchema;
import dev.postern.model.dynamodb.SecondaryIndex;
import dev.postern.model.dynamodb.Table;
import dev.postern.services.dynamodb.expression.ConditionExpression;
import dev.postern.services.dynamodb.expression.KeyCondition;
import dev.postern.services.dynamodb.expression.KeyCondition.Relation;
import dev.postern.storage.items.Reading;
import dev.postern.storage.items.SortRange;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** What a query says of the attributes of a key: of the partition key that it is a value, of the sort key where it is. */
record QueryKeys(SequencedMap<String, KeyCondition> conditions) {
    QueryKeys {
        conditions = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(conditions));
    }

    /** What is read: a partition, and some of it. */
    record Chosen(AttributeValue hash, Optional<KeyCondition> sort) {
        SortRange range() {
            return sort.map(Chosen::range).orElse(SortRange.ALL);
        }

        private static SortRange range(KeyCondition condition) {
            AttributeValue first = condition.values().getFirst();
            return switch (condition.relation()) {
                case EQUAL -> SortRange.equal(first);
                case BELOW -> SortRange.upTo(first, false);
                case AT_MOST -> SortRange.upTo(first, true);
                case ABOVE -> SortRange.from(first, false);
                case AT_LEAST -> SortRange.from(first, true);
                case BETWEEN -> SortRange.between(first, condition.values().getLast());
                case BEGINS_WITH -> SortRange.beginningWith(first);
            };
        }

        /** Who goes on begins where the query could have ended. */
        void requireInside(Reading.Position position) {
            boolean same = position.hash().equals(hash);
            if (sort.isEmpty() && !same) {
                throw DynamoDbError.VALIDATION.of(
                        "The provided starting key is outside query boundaries based on provided conditions");
            }
            if (sort.isPresent() && position.range().filter(sort.get()::test).isEmpty()) {
                throw DynamoDbError.VALIDATION.of("The provided starting key does not match the range key predicate");
            }
            if (!same) {
                throw DynamoDbError.VALIDATION.of("The query can return at most one row and cannot be restarted");
            }
        }
    }

    /** The expression of a query that has one; one that has none says it in the older way. */
    static Optional<ConditionExpression> expression(Expressions expressions, QueryRequest request) {
        if (!request.hasKeyConditions() && request.keyConditionExpression() == null) {
            throw DynamoDbError.VALIDATION.of("Either the KeyConditions or KeyConditionExpression parameter must be"
                    + " specified in the request.");
        }
        return expressions.condition("KeyConditionExpression", request.keyConditionExpression());
    }

    static QueryKeys read(Optional<ConditionExpression> expression, QueryRequest request) {
        SequencedMap<String, KeyCondition> conditions = expression.isPresent()
                ? Expressions.worded("", () -> KeyCondition.of(expression.get().condition()))
                : LegacyConditions.keys(request.keyConditions());
        if (conditions.isEmpty() || conditions.size() > 2) {
            throw DynamoDbError.VALIDATION.of("Conditions can be of length 1 or 2 only");
        }
        return new QueryKeys(conditions);
    }

    /** What of a table, or of an index, is meant. */
    Chosen of(Table table, Optional<SecondaryIndex> index) {
        KeySchema schema = index.map(SecondaryIndex::key).orElse(table.keySchema());
        if (schema.range().isEmpty() && conditions.size() > 1) {
            throw DynamoDbError.VALIDATION.of("Query key condition not supported");
        }
        KeyCondition hash = required(table, schema.hash());
        if (hash.relation() != Relation.EQUAL) {
            throw DynamoDbError.VALIDATION.of("Query key condition not supported");
        }
        Optional<KeyCondition> sort =
                conditions.size() > 1 ? schema.range().map(name -> required(table, name)) : Optional.empty();
        return new Chosen(hash.values().getFirst(), sort);
    }

    private KeyCondition required(Table table, String name) {
        KeyCondition condition = conditions.get(name);
        if (condition == null) {
            throw DynamoDbError.VALIDATION.of("Query condition missed key schema element: " + name);
        }
        for (AttributeValue value : condition.values()) {
            if (!Keys.type(table, name).fits(value)) {
                throw DynamoDbError.invalid("Condition parameter type does not match schema type");
            }
            Keys.requireConditionValue(name, value);
        }
        return condition;
    }
}
