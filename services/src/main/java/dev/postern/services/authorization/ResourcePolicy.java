package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.policy.PolicyLayers;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a resource that can have a policy of its own.
 *
 * @param owner the account to which the resource belongs
 * @param document the resource's policy, if it has one
 * @param lists what its access control list has to say, where it is one of S3 that uses it
 * @param grants what allows beside it, as policies: the grants of a key
 */
public record ResourcePolicy(AccountId owner, Optional<String> document, Optional<Lists> lists, List<String> grants) {
    public ResourcePolicy {
        grants = List.copyOf(grants);
    }

    /** One without an access control list. */
    public ResourcePolicy(AccountId owner, Optional<String> document) {
        this(owner, document, Optional.empty());
    }

    /** One without grants. */
    public ResourcePolicy(AccountId owner, Optional<String> document, Optional<Lists> lists) {
        this(owner, document, lists, List.of());
    }

    /**
     * An access control list, as far as one request is concerned.
     *
     * @param policyAllows whether the policy beside it can allow: it cannot where its author does not own the resource
     * @param grant what in the list grants the action to the caller
     */
    public record Lists(boolean policyAllows, Optional<PolicyLayers.Grant> grant) {}
}
