package dev.postern.model.iam;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;
import java.util.Optional;

/**
 * An instance profile: what an instance names to get a role.
 *
 * @param roleName the role, at most one
 */
public record InstanceProfile(
        Scope scope,
        String name,
        String path,
        String profileId,
        Optional<String> roleName,
        Instant createdAt,
        Tags tags)
        implements IamResource {
    @Override
    public String key() {
        return name;
    }

    public Arn arn() {
        return Arn.global("iam", scope.account(), "instance-profile" + path + name);
    }

    public InstanceProfile withRoleName(Optional<String> newRoleName) {
        return new InstanceProfile(scope, name, path, profileId, newRoleName, createdAt, tags);
    }

    public InstanceProfile withTags(Tags newTags) {
        return new InstanceProfile(scope, name, path, profileId, roleName, createdAt, newTags);
    }
}
