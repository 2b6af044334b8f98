package dev.postern.model.organizations;

import dev.postern.model.Entity;
import dev.postern.model.Tags;
import java.util.List;

/** To what policies are attached: the root, an organizational unit or an account. */
public sealed interface PolicyTarget extends Entity permits Organization, OrganizationalUnit, Member {
    String targetId();

    String targetName();

    /** The ids of the policies that are attached to it, in the order of attaching. */
    List<String> policies();

    Tags tags();

    PolicyTarget withPolicies(List<String> newPolicies);

    PolicyTarget withTags(Tags newTags);
}
