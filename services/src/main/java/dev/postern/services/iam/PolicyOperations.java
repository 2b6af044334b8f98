package dev.postern.services.iam;

import static dev.postern.services.iam.IamOperations.outcome;

import dev.postern.model.Change;
import dev.postern.model.iam.Group;
import dev.postern.model.iam.ManagedPolicy;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.User;
import dev.postern.policy.AwsManagedPolicies;
import dev.postern.wire.codec.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyResponse;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyRequest;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsResponse;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyGroup;
import software.amazon.awssdk.services.iam.model.PolicyRole;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.PolicyUsageType;
import software.amazon.awssdk.services.iam.model.PolicyUser;
import software.amazon.awssdk.services.iam.model.TagPolicyRequest;
import software.amazon.awssdk.services.iam.model.TagPolicyResponse;
import software.amazon.awssdk.services.iam.model.UntagPolicyRequest;
import software.amazon.awssdk.services.iam.model.UntagPolicyResponse;

/** Managed policies, the account's own and AWS's. */
interface PolicyOperations extends IamOperations {
    @Override
    default CreatePolicyResponse createPolicy(CreatePolicyRequest request) {
        return commit(call -> {
            Documents.requireManaged(request.policyDocument());
            for (ManagedPolicy policy : call.all(ManagedPolicy.class)) {
                if (policy.name().equalsIgnoreCase(request.policyName())) {
                    throw IamCall.alreadyExists("A policy called " + request.policyName()
                            + " already exists. Duplicate names are not allowed.");
                }
            }
            ManagedPolicy policy = new ManagedPolicy(
                    call.scope(),
                    request.policyName(),
                    request.path() == null ? "/" : request.path(),
                    call.newId("ANPA"),
                    request.description() == null ? "" : request.description(),
                    List.of(new ManagedPolicy.Version(1, request.policyDocument(), call.now())),
                    1,
                    1,
                    call.now(),
                    call.now(),
                    IamTags.of(request.tags()));
            return outcome(
                    Change.put(policy),
                    CreatePolicyResponse.builder()
                            .policy(Shapes.policy(call, policy, false).toBuilder()
                                    .tags(IamTags.shapes(policy.tags()))
                                    .build())
                            .build());
        });
    }

    @Override
    default GetPolicyResponse getPolicy(GetPolicyRequest request) {
        return read(call -> GetPolicyResponse.builder()
                .policy(AwsManagedPolicies.find(request.policyArn())
                        .map(policy -> Shapes.awsPolicy(call, policy, true))
                        .orElseGet(() -> Shapes.policy(call, call.ownPolicy(request.policyArn()), true)))
                .build());
    }

