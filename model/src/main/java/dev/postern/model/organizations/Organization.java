package dev.postern.model.organizations;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Tags;
import java.util.List;

/**
 * An organization, and its root.
 *
 * @param id {@code o-...}
 * @param management the account that made it
 * @param allFeatures whether it has policies; else only its bills are one
 * @param rootId {@code r-...}
 * @param enabled the types of policies that are in force
 * @param policies the ids of those that are attached to the root
 * @param tags the root's
 * @see <a href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_getting-started_concepts.html">Terminology and concepts
 *     for AWS Organizations</a>
 */
public record Organization(
        String id,
        AccountId management,
        boolean allFeatures,
        String rootId,
        List<PolicyType> enabled,
        List<String> policies,
        Tags tags)
        implements OrganizationsResource, PolicyTarget {
    /** What a root is called. */
    public static final String ROOT_NAME = "Root";

    public Organization {
        enabled = List.copyOf(enabled);
        policies = List.copyOf(policies);
    }

    @Override
    public String key() {
        return id;
    }

    @Override
    public String targetId() {
        return rootId;
    }

    @Override
    public String targetName() {
        return ROOT_NAME;
    }

    public boolean has(PolicyType type) {
        return enabled.contains(type);
    }

    /** The ARN of something of it, as {@code arn("ou", "ou-...")}. */
    public Arn arn(String kind, String of) {
        return Arn.global("organizations", management, kind + "/" + id + "/" + of);
    }

    /** Its own. */
    public Arn arn() {
        return Arn.global("organizations", management, "organization/" + id);
    }

    @Override
    public Organization withPolicies(List<String> newPolicies) {
        return new Organization(id, management, allFeatures, rootId, enabled, newPolicies, tags);
    }

    @Override
    public Organization withTags(Tags newTags) {
        return new Organization(id, management, allFeatures, rootId, enabled, policies, newTags);
    }

    public Organization withEnabled(List<PolicyType> newEnabled) {
        return new Organization(id, management, allFeatures, rootId, newEnabled, policies, tags);
    }
}
