package dev.postern.services.attached;

import dev.postern.policy.ConditionContext;
import dev.postern.policy.ServiceAuthorization.Action;
import dev.postern.services.authorization.Check;
import dev.postern.services.authorization.TagConditions;
import java.util.List;

/**
 * What is not known here of requests to a server that is attached: all keys that AWS publishes for the action, as they are of what only
 * the server keeps, as tags are, or of members that nobody here reads.
 */
record UnknownKeys(Action action) implements ConditionContext {
    /**
     * A permission.
     *
     * @param published the action as AWS spells it
     * @param shown the same with its service, as refusals spell it
     * @param resource an ARN, or a pattern if it has wildcards
     */
    static Check check(AttachableService kind, String published, String shown, String resource) {
        ConditionContext keys = new UnknownKeys(kind.published().action(published));
        boolean pattern = resource.length() > 1 && (resource.indexOf('*') >= 0 || resource.indexOf('?') >= 0);
        return pattern ? Check.onSomeOf(shown, resource, keys) : new Check(shown, resource, keys);
    }

    @Override
    public List<String> values(String key) {
        return List.of();
    }

    @Override
    public boolean knows(String key) {
        boolean tag = TagConditions.isOfResource(key) && !action.resources().isEmpty();
        return !tag && !action.canHave(key);
    }
}
