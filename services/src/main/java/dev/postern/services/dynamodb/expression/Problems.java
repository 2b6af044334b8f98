package dev.postern.services.dynamodb.expression;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What is wrong with an expression that can be read. DynamoDB tells one thing only, and the kinds have an order. */
final class Problems {
    private final Map<Kind, String> first = new EnumMap<>(Kind.class);

    /** Kinds of what can be wrong. */
    enum Kind {
        PARENTHESES,
        FUNCTION_NAME,
        MISUSED_FUNCTION,
        RESERVED_WORD,
        /** The first condition of which something of the kinds below is wrong. */
        CONDITION,
        SECTION,
        NAME,
        VALUE,
        OPERANDS,
        OVERLAP,
        CONFLICT,
        DISTINCT,
        OPERATOR,
        FUNCTION
    }

    void note(Kind kind, String text) {
        first.putIfAbsent(kind, text);
    }

    boolean has(Kind kind) {
        return first.containsKey(kind);
    }

    /** Notes the first of some kinds as another one. */
    void noteFirst(List<Kind> kinds, Kind as) {
        for (Kind kind : kinds) {
            String text = first.get(kind);
            if (text != null) {
                note(as, text);
                return;
            }
        }
    }

    /** Throws the first of some kinds. */
    void throwFirst(List<Kind> kinds) {
        for (Kind kind : kinds) {
            String text = first.get(kind);
            if (text != null) {
                throw new ExpressionException(text);
            }
        }
    }
}
