package dev.postern.services.authorization;

import dev.postern.policy.ConditionContext;
import java.util.Optional;

/**
 * One permission that an operation needs.
 *
 * @param action as {@code ec2:RunInstances}
 * @param resource its ARN, or {@code *}
 * @param keys condition keys beyond the global ones, worked out when a policy asks for them
 * @param uncertain whether {@code resource} is a pattern, of all that may be meant
 * @param shown what a refusal calls the resource, where that is not its ARN
 */
public record Check(String action, String resource, boolean uncertain, ConditionContext keys, Optional<String> shown) {
    public Check(String action, String resource, ConditionContext keys) {
        this(action, resource, false, keys, Optional.empty());
    }

    /** A permission without condition keys of its own. */
    public static Check of(String action, String resource) {
        return new Check(action, resource, ConditionContext.EMPTY);
    }

    /** A permission on something of which no more is known than which pattern its ARN matches. */
    public static Check onSomeOf(String action, String pattern, ConditionContext keys) {
        return new Check(action, pattern, true, keys, Optional.empty());
    }

    /** The same with other condition keys. */
    public Check withKeys(ConditionContext others) {
        return new Check(action, resource, uncertain, others, shown);
    }

    /** The same with another name for the resource. */
    public Check shownAs(String text) {
        return new Check(action, resource, uncertain, keys, Optional.of(text));
    }
}
