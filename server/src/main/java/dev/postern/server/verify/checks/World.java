package dev.postern.server.verify.checks;

import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Ids;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.policy.ServiceAuthorization;
import dev.postern.services.attached.AttachableService;
import dev.postern.services.attached.AttachedPermissions;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.authorization.ResourcePolicy;
import dev.postern.services.authorization.ServicePermissions;
import dev.postern.services.s3.S3Service;
import dev.postern.services.s3.SupposedRequest;
import dev.postern.services.s3.Supposition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Supplier;

/** The state with what was supposed to be there, too: services are asked in it by their own code. */
final class World {
    private static final String S3 = "arn:aws:s3:::";

    private final Snapshot state;
    private final S3Service s3;
    private final Authorizer authorizer;
    private final Map<String, ServicePermissions> permissions;
    private final Map<String, Supplier<SortedSet<String>>> operations;
    private final Instant now;
    private final Ids ids;
    private final IdentityHashMap<Change, Snapshot> states = new IdentityHashMap<>();
    private final Map<String, List<String>> actions = new HashMap<>();
    private long asked;

    World(
            Snapshot state,
            S3Service s3,
            Authorizer authorizer,
            Map<String, ServicePermissions> permissions,
            Map<String, Supplier<SortedSet<String>>> operations,
            Instant now,
            Ids ids) {
        this.state = state;
        this.s3 = s3;
        this.authorizer = authorizer;
        this.permissions = permissions;
        this.operations = operations;
        this.now = now;
        this.ids = ids;
    }

    /** One request. */
    record Attempt(Who who, Way way, String action, String arn, Target target, Map<String, List<String>> said) {}

    RequestContext context(Who who, Way way, Target target) {
        Caller caller = who.caller() instanceof Caller.AssumedRole session
                ? new Caller.AssumedRole(
                        session.account(),
                        session.rolePath(),
                        session.roleName(),
                        session.roleId(),
                        session.sessionName(),
                        session.sessionPolicy(),
                        now,
                        session.ec2InstanceId(),
                        session.delivery(),
                        session.traits())
                : who.caller();
        return new RequestContext("verify", caller, target.region(), way.connection(), "postern-verify", now, ids);
    }

    Snapshot state(Target target) {
        return target.made().isEmpty()
                ? state
                : states.computeIfAbsent(target.made(), made -> state.apply(state.sequence() + 1, made));
    }

    /** The decisions that let a request, one for each permission that it needs; none if it is refused. */
    List<Decision> letting(Attempt attempt) {
        asked++;
        ConditionContext said = ConditionContext.of(attempt.said());
        List<Decision> decisions = Authorizer.supposing(said, () -> decisions(attempt));
        return decisions.stream().allMatch(Decision::allowed) ? decisions : List.of();
    }

    private List<Decision> decisions(Attempt attempt) {
        Target target = attempt.target();
        Snapshot in = state(target);
        RequestContext context = context(attempt.who(), attempt.way(), target);
        if (target.role().isPresent()) {
            return List.of(
                    authorizer.decideAssumeRole(in, context, target.role().get(), ConditionContext.EMPTY));
        }
        if (target.service().equals("s3")) {
            return ofS3(in, context, attempt);
        }
        String operation = attempt.action().substring(attempt.action().indexOf(':') + 1);
        Optional<ServicePermissions> of = permissions(in, target, operation, context.caller());
        if (of.isEmpty() || context.caller() instanceof Caller.Anonymous) {
            return List.of();
        }
        Optional<String> on = attempt.arn().equals("*") ? Optional.empty() : Optional.of(attempt.arn());
        return authorizer.suppose(in, context, of.get(), operation, on);
    }

    private Optional<ServicePermissions> permissions(Snapshot in, Target target, String operation, Caller caller) {
        return AttachedService.find(in, target.service(), target.region())
                .<ServicePermissions>flatMap(attached -> AttachableService.find(target.service())
                        .map(kind -> new AttachedPermissions(kind, attached, true).of(operation, caller)))
                .or(() -> Optional.ofNullable(permissions.get(target.service())));
    }

    private List<Decision> ofS3(Snapshot in, RequestContext context, Attempt attempt) {
        Optional<String> path =
                Optional.of(attempt.arn()).filter(arn -> arn.startsWith(S3)).map(arn -> arn.substring(S3.length()));
        Optional<String> key = path.filter(text -> text.indexOf('/') > 0).map(text -> text.split("/", 2)[1]);
        SupposedRequest request;
        try {
            request = SupposedRequest.of(attempt.action(), path.map(text -> text.split("/", 2)[0]), key);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
        Supposition supposed = s3.suppose(in, request, context);
        return supposed.refused().isPresent()
                ? List.of()
                : supposed.decision().map(List::of).orElse(List.of());
    }

    /** What an AWS service would be let do by itself. */
    Decision letting(String service, String action, String arn, ResourcePolicy policy, Map<String, List<String>> keys) {
        asked++;
        return authorizer.supposeService(state, service, action, arn, policy, ConditionContext.of(keys));
    }

    long asked() {
        return asked;
    }

    /** The actions of a service that act on a resource, as AWS spells them; those that people mean first. */
    List<String> actions(String service, String arn) {
        String type = type(service, arn);
        return actions.computeIfAbsent(service + " " + type, _ -> {
            if (service.equals("sts")) {
                return List.of("sts:AssumeRole");
            }
            List<String> found = new ArrayList<>();
            for (String action : known(service)) {
                ServiceAuthorization.Action facts =
                        ServiceAuthorization.of(service).action(action);
                boolean fits = type.isEmpty()
                        ? facts.resources().isEmpty()
                        : facts.on(type).isPresent();
                if (fits && !action.equals("CreateBucket")) {
                    found.add(service + ":" + action);
                }
            }
            found.sort(Comparator.comparing(
                    action -> !action.matches("[a-z0-9]+:(GetObject|ListBucket|GetItem|Publish|SendMessage)")));
            return List.copyOf(found);
        });
    }

    private List<String> known(String service) {
        if (service.equals("s3")) {
            return SupposedRequest.actions().stream()
                    .map(action -> action.substring(action.indexOf(':') + 1))
                    .toList();
        }
        Supplier<SortedSet<String>> own = operations.get(service);
        return own != null
                ? List.copyOf(own.get())
                : AttachableService.find(service)
                        .map(kind -> List.copyOf(AttachedPermissions.actions(kind)))
                        .orElse(List.of());
    }

    private static String type(String service, String arn) {
        if (arn.equals("*")) {
            return "";
        }
        String resource = Arn.parse(arn).map(Arn::resource).orElse("");
        return switch (service) {
            case "s3" -> resource.indexOf('/') < 0 ? "bucket" : "object";
            case "dynamodb" -> resource.contains("/index/") ? "index" : "table";
            case "sns" -> "topic";
            case "sqs" -> "queue";
            default -> "";
        };
    }
}
