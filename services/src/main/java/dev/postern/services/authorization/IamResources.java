package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.iam.Group;
import dev.postern.model.iam.IamNames;
import dev.postern.model.iam.IamResource;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.model.iam.OidcProvider;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.SamlProvider;
import dev.postern.model.iam.User;
import dev.postern.model.request.Caller;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.ServiceAuthorization;
import dev.postern.policy.ServiceAuthorization.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The permissions that an IAM operation needs.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html">
 *     Actions, resources, and condition keys for IAM</a>
 */
final class IamResources {
    private static final ServiceAuthorization IAM = ServiceAuthorization.of("iam");

    private static final ResourceFacts<User> USERS =
            facts("user", User.class, User::arn, User::tags, User::permissionsBoundary);
    private static final ResourceFacts<Group> GROUPS =
            facts("group", Group.class, Group::arn, group -> Tags.NONE, group -> Optional.empty());
    private static final ResourceFacts<Role> ROLES =
            facts("role", Role.class, Role::arn, Role::tags, Role::permissionsBoundary);
    private static final ResourceFacts<InstanceProfile> PROFILES = facts(
            "instance-profile",
            InstanceProfile.class,
            InstanceProfile::arn,
            InstanceProfile::tags,
            profile -> Optional.empty());

    private IamResources() {}

    private static <E extends IamResource> ResourceFacts<E> facts(
            String type,
            Class<E> kind,
            Function<E, Arn> arn,
            Function<E, Tags> tags,
            Function<E, Optional<String>> boundary) {
        return new ResourceFacts<>(
                IAM,
                type,
                kind,
                entity -> arn.apply(entity).resource().substring(type.length() + 1),
                tags,
                (snapshot, entity, key) ->
                        key.equals("iam:permissionsboundary") ? boundary.apply(entity) : Optional.empty());
    }

    static List<Check> checks(Snapshot snapshot, RequestContext request, String operation, SdkPojo pojo) {
        AccountId account = request.account();
        List<Check> checks = new ArrayList<>();
        Check main = main(snapshot, account, request.caller(), operation, pojo);
        Action action = IAM.action(operation);
        checks.add(main.withKeys(key -> action.canHave(key) ? values(main.keys(), pojo, key) : List.of()));
        if (operation.equals("AddRoleToInstanceProfile")) {
            RequestFields.text(pojo, "RoleName")
                    .flatMap(name -> IamNames.find(snapshot, Role.class, Scope.ofAccount(account), name))
                    .ifPresent(role -> checks.add(passRole(role, "ec2.amazonaws.com")));
        }
        target(main, operation, pojo).ifPresent(checks::add);
        return checks;
    }

    /** Who gives a user or a group another name or path needs to be allowed it for what that is then, too. */
    private static Optional<Check> target(Check source, String operation, SdkPojo pojo) {
        Optional<String> name =
                RequestFields.text(pojo, "NewUserName").or(() -> RequestFields.text(pojo, "NewGroupName"));
        Optional<String> path = RequestFields.text(pojo, "NewPath");
        String arn = source.resource();
        int type = arn.indexOf('/');
        if ((name.isEmpty() && path.isEmpty()) || type < 0) {
            return Optional.empty();
        }
        int last = arn.lastIndexOf('/') + 1;
        return Optional.of(Check.of(
                "iam:" + operation,
                arn.substring(0, type)
                        + path.orElseGet(() -> arn.substring(type, last))
                        + name.orElseGet(() -> arn.substring(last))));
    }

    /** The permission to hand a role to a service. */
    static Check passRole(Role role, String service) {
        ConditionContext tags = ROLES.keys(Snapshot.EMPTY, role);
        return new Check(
                "iam:PassRole",
                role.arn().toString(),
                key -> key.equals("iam:passedtoservice") ? List.of(service) : tags.values(key));
    }

