package dev.postern.services.dynamodb.expression;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Numbers;
import java.util.stream.Collectors;

/** Values as errors show them, {@code {S:text}}. */
public final class Shown {
    private Shown() {}

    public static String of(AttributeValue value) {
        return "{" + value.type() + ":" + inner(value) + "}";
    }

    private static String inner(AttributeValue value) {
        return switch (value) {
            case AttributeValue.S s -> s.value();
            case AttributeValue.N n -> Numbers.format(n.value());
            case AttributeValue.B b -> b.value().toString();
            case AttributeValue.Bool bool -> Boolean.toString(bool.value());
            case AttributeValue.Null _ -> "true";
            case AttributeValue.StringSet set -> String.join(",", set.values());
            case AttributeValue.NumberSet set ->
                set.values().stream().map(Numbers::format).collect(Collectors.joining(","));
            case AttributeValue.BinarySet set ->
                set.values().stream().map(Object::toString).collect(Collectors.joining(","));
            case AttributeValue.L list -> list.values().stream().map(Shown::of).collect(Collectors.joining(","));
            case AttributeValue.M map ->
                map.values().entrySet().stream()
                        .map(entry -> entry.getKey() + ":" + of(entry.getValue()))
                        .collect(Collectors.joining(","));
        };
    }
}
