package dev.postern.services.iam;

import dev.postern.model.iam.Group;
import dev.postern.model.iam.ManagedPolicy;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.User;
import dev.postern.policy.AwsManagedPolicies;
import dev.postern.policy.AwsManagedPolicies.AwsManagedPolicy;
import dev.postern.policy.PoliciesInForce;
import dev.postern.wire.codec.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.GroupDetail;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.PolicyDetail;
import software.amazon.awssdk.services.iam.model.RoleDetail;
import software.amazon.awssdk.services.iam.model.UserDetail;

/** All that an account's policies say, in one list: what auditors fetch. */
final class AuthorizationDetails {
    private AuthorizationDetails() {}

    /** One line of the list. */
    private sealed interface Item {
        String key();

        record OfUser(String key, User user) implements Item {}

        record OfRole(String key, Role role) implements Item {}

        record OfGroup(String key, Group group) implements Item {}

        record OfPolicy(String key, ManagedPolicyDetail policy) implements Item {}
    }

    static GetAccountAuthorizationDetailsResponse page(IamCall call, GetAccountAuthorizationDetailsRequest request) {
        List<EntityType> filter = filter(request);
        List<Item> items = new ArrayList<>();
        if (wanted(filter, EntityType.USER)) {
            call.all(User.class).forEach(user -> items.add(new Item.OfUser("1" + user.name(), user)));
        }
        if (wanted(filter, EntityType.ROLE)) {
            call.all(Role.class).forEach(role -> items.add(new Item.OfRole("2" + role.name(), role)));
        }
        if (wanted(filter, EntityType.LOCAL_MANAGED_POLICY)) {
            call.all(ManagedPolicy.class)
                    .forEach(policy -> items.add(new Item.OfPolicy("3" + policy.key(), detail(call, policy))));
        }
        if (wanted(filter, EntityType.AWS_MANAGED_POLICY)) {
            AwsManagedPolicies.all().stream()
                    .filter(policy -> Attachments.count(call, policy.arn()) > 0)
                    .forEach(policy -> items.add(new Item.OfPolicy("4" + policy.arn(), detail(call, policy))));
        }
        if (wanted(filter, EntityType.GROUP)) {
            call.all(Group.class).forEach(group -> items.add(new Item.OfGroup("5" + group.name(), group)));
        }
        Page<Item> page = IamPage.of(request, items, Item::key, request.marker(), request.maxItems());
        return GetAccountAuthorizationDetailsResponse.builder()
                .userDetailList(of(page, Item.OfUser.class)
                        .map(item -> detail(call, item.user()))
                        .toList())
                .roleDetailList(of(page, Item.OfRole.class)
                        .map(item -> detail(call, item.role()))
                        .toList())
                .groupDetailList(of(page, Item.OfGroup.class)
                        .map(item -> detail(call, item.group()))
                        .toList())
                .policies(
                        of(page, Item.OfPolicy.class).map(Item.OfPolicy::policy).toList())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    private static List<EntityType> filter(GetAccountAuthorizationDetailsRequest request) {
        if (request.filter().contains(EntityType.UNKNOWN_TO_SDK_VERSION)) {
            throw IamCall.validationError("1 validation error detected: Value '" + request.filterAsStrings()
                    + "' at 'filter' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy"
                    + " enum value set: [User, Role, Group, LocalManagedPolicy, AWSManagedPolicy]]");
        }
        return request.filter();
    }

    private static boolean wanted(List<EntityType> filter, EntityType type) {
        return filter.isEmpty() || filter.contains(type);
    }

    private static <T extends Item> Stream<T> of(Page<Item> page, Class<T> kind) {
        return page.items().stream().filter(kind::isInstance).map(kind::cast);
    }

    private static UserDetail detail(IamCall call, User user) {
        var shape = Shapes.user(user, true);
        return UserDetail.builder()
                .path(shape.path())
                .userName(shape.userName())
                .userId(shape.userId())
                .arn(shape.arn())
                .createDate(shape.createDate())
                .userPolicyList(inline(user.inlinePolicies()))
                .groupList(PoliciesInForce.groups(call.snapshot(), user)
                        .map(Group::name)
                        .toList())
                .attachedManagedPolicies(user.attachedPolicies().stream()
                        .map(arn -> Shapes.attached(call, arn))
                        .toList())
                .permissionsBoundary(shape.permissionsBoundary())
                .tags(shape.tags())
                .build();
    }

    private static GroupDetail detail(IamCall call, Group group) {
        return GroupDetail.builder()
                .path(group.path())
                .groupName(group.name())
                .groupId(group.groupId())
                .arn(group.arn().toString())
                .createDate(group.createdAt())
                .groupPolicyList(inline(group.inlinePolicies()))
                .attachedManagedPolicies(group.attachedPolicies().stream()
                        .map(arn -> Shapes.attached(call, arn))
                        .toList())
                .build();
    }

    private static RoleDetail detail(IamCall call, Role role) {
        var shape = Shapes.role(role, true);
        return RoleDetail.builder()
                .path(shape.path())
                .roleName(shape.roleName())
                .roleId(shape.roleId())
                .arn(shape.arn())
                .createDate(shape.createDate())
                .assumeRolePolicyDocument(shape.assumeRolePolicyDocument())
                .instanceProfileList(call.profilesOf(role).stream()
                        .map(profile -> Shapes.instanceProfile(call, profile, false))
                        .toList())
                .rolePolicyList(inline(role.inlinePolicies()))
                .attachedManagedPolicies(role.attachedPolicies().stream()
                        .map(arn -> Shapes.attached(call, arn))
                        .toList())
                .permissionsBoundary(shape.permissionsBoundary())
                .tags(shape.tags())
                .roleLastUsed(used -> {})
                .build();
    }

    private static List<PolicyDetail> inline(SortedMap<String, String> policies) {
        return policies.entrySet().stream()
                .map(policy -> PolicyDetail.builder()
                        .policyName(policy.getKey())
                        .policyDocument(Documents.encode(policy.getValue()))
                        .build())
                .toList();
    }

    private static ManagedPolicyDetail detail(IamCall call, ManagedPolicy policy) {
        var shape = Shapes.policy(call, policy, true);
        return detail(shape)
                .policyVersionList(policy.versions().stream()
                        .map(version -> Shapes.version(policy, version, true))
                        .toList())
                .build();
    }

    private static ManagedPolicyDetail detail(IamCall call, AwsManagedPolicy policy) {
        return detail(Shapes.awsPolicy(call, policy, true))
                .policyVersionList(Shapes.awsVersion(policy, true))
                .build();
    }

    private static ManagedPolicyDetail.Builder detail(software.amazon.awssdk.services.iam.model.Policy shape) {
        return ManagedPolicyDetail.builder()
                .policyName(shape.policyName())
                .policyId(shape.policyId())
                .arn(shape.arn())
                .path(shape.path())
                .defaultVersionId(shape.defaultVersionId())
                .attachmentCount(shape.attachmentCount())
                .permissionsBoundaryUsageCount(shape.permissionsBoundaryUsageCount())
                .isAttachable(shape.isAttachable())
                .description(shape.description())
                .createDate(shape.createDate())
                .updateDate(shape.updateDate());
    }
}
