package dev.postern.services.dynamodb;

import dev.postern.model.dynamodb.KeySchema;
import dev.postern.model.dynamodb.Numbers;
import dev.postern.model.dynamodb.SecondaryIndex;
import dev.postern.model.dynamodb.Table;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What a request does with the items of one table, as far as policies can ask.
 *
 * @param action that allows it
 * @param table by the name that the request has for it
 * @param keys attributes of the items that are named, among them the partition key
 * @param attributes the attributes that the request speaks of beside those
 * @param facts values of other condition keys, by their names in lower case
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html">Using IAM policy conditions
 *     for fine-grained access control</a>
 */
record Access(
        String action,
        String table,
        Optional<String> index,
        List<Map<String, AttributeValue>> keys,
        Set<String> attributes,
        Map<String, String> facts) {
    /** The values of a condition key. */
    List<String> values(String key, Optional<Table> known) {
        return switch (key) {
            case "dynamodb:leadingkeys" -> known.map(this::leadingKeys).orElse(List.of());
            case "dynamodb:attributes" -> {
                Set<String> all = new LinkedHashSet<>(attributes);
                keys.forEach(one -> all.addAll(one.keySet()));
                yield List.copyOf(all);
            }
            default -> Optional.ofNullable(facts.get(key)).map(List::of).orElse(List.of());
        };
    }

    private List<String> leadingKeys(Table known) {
        KeySchema schema = index.flatMap(known::index).map(SecondaryIndex::key).orElse(known.keySchema());
        List<String> values = new ArrayList<>();
        for (Map<String, AttributeValue> one : keys) {
            AttributeValue value = one.get(schema.hash());
            if (value != null) {
                text(value).ifPresent(values::add);
            }
        }
        return values;
    }

    private static Optional<String> text(AttributeValue value) {
        if (value.s() != null) {
            return Optional.of(value.s());
        }
        if (value.n() != null) {
            try {
                return Optional.of(Numbers.format(Numbers.parse(value.n())));
            } catch (Numbers.NotANumber e) {
                return Optional.empty(); // the request will be refused
            }
        }
        return Optional.ofNullable(value.b())
                .map(bytes -> Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe()));
    }
}
