package dev.postern.services.dynamodb.expression;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A condition, filter or key condition that was read.
 *
 * @param heads the attributes that it speaks of
 * @param nested those of them below which it looks
 */
public record ConditionExpression(Condition condition, Set<String> heads, Set<String> nested) {
    public ConditionExpression {
        heads = Collections.unmodifiableSet(new TreeSet<>(heads));
        nested = Collections.unmodifiableSet(new TreeSet<>(nested));
    }

    /**
     * Reads one.
     *
     * @throws ExpressionException if it is none
     */
    public static ConditionExpression parse(String text, Placeholders placeholders) {
        return new ConditionParser(new Tokens(text), placeholders).parse();
    }
}
