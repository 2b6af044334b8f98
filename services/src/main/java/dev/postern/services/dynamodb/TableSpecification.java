package dev.postern.services.dynamodb;

import dev.postern.model.dynamodb.AttributeDefinition;
import dev.postern.model.dynamodb.KeySchema;
import dev.postern.model.dynamodb.Projection;
import dev.postern.model.dynamodb.ScalarType;
import dev.postern.model.dynamodb.SecondaryIndex;
import dev.postern.model.dynamodb.Table;
import dev.postern.model.dynamodb.Throughput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;

/** What requests say of the keys, indexes and capacity of tables, looked at in the order in which AWS does it. */
final class TableSpecification {
    private static final long UNITS_MAX = 1_000_000_000_000L;
    private static final int LOCAL_MAX = 5;
    private static final int GLOBAL_MAX = 20;
    private static final int PROJECTED_MAX = 100;

    private TableSpecification() {}

    static List<AttributeDefinition> attributes(
            List<software.amazon.awssdk.services.dynamodb.model.AttributeDefinition> given) {
        return given.stream()
                .map(one ->
                        new AttributeDefinition(one.attributeName(), ScalarType.valueOf(one.attributeTypeAsString())))
                .toList();
    }

    /** By what a table's requests are paid, and the capacity that goes with it. */
    static Throughput throughput(boolean byRequest, @Nullable ProvisionedThroughput given) {
        if (byRequest) {
            if (given != null) {
                throw DynamoDbError.invalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when"
                        + " BillingMode is PAY_PER_REQUEST");
            }
            return Throughput.NONE;
        }
        if (given == null) {
            throw DynamoDbError.invalid("ReadCapacityUnits and WriteCapacityUnits must both be specified when"
                    + " BillingMode is PROVISIONED");
        }
        return bounded(given);
    }

    static Throughput bounded(ProvisionedThroughput given) {
        if (given.readCapacityUnits() > UNITS_MAX) {
            throw DynamoDbError.VALIDATION.of(
                    "Given value " + given.readCapacityUnits() + " for ReadCapacityUnits is out of bounds");
        }
        if (given.writeCapacityUnits() > UNITS_MAX) {
            throw DynamoDbError.VALIDATION.of(
                    "Given value " + given.writeCapacityUnits() + " for WriteCapacityUnits is out of bounds");
        }
        return Throughput.of(given.readCapacityUnits(), given.writeCapacityUnits());
    }

    /** The key of a table. */
    static KeySchema tableKey(CreateTableRequest request, List<AttributeDefinition> attributes) {
        if (request.keySchema().size() > attributes.size()) {
            throw DynamoDbError.VALIDATION.of("Invalid KeySchema: Some index key attribute have no definition");
        }
        KeySchema key = key(request.keySchema(), attributes);
        boolean indexed = request.hasLocalSecondaryIndexes() || request.hasGlobalSecondaryIndexes();
        if (!indexed && key.names().size() != attributes.size()) {
            throw DynamoDbError.invalid("Number of attributes in KeySchema does not exactly match number of attributes"
                    + " defined in AttributeDefinitions");
        }
        return key;
    }

    private static KeySchema key(List<KeySchemaElement> elements, List<AttributeDefinition> attributes) {
        if (elements.isEmpty()) {
            throw DynamoDbError.VALIDATION.of(
                    elements instanceof SdkAutoConstructList
                            ? "1 validation error detected: Value null at 'keySchema' failed to satisfy constraint: Member must"
                                    + " not be null"
                            : "1 validation error detected: Value '[]' at 'keySchema' failed to satisfy constraint: Member must"
                                    + " have length greater than or equal to 1");
        }
        if (elements.size() > 2) {
            throw DynamoDbError.VALIDATION.of("1 validation error detected: Value '" + elements
                    + "' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2");
        }
        List<String> names =
                elements.stream().map(KeySchemaElement::attributeName).toList();
        requireDefined(names, attributes);
        if (elements.size() == 2 && names.getFirst().equals(names.getLast())) {
            throw DynamoDbError.VALIDATION.of(
                    "Both the Hash Key and the Range Key element in the KeySchema have the same name");
        }
        if (!elements.getFirst().keyTypeAsString().equals("HASH")) {
            throw DynamoDbError.VALIDATION.of("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
        }
        if (elements.size() == 2 && !elements.getLast().keyTypeAsString().equals("RANGE")) {
            throw DynamoDbError.VALIDATION.of("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
        }
        return new KeySchema(names.getFirst(), elements.size() == 2 ? Optional.of(names.getLast()) : Optional.empty());
    }

    private static void requireDefined(List<String> names, List<AttributeDefinition> attributes) {
        List<String> defined =
                attributes.stream().map(AttributeDefinition::name).toList();
        if (!defined.containsAll(names)) {
            throw DynamoDbError.invalid("Some index key attributes are not defined in AttributeDefinitions. Keys: "
                    + names + ", AttributeDefinitions: " + defined);
        }
    }

    /** The indexes of a table that is made. */
    static List<SecondaryIndex> indexes(
            CreateTableRequest request, KeySchema tableKey, List<AttributeDefinition> attributes, boolean byRequest) {
        List<SecondaryIndex> indexes = new ArrayList<>();
        if (request.hasLocalSecondaryIndexes()) {
            requireSome("LocalSecondaryIndexes", request.localSecondaryIndexes());
            if (tableKey.range().isEmpty()) {
                throw DynamoDbError.invalid("Table KeySchema does not have a range key, which is required when"
                        + " specifying a LocalSecondaryIndex");
            }
            for (LocalSecondaryIndex given : request.localSecondaryIndexes()) {
                indexes.add(requireOther(indexes, local(given, tableKey, attributes)));
            }
            if (indexes.size() > LOCAL_MAX) {
                throw DynamoDbError.invalid("Number of LocalSecondaryIndexes exceeds per-table limit of " + LOCAL_MAX);
            }
        }
        if (request.hasGlobalSecondaryIndexes()) {
            requireSome("GlobalSecondaryIndexes", request.globalSecondaryIndexes());
            for (GlobalSecondaryIndex given : request.globalSecondaryIndexes()) {
                indexes.add(requireOther(
                        indexes,
                        global(
                                given.indexName(),
                                given.keySchema(),
                                given.projection(),
                                given.provisionedThroughput(),
                                attributes,
                                byRequest)));
            }
        }
        requireFew(indexes);
        requireUsed(tableKey, indexes, attributes);
        return indexes;
    }

    static void requireFew(List<SecondaryIndex> indexes) {
        if (indexes.stream().filter(SecondaryIndex::global).count() > GLOBAL_MAX) {
            throw DynamoDbError.invalid("GlobalSecondaryIndex count exceeds the per-table limit of " + GLOBAL_MAX);
        }
        int projected = indexes.stream()
                .mapToInt(index -> index.projection().nonKeyAttributes().size())
                .sum();
        if (projected > PROJECTED_MAX) {
            throw DynamoDbError.invalid("Total number of projected attributes across all indexes exceeds the per-table"
                    + " limit of " + PROJECTED_MAX);
        }
    }

    private static void requireSome(String member, List<?> indexes) {
        if (indexes.isEmpty()) {
            throw DynamoDbError.invalid("List of " + member + " is empty");
        }
    }

    private static SecondaryIndex requireOther(List<SecondaryIndex> indexes, SecondaryIndex index) {
        if (indexes.stream().anyMatch(known -> known.name().equals(index.name()))) {
            throw DynamoDbError.invalid("Duplicate index name: " + index.name());
        }
        return index;
    }

    /** Every attribute that is defined is part of a key. */
    static void requireUsed(KeySchema key, List<SecondaryIndex> indexes, List<AttributeDefinition> attributes) {
        Set<String> used = new HashSet<>(key.names());
        indexes.forEach(index -> used.addAll(index.key().names()));
        if (!used.containsAll(attributes.stream().map(AttributeDefinition::name).toList())) {
            throw DynamoDbError.invalid("Some AttributeDefinitions are not used. AttributeDefinitions: "
                    + attributes.stream().map(AttributeDefinition::name).toList() + ", keys used: "
                    + List.copyOf(used));
        }
    }

    private static SecondaryIndex local(
            LocalSecondaryIndex given, KeySchema tableKey, List<AttributeDefinition> attributes) {
        KeySchema key = key(given.keySchema(), attributes);
        if (key.range().isEmpty()) {
            throw DynamoDbError.invalid("Index KeySchema does not have a range key for index: " + given.indexName());
        }
        if (!key.hash().equals(tableKey.hash())) {
            throw DynamoDbError.invalid(
                    "Index KeySchema does not have the same leading hash key as table KeySchema for index: "
                            + given.indexName() + ". index hash key: " + key.hash() + ", table hash key: "
                            + tableKey.hash());
        }
        return new SecondaryIndex(
                given.indexName(), false, key, projection(given.projection()), Throughput.NONE, Table.Status.ACTIVE);
    }

    static SecondaryIndex global(
            String name,
            List<KeySchemaElement> elements,
            software.amazon.awssdk.services.dynamodb.model.Projection projection,
            @Nullable ProvisionedThroughput throughput,
            List<AttributeDefinition> attributes,
            boolean byRequest) {
        KeySchema key = key(elements, attributes);
        Projection shown = projection(projection);
        if (byRequest && throughput != null) {
            throw DynamoDbError.invalid("ProvisionedThroughput should not be specified for index: " + name
                    + " when BillingMode is PAY_PER_REQUEST");
        }
        if (!byRequest && throughput == null) {
            throw DynamoDbError.invalid("ProvisionedThroughput must be specified for index: " + name);
        }
        return new SecondaryIndex(
                name,
                true,
                key,
                shown,
                throughput == null ? Throughput.NONE : bounded(throughput),
                Table.Status.CREATING);
    }

    private static Projection projection(software.amazon.awssdk.services.dynamodb.model.Projection given) {
        String kind = given.projectionTypeAsString();
        if (kind == null) {
            throw DynamoDbError.invalid("Unknown ProjectionType: null");
        }
        if (given.hasNonKeyAttributes() && !kind.equals("INCLUDE")) {
            throw DynamoDbError.invalid("ProjectionType is " + kind + ", but NonKeyAttributes is specified");
        }
        if (!given.hasNonKeyAttributes() && kind.equals("INCLUDE")) {
            throw DynamoDbError.invalid("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
        }
        return new Projection(Projection.Kind.valueOf(kind), given.nonKeyAttributes());
    }
}
