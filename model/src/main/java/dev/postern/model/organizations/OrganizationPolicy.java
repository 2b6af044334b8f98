package dev.postern.model.organizations;

import dev.postern.model.Tags;

/**
 * A policy of an organization.
 *
 * @param id {@code p-...}
 * @param organization the id of its organization
 * @param content its document, as it was written
 */
public record OrganizationPolicy(
        String id, String organization, PolicyType type, String name, String description, String content, Tags tags)
        implements OrganizationsResource {
    /** The characters that a document of either type may have. */
    public static final int CHARACTERS_MAX = 5_120;

    @Override
    public String key() {
        return id;
    }

    /** The same with other words. */
    public OrganizationPolicy with(String newName, String newDescription, String newContent) {
        return new OrganizationPolicy(id, organization, type, newName, newDescription, newContent, tags);
    }

    public OrganizationPolicy withTags(Tags newTags) {
        return new OrganizationPolicy(id, organization, type, name, description, content, newTags);
    }
}
