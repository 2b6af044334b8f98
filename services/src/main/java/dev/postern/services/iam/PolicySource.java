package dev.postern.services.iam;

import dev.postern.model.Arn;
import dev.postern.model.iam.Group;
import dev.postern.model.iam.IamNames;
import dev.postern.model.iam.ManagedPolicy;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.User;
import dev.postern.policy.AwsManagedPolicies;
import dev.postern.policy.AwsManagedPolicies.AwsManagedPolicy;
import dev.postern.policy.PoliciesInForce;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The entity whose policies are simulated.
 *
 * @param arn its ARN, as the account has it
 * @param user whether it is a user, who can be the caller
 * @param policies its embedded policies, and the managed ones that are attached to it; of a user those of its groups, too
 */
record PolicySource(String arn, boolean user, List<SimulatedPolicy> policies, Optional<SimulatedPolicy> boundary) {
    PolicySource {
        policies = List.copyOf(policies);
    }

    /** Finds the entity that a PolicySourceArn names: by type and name, whatever the path. */
    static PolicySource find(IamCall call, String text) {
        Arn arn = Arn.parse(text)
                .filter(found ->
                        found.service().equals("iam") && found.resource().matches("(user|group|role)/(.*/)?[^/]+"))
                .orElseThrow(() -> unclear(text));
        String type = arn.resource().substring(0, arn.resource().indexOf('/'));
        String name = arn.resource().substring(arn.resource().lastIndexOf('/') + 1);
        boolean own = arn.account().equals(call.context().account().value());
        ApiException missing = IamCall.noSuchEntity("The " + type + " with name " + name + " cannot be found.");
        return switch (type) {
            case "user" ->
                IamNames.find(call.snapshot(), User.class, call.scope(), name)
                        .filter(user -> own)
                        .map(user -> of(call, user))
                        .orElseThrow(() -> missing);
            case "role" ->
                IamNames.find(call.snapshot(), Role.class, call.scope(), name)
                        .filter(role -> own)
                        .map(role -> of(call, role))
                        .orElseThrow(() -> missing);
            default ->
                IamNames.find(call.snapshot(), Group.class, call.scope(), name)
                        .filter(group -> own)
                        .map(group ->
                                new PolicySource(group.arn().toString(), false, held(call, group), Optional.empty()))
                        .orElseThrow(() -> missing);
        };
    }

    static ApiException unclear(String arn) {
        return new ApiException(
                IamError.INVALID_INPUT,
                "Invalid Entity Arn: " + arn + " does not clearly define entity type and name.");
    }

    private static PolicySource of(IamCall call, User user) {
        List<SimulatedPolicy> policies =
                new ArrayList<>(held(call, "user_" + user.name(), user.inlinePolicies(), user.attachedPolicies()));
        PoliciesInForce.groups(call.snapshot(), user).forEach(group -> policies.addAll(held(call, group)));
        return new PolicySource(
                user.arn().toString(),
                true,
                policies,
                user.permissionsBoundary().map(arn -> managed(call, arn)));
    }

    private static List<SimulatedPolicy> held(IamCall call, Group group) {
        return held(call, "group_" + group.name(), group.inlinePolicies(), group.attachedPolicies());
    }

    private static PolicySource of(IamCall call, Role role) {
        return new PolicySource(
                role.arn().toString(),
                false,
                held(call, "role_" + role.name(), role.inlinePolicies(), role.attachedPolicies()),
                role.permissionsBoundary().map(arn -> managed(call, arn)));
    }

    /** AWS calls an embedded policy by its owner's kind and name, too, and a managed one by its own name. */
    private static List<SimulatedPolicy> held(
            IamCall call, String owner, Map<String, String> inline, List<String> attached) {
        List<SimulatedPolicy> policies = new ArrayList<>();
        inline.forEach((name, document) -> policies.add(SimulatedPolicy.stored(owner + "_" + name, document)));
        attached.forEach(arn -> policies.add(managed(call, arn)));
        return policies;
    }

    private static SimulatedPolicy managed(IamCall call, String arn) {
        String name = call.findPolicy(arn)
                .map(ManagedPolicy::name)
                .or(() -> AwsManagedPolicies.find(arn).map(AwsManagedPolicy::name))
                .orElse(arn);
        return PoliciesInForce.managedDocument(call.snapshot(), call.context().account(), arn)
                .map(document -> SimulatedPolicy.stored(name, document))
                .orElseGet(() -> SimulatedPolicy.closed(name));
    }
}
