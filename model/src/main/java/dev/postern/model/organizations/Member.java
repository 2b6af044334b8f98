package dev.postern.model.organizations;

import dev.postern.model.AccountId;
import dev.postern.model.Tags;
import java.time.Instant;
import java.util.List;

/**
 * An account as a part of an organization, be it the management account or a member.
 *
 * @param organization the id of the organization
 * @param parent the id of the root or unit in which it is
 * @param created whether the organization made it; else it was invited
 * @param policies the ids of those that are attached to it
 */
public record Member(
        AccountId id,
        String organization,
        String parent,
        String name,
        String email,
        boolean created,
        Instant joinedAt,
        List<String> policies,
        Tags tags)
        implements OrganizationsResource, PolicyTarget {
    public Member {
        policies = List.copyOf(policies);
    }

    @Override
    public String key() {
        return id.value();
    }

    @Override
    public String targetId() {
        return id.value();
    }

    @Override
    public String targetName() {
        return name;
    }

    public Member withParent(String newParent) {
        return new Member(id, organization, newParent, name, email, created, joinedAt, policies, tags);
    }

    @Override
    public Member withPolicies(List<String> newPolicies) {
        return new Member(id, organization, parent, name, email, created, joinedAt, newPolicies, tags);
    }

    @Override
    public Member withTags(Tags newTags) {
        return new Member(id, organization, parent, name, email, created, joinedAt, policies, newTags);
    }
}
