package dev.postern.model.iam;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An IAM group. Its members say themselves that they are in it, by its id, which stays when its name changes.
 *
 * @param path begins and ends with a slash
 * @param groupId {@code AGPA...}
 * @param inlinePolicies documents by name
 * @param attachedPolicies ARNs, in the order of attachment
 */
public record Group(
        Scope scope,
        String name,
        String path,
        String groupId,
        Instant createdAt,
        SortedMap<String, String> inlinePolicies,
        List<String> attachedPolicies)
        implements IamResource {
    @Override
    public String key() {
        return name;
    }

    public Group {
        inlinePolicies = Collections.unmodifiableSortedMap(new TreeMap<>(inlinePolicies));
        attachedPolicies = List.copyOf(attachedPolicies);
    }

    public Arn arn() {
        return Arn.global("iam", scope.account(), "group" + path + name);
    }

    public Group withName(String newName, String newPath) {
        return new Group(scope, newName, newPath, groupId, createdAt, inlinePolicies, attachedPolicies);
    }

    public Group withInlinePolicies(SortedMap<String, String> newInlinePolicies) {
        return new Group(scope, name, path, groupId, createdAt, newInlinePolicies, attachedPolicies);
    }

    public Group withAttachedPolicies(List<String> newAttachedPolicies) {
        return new Group(scope, name, path, groupId, createdAt, inlinePolicies, newAttachedPolicies);
    }
}
