package dev.postern.model.organizations;

import dev.postern.model.Tags;
import java.util.List;

/**
 * An organizational unit.
 *
 * @param id {@code ou-...}
 * @param organization the id of its organization
 * @param parent the id of the root or unit in which it is
 * @param policies the ids of those that are attached to it
 */
public record OrganizationalUnit(
        String id, String organization, String parent, String name, List<String> policies, Tags tags)
        implements OrganizationsResource, PolicyTarget {
    public OrganizationalUnit {
        policies = List.copyOf(policies);
    }

    @Override
    public String key() {
        return id;
    }

    @Override
    public String targetId() {
        return id;
    }

    @Override
    public String targetName() {
        return name;
    }

    public OrganizationalUnit withName(String newName) {
        return new OrganizationalUnit(id, organization, parent, newName, policies, tags);
    }

    @Override
    public OrganizationalUnit withPolicies(List<String> newPolicies) {
        return new OrganizationalUnit(id, organization, parent, name, newPolicies, tags);
    }

    @Override
    public OrganizationalUnit withTags(Tags newTags) {
        return new OrganizationalUnit(id, organization, parent, name, policies, newTags);
    }
}
