package dev.postern.server.why;

import dev.postern.explain.Fix;
import dev.postern.explain.PolicySteps;
import dev.postern.explain.Step;
import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.iam.Role;
import dev.postern.model.request.RequestContext;
import dev.postern.model.s3.Bucket;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.server.gateway.ServiceDescriptor;
import dev.postern.services.attached.AttachableService;
import dev.postern.services.attached.AttachedPermissions;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.authorization.ServicePermissions;
import dev.postern.services.s3.S3Service;
import dev.postern.services.s3.SupposedRequest;
import dev.postern.services.s3.Supposition;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the services would decide on a request: their own code is asked. */
public final class Decisions {
    private static final String S3 = "s3";

    private final S3Service s3;
    private final Authorizer authorizer;
    private final SortedMap<String, SortedSet<String>> actions = new TreeMap<>();
    private final Map<String, ServicePermissions> permissions = new TreeMap<>();

    public Decisions(S3Service s3, Authorizer authorizer, List<ServiceDescriptor> others) {
        this.s3 = s3;
        this.authorizer = authorizer;
        actions.put(S3, s3Operations());
        for (ServiceDescriptor service : others) {
            SortedSet<String> names = new TreeSet<>(service.operations().names());
            names.addAll(service.permissions().otherActions());
            actions.put(service.name(), names);
            permissions.put(service.name(), service.permissions());
        }
    }

    private static SortedSet<String> s3Operations() {
        SortedSet<String> names = new TreeSet<>();
        SupposedRequest.actions().forEach(action -> names.add(action.substring(action.indexOf(':') + 1)));
        return names;
    }

    /**
     * The outcome.
     *
     * @param answer what the service answers, where that is not simply success
     */
    record Outcome(List<Step> steps, Optional<String> answer) {}

    /** What can be asked of a service: of one that can be attached, where a server is. */
    private Optional<SortedSet<String>> names(Snapshot snapshot, String service) {
        return Optional.ofNullable(actions.get(service))
                .or(() -> AttachableService.find(service)
                        .filter(_ -> !AttachedService.of(snapshot, service).isEmpty())
                        .map(AttachedPermissions::actions));
    }

    /** The permissions of a service in a Region. */
    private ServicePermissions permissions(Snapshot snapshot, Wanted wanted) {
        return AttachedService.find(snapshot, wanted.service(), wanted.region())
                .<ServicePermissions>flatMap(attached -> AttachableService.find(attached.service())
                        .map(kind -> new AttachedPermissions(kind, attached, true)))
                .or(() -> Optional.ofNullable(permissions.get(wanted.service())))
                .orElseThrow(() ->
                        new CannotAnswer("no server is attached for " + wanted.service() + " in " + wanted.region()));
    }

    /**
     * An action as AWS spells it, whatever its case.
     *
     * @throws CannotAnswer when there is none
     */
    String known(Snapshot snapshot, String action) {
        int colon = action.indexOf(':');
        String service = action.substring(0, colon);
        String name = action.substring(colon + 1);
        SortedSet<String> names = names(snapshot, service)
                .orElseThrow(() -> new CannotAnswer(
                        "there is no service " + service + " here, only " + String.join(", ", actions.keySet())));
        return names.stream()
                .filter(known -> known.equalsIgnoreCase(name))
                .findFirst()
                .map(known -> service + ":" + known)
                .orElseThrow(() -> new CannotAnswer("there is no action " + action + " here" + near(names, name)));
    }

    /** A request of S3 about the version that its key has now. */
    SupposedRequest aimed(Snapshot snapshot, SupposedRequest request) {
        return s3.aimed(snapshot, request);
    }

    private static String near(SortedSet<String> names, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        List<String> near = names.stream()
                .filter(known -> {
                    String other = known.toLowerCase(Locale.ROOT);
                    return other.startsWith(lower) || lower.startsWith(other);
                })
                .limit(5)
                .toList();
        return near.isEmpty() ? "" : "; there is " + String.join(", ", near);
    }

