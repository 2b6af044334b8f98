package dev.postern.services.iam;

import dev.postern.model.Arn;
import dev.postern.model.Entity;
import dev.postern.model.Indexes;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.iam.AccessKey;
import dev.postern.model.iam.Group;
import dev.postern.model.iam.IamNames;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.model.iam.ManagedPolicy;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.ServiceCredential;
import dev.postern.model.iam.User;
import dev.postern.model.request.Caller;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.AwsManagedPolicies;
import dev.postern.wire.ApiException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request to IAM at a moment of the cloud: the account's entities, and what is known of the request. */
record IamCall(Snapshot snapshot, RequestContext context) {
    Scope scope() {
        return Scope.ofAccount(context.account());
    }

    /** IAM keeps times to the second. */
    Instant now() {
        return context.now().truncatedTo(ChronoUnit.SECONDS);
    }

    /** A unique id, as {@code AROA...}. */
    String newId(String prefix) {
        return prefix + context.ids().base32(17);
    }

    /** The account's entities of a class, ordered by key. */
    <E extends Entity> Collection<E> all(Class<E> kind) {
        return snapshot.all(kind).in(scope());
    }

    User user(String name) {
        return IamNames.find(snapshot, User.class, scope(), name)
                .orElseThrow(() -> noSuchEntity("The user with name " + name + " cannot be found."));
    }

    /**
     * The name of the user whose keys or credentials are meant: the one that is named, or the caller; none stands for the root user.
     *
     * @throws ApiException if nobody is named and the caller is neither
     */
    Optional<String> ownerName(@Nullable String userName) {
        if (userName != null) {
            return Optional.of(user(userName).name());
        }
        return switch (context.caller()) {
            case Caller.User user -> Optional.of(user.name());
            case Caller.Root _ -> Optional.empty();
            case Caller.AssumedRole _, Caller.FederatedUser _, Caller.Anonymous _ ->
                throw validationError("Must specify userName when calling with non-User credentials");
        };
    }

    Group group(String name) {
        return IamNames.find(snapshot, Group.class, scope(), name)
                .orElseThrow(() -> noSuchEntity("The group with name " + name + " cannot be found."));
    }

    List<User> members(Group group) {
        return List.copyOf(snapshot.by(Indexes.USERS_BY_GROUP, group.groupId()).values());
    }

    Role role(String name) {
        return IamNames.find(snapshot, Role.class, scope(), name)
                .orElseThrow(() -> noSuchEntity("The role with name " + name + " cannot be found."));
    }

    /** A role to be changed, which a service's is not. */
    Role ownRole(String name) {
        Role role = role(name);
        if (role.isServiceLinked()) {
            throw new ApiException(
                    IamError.UNMODIFIABLE_ENTITY,
                    "Cannot perform the operation on the protected role '" + role.name()
                            + "' - this role is only modifiable by AWS");
        }
        return role;
    }

    InstanceProfile instanceProfile(String name) {
        return IamNames.find(snapshot, InstanceProfile.class, scope(), name)
                .orElseThrow(() -> noSuchEntity("Instance Profile " + name + " cannot be found."));
    }

    Optional<ManagedPolicy> findPolicy(String arn) {
        return snapshot.find(ManagedPolicy.class, scope(), arn);
    }

    /** One of the account's own policies, to be changed. */
    ManagedPolicy ownPolicy(String arn) {
        if (AwsManagedPolicies.find(arn).isPresent()) {
            throw new ApiException(
                    IamError.ACCESS_DENIED, "Policy " + arn + " is an AWS managed policy and cannot be changed.");
        }
        requireArn(arn);
        return findPolicy(arn).orElseThrow(() -> noSuchEntity("Policy " + arn + " was not found."));
    }

    private static void requireArn(String text) {
        if (Arn.parse(text).isEmpty()) {
            throw new ApiException(IamError.INVALID_INPUT, "ARN " + text + " is not valid.");
        }
    }

    /** Checks that a policy can be attached. */
    void requireAttachable(String arn) {
        requireArn(arn);
        if (findPolicy(arn).isEmpty() && AwsManagedPolicies.find(arn).isEmpty()) {
            throw noSuchEntity("Policy " + arn + " does not exist or is not attachable.");
        }
    }

    List<AccessKey> accessKeys(Optional<String> userName) {
        return snapshot.all(AccessKey.class).in(Scope.GLOBAL).stream()
                .filter(key -> key.account().equals(context.account())
                        && key.userName().equals(userName))
                .toList();
    }

    List<ServiceCredential> serviceCredentials(String userName) {
        return all(ServiceCredential.class).stream()
                .filter(credential -> credential.userName().equals(userName))
                .toList();
    }

    List<InstanceProfile> profilesOf(Role role) {
        return all(InstanceProfile.class).stream()
                .filter(profile -> profile.roleName().equals(Optional.of(role.name())))
                .toList();
    }

    static ApiException noSuchEntity(String message) {
        return new ApiException(IamError.NO_SUCH_ENTITY, message);
    }

    static ApiException alreadyExists(String message) {
        return new ApiException(IamError.ENTITY_ALREADY_EXISTS, message);
    }

    static ApiException deleteConflict(String message) {
        return new ApiException(IamError.DELETE_CONFLICT, message);
    }

    static ApiException limitExceeded(String message) {
        return new ApiException(IamError.LIMIT_EXCEEDED, message);
    }

    static ApiException validationError(String message) {
        return new ApiException(IamError.VALIDATION_ERROR, message);
    }
}
