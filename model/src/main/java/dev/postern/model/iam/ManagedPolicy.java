package dev.postern.model.iam;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;
import java.util.List;

/**
 * A customer managed policy. AWS's own managed policies are not stored: they are the same everywhere.
 *
 * @param versions at most five, the default among them
 * @param latestVersion the number of the newest version that ever was: numbers are not used again
 */
public record ManagedPolicy(
        Scope scope,
        String name,
        String path,
        String policyId,
        String description,
        List<Version> versions,
        int defaultVersion,
        int latestVersion,
        Instant createdAt,
        Instant updatedAt,
        Tags tags)
        implements IamResource {
    @Override
    public String key() {
        return arn().toString();
    }

    public ManagedPolicy {
        versions = List.copyOf(versions);
    }

    /**
     * One version of the document.
     *
     * @param number from 1; shown as {@code v1}
     */
    public record Version(int number, String document, Instant createdAt) {}

    public Arn arn() {
        return Arn.global("iam", scope.account(), "policy" + path + name);
    }

    public String defaultDocument() {
        return versions.stream()
                .filter(v -> v.number() == defaultVersion)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name + " has lost its default version"))
                .document();
    }

    /** The policy with other versions, changed at that time. */
    public ManagedPolicy withVersions(
            List<Version> newVersions, int newDefaultVersion, int newLatestVersion, Instant newUpdatedAt) {
        return new ManagedPolicy(
                scope,
                name,
                path,
                policyId,
                description,
                newVersions,
                newDefaultVersion,
                newLatestVersion,
                createdAt,
                newUpdatedAt,
                tags);
    }

    public ManagedPolicy withTags(Tags newTags) {
        return new ManagedPolicy(
                scope,
                name,
                path,
                policyId,
                description,
                versions,
                defaultVersion,
                latestVersion,
                createdAt,
                updatedAt,
                newTags);
    }
}
