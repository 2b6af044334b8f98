package dev.postern.services.dynamodb;

import dev.postern.model.dynamodb.Item;
import dev.postern.model.dynamodb.KeySchema;
import dev.postern.model.dynamodb.SecondaryIndex;
import dev.postern.model.dynamodb.Table;
import dev.postern.storage.items.Reading;
import dev.postern.wire.ApiException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Where a query or a scan goes on. */
final class StartKeys {
    private static final String INVALID = "The provided starting key is invalid";
    private static final Pattern TOLD_ALONE = Pattern.compile(
            ".*(contains duplicates|number set|numeric value|significant digits|number with magnitude).*");

    private StartKeys() {}

    /** The values of a key, if a request gives one. */
    static Optional<Item> read(boolean given, Map<String, AttributeValue> key) {
        try {
            return given ? Optional.of(Values.item(key)) : Optional.empty();
        } catch (ApiException e) {
            throw DynamoDbError.VALIDATION.of(
                    TOLD_ALONE.matcher(e.text()).matches() ? e.text() : INVALID + ": " + e.text());
        }
    }

    /** The position that a key means in the order of the table, or of an index. */
    static Reading.Position position(Table table, Optional<SecondaryIndex> index, Item key, String ofAnotherLength) {
        Set<String> names = new TreeSet<>(table.keySchema().names());
        index.ifPresent(one -> names.addAll(one.key().names()));
        if (key.attributes().size() != names.size()) {
            throw DynamoDbError.VALIDATION.of(ofAnotherLength);
        }
        KeySchema order = index.map(SecondaryIndex::key).orElse(table.keySchema());
        for (String name : order.names()) {
            if (!key.has(name)) {
                throw DynamoDbError.VALIDATION.of(INVALID);
            }
        }
        try {
            if (index.isPresent()) {
                order.names().forEach(name -> Keys.requirePart(table, key, name, name.equals(order.hash())));
            }
            Keys.requireKey(table, Keys.of(table, key));
        } catch (ApiException e) {
            throw DynamoDbError.VALIDATION.of(INVALID + ": " + e.text());
        }
        return new Reading.Position(
                key.get(order.hash()).orElseThrow(), order.range().flatMap(key::get), Keys.place(table, key));
    }
}
