package dev.postern.server.imported;

import dev.postern.model.AccountId;
import dev.postern.model.Scope;
import dev.postern.model.iam.Group;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.model.iam.ManagedPolicy;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.User;
import dev.postern.policy.AwsManagedPolicies;
import dev.postern.policy.PolicyKind;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Users, groups, roles, instance profiles and policies. A policy of Amazon's that is not here becomes an embedded one of whom it is attached
 * to.
 */
final class Identities {
    private static final String AMAZONS = "arn:aws:iam::aws:policy/";

    private final Takeover to;
    private final Map<String, String> amazons = new TreeMap<>();

    private Identities(Takeover to) {
        this.to = to;
    }

    static void take(Takeover to) {
        Identities identities = new Identities(to);
        to.each(Kind.POLICIES, identities::policy);
        to.each(Kind.ROLES, identities::role);
        to.each(Kind.PROFILES, identities::profile);
        to.each(Kind.USERS, identities::user);
        to.each(Kind.GROUPS, identities::group);
    }

    private Scope scope(Item item) {
        return Scope.ofAccount(to.account(item));
    }

    private void policy(Item item) {
        String arn = item.id();
        item.skip("Arn", "AttachmentCount", "PermissionsBoundaryUsageCount", "IsAttachable");
        String chosen = item.need("DefaultVersionId");
        List<ManagedPolicy.Version> versions = new ArrayList<>();
        for (Item version : item.parts("PolicyVersionList")) {
            version.skip("IsDefaultVersion");
            int number = Integer.parseInt(version.need("VersionId").substring(1));
            String document = Policies.checked(to, version, "Document", PolicyKind.IDENTITY)
                    .orElseThrow(() -> version.mistake("Document is missing"));
            versions.add(new ManagedPolicy.Version(number, document, version.time("CreateDate")));
            if (version.need("VersionId").equals(chosen)) {
                amazons.put(arn, document);
            }
        }
        if (arn.startsWith(AMAZONS)) {
            item.skip("PolicyName", "PolicyId", "Path", "CreateDate", "UpdateDate", "Description");
            return;
        }
        if (!amazons.containsKey(arn)) {
            item.gone("its default version is not in the file");
            return;
        }
        to.put(new ManagedPolicy(
                scope(item),
                item.need("PolicyName"),
                item.text("Path").orElse("/"),
                item.need("PolicyId"),
                item.text("Description").orElse(""),
                versions,
                Integer.parseInt(chosen.substring(1)),
                versions.stream().mapToInt(ManagedPolicy.Version::number).max().orElse(1),
                item.time("CreateDate"),
                item.time("UpdateDate"),
                item.tags("Tags")));
    }

    /** What is attached to somebody: as it is, where it is here; Amazon's others go among the embedded ones. */
    private List<String> attached(Item item, Map<String, String> embedded) {
        List<String> arns = new ArrayList<>();
        for (Item one : item.parts("AttachedManagedPolicies")) {
            String arn = one.need("PolicyArn");
            one.skip("PolicyName");
            if (AwsManagedPolicies.find(arn).isPresent()) {
                arns.add(arn);
            } else if (arn.startsWith(AMAZONS) && amazons.containsKey(arn)) {
                String name = "aws-" + arn.substring(arn.lastIndexOf('/') + 1);
                embedded.put(name, amazons.get(arn));
                one.note("PolicyArn", arn + " is the embedded policy " + name + " here, with the same document");
            } else {
                if (arn.startsWith(AMAZONS)) {
                    one.note("PolicyArn", arn + " is in none of the files, and not here: what it says does not count");
                } else {
                    to.names(one, "PolicyArn", ManagedPolicy.class, arn);
                }
                arns.add(arn);
            }
        }
        return arns;
    }

    private SortedMap<String, String> embedded(Item item, String field) {
        TreeMap<String, String> policies = new TreeMap<>();
        for (Item one : item.parts(field)) {
            Policies.checked(to, one, "PolicyDocument", PolicyKind.IDENTITY)
                    .ifPresent(document -> policies.put(one.need("PolicyName"), document));
        }
        return policies;
    }

    private Optional<String> boundary(Item item) {
        return item.part("PermissionsBoundary").map(one -> {
            one.skip("PermissionsBoundaryType");
            String arn = one.need("PermissionsBoundaryArn");
            if (AwsManagedPolicies.find(arn).isEmpty()) {
                to.names(one, "PermissionsBoundaryArn", ManagedPolicy.class, arn);
            }
            return arn;
        });
    }

    private void role(Item item) {
        item.skip("Arn", "InstanceProfileList", "RoleLastUsed");
        SortedMap<String, String> embedded = embedded(item, "RolePolicyList");
        List<String> attached = attached(item, embedded);
        String trust = Policies.checked(to, item, "AssumeRolePolicyDocument", PolicyKind.TRUST)
                .orElseThrow(() -> item.mistake("AssumeRolePolicyDocument is missing"));
        to.put(new Role(
                scope(item),
                item.need("RoleName"),
                item.text("Path").orElse("/"),
                item.need("RoleId"),
                trust,
                item.text("Description").orElse(""),
                item.number("MaxSessionDuration", 3600),
                item.time("CreateDate"),
                embedded,
                attached,
                boundary(item),
                item.tags("Tags")));
    }

    private void profile(Item item) {
        Optional<String> role = Optional.empty();
        item.skip("Arn", "Roles");
        for (var one : item.node().path("Roles")) {
            String name = one.path("RoleName").asText();
            to.names(item, "Roles", Role.class, name);
            role = Optional.of(name);
        }
        to.put(new InstanceProfile(
                scope(item),
                item.need("InstanceProfileName"),
                item.text("Path").orElse("/"),
                item.need("InstanceProfileId"),
                role,
                item.time("CreateDate"),
                item.tags("Tags")));
    }

    private void user(Item item) {
        item.skip("Arn", "GroupList", "PasswordLastUsed", "LoginProfile");
        SortedMap<String, String> embedded = embedded(item, "UserPolicyList");
        List<String> attached = attached(item, embedded);
        List<String> groups = new ArrayList<>();
        AccountId account = to.account(item);
        for (String name : item.texts("GroupList")) {
            Optional<Item> group = to.records().of(Kind.GROUPS).stream()
                    .filter(one -> one.node().path("GroupName").asText().equals(name)
                            && to.account(one).equals(account))
                    .findFirst();
            if (group.isEmpty()) {
                item.note("GroupList", name + " is in none of the files: what it allows and denies does not count");
            } else {
                groups.add(group.get().need("GroupId"));
            }
        }
        to.put(new User(
                scope(item),
                item.need("UserName"),
                item.text("Path").orElse("/"),
                item.need("UserId"),
                item.time("CreateDate"),
                embedded,
                attached,
                boundary(item),
                groups,
                item.tags("Tags")));
    }

    private void group(Item item) {
        item.skip("Arn");
        SortedMap<String, String> embedded = embedded(item, "GroupPolicyList");
        List<String> attached = attached(item, embedded);
        to.put(new Group(
                scope(item),
                item.need("GroupName"),
                item.text("Path").orElse("/"),
                item.need("GroupId"),
                item.time("CreateDate"),
                embedded,
                attached));
    }
}
