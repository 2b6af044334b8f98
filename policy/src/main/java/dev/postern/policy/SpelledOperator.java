package dev.postern.policy;

import dev.postern.policy.Condition.Quantifier;
import java.util.List;
import java.util.Optional;

/** An operator as a condition spells it, with its quantifier and whether it asks only if the key is there. */
public record SpelledOperator(ConditionOperator operator, Quantifier quantifier, boolean ifExists) {
    private static final String IF_EXISTS = "IfExists";
    private static final List<Quantifier> QUANTIFIERS = List.of(Quantifier.FOR_ALL_VALUES, Quantifier.FOR_ANY_VALUE);

    /** The operator that a text is, as {@code ForAnyValue:StringLikeIfExists}. */
    public static Optional<SpelledOperator> find(String text) {
        Quantifier quantifier = QUANTIFIERS.stream()
                .filter(candidate -> text.startsWith(candidate.prefix()))
                .findFirst()
                .orElse(Quantifier.ONE);
        String name = text.substring(quantifier.prefix().length());
        boolean ifExists = name.endsWith(IF_EXISTS);
        String bare = ifExists ? name.substring(0, name.length() - IF_EXISTS.length()) : name;
        return ConditionOperator.find(bare).map(operator -> new SpelledOperator(operator, quantifier, ifExists));
    }

    @Override
    public String toString() {
        return quantifier.prefix() + operator.wireName() + (ifExists ? IF_EXISTS : "");
    }
}
