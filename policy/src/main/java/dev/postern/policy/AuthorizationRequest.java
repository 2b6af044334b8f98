package dev.postern.policy;

import dev.postern.model.AccountId;
import java.util.Optional;

/**
 * What is to be decided.
 *
 * @param action as {@code s3:GetObject}
 * @param resource its ARN, or {@code *} for actions on no particular resource
 * @param uncertain whether {@code resource} is a pattern, since it is not known which of all that it matches is meant: what allows must
 *     be for all of them, and what denies need be for one
 * @param resourceAccount whose the resource is; empty when it is the caller's
 */
public record AuthorizationRequest(
        PrincipalFacts caller,
        String action,
        String resource,
        boolean uncertain,
        Optional<AccountId> resourceAccount,
        ConditionContext context) {
    /** Of a resource that is known. */
    public AuthorizationRequest(
            PrincipalFacts caller,
            String action,
            String resource,
            Optional<AccountId> resourceAccount,
            ConditionContext context) {
        this(caller, action, resource, false, resourceAccount, context);
    }

    /** Whether caller and resource belong to one account. */
    public boolean sameAccount() {
        return resourceAccount.isEmpty() || resourceAccount.equals(caller.account());
    }

    /**
     * Whether a pattern is for the resource.
     *
     * @param inDoubt the answer where the resource may be one that it matches, and may be another
     */
    boolean isOn(Glob pattern, boolean inDoubt) {
        if (!uncertain) {
            return pattern.matches(resource);
        }
        Glob possible = Glob.of(resource);
        return inDoubt ? pattern.overlaps(possible) : pattern.includes(possible);
    }
}
