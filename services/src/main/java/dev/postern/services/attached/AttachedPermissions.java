package dev.postern.services.attached;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.attached.QueuePolicy;
import dev.postern.model.request.Caller;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.Decision;
import dev.postern.policy.Glob;
import dev.postern.policy.ServiceAuthorization.Action;
import dev.postern.services.authorization.AuthorizationError;
import dev.postern.services.authorization.Check;
import dev.postern.services.authorization.ResourcePolicy;
import dev.postern.services.authorization.ServicePermissions;
import dev.postern.wire.ApiException;
import dev.postern.wire.CommonError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The permissions of the operations of a service that is attached: the operation's actions, on the queue that a request to SQS names, and
 * on what any other names by an ARN of the service or as {@link AttachableService#resources} say. Where an action needs a resource that
 * the request does not name, it may be any of its type: what denies one of them denies the request, and only what allows all of them
 * allows it. All belongs to the account for which the server is attached. Of the policies of resources those of queues take part, which are kept
 * here; those that the server itself keeps do not.
 *
 * @param json whether it is asked by AWS JSON
 * @param open whether the policies of queues may let others in
 */
public record AttachedPermissions(AttachableService kind, AttachedService attached, boolean json, boolean open)
        implements ServicePermissions {
    public AttachedPermissions(AttachableService kind, AttachedService attached, boolean json) {
        this(kind, attached, json, true);
    }

    /** Those of an operation for who asks it: others than a queue's owner no policy of it lets do what is the owner's. */
    public AttachedPermissions of(String operation, Caller caller) {
        boolean owner = caller.accountId().filter(attached.account()::equals).isPresent();
        return new AttachedPermissions(kind, attached, json, owner || !QueuePolicies.isOfOwner(operation));
    }

    @Override
    public String service() {
        return kind.name();
    }

    /**
     * The permissions that a request needs.
     *
     * @param meant the ARN of what it names, if the server had to be asked; of whatever account that says, it is ours
     * @throws ApiException if its action cannot be told, or it is for what another account has
     */
    public List<Check> needed(Asked asked, Optional<Arn> meant) {
        List<String> actions = kind.actionsOf(asked.operation());
        if (actions.isEmpty()) {
            throw json
                    ? new ApiException(AttachedError.UNKNOWN_OPERATION, "")
                    : new ApiException(
                            CommonError.INVALID_ACTION,
                            "The action " + asked.operation() + " is not valid for this web service.");
        }
        if (kind.name().equals(Queues.SERVICE)) {
            return new Queues(attached).needed(asked, actions);
        }
        Asked rest = kind.lookup()
                .filter(lookup -> lookup.isNeededFor(asked))
                .map(lookup -> asked.without(lookup.member()))
                .orElse(asked);
        NavigableSet<String> named = kind.named(rest, scope());
        named.forEach(this::requireOurs);
        meant.map(arn -> Arn.of(service(), scope(), arn.resource()).toString()).ifPresent(named::add);
        return checks(actions, named);
    }

    private Scope scope() {
        return new Scope(attached.account(), attached.region());
    }

    /** Servers look at names, and seldom at the rest of an ARN. */
    private void requireOurs(String arn) {
        boolean ours = Arn.parse(arn)
                .filter(parts -> parts.partition().equals("aws")
                        && parts.region().equals(attached.region().name())
                        && (parts.account().isEmpty()
                                || parts.account().equals(attached.account().value())))
                .isPresent();
        if (!ours) {
            throw new ApiException(
                    accessDenied(),
                    "The server that is attached for " + attached.name() + " does not keep " + arn + ".");
        }
    }

    private List<Check> checks(List<String> actions, Collection<String> named) {
        return actions.stream().flatMap(action -> checks(action, named)).toList();
    }

    private Stream<Check> checks(String name, Collection<String> named) {
        Action action = kind.published().action(name);
        if (action.resources().isEmpty()) {
            return Stream.of(check(name, "*"));
        }
        List<String> resources = new ArrayList<>(named);
        List<String> needed = action.resources().entrySet().stream()
                .filter(type -> type.getValue().always())
                .map(type -> pattern(type.getKey()))
                .filter(pattern -> pattern.startsWith("arn:aws:" + service() + ":"))
                .toList();
        needed.stream()
                .filter(pattern -> named.stream().noneMatch(Glob.of(pattern)::matches))
                .forEach(resources::add);
        if (resources.isEmpty()) {
            resources.add("arn:aws:" + service() + ":*");
        }
        return resources.stream().map(resource -> check(name, resource));
    }

    private String pattern(String type) {
        return kind.published()
                .pattern(type, attached.region().name(), attached.account().value());
    }

    private Check check(String action, String resource) {
        return UnknownKeys.check(kind, action, service() + ":" + action, resource);
    }

    @Override
    public List<Check> needed(Snapshot snapshot, RequestContext context, String operation, SdkPojo request) {
        return checks(kind.actionsOf(operation), Set.of());
    }

    @Override
    public List<Check> neededOn(Snapshot snapshot, RequestContext context, String operation, String resource) {
        return checks(kind.actionsOf(operation), kind.isArn(resource) ? Set.of(resource) : Set.of());
    }

    @Override
    public Optional<ResourcePolicy> policyOf(Snapshot snapshot, String resource) {
        Optional<String> document = Arn.parse(resource)
                .filter(arn -> open && arn.service().equals(Queues.SERVICE))
                .flatMap(arn -> QueuePolicy.find(snapshot, scope(), arn.resource()))
                .map(QueuePolicy::document);
        return Optional.of(new ResourcePolicy(attached.account(), document));
    }

    @Override
    public Set<String> otherActions() {
        return actions(kind);
    }

    /** What can be asked of a service, by its actions. */
    public static SortedSet<String> actions(AttachableService kind) {
        TreeSet<String> names = new TreeSet<>();
        Stream.concat(kind.published().actions().stream().map(Action::name), kind.actions().keySet().stream())
                .forEach(names::add);
        return names;
    }

    /** Services that speak, or once spoke, the query protocol have its code and status. */
    @Override
    public ApiException refusal(Decision decision, Check check) {
        return new ApiException(accessDenied(), decision.deniedText());
    }

    private AuthorizationError accessDenied() {
        return kind.query().isPresent() ? AuthorizationError.ACCESS_DENIED : AuthorizationError.ACCESS_DENIED_EXCEPTION;
    }
}