    Outcome of(Snapshot snapshot, RequestContext context, Wanted wanted) {
        if (wanted.s3().isPresent()) {
            return ofS3(snapshot, context, wanted, wanted.s3().get());
        }
        if (wanted.action().equals("sts:AssumeRole")) {
            Role role = role(snapshot, wanted);
            Decision decision = authorizer.decideAssumeRole(snapshot, context, role, ConditionContext.EMPTY);
            return new Outcome(
                    PolicySteps.of(
                            decision,
                            snapshot,
                            context.caller(),
                            context.connection(),
                            Optional.empty(),
                            Optional.of(role)),
                    Optional.empty());
        }
        List<Step> steps = new ArrayList<>();
        if (context.caller().accountId().isEmpty()) {
            steps.add(Step.stopped(
                    Step.Part.REQUEST, "credentials", "", "the request must be signed, and is not", List.of()));
            return new Outcome(steps, Optional.empty());
        }
        ServicePermissions of = permissions(snapshot, wanted);
        List<Decision> decisions = authorizer.suppose(snapshot, context, of, wanted.operation(), wanted.resource());
        if (decisions.isEmpty()) {
            steps.add(Step.passed(Step.Part.REQUEST, "policies", "", "everybody may do this"));
        }
        for (Decision decision : decisions) {
            steps.addAll(steps(snapshot, context, Optional.empty(), decision));
            if (!decision.allowed()) {
                break;
            }
        }
        return new Outcome(steps, Optional.empty());
    }

    private static Role role(Snapshot snapshot, Wanted wanted) {
        Optional<Arn> arn = wanted.arn()
                .filter(a -> a.service().equals("iam") && a.resource().startsWith("role/"));
        if (arn.isEmpty()) {
            throw new CannotAnswer("sts:AssumeRole acts on a role: say its ARN");
        }
        String name = arn.get().resource().substring(arn.get().resource().lastIndexOf('/') + 1);
        return arn.map(Arn::account)
                .filter(AccountId::isValid)
                .flatMap(account -> snapshot.find(Role.class, Scope.ofAccount(new AccountId(account)), name))
                .orElseThrow(() -> new CannotAnswer("there is no role " + arn.get()));
    }

    private Outcome ofS3(Snapshot snapshot, RequestContext context, Wanted wanted, SupposedRequest request) {
        Supposition supposed = s3.suppose(request, context);
        List<Step> steps = new ArrayList<>();
        if (supposed.refused().isPresent()) {
            ApiException refusal = supposed.refused().get();
            steps.add(Step.stopped(
                    Step.Part.REQUEST,
                    "S3",
                    wanted.region().name(),
                    refusal.error().code() + ": " + refusal.text(),
                    List.of()));
            return new Outcome(steps, Optional.empty());
        }
        supposed.atPoint().ifPresent(decision -> {
            steps.add(on("access point", decision, "is decided on first"));
            steps.addAll(steps(snapshot, context, Optional.empty(), decision));
        });
        if (supposed.barrier().isPresent()) {
            steps.add(
                    Barriers.step(snapshot, context, wanted, supposed.barrier().get()));
            return new Outcome(steps, Optional.empty());
        }
        supposed.decision().ifPresent(decision -> {
            if (supposed.atPoint().isPresent()) {
                steps.add(on("bucket", decision, "is decided on then"));
            }
            steps.addAll(steps(snapshot, context, wanted.bucket(), decision));
        });
        Optional<String> answer = Optional.empty();
        supposed.locked()
                .ifPresent(refusal -> steps.add(Step.stopped(
                        Step.Part.REQUEST,
                        "Object Lock",
                        wanted.bucket().map(Bucket::name).orElse(""),
                        refusal.text(),
                        List.of())));
        supposed.archived()
                .ifPresent(refusal -> steps.add(Step.stopped(
                        Step.Part.REQUEST,
                        "storage class",
                        refusal.details().getOrDefault("StorageClass", ""),
                        refusal.text() + ": it is archived, and no restored copy is there",
                        List.of(new Fix(
                                "restore the object (s3:RestoreObject), and read it once the copy is there",
                                List.of())))));
        if (supposed.listing().isPresent()) {
            Decision listing = supposed.listing().get();
            if (listing.allowed()) {
                answer = Optional.of("There is no such object: S3 answers 404 NoSuchKey.");
            } else {
                steps.add(Step.noted(
                        Step.Part.REQUEST,
                        "S3",
                        "",
                        "there is no such object; who may not list the bucket is not told so, but refused"));
                steps.addAll(steps(snapshot, context, wanted.bucket(), listing));
            }
        }
        return new Outcome(steps, answer);
    }

    /** Of two decisions, what the next steps are about. */
    private static Step on(String stage, Decision decision, String when) {
        return Step.noted(Step.Part.REQUEST, stage, decision.request().resource(), when);
    }

    private static List<Step> steps(
            Snapshot snapshot, RequestContext context, Optional<Bucket> bucket, Decision decision) {
        return PolicySteps.of(decision, snapshot, context.caller(), context.connection(), bucket, Optional.empty());
    }
}
