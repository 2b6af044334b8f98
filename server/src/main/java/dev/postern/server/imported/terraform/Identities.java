package dev.postern.server.imported.terraform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Roles, users, groups, policies and instance profiles. What is attached to whom, and what is embedded in whom, may be resources of their own;
 * access keys stay where they are.
 */
final class Identities {
    private final State state;
    private final Map<String, Children> embedded = new LinkedHashMap<>();
    private final Map<String, TreeSet<String>> attached = new LinkedHashMap<>();
    private final Map<String, TreeSet<String>> members = new LinkedHashMap<>();

    private Identities(State state) {
        this.state = state;
    }

    static void tell(State state) {
        Identities all = new Identities(state);
        for (String who : List.of("role", "user", "group")) {
            all.embedded.put(who, state.by(who, "aws_iam_" + who + "_policy"));
            state.each(one -> all.attach(one, who, one.item().need(who)), "aws_iam_" + who + "_policy_attachment");
            state.each(
                    one -> one.item()
                            .texts("policy_arns")
                            .forEach(arn -> all.attach(who, one.item().need(who + "_name"), arn)),
                    "aws_iam_" + who + "_policy_attachments_exclusive");
        }
        state.each(all::attachToMany, "aws_iam_policy_attachment");
        state.each(all::membership, "aws_iam_user_group_membership", "aws_iam_group_membership");
        state.each(all::policy, "aws_iam_policy");
        state.each(all::role, "aws_iam_role");
        state.each(all::profile, "aws_iam_instance_profile");
        state.each(all::group, "aws_iam_group");
        state.each(all::user, "aws_iam_user");
        state.each(
                one -> one.item().gone("it is a secret; keys of users are made here"),
                "aws_iam_access_key",
                "aws_iam_user_login_profile");
    }

    private void attach(Resource resource, String who, String name) {
        attach(who, name, resource.item().need("policy_arn"));
    }

    private void attach(String who, String name, String arn) {
        attached.computeIfAbsent(who + " " + name, _ -> new TreeSet<>()).add(arn);
    }

    private void attachToMany(Resource resource) {
        Item item = resource.item().skip("name");
        for (String who : List.of("role", "user", "group")) {
            item.texts(who + "s").forEach(name -> attach(resource, who, name));
        }
    }

    private void membership(Resource resource) {
        Item item = resource.item().skip("name");
        if (resource.type().equals("aws_iam_user_group_membership")) {
            item.texts("groups").forEach(group -> member(item.need("user"), group));
        } else {
            item.texts("users").forEach(user -> member(user, item.need("group")));
        }
    }

    private void member(String user, String group) {
        members.computeIfAbsent(user, _ -> new TreeSet<>()).add(group);
    }

    private void policy(Resource resource) {
        Item item = resource.item().skip("attachment_count", "name_prefix");
        Description version = Description.of(item).as("policy", "Document").put("VersionId", "v1");
        state.tell(
                resource,
                Kind.POLICIES,
                Description.of(item)
                        .same("arn", "path", "policy_id", "description")
                        .as("name", "PolicyName")
                        .put("DefaultVersionId", "v1")
                        .list("PolicyVersionList", List.of(version.node()))
                        .tags());
    }

    private void role(Resource resource) {
        Item item = resource.item().skip("force_detach_policies", "name_prefix");
        state.tell(
                resource,
                Kind.ROLES,
                Description.of(item)
                        .same("arn", "path", "description", "max_session_duration", "create_date")
                        .as("name", "RoleName")
                        .as("unique_id", "RoleId")
                        .as("assume_role_policy", "AssumeRolePolicyDocument")
                        .list("RolePolicyList", embedded(item, "role"))
                        .list("AttachedManagedPolicies", attachedTo(item, "role"))
                        .inside("PermissionsBoundary", boundary(item))
                        .tags());
    }

    private void user(Resource resource) {
        Item item = resource.item().skip("force_destroy");
        state.tell(
                resource,
                Kind.USERS,
                Description.of(item)
                        .same("arn", "path")
                        .as("name", "UserName")
                        .as("unique_id", "UserId")
                        .list("UserPolicyList", embedded(item, "user"))
                        .list("AttachedManagedPolicies", attachedTo(item, "user"))
                        .put("GroupList", Description.texts(members.getOrDefault(item.need("name"), new TreeSet<>())))
                        .inside("PermissionsBoundary", boundary(item))
                        .tags());
    }

    private void group(Resource resource) {
        Item item = resource.item();
        state.tell(
                resource,
                Kind.GROUPS,
                Description.of(item)
                        .same("arn", "path")
                        .as("name", "GroupName")
                        .as("unique_id", "GroupId")
                        .list("GroupPolicyList", embedded(item, "group"))
                        .list("AttachedManagedPolicies", attachedTo(item, "group")));
    }

    private static Description boundary(Item item) {
        return Description.of(item).as("permissions_boundary", "PermissionsBoundaryArn");
    }

    private List<ObjectNode> attachedTo(Item item, String who) {
        TreeSet<String> all = new TreeSet<>(item.texts("managed_policy_arns"));
        all.addAll(attached.getOrDefault(who + " " + item.need("name"), new TreeSet<>()));
        return all.stream()
                .map(arn -> Description.object().put("PolicyArn", arn))
                .toList();
    }

    /** What says it elsewhere is newer than what the role itself says. */
    private List<ObjectNode> embedded(Item item, String who) {
        Map<String, ObjectNode> all = new LinkedHashMap<>();
        for (Item inside : item.parts("inline_policy")) {
            if (inside.text("name").isPresent()) {
                put(all, inside);
            }
        }
        for (Resource policy : Objects.requireNonNull(embedded.get(who)).of(item.need("name"))) {
            put(all, policy.item().skip("name_prefix"));
        }
        return new ArrayList<>(all.values());
    }

    private static void put(Map<String, ObjectNode> all, Item policy) {
        all.put(
                policy.need("name"),
                Description.of(policy)
                        .as("name", "PolicyName")
                        .as("policy", "PolicyDocument")
                        .node());
    }

    private void profile(Resource resource) {
        Item item = resource.item().skip("name_prefix");
        List<ObjectNode> roles = Stream.ofNullable(item.text("role").orElse(null))
                .map(name -> Description.object().put("RoleName", name))
                .toList();
        state.tell(
                resource,
                Kind.PROFILES,
                Description.of(item)
                        .same("arn", "path", "create_date")
                        .as("name", "InstanceProfileName")
                        .as("unique_id", "InstanceProfileId")
                        .list("Roles", roles)
                        .tags());
    }
}