    @Override
    default ListPoliciesResponse listPolicies(ListPoliciesRequest request) {
        return read(call -> {
            List<Policy> all = new ArrayList<>();
            if (request.scope() != PolicyScopeType.LOCAL) {
                AwsManagedPolicies.all().forEach(policy -> all.add(Shapes.awsPolicy(call, policy, false)));
            }
            if (request.scope() != PolicyScopeType.AWS) {
                call.all(ManagedPolicy.class).forEach(policy -> all.add(Shapes.policy(call, policy, false)));
            }
            String prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
            boolean boundaries = request.policyUsageFilter() == PolicyUsageType.PERMISSIONS_BOUNDARY;
            List<Policy> chosen = all.stream()
                    .filter(policy -> policy.path().startsWith(prefix))
                    .filter(policy -> !Boolean.TRUE.equals(request.onlyAttached())
                            || policy.attachmentCount() > 0
                            || policy.permissionsBoundaryUsageCount() > 0)
                    .filter(policy -> !boundaries || policy.permissionsBoundaryUsageCount() > 0)
                    .toList();
            Page<Policy> page = IamPage.of(request, chosen, Policy::arn, request.marker(), request.maxItems());
            return ListPoliciesResponse.builder()
                    .policies(page.items())
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }

    @Override
    default DeletePolicyResponse deletePolicy(DeletePolicyRequest request) {
        return commit(call -> {
            ManagedPolicy policy = call.ownPolicy(request.policyArn());
            if (Attachments.count(call, policy.key()) + Attachments.boundaryCount(call, policy.key()) > 0) {
                throw IamCall.deleteConflict("Cannot delete a policy attached to entities.");
            }
            if (policy.versions().size() > 1) {
                throw IamCall.deleteConflict(
                        "This policy has more than one version. Before you delete a policy, you must delete the"
                                + " policy's versions. The default version is deleted with the policy.");
            }
            return outcome(Change.remove(policy), DeletePolicyResponse.builder().build());
        });
    }

    @Override
    default ListEntitiesForPolicyResponse listEntitiesForPolicy(ListEntitiesForPolicyRequest request) {
        return read(call -> {
            String arn = request.policyArn();
            if (AwsManagedPolicies.find(arn).isEmpty()) {
                call.ownPolicy(arn);
            }
            boolean attached = request.policyUsageFilter() != PolicyUsageType.PERMISSIONS_BOUNDARY;
            boolean bounded = request.policyUsageFilter() != PolicyUsageType.PERMISSIONS_POLICY;
            List<Entity> entities = new ArrayList<>();
            EntityType filter = request.entityFilter();
            if (filter == null || filter == EntityType.USER) {
                users(call, arn, attached, bounded).forEach(user -> entities.add(new Entity.OfUser(user)));
            }
            if (filter == null || filter == EntityType.ROLE) {
                roles(call, arn, attached, bounded).forEach(role -> entities.add(new Entity.OfRole(role)));
            }
            if (attached && (filter == null || filter == EntityType.GROUP)) {
                Attachments.groups(call, arn).forEach(group -> entities.add(new Entity.OfGroup(group)));
            }
            List<Entity> inPath = entities.stream()
                    .filter(entity ->
                            entity.path().startsWith(request.pathPrefix() == null ? "/" : request.pathPrefix()))
                    .toList();
            Page<Entity> page = IamPage.of(request, inPath, Entity::key, request.marker(), request.maxItems());
            return ListEntitiesForPolicyResponse.builder()
                    .policyGroups(of(page, Entity.OfGroup.class)
                            .map(Entity.OfGroup::group)
                            .map(group -> PolicyGroup.builder()
                                    .groupName(group.name())
                                    .groupId(group.groupId())
                                    .build())
                            .toList())
                    .policyUsers(of(page, Entity.OfUser.class)
                            .map(Entity.OfUser::user)
                            .map(user -> PolicyUser.builder()
                                    .userName(user.name())
                                    .userId(user.userId())
                                    .build())
                            .toList())
                    .policyRoles(of(page, Entity.OfRole.class)
                            .map(Entity.OfRole::role)
                            .map(role -> PolicyRole.builder()
                                    .roleName(role.name())
                                    .roleId(role.roleId())
                                    .build())
                            .toList())
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }

    /** A user, a group or a role in one list. */
    sealed interface Entity {
        String key();

        String path();

        record OfUser(User user) implements Entity {
            @Override
            public String key() {
                return "user/" + user.name();
            }

            @Override
            public String path() {
                return user.path();
            }
        }

        record OfGroup(Group group) implements Entity {
            @Override
            public String key() {
                return "group/" + group.name();
            }

            @Override
            public String path() {
                return group.path();
            }
        }

        record OfRole(Role role) implements Entity {
            @Override
            public String key() {
                return "role/" + role.name();
            }

            @Override
            public String path() {
                return role.path();
            }
        }
    }

    private static <T extends Entity> Stream<T> of(Page<Entity> page, Class<T> kind) {
        return page.items().stream().filter(kind::isInstance).map(kind::cast);
    }

    private static List<User> users(IamCall call, String arn, boolean attached, boolean bounded) {
        List<User> users = new ArrayList<>(attached ? Attachments.users(call, arn) : List.of());
        if (bounded) {
            Attachments.boundedUsers(call, arn).stream()
                    .filter(user -> !users.contains(user))
                    .forEach(users::add);
        }
        return users;
    }

    private static List<Role> roles(IamCall call, String arn, boolean attached, boolean bounded) {
        List<Role> roles = new ArrayList<>(attached ? Attachments.roles(call, arn) : List.of());
        if (bounded) {
            Attachments.boundedRoles(call, arn).stream()
                    .filter(role -> !roles.contains(role))
                    .forEach(roles::add);
        }
        return roles;
    }

    @Override
    default TagPolicyResponse tagPolicy(TagPolicyRequest request) {
        return commit(call -> {
            ManagedPolicy policy = call.ownPolicy(request.policyArn());
            return outcome(
                    Change.put(policy.withTags(IamTags.add(policy.tags(), request.tags()))),
                    TagPolicyResponse.builder().build());
        });
    }

    @Override
    default UntagPolicyResponse untagPolicy(UntagPolicyRequest request) {
        return commit(call -> {
            ManagedPolicy policy = call.ownPolicy(request.policyArn());
            return outcome(
                    Change.put(policy.withTags(IamTags.remove(policy.tags(), request.tagKeys()))),
                    UntagPolicyResponse.builder().build());
        });
    }

    @Override
    default ListPolicyTagsResponse listPolicyTags(ListPolicyTagsRequest request) {
        return read(call -> {
            Map<String, String> tags = AwsManagedPolicies.find(request.policyArn())
                    .<Map<String, String>>map(policy -> Map.of())
                    .orElseGet(() -> call.ownPolicy(request.policyArn()).tags().values());
            var page = IamPage.of(request, tags.entrySet(), Map.Entry::getKey, request.marker(), request.maxItems());
            return ListPolicyTagsResponse.builder()
                    .tags(page.map(IamTags::shape))
                    .isTruncated(page.truncated())
                    .marker(page.next())
                    .build();
        });
    }
}
