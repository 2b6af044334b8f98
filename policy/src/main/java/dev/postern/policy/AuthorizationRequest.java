package dev.postern.policy;

import dev.postern.model.AccountId;
import java.util.Optional;

/**
 * What is to be decided.
 *
 * @param action as {@code s3:GetObject}
 * @param resource its ARN, or {@code *} for actions on no particular resource
 * @param resourceAccount whose the resource is; empty when it is the caller's
 */
public record AuthorizationRequest(
        PrincipalFacts caller,
        String action,
        String resource,
        Optional<AccountId> resourceAccount,
        ConditionContext context) {
    /** Whether caller and resource belong to one account. */
    public boolean sameAccount() {
        return resourceAccount.isEmpty() || resourceAccount.equals(caller.account());
    }
}
