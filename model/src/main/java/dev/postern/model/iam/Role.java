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
 * An IAM role.
 *
 * @param path begins and ends with a slash
 * @param roleId {@code AROA...}
 * @param trustPolicy who may assume it
 * @param maxSessionSeconds 3600 to 43200
 */
public record Role(
        Scope scope,
        String name,
        String path,
        String roleId,
        String trustPolicy,
        String description,
        int maxSessionSeconds,
        Instant createdAt,
        SortedMap<String, String> inlinePolicies,
        List<String> attachedPolicies,
        Optional<String> permissionsBoundary,
        Tags tags)
        implements IamResource {
    /** Under which the roles are that AWS's services have in an account. */
    public static final String SERVICE_LINKED_PATH = "/aws-service-role/";

    @Override
    public String key() {
        return name;
    }

    public Role {
        inlinePolicies = Collections.unmodifiableSortedMap(new TreeMap<>(inlinePolicies));
        attachedPolicies = List.copyOf(attachedPolicies);
    }

    /** Whether it is a service's, which nobody else changes. */
    public boolean isServiceLinked() {
        return path.startsWith(SERVICE_LINKED_PATH);
    }

    public Arn arn() {
        return Arn.global("iam", scope.account(), "role" + path + name);
    }

    public Role withTrustPolicy(String newTrustPolicy) {
        return new Role(
                scope,
                name,
                path,
                roleId,
                newTrustPolicy,
                description,
                maxSessionSeconds,
                createdAt,
                inlinePolicies,
                attachedPolicies,
                permissionsBoundary,
                tags);
    }

    public Role withDescription(String newDescription) {
        return new Role(
                scope,
                name,
                path,
                roleId,
                trustPolicy,
                newDescription,
                maxSessionSeconds,
                createdAt,
                inlinePolicies,
                attachedPolicies,
                permissionsBoundary,
                tags);
    }

    public Role withMaxSessionSeconds(int newMaxSessionSeconds) {
        return new Role(
                scope,
                name,
                path,
                roleId,
                trustPolicy,
                description,
                newMaxSessionSeconds,
                createdAt,
                inlinePolicies,
                attachedPolicies,
                permissionsBoundary,
                tags);
    }

    public Role withInlinePolicies(SortedMap<String, String> newInlinePolicies) {
        return new Role(
                scope,
                name,
                path,
                roleId,
                trustPolicy,
                description,
                maxSessionSeconds,
                createdAt,
                newInlinePolicies,
                attachedPolicies,
                permissionsBoundary,
                tags);
    }

    public Role withAttachedPolicies(List<String> newAttachedPolicies) {
        return new Role(
                scope,
                name,
                path,
                roleId,
                trustPolicy,
                description,
                maxSessionSeconds,
                createdAt,
                inlinePolicies,
                newAttachedPolicies,
                permissionsBoundary,
                tags);
    }

    public Role withPermissionsBoundary(Optional<String> newPermissionsBoundary) {
        return new Role(
                scope,
                name,
                path,
                roleId,
                trustPolicy,
                description,
                maxSessionSeconds,
                createdAt,
                inlinePolicies,
                attachedPolicies,
                newPermissionsBoundary,
                tags);
    }

    public Role withTags(Tags newTags) {
        return new Role(
                scope,
                name,
                path,
                roleId,
                trustPolicy,
                description,
                maxSessionSeconds,
                createdAt,
                inlinePolicies,
                attachedPolicies,
                permissionsBoundary,
                newTags);
    }
}
