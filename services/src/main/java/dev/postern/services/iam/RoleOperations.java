package dev.postern.services.iam;

import static dev.postern.services.iam.IamOperations.outcome;

import dev.postern.model.Change;
import dev.postern.model.iam.Role;
import dev.postern.wire.ApiException;
import dev.postern.wire.codec.Page;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.ListRoleTagsRequest;
import software.amazon.awssdk.services.iam.model.ListRoleTagsResponse;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.TagRoleRequest;
import software.amazon.awssdk.services.iam.model.TagRoleResponse;
import software.amazon.awssdk.services.iam.model.UntagRoleRequest;
import software.amazon.awssdk.services.iam.model.UntagRoleResponse;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleResponse;

/** Roles. */
interface RoleOperations extends IamOperations {
    int SESSION_SECONDS_DEFAULT = 3_600;

    @Override
    default CreateRoleResponse createRole(CreateRoleRequest request) {
        return commit(call -> {
            Documents.requireTrust(call.snapshot(), request.assumeRolePolicyDocument());
            requireOrdinary(request.path());
            for (Role role : call.all(Role.class)) {
                if (role.name().equalsIgnoreCase(request.roleName())) {
                    throw IamCall.alreadyExists("Role with name " + request.roleName() + " already exists.");
                }
            }
            Optional<String> boundary = Optional.ofNullable(request.permissionsBoundary());
            boundary.ifPresent(call::requireAttachable);
            Role role = new Role(
                    call.scope(),
                    request.roleName(),
                    request.path() == null ? "/" : request.path(),
                    call.newId("AROA"),
                    request.assumeRolePolicyDocument(),
                    request.description() == null ? "" : request.description(),
                    request.maxSessionDuration() == null ? SESSION_SECONDS_DEFAULT : request.maxSessionDuration(),
                    call.now(),
                    new TreeMap<>(),
                    List.of(),
                    boundary,
                    IamTags.of(request.tags()));
            return outcome(
                    Change.put(role),
                    CreateRoleResponse.builder().role(Shapes.role(role, true)).build());
        });
    }

    /** Who could take the path would have a role that no policy of an organization binds. */
    private static void requireOrdinary(@Nullable String path) {
        if (path != null && path.startsWith(Role.SERVICE_LINKED_PATH)) {
            throw new ApiException(
                    IamError.INVALID_INPUT,
                    "Path prefix '" + Role.SERVICE_LINKED_PATH + "' can only be used for AWS Service linked Roles");
        }
    }

    @Override
    default GetRoleResponse getRole(GetRoleRequest request) {
        return read(call -> GetRoleResponse.builder()
                .role(Shapes.role(call.role(request.roleName()), true).toBuilder()
                        .roleLastUsed(used -> {})
                        .build())
                .build());
    }

    @Override
    default ListRolesResponse listRoles(ListRolesRequest request) {
        return read(call -> {
            String prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
            List<Role> roles = call.all(Role.class).stream()
                    .filter(role -> role.path().startsWith(prefix))
                    .toList();
            Page<Role> page = IamPage.of(request, roles, Role::name, request.marker(), request.maxItems());
            return ListRolesResponse.builder()
                    .roles(page.map(role -> Shapes.role(role, false)))
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }

    @Override
    default UpdateRoleResponse updateRole(UpdateRoleRequest request) {
        return commit(call -> {
            Role role = call.ownRole(request.roleName());
            Role described = request.description() == null ? role : role.withDescription(request.description());
            Role updated = request.maxSessionDuration() == null
                    ? described
                    : described.withMaxSessionSeconds(request.maxSessionDuration());
            return outcome(Change.put(updated), UpdateRoleResponse.builder().build());
        });
    }

    @Override
    default UpdateRoleDescriptionResponse updateRoleDescription(UpdateRoleDescriptionRequest request) {
        return commit(call -> {
            Role role = call.role(request.roleName()).withDescription(request.description());
            return outcome(
                    Change.put(role),
                    UpdateRoleDescriptionResponse.builder()
                            .role(Shapes.role(role, true))
                            .build());
        });
    }

    @Override
    default UpdateAssumeRolePolicyResponse updateAssumeRolePolicy(UpdateAssumeRolePolicyRequest request) {
        return commit(call -> {
            Role role = call.ownRole(request.roleName());
            Documents.requireTrust(call.snapshot(), request.policyDocument());
            return outcome(
                    Change.put(role.withTrustPolicy(request.policyDocument())),
                    UpdateAssumeRolePolicyResponse.builder().build());
        });
    }

    @Override
    default DeleteRoleResponse deleteRole(DeleteRoleRequest request) {
        return commit(call -> {
            Role role = call.ownRole(request.roleName());
            if (!call.profilesOf(role).isEmpty()) {
                throw IamCall.deleteConflict("Cannot delete entity, must remove roles from instance profile first.");
            }
            if (!role.attachedPolicies().isEmpty()) {
                throw IamCall.deleteConflict("Cannot delete entity, must detach all policies first.");
            }
            if (!role.inlinePolicies().isEmpty()) {
                throw IamCall.deleteConflict("Cannot delete entity, must delete policies first.");
            }
            Change forgotten =
                    PrincipalReferences.replace(call.snapshot(), role.arn().toString(), role.roleId());
            return outcome(
                    Change.builder().addAll(forgotten).remove(role).build(),
                    DeleteRoleResponse.builder().build());
        });
    }

    @Override
    default PutRolePermissionsBoundaryResponse putRolePermissionsBoundary(PutRolePermissionsBoundaryRequest request) {
        return commit(call -> {
            Role role = call.ownRole(request.roleName());
            call.requireAttachable(request.permissionsBoundary());
            return outcome(
                    Change.put(role.withPermissionsBoundary(Optional.of(request.permissionsBoundary()))),
                    PutRolePermissionsBoundaryResponse.builder().build());
        });
    }

    @Override
    default DeleteRolePermissionsBoundaryResponse deleteRolePermissionsBoundary(
            DeleteRolePermissionsBoundaryRequest request) {
        return commit(call -> {
            Role role = call.ownRole(request.roleName());
            if (role.permissionsBoundary().isEmpty()) {
                throw IamCall.noSuchEntity("Role " + role.name() + " does not have a permissions boundary.");
            }
            return outcome(
                    Change.put(role.withPermissionsBoundary(Optional.empty())),
                    DeleteRolePermissionsBoundaryResponse.builder().build());
        });
    }

    @Override
    default TagRoleResponse tagRole(TagRoleRequest request) {
        return commit(call -> {
            Role role = call.role(request.roleName());
            return outcome(
                    Change.put(role.withTags(IamTags.add(role.tags(), request.tags()))),
                    TagRoleResponse.builder().build());
        });
    }

    @Override
    default UntagRoleResponse untagRole(UntagRoleRequest request) {
        return commit(call -> {
            Role role = call.role(request.roleName());
            return outcome(
                    Change.put(role.withTags(IamTags.remove(role.tags(), request.tagKeys()))),
                    UntagRoleResponse.builder().build());
        });
    }

    @Override
    default ListRoleTagsResponse listRoleTags(ListRoleTagsRequest request) {
        return read(call -> {
            var page =
                    IamTags.page(request, call.role(request.roleName()).tags(), request.marker(), request.maxItems());
            return ListRoleTagsResponse.builder()
                    .tags(page.map(IamTags::shape))
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }
}
