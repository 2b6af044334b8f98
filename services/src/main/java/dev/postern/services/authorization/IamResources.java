package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.iam.IamNames;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.User;
import dev.postern.model.request.Caller;
import dev.postern.model.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The permissions that an IAM operation needs.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html">
 *     Actions, resources, and condition keys for IAM</a>
 */
final class IamResources {
    private IamResources() {}

    static List<Check> checks(Snapshot snapshot, RequestContext request, String operation, SdkPojo pojo) {
        AccountId account = request.account();
        List<Check> checks = new ArrayList<>();
        checks.add(main(snapshot, account, request.caller(), operation, pojo).with(keys(pojo)));
        if (operation.equals("AddRoleToInstanceProfile")) {
            RequestFields.text(pojo, "RoleName")
                    .flatMap(name -> IamNames.find(snapshot, Role.class, Scope.ofAccount(account), name))
                    .ifPresent(role -> checks.add(passRole(role, "ec2.amazonaws.com")));
        }
        return checks;
    }

    /** The permission to hand a role to a service. */
    static Check passRole(Role role, String service) {
        return new Check("iam:PassRole", role.arn().toString(), Map.of("iam:PassedToService", List.of(service)));
    }

    private static Check main(Snapshot snapshot, AccountId account, Caller caller, String operation, SdkPojo pojo) {
        String action = "iam:" + operation;
        boolean making = operation.equals("CreateRole")
                || operation.equals("CreateUser")
                || operation.equals("CreateInstanceProfile");
        Optional<String> profile = RequestFields.text(pojo, "InstanceProfileName");
        if (profile.isPresent()) {
            Check check = profile(snapshot, account, action, profile.get(), path(pojo));
            return making ? check : check.shownAs("instance profile " + profile.get());
        }
        Optional<String> role = RequestFields.text(pojo, "RoleName");
        if (role.isPresent()) {
            Check check = role(snapshot, account, action, role.get(), path(pojo));
            return making ? check : check.shownAs("role " + role.get());
        }
        Optional<String> user = RequestFields.text(pojo, "UserName").or(() -> ownName(operation, caller));
        if (user.isPresent()) {
            Check check = user(snapshot, account, action, user.get(), path(pojo));
            return making ? check : check.shownAs("user " + user.get());
        }
        Optional<String> policy = RequestFields.text(pojo, "PolicyArn");
        if (policy.isPresent()) {
            return Check.of(action, policy.get()).shownAs("policy " + policy.get());
        }
        Optional<String> source = RequestFields.text(pojo, "PolicySourceArn");
        if (source.isPresent()) {
            return Check.of(action, source.get());
        }
        return switch (operation) {
            case "CreatePolicy" -> {
                String name = RequestFields.text(pojo, "PolicyName").orElse("");
                yield Check.of(action, arn(account, "policy", path(pojo), name)).shownAs("policy " + name);
            }
            case "ListRoles" -> Check.of(action, arn(account, "role", pathPrefix(pojo), ""));
            case "ListUsers" -> Check.of(action, arn(account, "user", pathPrefix(pojo), ""));
            case "ListPolicies" -> Check.of(action, "*").shownAs("policy path " + pathPrefix(pojo));
            case "ListInstanceProfiles" -> Check.of(action, arn(account, "instance-profile", pathPrefix(pojo), ""));
            default -> Check.of(action, "*");
        };
    }

    /** Operations on a user act on the caller when they name nobody. */
    private static Optional<String> ownName(String operation, Caller caller) {
        boolean onUser = operation.matches(
                "GetUser|(Create|Delete|Update|List)AccessKeys?|ListMFADevices|ListSSHPublicKeys|ListSigningCertificates"
                        + "|ListServiceSpecificCredentials");
        return onUser && caller instanceof Caller.User user ? Optional.of(user.name()) : Optional.empty();
    }

    private static Check user(Snapshot snapshot, AccountId account, String action, String name, String path) {
        Optional<User> user = IamNames.find(snapshot, User.class, Scope.ofAccount(account), name);
        String arn = user.map(u -> u.arn().toString()).orElseGet(() -> arn(account, "user", path, name));
        return new Check(action, arn, resourceTags(user.map(User::tags).orElse(Tags.NONE)));
    }

    private static Check role(Snapshot snapshot, AccountId account, String action, String name, String path) {
        Optional<Role> role = IamNames.find(snapshot, Role.class, Scope.ofAccount(account), name);
        String arn = role.map(r -> r.arn().toString()).orElseGet(() -> arn(account, "role", path, name));
        return new Check(action, arn, resourceTags(role.map(Role::tags).orElse(Tags.NONE)));
    }

    private static Check profile(Snapshot snapshot, AccountId account, String action, String name, String path) {
        Optional<InstanceProfile> profile =
                IamNames.find(snapshot, InstanceProfile.class, Scope.ofAccount(account), name);
        String arn = profile.map(p -> p.arn().toString()).orElseGet(() -> arn(account, "instance-profile", path, name));
        return new Check(
                action, arn, resourceTags(profile.map(InstanceProfile::tags).orElse(Tags.NONE)));
    }

    private static Map<String, List<String>> resourceTags(Tags tags) {
        Map<String, List<String>> keys = new TreeMap<>();
        tags.values().forEach((key, value) -> {
            keys.put("aws:ResourceTag/" + key, List.of(value));
            keys.put("iam:ResourceTag/" + key, List.of(value));
        });
        return keys;
    }

    private static Map<String, List<String>> keys(SdkPojo pojo) {
        Map<String, List<String>> keys = new TreeMap<>();
        RequestFields.text(pojo, "PolicyArn").ifPresent(arn -> keys.put("iam:PolicyARN", List.of(arn)));
        RequestFields.text(pojo, "PermissionsBoundary")
                .ifPresent(arn -> keys.put("iam:PermissionsBoundary", List.of(arn)));
        Map<String, String> tags = RequestFields.tags(pojo);
        if (!tags.isEmpty()) {
            tags.forEach((key, value) -> keys.put("aws:RequestTag/" + key, List.of(value)));
            keys.put("aws:TagKeys", List.copyOf(tags.keySet()));
        }
        return keys;
    }

    private static String path(SdkPojo pojo) {
        return RequestFields.text(pojo, "Path").orElse("/");
    }

    private static String pathPrefix(SdkPojo pojo) {
        return RequestFields.text(pojo, "PathPrefix").orElse("/");
    }

    private static String arn(AccountId account, String type, String path, String name) {
        return Arn.global("iam", account, type + path + name).toString();
    }
}