    private static Check main(Snapshot snapshot, AccountId account, Caller caller, String operation, SdkPojo pojo) {
        String action = "iam:" + operation;
        boolean making = operation.equals("CreateRole")
                || operation.equals("CreateUser")
                || operation.equals("CreateGroup")
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
        Optional<String> group = RequestFields.text(pojo, "GroupName");
        if (group.isPresent()) {
            Check check = check(snapshot, account, GROUPS, action, group.get(), path(pojo));
            return making ? check : check.shownAs("group " + group.get());
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
        Optional<String> provider = RequestFields.text(pojo, "OpenIDConnectProviderArn")
                .or(() -> RequestFields.text(pojo, "SAMLProviderArn"));
        if (provider.isPresent()) {
            return provider(snapshot, account, action, provider.get());
        }
        Optional<String> source = RequestFields.text(pojo, "PolicySourceArn");
        if (source.isPresent()) {
            return source(snapshot, account, action, source.get());
        }
        return switch (operation) {
            case "CreatePolicy" -> {
                String name = RequestFields.text(pojo, "PolicyName").orElse("");
                yield Check.of(action, arn(account, "policy", path(pojo), name)).shownAs("policy " + name);
            }
            case "CreateServiceLinkedRole" -> serviceLinked(account, action, pojo);
            case "CreateOpenIDConnectProvider" -> {
                String url = RequestFields.text(pojo, "Url")
                        .flatMap(OidcProvider::url)
                        .orElse("");
                yield Check.of(action, arn(account, "oidc-provider", "/", url));
            }
            case "CreateSAMLProvider" ->
                Check.of(
                        action,
                        arn(
                                account,
                                "saml-provider",
                                "/",
                                RequestFields.text(pojo, "Name").orElse("")));
            case "ListRoles" -> Check.of(action, arn(account, "role", pathPrefix(pojo), ""));
            case "ListGroups" -> Check.of(action, arn(account, "group", pathPrefix(pojo), ""));
            case "ListUsers" -> Check.of(action, arn(account, "user", pathPrefix(pojo), ""));
            case "ListPolicies" -> Check.of(action, "*").shownAs("policy path " + pathPrefix(pojo));
            case "ListInstanceProfiles" -> Check.of(action, arn(account, "instance-profile", pathPrefix(pojo), ""));
            default -> Check.of(action, "*");
        };
    }

    private static Check serviceLinked(AccountId account, String action, SdkPojo pojo) {
        String service = RequestFields.text(pojo, "AWSServiceName").orElse("");
        String name = ServiceLinkedRoles.find(service)
                .map(template -> ServiceLinkedRoles.name(template, RequestFields.text(pojo, "CustomSuffix")))
                .orElse("");
        return new Check(
                action,
                arn(account, "role", ServiceLinkedRoles.path(service), name),
                key -> key.equals("iam:awsservicename") ? List.of(service) : List.of());
    }

    private static Check provider(Snapshot snapshot, AccountId account, String action, String arn) {
        Tags tags = OidcProvider.find(snapshot, Scope.ofAccount(account), arn)
                .map(OidcProvider::tags)
                .or(() -> SamlProvider.find(snapshot, Scope.ofAccount(account), arn)
                        .map(SamlProvider::tags))
                .orElse(Tags.NONE);
        return new Check(
                action, arn, key -> TagConditions.isOfResource(key) ? TagConditions.ofResource(tags, key) : List.of());
    }

    /** Whose policies are to be simulated: found by its type and name whatever path is said, so its own ARN is what counts. */
    private static Check source(Snapshot snapshot, AccountId account, String action, String said) {
        String resource = Arn.parse(said).map(Arn::resource).orElse("");
        String name = resource.substring(resource.lastIndexOf('/') + 1);
        String path = resource.substring(Math.max(0, resource.indexOf('/')), resource.lastIndexOf('/') + 1);
        return switch (resource.substring(0, Math.max(0, resource.indexOf('/')))) {
            case "user" -> check(snapshot, account, USERS, action, name, path);
            case "role" -> check(snapshot, account, ROLES, action, name, path);
            case "group" -> check(snapshot, account, GROUPS, action, name, path);
            default -> Check.of(action, said);
        };
    }

    /** Operations on a user act on the caller when they name nobody. */
    private static Optional<String> ownName(String operation, Caller caller) {
        boolean onUser = operation.matches(
                "GetUser|(Create|Delete|Update|List)AccessKeys?|ListMFADevices|ListSSHPublicKeys|ListSigningCertificates"
                        + "|(Delete|Update|Reset|List)ServiceSpecificCredentials?");
        return onUser && caller instanceof Caller.User user ? Optional.of(user.name()) : Optional.empty();
    }

    private static Check user(Snapshot snapshot, AccountId account, String action, String name, String path) {
        return check(snapshot, account, USERS, action, name, path);
    }

    private static Check role(Snapshot snapshot, AccountId account, String action, String name, String path) {
        return check(snapshot, account, ROLES, action, name, path);
    }

    private static Check profile(Snapshot snapshot, AccountId account, String action, String name, String path) {
        return check(snapshot, account, PROFILES, action, name, path);
    }

    private static <E extends IamResource> Check check(
            Snapshot snapshot, AccountId account, ResourceFacts<E> facts, String action, String name, String path) {
        return IamNames.find(snapshot, facts.kind(), Scope.ofAccount(account), name)
                .map(entity -> new Check(action, facts.arn(entity), facts.keys(snapshot, entity)))
                .orElseGet(() -> Check.of(action, arn(account, facts.type(), path, name)));
    }

    /** The boundary that a request gives stands for the one that it replaces. */
    private static List<String> values(ConditionContext entity, SdkPojo pojo, String key) {
        return switch (key) {
            case "iam:policyarn" ->
                RequestFields.text(pojo, "PolicyArn").stream().toList();
            case "iam:permissionsboundary" ->
                RequestFields.text(pojo, "PermissionsBoundary").map(List::of).orElseGet(() -> entity.values(key));
            default -> {
                List<String> given = TagConditions.ofRequest(RequestFields.tags(pojo, "Tags"), key);
                yield given.isEmpty() ? entity.values(key) : given;
            }
        };
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
