package dev.postern.policy;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.iam.Role;
import dev.postern.model.organizations.OrganizationPolicy;
import dev.postern.model.organizations.Place;
import dev.postern.model.organizations.PolicyTarget;
import dev.postern.model.organizations.PolicyType;
import dev.postern.model.request.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which policies of an organization bind an account's principals and its resources.
 *
 * @see <a href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html">Service control policies</a>
 * @see <a href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html">Resource control policies</a>
 */
public final class ControlsInForce {
    /** The services whose resources RCPs bind, by what their actions begin with. */
    public static final Set<String> OF_RESOURCES = Set.of(
            "aoss",
            "cognito-idp",
            "cognito-identity",
            "dynamodb",
            "ecr",
            "kms",
            "logs",
            "s3",
            "secretsmanager",
            "sqs",
            "sts");

    private ControlsInForce() {}

    /**
     * A policy that is attached.
     *
     * @param awsManaged whether it is the one that AWS maintains
     */
    public record Control(String id, String name, PolicyType type, String document, boolean awsManaged) {
        public PolicyKind kind() {
            return switch (type) {
                case SERVICE_CONTROL_POLICY -> PolicyKind.SERVICE_CONTROL;
                case RESOURCE_CONTROL_POLICY -> PolicyKind.RESOURCE_CONTROL;
            };
        }

        /** What a decision calls it, where it is attached to a target. */
        public String called(String target) {
            return name + " (" + id + ") of " + target;
        }
    }

    /** What is attached to the root, a unit or the account. */
    public record Level(String target, List<Control> controls) {
        public Level {
            controls = List.copyOf(controls);
        }

        /** The same with what the documents mean. */
        public ControlLevel parsed() {
            return new ControlLevel(
                    target,
                    controls.stream()
                            .map(control -> new NamedPolicy(control.called(target), parsed(control)))
                            .toList());
        }

        /** What cannot be parsed allows nothing, as for those who decide requests. */
        private static Policy parsed(Control control) {
            try {
                return Policy.parse(control.document(), control.kind());
            } catch (MalformedPolicyException e) {
                return Policy.EMPTY;
            }
        }
    }

    /** What binds a caller: none of those without an account, of the management account, and of roles that are linked to a service. */
    public static List<Level> ofPrincipal(Snapshot snapshot, Caller caller) {
        if (isServiceLinked(caller)) {
            return List.of();
        }
        return caller.accountId()
                .map(account -> of(snapshot, account, PolicyType.SERVICE_CONTROL_POLICY))
                .orElse(List.of());
    }

    /**
     * What binds the resources of an account against a caller.
     *
     * @param action what is asked
     * @param resource of what: roles that are linked to a service are not bound
     */
    public static List<Level> ofResources(Snapshot snapshot, AccountId owner, String action, String resource) {
        String service = action.substring(0, Math.max(0, action.indexOf(':'))).toLowerCase(Locale.ROOT);
        return OF_RESOURCES.contains(service) && !isServiceLinked(resource)
                ? of(snapshot, owner, PolicyType.RESOURCE_CONTROL_POLICY)
                : List.of();
    }

    /** Whether a caller is a role that AWS made for one of its services: no policy of an organization binds it. */
    public static boolean isServiceLinked(Caller caller) {
        return caller instanceof Caller.AssumedRole session
                && session.rolePath().startsWith(Role.SERVICE_LINKED_PATH);
    }

    /** Whether an ARN is that of such a role. Its parts count: names of other resources can contain anything. */
    public static boolean isServiceLinked(String arn) {
        return Arn.parse(arn)
                .filter(parts ->
                        parts.service().equals("iam") && parts.resource().startsWith("role" + Role.SERVICE_LINKED_PATH))
                .isPresent();
    }

    /** The levels from the root down to an account; none if nothing of the type is in force for it. */
    public static List<Level> of(Snapshot snapshot, AccountId account, PolicyType type) {
        Optional<Place> found = Place.of(snapshot, account);
        if (found.isEmpty()
                || found.get().isManagement()
                || !found.get().organization().has(type)) {
            return List.of();
        }
        List<Level> levels = new ArrayList<>();
        for (PolicyTarget target : found.get().levels()) {
            levels.add(new Level(target.targetId(), attached(snapshot, target, type)));
        }
        return levels;
    }

    private static List<Control> attached(Snapshot snapshot, PolicyTarget target, PolicyType type) {
        List<Control> controls = new ArrayList<>();
        for (String id : target.policies()) {
            if (id.equals(type.awsId())) {
                controls.add(new Control(id, type.awsName(), type, type.awsContent(), true));
            } else {
                snapshot.find(OrganizationPolicy.class, Scope.GLOBAL, id)
                        .filter(policy -> policy.type() == type)
                        .ifPresent(
                                policy -> controls.add(new Control(id, policy.name(), type, policy.content(), false)));
            }
        }
        return controls;
    }
}
