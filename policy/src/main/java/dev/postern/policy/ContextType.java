package dev.postern.policy;

import java.util.Optional;
import java.util.stream.Stream;

/** What the values of a condition key are, as who simulates a request says of each. */
public enum ContextType {
    STRING,
    NUMERIC,
    BOOLEAN,
    IP,
    BINARY,
    DATE;

    /** The type of a name, in any case. */
    public static Optional<ContextType> find(String name) {
        return Stream.of(values())
                .filter(type -> type.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** Whether a text is a value of this type. */
    public boolean accepts(String value) {
        return switch (this) {
            case STRING -> true;
            case NUMERIC -> ValueMatcher.number(value).isPresent();
            case BOOLEAN -> ValueMatcher.bool(value).isPresent();
            case IP -> AddressBlock.find(value).isPresent();
            case BINARY -> ValueMatcher.bytes(value).isPresent();
            case DATE -> PolicyDates.find(value).isPresent();
        };
    }
}
