package dev.postern.policy;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A condition operator without its prefix ({@code ForAllValues:}) and suffix ({@code IfExists}).
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">
 *     Condition operators</a>
 */
public enum ConditionOperator {
    STRING_EQUALS("StringEquals", false),
    STRING_NOT_EQUALS("StringNotEquals", true),
    STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false),
    STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true),
    STRING_LIKE("StringLike", false),
    STRING_NOT_LIKE("StringNotLike", true),
    NUMERIC_EQUALS("NumericEquals", false),
    NUMERIC_NOT_EQUALS("NumericNotEquals", true),
    NUMERIC_LESS_THAN("NumericLessThan", false),
    NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", false),
    NUMERIC_GREATER_THAN("NumericGreaterThan", false),
    NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", false),
    DATE_EQUALS("DateEquals", false),
    DATE_NOT_EQUALS("DateNotEquals", true),
    DATE_LESS_THAN("DateLessThan", false),
    DATE_LESS_THAN_EQUALS("DateLessThanEquals", false),
    DATE_GREATER_THAN("DateGreaterThan", false),
    DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", false),
    BOOL("Bool", false),
    BINARY_EQUALS("BinaryEquals", false),
    IP_ADDRESS("IpAddress", false),
    NOT_IP_ADDRESS("NotIpAddress", true),
    ARN_EQUALS("ArnEquals", false),
    ARN_NOT_EQUALS("ArnNotEquals", true),
    ARN_LIKE("ArnLike", false),
    ARN_NOT_LIKE("ArnNotLike", true),
    NULL("Null", false);

    private static final Map<String, ConditionOperator> BY_NAME = byName();

    private final String wireName;
    private final boolean negated;

    ConditionOperator(String wireName, boolean negated) {
        this.wireName = wireName;
        this.negated = negated;
    }

    public String wireName() {
        return wireName;
    }

    /** Whether it holds when no value matches; then it also holds when the request does not have the key. */
    public boolean negated() {
        return negated;
    }

    /** An operator by its name, in any case. */
    public static Optional<ConditionOperator> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    private static Map<String, ConditionOperator> byName() {
        Map<String, ConditionOperator> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (ConditionOperator operator : values()) {
            names.put(operator.wireName, operator);
        }
        return Collections.unmodifiableMap(names);
    }
}
