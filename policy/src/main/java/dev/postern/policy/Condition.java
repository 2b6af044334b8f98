package dev.postern.policy;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One test of a statement's Condition: an operator, a key, and the values of which one must match.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html">
 *     Conditions with multiple context keys or values</a>
 */
public final class Condition {
    /**
     * Keys that a request has with any number of values: only the set operators look into them, and a plain one never holds
     * where such a key is there.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html">
     *     Single-valued vs. multivalued context keys</a>
     */
    private static final Set<String> MULTIVALUED = Set.of(
            "aws:tagkeys",
            "aws:calledvia",
            "aws:principalorgpaths",
            "aws:principalservicenameslist",
            "aws:resourceorgpaths",
            "aws:sourceorgpaths",
            "aws:vpceorgpaths",
            "ec2:vpceprivatednsspecifieddomains",
            "s3:requestobjecttagkeys");

    private final SpelledOperator spelled;
    private final String key;
    private final String spelledKey;
    private final boolean multivalued;
    private final List<String> values;
    private final List<ValueMatcher> matchers;

    /** The keys on which it depends, in lower case: its own, and those of variables in its values. */
    private final List<String> asked;

    /** How a key with several values is judged. */
    public enum Quantifier {
        /** The key has one value. */
        ONE(""),
        FOR_ALL_VALUES("ForAllValues:"),
        FOR_ANY_VALUE("ForAnyValue:");

        private final String prefix;

        Quantifier(String prefix) {
            this.prefix = prefix;
        }

        public String prefix() {
            return prefix;
        }
    }

    Condition(SpelledOperator spelled, String key, List<String> values, LanguageVersion version) {
        this.spelled = spelled;
        this.key = key.toLowerCase(Locale.ROOT);
        this.spelledKey = key;
        this.multivalued = isMultivalued(this.key);
        this.values = List.copyOf(values);
        List<Template> templates = this.values.stream()
                .map(value -> Template.parse(value, version))
                .toList();
        this.matchers = templates.stream()
                .map(template -> ValueMatcher.compile(spelled.operator(), template))
                .toList();
        this.asked = Stream.concat(
                        Stream.of(this.key), templates.stream().flatMap(template -> template.variables().stream()))
                .distinct()
                .toList();
    }

    /** Whether requests have a key with any number of values. It is no policy variable then. */
    static boolean isMultivalued(String lowerCaseKey) {
        return MULTIVALUED.contains(lowerCaseKey);
    }

    public ConditionOperator operator() {
        return spelled.operator();
    }

    public Quantifier quantifier() {
        return spelled.quantifier();
    }

    public boolean ifExists() {
        return spelled.ifExists();
    }

    /** In lower case. */
    public String key() {
        return key;
    }

    public List<String> values() {
        return values;
    }

    /** As the policy spells it. */
    public String spelledKey() {
        return spelledKey;
    }

    /** With its quantifier and whether it asks only if the key is there, as {@code ForAnyValue:StringLikeIfExists}. */
    public String operatorName() {
        return spelled.toString();
    }

    /** The keys on which it depends, in lower case: its own, and those of variables in its values. */
    List<String> asked() {
        return asked;
    }

    /** Whether it is known what the request has of all that is asked. */
    boolean isKnown(ConditionContext context) {
        for (String one : asked) {
            if (!context.knows(one)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the condition holds for a request.
     *
     * @param inDoubt the answer where it is not known what the request has of what is asked
     */
    boolean holds(ConditionContext context, boolean inDoubt) {
        return isKnown(context) ? holds(context) : inDoubt;
    }

    /** Whether the condition holds for a request of which all is known. */
    boolean holds(ConditionContext context) {
        List<String> actual = context.values(key);
        if (operator() == ConditionOperator.NULL) {
            return anyMatches(actual.isEmpty() ? "true" : "false", context);
        }
        if (actual.isEmpty()) {
            return switch (quantifier()) {
                case ONE -> ifExists() || operator().negated();
                case FOR_ALL_VALUES -> true;
                case FOR_ANY_VALUE -> false; // there is none, whatever the rest says: IfExists changes nothing
            };
        }
        if (quantifier() == Quantifier.ONE && multivalued) {
            return false;
        }
        return switch (quantifier()) {
            case FOR_ALL_VALUES -> allPass(actual, context);
            case FOR_ANY_VALUE -> anyPasses(actual, context);
            case ONE -> operator().negated() ? allPass(actual, context) : anyPasses(actual, context);
        };
    }

    private boolean allPass(List<String> actual, ConditionContext context) {
        for (String value : actual) {
            if (!test(value, context)) {
                return false;
            }
        }
        return true;
    }

    private boolean anyPasses(List<String> actual, ConditionContext context) {
        for (String value : actual) {
            if (test(value, context)) {
                return true;
            }
        }
        return false;
    }

    private boolean test(String actual, ConditionContext context) {
        return anyMatches(actual, context) != operator().negated();
    }

    private boolean anyMatches(String actual, ConditionContext context) {
        for (ValueMatcher matcher : matchers) {
            if (matcher.matches(actual, context)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return operatorName() + " " + key + " " + values;
    }
}
