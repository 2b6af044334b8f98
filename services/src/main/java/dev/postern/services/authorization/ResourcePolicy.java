package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import java.util.Optional;

/**
 * What is known of a resource that can have a policy of its own.
 *
 * @param owner the account to which the resource belongs
 * @param document the resource's policy, if it has one
 */
public record ResourcePolicy(AccountId owner, Optional<String> document) {}
