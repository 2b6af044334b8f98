package dev.postern.services.dynamodb.expression;

import dev.postern.model.dynamodb.AttributeValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Predicate;

/** The placeholders of a request, which all its expressions share, and which of them were used. */
public final class Placeholders {
    private final SequencedMap<String, String> names;
    private final SequencedMap<String, AttributeValue> values;
    private final Set<String> used = new LinkedHashSet<>();

    public Placeholders(Map<String, String> names, Map<String, AttributeValue> values) {
        this.names = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(names));
        this.values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
        requireForm("Names", "#", names.keySet());
        requireForm("Values", ":", values.keySet());
    }

    private static void requireForm(String which, String sign, Set<String> keys) {
        Predicate<String> good = key -> key.matches(sign + "[0-9a-zA-Z_]+");
        keys.stream().filter(good.negate()).findFirst().ifPresent(key -> {
            throw new ExpressionException(
                    "ExpressionAttribute" + which + " contains invalid key: Syntax error; key: \"" + key + "\"");
        });
    }

    Optional<String> name(String placeholder) {
        used.add(placeholder);
        return Optional.ofNullable(names.get(placeholder));
    }

    Optional<AttributeValue> value(String placeholder) {
        used.add(placeholder);
        return Optional.ofNullable(values.get(placeholder));
    }

    /** Refuses what no expression has used. */
    public void requireAllUsed() {
        requireUsed("Names", names.sequencedKeySet());
        requireUsed("Values", values.sequencedKeySet());
    }

    private void requireUsed(String which, SequencedSet<String> keys) {
        SequencedSet<String> unused = new LinkedHashSet<>(keys);
        unused.removeAll(used);
        if (!unused.isEmpty()) {
            throw new ExpressionException("Value provided in ExpressionAttribute" + which
                    + " unused in expressions: keys: {" + String.join(", ", unused) + "}");
        }
    }
}
