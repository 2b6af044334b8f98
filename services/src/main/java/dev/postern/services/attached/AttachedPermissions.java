package dev.postern.services.attached;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.Decision;
import dev.postern.policy.ServiceAuthorization.Action;
import dev.postern.services.authorization.AuthorizationError;
import dev.postern.services.authorization.Check;
import dev.postern.services.authorization.ResourcePolicy;
import dev.postern.services.authorization.ServicePermissions;
import dev.postern.wire.ApiException;
import dev.postern.wire.CommonError;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The permissions of the operations of a service that is attached: the operation's actions, on the queue that a request to SQS names, and
 * on what any other names by an ARN of the service or as {@link AttachableService#resource} says. Whatever else the server keeps is
 * {@code *} to policies, all of it belongs to the account for which it is attached, and policies that the server itself keeps take no
 * part.
 *
 * @param json whether it is asked by AWS JSON
 */
public record AttachedPermissions(AttachableService kind, AttachedService attached, boolean json)
        implements ServicePermissions {
    @Override
    public String service() {
        return kind.name();
    }

    /**
     * The permissions that a request needs.
     *
     * @throws ApiException if its action cannot be told
     */
    public List<Check> needed(Asked asked) {
        List<String> actions = kind.actionsOf(asked.operation());
        if (actions.isEmpty()) {
            throw json
                    ? new ApiException(AttachedError.UNKNOWN_OPERATION, "")
                    : new ApiException(
                            CommonError.INVALID_ACTION,
                            "The action " + asked.operation() + " is not valid for this web service.");
        }
        return kind.name().equals(Queues.SERVICE)
                ? new Queues(attached).needed(asked, actions)
                : checks(actions, named(asked));
    }

    private Set<String> named(Asked asked) {
        SortedSet<String> arns = kind.named(asked, new Scope(attached.account(), attached.region()));
        return arns.isEmpty() ? Set.of("*") : arns;
    }

    private List<Check> checks(List<String> actions, Set<String> resources) {
        return actions.stream()
                .flatMap(action -> resources.stream().map(resource -> Check.of(service() + ":" + action, resource)))
                .toList();
    }

    @Override
    public List<Check> needed(Snapshot snapshot, RequestContext context, String operation, SdkPojo request) {
        return checks(kind.actionsOf(operation), Set.of("*"));
    }

    @Override
    public List<Check> neededOn(Snapshot snapshot, RequestContext context, String operation, String resource) {
        return checks(kind.actionsOf(operation), Set.of(resource));
    }

    @Override
    public Optional<ResourcePolicy> policyOf(Snapshot snapshot, String resource) {
        return Optional.of(new ResourcePolicy(attached.account(), Optional.empty()));
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
        return new ApiException(
                kind.query().isPresent()
                        ? AuthorizationError.ACCESS_DENIED
                        : AuthorizationError.ACCESS_DENIED_EXCEPTION,
                decision.deniedText());
    }
}
