package dev.postern.model.iam;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An IAM user.
 *
 * @param path begins and ends with a slash
 * @param userId {@code AIDA...}
 * @param inlinePolicies documents by name
 * @param attachedPolicies ARNs, in the order of attachment
 * @param permissionsBoundary the ARN of the boundary, if any
 * @param groups the ids of the groups in which it is, in the order of joining
 */
public record User(
        Scope scope,
        String name,
        String path,
        String userId,
        Instant createdAt,
        SortedMap<String, String> inlinePolicies,
        List<String> attachedPolicies,
        Optional<String> permissionsBoundary,
        List<String> groups,
        Tags tags)
        implements IamResource {
    @Override
    public String key() {
        return name;
    }

    public User {
        inlinePolicies = Collections.unmodifiableSortedMap(new TreeMap<>(inlinePolicies));
        attachedPolicies = List.copyOf(attachedPolicies);
        groups = List.copyOf(groups);
    }

    public Arn arn() {
        return Arn.global("iam", scope.account(), "user" + path + name);
    }

    public User withName(String newName, String newPath) {
        return with(newName, newPath, inlinePolicies, attachedPolicies, permissionsBoundary, groups, tags);
    }

    public User withInlinePolicies(SortedMap<String, String> newInlinePolicies) {
        return with(name, path, newInlinePolicies, attachedPolicies, permissionsBoundary, groups, tags);
    }

    public User withAttachedPolicies(List<String> newAttachedPolicies) {
        return with(name, path, inlinePolicies, newAttachedPolicies, permissionsBoundary, groups, tags);
    }

    public User withPermissionsBoundary(Optional<String> newPermissionsBoundary) {
        return with(name, path, inlinePolicies, attachedPolicies, newPermissionsBoundary, groups, tags);
    }

    public User withGroups(List<String> newGroups) {
        return with(name, path, inlinePolicies, attachedPolicies, permissionsBoundary, newGroups, tags);
    }

    public User withTags(Tags newTags) {
        return with(name, path, inlinePolicies, attachedPolicies, permissionsBoundary, groups, newTags);
    }

    private User with(
            String newName,
            String newPath,
            SortedMap<String, String> newInlinePolicies,
            List<String> newAttachedPolicies,
            Optional<String> newPermissionsBoundary,
            List<String> newGroups,
            Tags newTags) {
        return new User(
                scope,
                newName,
                newPath,
                userId,
                createdAt,
                newInlinePolicies,
                newAttachedPolicies,
                newPermissionsBoundary,
                newGroups,
                newTags);
    }
}
