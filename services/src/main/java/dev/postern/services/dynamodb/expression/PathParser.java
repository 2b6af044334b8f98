package dev.postern.services.dynamodb.expression;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.services.dynamodb.expression.Problems.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads paths and placeholders of one expression. */
final class PathParser {
    private static final int INDEX_DIGITS_MAX = 9;
    private static final int DEPTH_MAX = 32;

    private final Tokens tokens;
    private final Placeholders placeholders;
    private final Problems problems;

    PathParser(Tokens tokens, Placeholders placeholders, Problems problems) {
        this.tokens = tokens;
        this.placeholders = placeholders;
        this.problems = problems;
    }

    /** Whether a path begins here. */
    boolean isNext() {
        Token.Kind kind = tokens.peek().kind();
        return kind == Token.Kind.WORD || kind == Token.Kind.NAME;
    }

    Path path() {
        List<Path.Step> steps = new ArrayList<>();
        steps.add(name());
        while (true) {
            if (tokens.take(".")) {
                steps.add(name());
            } else if (tokens.take("[")) {
                steps.add(index());
                tokens.require("]");
            } else if (steps.size() > DEPTH_MAX) {
                throw new ExpressionException(
                        "The document path has too many nesting elements; nesting levels: " + steps.size());
            } else {
                return new Path(steps);
            }
        }
    }

    private Path.Step name() {
        Token token = tokens.peek();
        return new Path.Step.Name(
                switch (token.kind()) {
                    case WORD -> {
                        if (ReservedWords.contain(token.text())) {
                            problems.note(
                                    Kind.RESERVED_WORD,
                                    "Attribute name is a reserved keyword; reserved keyword: " + token.text());
                        }
                        yield tokens.next().text();
                    }
                    case NAME -> defined(tokens.next().text());
                    case VALUE, DIGITS, SYMBOL, END -> throw tokens.syntaxError();
                });
    }

    private String defined(String placeholder) {
        return placeholders.name(placeholder).orElseGet(() -> {
            problems.note(
                    Kind.NAME,
                    "An expression attribute name used in the document path is not defined; attribute name: "
                            + placeholder);
            return placeholder;
        });
    }

    private Path.Step index() {
        if (tokens.peek().kind() != Token.Kind.DIGITS) {
            throw tokens.syntaxError();
        }
        String digits = tokens.next().text();
        if (digits.length() > INDEX_DIGITS_MAX) {
            throw new ExpressionException("List index is not within the allowable range; index: [" + digits + "]");
        }
        return new Path.Step.Index(Integer.parseInt(digits));
    }

    /** The value of the placeholder that is next. */
    Optional<AttributeValue> value() {
        String placeholder = tokens.next().text();
        Optional<AttributeValue> value = placeholders.value(placeholder);
        if (value.isEmpty()) {
            problems.note(
                    Kind.VALUE,
                    "An expression attribute value used in expression is not defined; attribute value: " + placeholder);
        }
        return value;
    }
}
