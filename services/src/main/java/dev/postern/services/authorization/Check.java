package dev.postern.services.authorization;

import dev.postern.policy.ConditionContext;
import java.util.Optional;

/**
 * One permission that an operation needs.
 *
 * @param action as {@code ec2:RunInstances}
 * @param resource its ARN, or {@code *}
 * @param keys condition keys beyond the global ones, worked out when a policy asks for them
 * @param shown what a refusal calls the resource, where that is not its ARN
 */
public record Check(String action, String resource, ConditionContext keys, Optional<String> shown) {
    public Check(String action, String resource, ConditionContext keys) {
        this(action, resource, keys, Optional.empty());
    }

    /** A permission without condition keys of its own. */
    public static Check of(String action, String resource) {
        return new Check(action, resource, ConditionContext.EMPTY);
    }

    /** The same with another name for the resource. */
    public Check shownAs(String text) {
        return new Check(action, resource, keys, Optional.of(text));
    }
}
