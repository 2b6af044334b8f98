package dev.postern.services.iam;

import static dev.postern.services.iam.IamOperations.outcome;

import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.iam.AccessKey;
import dev.postern.model.iam.Account;
import dev.postern.model.iam.ServiceCredential;
import dev.postern.model.iam.User;
import dev.postern.model.request.Caller;
import dev.postern.wire.codec.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.CreateUserResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteUserRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserResponse;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.GetUserResponse;
import software.amazon.awssdk.services.iam.model.ListUserTagsRequest;
import software.amazon.awssdk.services.iam.model.ListUserTagsResponse;
import software.amazon.awssdk.services.iam.model.ListUsersRequest;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutUserPermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.TagUserRequest;
import software.amazon.awssdk.services.iam.model.TagUserResponse;
import software.amazon.awssdk.services.iam.model.UntagUserRequest;
import software.amazon.awssdk.services.iam.model.UntagUserResponse;
import software.amazon.awssdk.services.iam.model.UpdateUserRequest;
import software.amazon.awssdk.services.iam.model.UpdateUserResponse;

/** Users. */
interface UserOperations extends IamOperations {
    @Override
    default CreateUserResponse createUser(CreateUserRequest request) {
        return commit(call -> {
            requireFree(call, request.userName(), null);
            Optional<String> boundary = Optional.ofNullable(request.permissionsBoundary());
            boundary.ifPresent(call::requireAttachable);
            User user = new User(
                    call.scope(),
                    request.userName(),
                    request.path() == null ? "/" : request.path(),
                    call.newId("AIDA"),
                    call.now(),
                    new TreeMap<>(),
                    List.of(),
                    boundary,
                    List.of(),
                    IamTags.of(request.tags()));
            return outcome(
                    Change.put(user),
                    CreateUserResponse.builder().user(Shapes.user(user, true)).build());
        });
    }

    /** Names are unique whatever their case. */
    private static void requireFree(IamCall call, String name, @Nullable User except) {
        for (User user : call.all(User.class)) {
            if (user.name().equalsIgnoreCase(name) && !user.equals(except)) {
                throw IamCall.alreadyExists("User with name " + name + " already exists.");
            }
        }
    }

    @Override
    default GetUserResponse getUser(GetUserRequest request) {
        return read(call -> {
            var shape = request.userName() == null ? self(call) : Shapes.user(call.user(request.userName()), true);
            return GetUserResponse.builder().user(shape).build();
        });
    }

    /** The caller, who may be the root user. */
    private static software.amazon.awssdk.services.iam.model.User self(IamCall call) {
        return switch (call.context().caller()) {
            case Caller.User user -> Shapes.user(call.user(user.name()), true);
            case Caller.Root root ->
                software.amazon.awssdk.services.iam.model.User.builder()
                        .userId(root.account().value())
                        .arn(root.arn())
                        .createDate(call.snapshot()
                                .find(
                                        Account.class,
                                        Scope.GLOBAL,
                                        root.account().value())
                                .map(Account::createdAt)
                                .orElse(Instant.EPOCH))
                        .build();
            case Caller.AssumedRole _, Caller.FederatedUser _, Caller.Anonymous _ ->
                throw IamCall.validationError("Must specify userName when calling with non-User credentials");
        };
    }

