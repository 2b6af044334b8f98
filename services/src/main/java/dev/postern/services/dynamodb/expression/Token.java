package dev.postern.services.dynamodb.expression;

/**
 * A word of an expression.
 *
 * @param start where it begins in the text
 * @param end behind its last character
 */
record Token(Kind kind, String text, int start, int end) {
    /** What it can be. */
    enum Kind {
        /** An attribute, a function or a keyword. */
        WORD,
        /** {@code #name}. */
        NAME,
        /** {@code :value}. */
        VALUE,
        DIGITS,
        SYMBOL,
        END
    }

    boolean is(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    /** Whether it is a keyword, in whatever case. */
    boolean isWord(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }
}
