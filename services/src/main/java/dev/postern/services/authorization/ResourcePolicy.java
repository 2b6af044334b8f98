package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a resource that can have a policy of its own.
 *
 * @param owner the account to which the resource belongs
 * @param document the resource's policy, if it has one
 * @param grants what allows beside it, as policies: the grants of a key
 */
public record ResourcePolicy(AccountId owner, Optional<String> document, List<String> grants) {
    public ResourcePolicy {
        grants = List.copyOf(grants);
    }

    public ResourcePolicy(AccountId owner, Optional<String> document) {
        this(owner, document, List.of());
    }
}