    @Override
    default ListUsersResponse listUsers(ListUsersRequest request) {
        return read(call -> {
            String prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
            List<User> users = call.all(User.class).stream()
                    .filter(user -> user.path().startsWith(prefix))
                    .toList();
            Page<User> page = IamPage.of(request, users, User::name, request.marker(), request.maxItems());
            return ListUsersResponse.builder()
                    .users(page.map(user -> Shapes.user(user, false)))
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }

    @Override
    default UpdateUserResponse updateUser(UpdateUserRequest request) {
        return commit(call -> {
            User user = call.user(request.userName());
            String name = request.newUserName() == null ? user.name() : request.newUserName();
            requireFree(call, name, user);
            User renamed = user.withName(name, request.newPath() == null ? user.path() : request.newPath());
            Change.Builder change = Change.builder().remove(user).put(renamed);
            change.addAll(PrincipalReferences.replace(
                    call.snapshot(), user.arn().toString(), renamed.arn().toString()));
            for (AccessKey key : call.accessKeys(Optional.of(user.name()))) {
                change.put(key.withUserName(Optional.of(name)));
            }
            for (ServiceCredential credential : call.serviceCredentials(user.name())) {
                change.put(credential.withUserName(name));
            }
            return outcome(change.build(), UpdateUserResponse.builder().build());
        });
    }

    @Override
    default DeleteUserResponse deleteUser(DeleteUserRequest request) {
        return commit(call -> {
            User user = call.user(request.userName());
            if (!user.attachedPolicies().isEmpty()) {
                throw IamCall.deleteConflict("Cannot delete entity, must detach all policies first.");
            }
            if (!user.inlinePolicies().isEmpty()) {
                throw IamCall.deleteConflict("Cannot delete entity, must delete policies first.");
            }
            if (!call.accessKeys(Optional.of(user.name())).isEmpty()) {
                throw IamCall.deleteConflict("Cannot delete entity, must delete access keys first.");
            }
            if (!call.serviceCredentials(user.name()).isEmpty()) {
                throw IamCall.deleteConflict("Cannot delete entity, must delete service specific credentials first.");
            }
            if (!user.groups().isEmpty()) {
                throw IamCall.deleteConflict("Cannot delete entity, must remove users from group first.");
            }
            Change forgotten =
                    PrincipalReferences.replace(call.snapshot(), user.arn().toString(), user.userId());
            return outcome(
                    Change.builder().remove(user).addAll(forgotten).build(),
                    DeleteUserResponse.builder().build());
        });
    }

    @Override
    default PutUserPermissionsBoundaryResponse putUserPermissionsBoundary(PutUserPermissionsBoundaryRequest request) {
        return commit(call -> {
            User user = call.user(request.userName());
            call.requireAttachable(request.permissionsBoundary());
            return outcome(
                    Change.put(user.withPermissionsBoundary(Optional.of(request.permissionsBoundary()))),
                    PutUserPermissionsBoundaryResponse.builder().build());
        });
    }

    @Override
    default DeleteUserPermissionsBoundaryResponse deleteUserPermissionsBoundary(
            DeleteUserPermissionsBoundaryRequest request) {
        return commit(call -> {
            User user = call.user(request.userName());
            if (user.permissionsBoundary().isEmpty()) {
                throw IamCall.noSuchEntity("User " + user.name() + " does not have a permissions boundary.");
            }
            return outcome(
                    Change.put(user.withPermissionsBoundary(Optional.empty())),
                    DeleteUserPermissionsBoundaryResponse.builder().build());
        });
    }

    @Override
    default TagUserResponse tagUser(TagUserRequest request) {
        return commit(call -> {
            User user = call.user(request.userName());
            return outcome(
                    Change.put(user.withTags(IamTags.add(user.tags(), request.tags()))),
                    TagUserResponse.builder().build());
        });
    }

    @Override
    default UntagUserResponse untagUser(UntagUserRequest request) {
        return commit(call -> {
            User user = call.user(request.userName());
            return outcome(
                    Change.put(user.withTags(IamTags.remove(user.tags(), request.tagKeys()))),
                    UntagUserResponse.builder().build());
        });
    }

    @Override
    default ListUserTagsResponse listUserTags(ListUserTagsRequest request) {
        return read(call -> {
            var page =
                    IamTags.page(request, call.user(request.userName()).tags(), request.marker(), request.maxItems());
            return ListUserTagsResponse.builder()
                    .tags(page.map(IamTags::shape))
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }
}
