package dev.postern.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The request's context: condition keys and their values. Keys are compared without case.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">AWS global
 *     condition context keys</a>
 */
@FunctionalInterface
public interface ConditionContext {
    /** A context without keys. */
    ConditionContext EMPTY = key -> List.of();

    /**
     * The values of a key; none when the request does not have it.
     *
     * @param key in lower case
     */
    List<String> values(String key);

    /**
     * Whether it is known what the request has of a key, be it nothing. Of what is not known a condition is in doubt: it keeps a
     * statement from allowing, and not from denying.
     *
     * @param key in lower case
     */
    default boolean knows(String key) {
        return true;
    }

    /** The value for a policy variable: that of a key which has exactly one. */
    default Optional<String> single(String key) {
        List<String> values = values(key.toLowerCase(Locale.ROOT));
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    /** A context of given keys, written in any case. */
    static ConditionContext of(Map<String, List<String>> values) {
        Map<String, List<String>> lower = new HashMap<>();
        values.forEach((key, all) -> lower.put(key.toLowerCase(Locale.ROOT), List.copyOf(all)));
        return key -> lower.getOrDefault(key, List.of());
    }
}
