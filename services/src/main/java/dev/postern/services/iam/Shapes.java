package dev.postern.services.iam;

import dev.postern.model.iam.AccessKey;
import dev.postern.model.iam.Group;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.model.iam.ManagedPolicy;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.User;
import dev.postern.policy.AwsManagedPolicies;
import dev.postern.policy.AwsManagedPolicies.AwsManagedPolicy;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.PermissionsBoundaryAttachmentType;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.StatusType;

/** IAM's entities as its answers show them. Lists leave some members out. */
final class Shapes {
    private Shapes() {}

    static software.amazon.awssdk.services.iam.model.User user(User user, boolean whole) {
        var shape = software.amazon.awssdk.services.iam.model.User.builder()
                .path(user.path())
                .userName(user.name())
                .userId(user.userId())
                .arn(user.arn().toString())
                .createDate(user.createdAt());
        if (whole) {
            shape.permissionsBoundary(boundary(user.permissionsBoundary()));
            if (!user.tags().values().isEmpty()) {
                shape.tags(IamTags.shapes(user.tags()));
            }
        }
        return shape.build();
    }

    static software.amazon.awssdk.services.iam.model.Group group(Group group) {
        return software.amazon.awssdk.services.iam.model.Group.builder()
                .path(group.path())
                .groupName(group.name())
                .groupId(group.groupId())
                .arn(group.arn().toString())
                .createDate(group.createdAt())
                .build();
    }

    static software.amazon.awssdk.services.iam.model.Role role(Role role, boolean whole) {
        var shape = software.amazon.awssdk.services.iam.model.Role.builder()
                .path(role.path())
                .roleName(role.name())
                .roleId(role.roleId())
                .arn(role.arn().toString())
                .createDate(role.createdAt())
                .assumeRolePolicyDocument(Documents.encode(role.trustPolicy()))
                .description(role.description().isEmpty() ? null : role.description())
                .maxSessionDuration(role.maxSessionSeconds());
        if (whole) {
            shape.permissionsBoundary(boundary(role.permissionsBoundary()));
            if (!role.tags().values().isEmpty()) {
                shape.tags(IamTags.shapes(role.tags()));
            }
        }
        return shape.build();
    }

    static software.amazon.awssdk.services.iam.model.InstanceProfile instanceProfile(
            IamCall call, InstanceProfile profile, boolean whole) {
        var shape = software.amazon.awssdk.services.iam.model.InstanceProfile.builder()
                .path(profile.path())
                .instanceProfileName(profile.name())
                .instanceProfileId(profile.profileId())
                .arn(profile.arn().toString())
                .createDate(profile.createdAt())
                .roles(profile.roleName()
                        .map(name -> List.of(role(call.role(name), false)))
                        .orElse(List.of()));
        if (whole && !profile.tags().values().isEmpty()) {
            shape.tags(IamTags.shapes(profile.tags()));
        }
        return shape.build();
    }

    static Policy policy(IamCall call, ManagedPolicy policy, boolean whole) {
        var shape = Policy.builder()
                .policyName(policy.name())
                .policyId(policy.policyId())
                .arn(policy.arn().toString())
                .path(policy.path())
                .defaultVersionId("v" + policy.defaultVersion())
                .attachmentCount(Attachments.count(call, policy.key()))
                .permissionsBoundaryUsageCount(Attachments.boundaryCount(call, policy.key()))
                .isAttachable(true)
                .createDate(policy.createdAt())
                .updateDate(policy.updatedAt());
        if (whole) {
            shape.description(policy.description().isEmpty() ? null : policy.description());
            if (!policy.tags().values().isEmpty()) {
                shape.tags(IamTags.shapes(policy.tags()));
            }
        }
        return shape.build();
    }

    static Policy awsPolicy(IamCall call, AwsManagedPolicy policy, boolean whole) {
        var shape = Policy.builder()
                .policyName(policy.name())
                .policyId(policy.policyId())
                .arn(policy.arn())
                .path(policy.path())
                .defaultVersionId(policy.version())
                .attachmentCount(Attachments.count(call, policy.arn()))
                .permissionsBoundaryUsageCount(Attachments.boundaryCount(call, policy.arn()))
                .isAttachable(true)
                .createDate(policy.createdAt())
                .updateDate(policy.updatedAt());
        if (whole) {
            shape.description(policy.description());
        }
        return shape.build();
    }

    static PolicyVersion version(ManagedPolicy policy, ManagedPolicy.Version version, boolean whole) {
        return PolicyVersion.builder()
                .versionId("v" + version.number())
                .isDefaultVersion(version.number() == policy.defaultVersion())
                .createDate(version.createdAt())
                .document(whole ? Documents.encode(version.document()) : null)
                .build();
    }

    static PolicyVersion awsVersion(AwsManagedPolicy policy, boolean whole) {
        return PolicyVersion.builder()
                .versionId(policy.version())
                .isDefaultVersion(true)
                .createDate(policy.updatedAt())
                .document(whole ? Documents.encode(policy.document()) : null)
                .build();
    }

    static AccessKeyMetadata accessKey(AccessKey key) {
        return AccessKeyMetadata.builder()
                .userName(key.userName().orElse(null))
                .accessKeyId(key.id())
                .status(status(key))
                .createDate(key.createdAt())
                .build();
    }

    static StatusType status(AccessKey key) {
        return key.active() ? StatusType.ACTIVE : StatusType.INACTIVE;
    }

    static AttachedPolicy attached(IamCall call, String arn) {
        String name = call.findPolicy(arn)
                .map(ManagedPolicy::name)
                .or(() -> AwsManagedPolicies.find(arn).map(AwsManagedPolicy::name))
                .orElse(arn);
        return AttachedPolicy.builder().policyName(name).policyArn(arn).build();
    }

    private static @Nullable AttachedPermissionsBoundary boundary(Optional<String> arn) {
        return arn.map(a -> AttachedPermissionsBoundary.builder()
                        .permissionsBoundaryType(PermissionsBoundaryAttachmentType.PERMISSIONS_BOUNDARY_POLICY)
                        .permissionsBoundaryArn(a)
                        .build())
                .orElse(null);
    }
}
