package dev.postern.policy.analysis;

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
