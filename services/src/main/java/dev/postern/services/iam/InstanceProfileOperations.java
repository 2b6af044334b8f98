package dev.postern.services.iam;

import static dev.postern.services.iam.IamOperations.outcome;

import dev.postern.model.Change;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.model.iam.Role;
import dev.postern.wire.codec.Page;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfileTagsResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesResponse;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.TagInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.UntagInstanceProfileResponse;

/** Instance profiles. */
interface InstanceProfileOperations extends IamOperations {
    @Override
    default CreateInstanceProfileResponse createInstanceProfile(CreateInstanceProfileRequest request) {
        return commit(call -> {
            String name = request.instanceProfileName();
            for (InstanceProfile profile : call.all(InstanceProfile.class)) {
                if (profile.name().equalsIgnoreCase(name)) {
                    throw IamCall.alreadyExists("Instance Profile " + name + " already exists.");
                }
            }
            InstanceProfile profile = new InstanceProfile(
                    call.scope(),
                    name,
                    request.path() == null ? "/" : request.path(),
                    call.newId("AIPA"),
                    Optional.empty(),
                    call.now(),
                    IamTags.of(request.tags()));
            return outcome(
                    Change.put(profile),
                    CreateInstanceProfileResponse.builder()
                            .instanceProfile(Shapes.instanceProfile(call, profile, true))
                            .build());
        });
    }

    @Override
    default GetInstanceProfileResponse getInstanceProfile(GetInstanceProfileRequest request) {
        return read(call -> GetInstanceProfileResponse.builder()
                .instanceProfile(
                        Shapes.instanceProfile(call, call.instanceProfile(request.instanceProfileName()), true))
                .build());
    }

    @Override
    default ListInstanceProfilesResponse listInstanceProfiles(ListInstanceProfilesRequest request) {
        return read(call -> {
            String prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
            List<InstanceProfile> profiles = call.all(InstanceProfile.class).stream()
                    .filter(profile -> profile.path().startsWith(prefix))
                    .toList();
            Page<InstanceProfile> page =
                    IamPage.of(request, profiles, InstanceProfile::name, request.marker(), request.maxItems());
            return ListInstanceProfilesResponse.builder()
                    .instanceProfiles(page.map(profile -> Shapes.instanceProfile(call, profile, false)))
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }

    @Override
    default ListInstanceProfilesForRoleResponse listInstanceProfilesForRole(
            ListInstanceProfilesForRoleRequest request) {
        return read(call -> {
            Page<InstanceProfile> page = IamPage.of(
                    request,
                    call.profilesOf(call.role(request.roleName())),
                    InstanceProfile::name,
                    request.marker(),
                    request.maxItems());
            return ListInstanceProfilesForRoleResponse.builder()
                    .instanceProfiles(page.map(profile -> Shapes.instanceProfile(call, profile, false)))
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }

    @Override
    default AddRoleToInstanceProfileResponse addRoleToInstanceProfile(AddRoleToInstanceProfileRequest request) {
        return commit(call -> {
            InstanceProfile profile = call.instanceProfile(request.instanceProfileName());
            Role role = call.role(request.roleName());
            if (profile.roleName().isPresent()) {
                throw IamCall.limitExceeded("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
            }
            return outcome(
                    Change.put(profile.withRoleName(Optional.of(role.name()))),
                    AddRoleToInstanceProfileResponse.builder().build());
        });
    }

    @Override
    default RemoveRoleFromInstanceProfileResponse removeRoleFromInstanceProfile(
            RemoveRoleFromInstanceProfileRequest request) {
        return commit(call -> {
            InstanceProfile profile = call.instanceProfile(request.instanceProfileName());
            if (profile.roleName().filter(request.roleName()::equalsIgnoreCase).isEmpty()) {
                throw IamCall.noSuchEntity("The role with name " + request.roleName() + " cannot be found.");
            }
            return outcome(
                    Change.put(profile.withRoleName(Optional.empty())),
                    RemoveRoleFromInstanceProfileResponse.builder().build());
        });
    }

    @Override
    default DeleteInstanceProfileResponse deleteInstanceProfile(DeleteInstanceProfileRequest request) {
        return commit(call -> {
            InstanceProfile profile = call.instanceProfile(request.instanceProfileName());
            if (profile.roleName().isPresent()) {
                throw IamCall.deleteConflict("Cannot delete entity, must remove roles from instance profile first.");
            }
            return outcome(
                    Change.remove(profile),
                    DeleteInstanceProfileResponse.builder().build());
        });
    }

    @Override
    default TagInstanceProfileResponse tagInstanceProfile(TagInstanceProfileRequest request) {
        return commit(call -> {
            InstanceProfile profile = call.instanceProfile(request.instanceProfileName());
            return outcome(
                    Change.put(profile.withTags(IamTags.add(profile.tags(), request.tags()))),
                    TagInstanceProfileResponse.builder().build());
        });
    }

    @Override
    default UntagInstanceProfileResponse untagInstanceProfile(UntagInstanceProfileRequest request) {
        return commit(call -> {
            InstanceProfile profile = call.instanceProfile(request.instanceProfileName());
            return outcome(
                    Change.put(profile.withTags(IamTags.remove(profile.tags(), request.tagKeys()))),
                    UntagInstanceProfileResponse.builder().build());
        });
    }

    @Override
    default ListInstanceProfileTagsResponse listInstanceProfileTags(ListInstanceProfileTagsRequest request) {
        return read(call -> {
            var page = IamTags.page(
                    request,
                    call.instanceProfile(request.instanceProfileName()).tags(),
                    request.marker(),
                    request.maxItems());
            return ListInstanceProfileTagsResponse.builder()
                    .tags(page.map(IamTags::shape))
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }
}
