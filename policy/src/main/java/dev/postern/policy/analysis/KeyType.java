package dev.postern.policy.analysis;

import dev.postern.policy.ConditionOperator;
import java.util.Optional;

/** What the values of a condition key are, and whether a request can have several. */
enum KeyType {
    STRING("String", false),
    NUMERIC("Numeric", false),
    BOOL("Bool", false),
    DATE("Date", false),
    IP("IPAddress", false),
    ARN("ARN", false),
    STRINGS("String", true),
    OTHERS("", true),
    /** A time, be it written as a date or a number. */
    TIME("", false);

    private final String operators;
    private final boolean several;

    KeyType(String operators, boolean several) {
        this.operators = operators;
        this.several = several;
    }

    /** As the operators for it are called together. */
    String operators() {
        return operators;
    }

    boolean several() {
        return several;
    }

    /** The type of the values that an operator compares; none for one that compares bytes, or nothing. */
    static Optional<KeyType> of(ConditionOperator operator) {
        return switch (operator) {
            case STRING_EQUALS,
                    STRING_NOT_EQUALS,
                    STRING_EQUALS_IGNORE_CASE,
                    STRING_NOT_EQUALS_IGNORE_CASE,
                    STRING_LIKE,
                    STRING_NOT_LIKE -> Optional.of(STRING);
            case NUMERIC_EQUALS,
                    NUMERIC_NOT_EQUALS,
                    NUMERIC_LESS_THAN,
                    NUMERIC_LESS_THAN_EQUALS,
                    NUMERIC_GREATER_THAN,
                    NUMERIC_GREATER_THAN_EQUALS -> Optional.of(NUMERIC);
            case DATE_EQUALS,
                    DATE_NOT_EQUALS,
                    DATE_LESS_THAN,
                    DATE_LESS_THAN_EQUALS,
                    DATE_GREATER_THAN,
                    DATE_GREATER_THAN_EQUALS -> Optional.of(DATE);
            case ARN_EQUALS, ARN_NOT_EQUALS, ARN_LIKE, ARN_NOT_LIKE -> Optional.of(ARN);
            case IP_ADDRESS, NOT_IP_ADDRESS -> Optional.of(IP);
            case BOOL -> Optional.of(BOOL);
            case BINARY_EQUALS, NULL -> Optional.empty();
        };
    }

    static KeyType of(String letter) {
        return switch (letter) {
            case "N" -> NUMERIC;
            case "B" -> BOOL;
            case "D" -> DATE;
            case "I" -> IP;
            case "A" -> ARN;
            case "L" -> STRINGS;
            case "M" -> OTHERS;
            default -> throw new IllegalArgumentException(letter);
        };
    }
}
