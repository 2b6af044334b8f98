package dev.postern.model.organizations;

import dev.postern.model.AccountId;
import java.time.Instant;
import java.util.Optional;

/**
 * A request for an account, which is done.
 *
 * @param id {@code car-...}
 * @param organization the id of the organization that asked for it
 * @param account what came of it; none if it failed
 * @param failure why it failed, as AWS's failure reasons have it
 */
public record AccountCreation(
        String id,
        String organization,
        String name,
        Instant requestedAt,
        Instant completedAt,
        Optional<AccountId> account,
        Optional<String> failure)
        implements OrganizationsResource {
    @Override
    public String key() {
        return id;
    }
}
