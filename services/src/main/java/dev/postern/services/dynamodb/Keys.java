package dev.postern.services.dynamodb;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Item;
import dev.postern.model.dynamodb.KeySchema;
import dev.postern.model.dynamodb.ScalarType;
import dev.postern.model.dynamodb.SecondaryIndex;
import dev.postern.model.dynamodb.Table;
import dev.postern.services.dynamodb.expression.Update;
import dev.postern.storage.items.Place;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What keys of items, of the table and of its indexes, must be. */
final class Keys {
    private static final int HASH_BYTES_MAX = 2048;
    private static final int RANGE_BYTES_MAX = 1024;
    private static final String MISMATCH = "The provided key element does not match the schema";

    private Keys() {}

    /** Where an item is that has a key. */
    static Place place(Table table, Item key) {
        return new Place(
                table.id(),
                key.get(table.keySchema().hash()).orElseThrow(),
                table.keySchema().range().flatMap(key::get));
    }

    static Item of(Table table, Item item) {
        return item.only(table.keySchema().names());
    }

    /** A key that a request gives: exactly the attributes of the schema, of their types. */
    static void requireKey(Table table, Item key) {
        if (key.attributes().size() != table.keySchema().names().size()) {
            throw DynamoDbError.VALIDATION.of(MISMATCH);
        }
        for (String name : table.keySchema().names()) {
            requirePart(table, key, name, name.equals(table.keySchema().hash()));
        }
    }

    static void requirePart(Table table, Item key, String name, boolean hash) {
        AttributeValue value = key.get(name)
                .filter(found -> type(table, name).fits(found))
                .orElseThrow(() -> DynamoDbError.VALIDATION.of(MISMATCH));
        requireSize(name, value, hash);
    }

    /** An item that is put: it has its key, and what keys of indexes it has are of their types. */
    static void requireItem(Table table, Item item) {
        for (String name : table.keySchema().names()) {
            AttributeValue value =
                    item.get(name).orElseThrow(() -> DynamoDbError.invalid("Missing the key " + name + " in the item"));
            if (!type(table, name).fits(value)) {
                throw DynamoDbError.invalid("Type mismatch for key " + name + " expected: " + type(table, name)
                        + " actual: " + value.type());
            }
            requireSize(name, value, name.equals(table.keySchema().hash()));
        }
        requireIndexKeys(table, item);
    }

    static void requireIndexKeys(Table table, Item item) {
        for (SecondaryIndex index : globalFirst(table)) {
            for (String name : index.key().names()) {
                item.get(name).ifPresent(value -> requireIndexKey(table, index, name, value));
            }
        }
    }

    private static void requireIndexKey(Table table, SecondaryIndex index, String name, AttributeValue value) {
        if (!type(table, name).fits(value)) {
            throw DynamoDbError.invalid("Type mismatch for Index Key " + name + " Expected: " + type(table, name)
                    + " Actual: " + value.type() + " IndexName: " + index.name());
        }
        if (isEmpty(value)) {
            throw DynamoDbError.VALIDATION.of("One or more parameter values are not valid. A value specified for a"
                    + " secondary index key is not supported. The AttributeValue for a key attribute cannot contain an"
                    + " empty " + word(value) + " value. IndexName: " + index.name() + ", IndexKey: " + name);
        }
        requireBytes(value, name.equals(index.key().hash()));
    }

    private static List<SecondaryIndex> globalFirst(Table table) {
        return table.indexes().stream()
                .sorted(Comparator.comparing(index -> !index.global()))
                .toList();
    }

    /** After an update: what was set to a value of the request was looked at before. */
    static void requireUpdatedIndexKeys(Table table, Update update, Item item) {
        for (SecondaryIndex index : globalFirst(table)) {
            for (String name : index.key().names()) {
                Optional<AttributeValue> value = item.get(name);
                boolean changed = update.heads().contains(name);
                if (changed && value.isPresent() && !type(table, name).fits(value.get())) {
                    throw DynamoDbError.VALIDATION.of("The update expression attempted to update the secondary index"
                            + " key to unsupported type");
                }
                if (changed && value.isPresent()) {
                    requireIndexKey(table, index, name, value.get());
                }
            }
        }
    }

    /** What an update may not touch, and what it may set in keys of indexes. */
    static void requireUpdate(Table table, Update update) {
        for (String name : table.keySchema().names()) {
            if (update.heads().contains(name)) {
                throw DynamoDbError.invalid("Cannot update attribute " + name + ". This attribute is part of the key");
            }
        }
        for (Update.Action action : update.actions()) {
            if (action instanceof Update.Action.Set set && !set.path().isNested()) {
                requireIndexType(table, set.path().head(), set.source().type());
            }
            if (action instanceof Update.Action.Add add && !add.path().isNested()) {
                requireIndexType(
                        table, add.path().head(), Optional.of(add.value().type()));
            }
        }
    }

    private static void requireIndexType(Table table, String name, Optional<AttributeValue.Type> type) {
        for (SecondaryIndex index : globalFirst(table)) {
            if (type.isPresent()
                    && index.key().names().contains(name)
                    && !type(table, name).name().equals(type.get().name())) {
                throw DynamoDbError.invalid("Type mismatch for Index Key " + name + " Expected: " + type(table, name)
                        + " Actual: " + type.get() + " IndexName: " + index.name());
            }
        }
    }

    /** Keys are scalars: nothing is below them. */
    static void requireScalars(Table table, Collection<String> nested) {
        requireScalars(table.keySchema(), "Key: ", nested);
        table.indexes().forEach(index -> requireScalars(index.key(), "IndexKey: ", nested));
    }

    private static void requireScalars(KeySchema schema, String which, Collection<String> nested) {
        for (String name : schema.names()) {
            if (nested.contains(name)) {
                throw DynamoDbError.VALIDATION.of("Key attributes must be scalars; list random access '[]' and map"
                        + " lookup '.' are not allowed: " + which + name);
            }
        }
    }

    /** A value to which a query compares a key. */
    static void requireConditionValue(String name, AttributeValue value) {
        if (isEmpty(value)) {
            throw DynamoDbError.VALIDATION.of("One or more parameter values are not valid. The AttributeValue for a key"
                    + " attribute cannot contain an empty " + word(value) + " value. Key: " + name);
        }
    }

    static ScalarType type(Table table, String name) {
        return table.type(name).orElseThrow(() -> new IllegalStateException(name + " has no definition"));
    }

    private static void requireSize(String name, AttributeValue value, boolean hash) {
        requireConditionValue(name, value);
        requireBytes(value, hash);
    }

    private static void requireBytes(AttributeValue value, boolean hash) {
        if (value instanceof AttributeValue.N) {
            return;
        }
        if (hash && value.size() > HASH_BYTES_MAX) {
            throw DynamoDbError.invalid("Size of hashkey has exceeded the maximum size limit of2048 bytes");
        }
        if (!hash && value.size() > RANGE_BYTES_MAX) {
            throw DynamoDbError.invalid("Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
        }
    }

    private static boolean isEmpty(AttributeValue value) {
        return (value instanceof AttributeValue.S(String text) && text.isEmpty())
                || (value instanceof AttributeValue.B b && b.value().length() == 0);
    }

    private static String word(AttributeValue value) {
        return value instanceof AttributeValue.S ? "string" : "binary";
    }
}
