package dev.postern.explain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.model.Snapshot;
import dev.postern.model.iam.Role;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.s3.Bucket;
import dev.postern.policy.AuthorizationRequest;
import dev.postern.policy.Decision;
import dev.postern.policy.Evaluator;
import dev.postern.policy.Layer;
import dev.postern.policy.LayerVerdict;
import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.Missed;
import dev.postern.policy.NamedPolicy;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.policy.StatementReference;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The layers of a decision as steps: what each said, by which statement, and what would change its mind. */
public final class PolicySteps {
    private static final String OUR_POLICY = "postern-why";

    private final Decision decision;
    private final Policies policies;
    private final Optional<Bucket> bucket;

    private PolicySteps(Decision decision, Policies policies, Optional<Bucket> bucket) {
        this.decision = decision;
        this.policies = policies;
        this.bucket = bucket;
    }

    /**
     * The steps, in the order of evaluation.
     *
     * @param bucket the bucket of the resource, if it is S3's
     * @param trusting the role that is to be assumed, if that is asked
     */
    public static List<Step> of(
            Decision decision,
            Snapshot snapshot,
            Caller caller,
            Connection connection,
            Optional<Bucket> bucket,
            Optional<Role> trusting) {
        String resource = decision.request().resource();
        Optional<Bucket> own = resource.contains(":accesspoint/") ? Optional.empty() : bucket;
        Policies policies = Policies.of(snapshot, caller, connection, own, trusting)
                .withAccessPoint(snapshot, resource)
                .withKey(snapshot, resource);
        policies.addControls(snapshot, caller, decision);
        return new PolicySteps(decision, policies, own).steps();
    }

    private List<Step> steps() {
        Set<Layer> later = EnumSet.noneOf(Layer.class);
        Decision next = decision;
        while (!next.allowed() && later.add(next.decidedBy())) {
            next = Evaluator.supposing(next, next.decidedBy());
        }
        List<Step> steps = new ArrayList<>();
        for (Map.Entry<Layer, LayerVerdict> entry : decision.verdicts().entrySet()) {
            Layer layer = entry.getKey();
            Step.Ruling ruling = Step.Ruling.PASSED;
            if (!decision.allowed() && layer == decision.decidedBy()) {
                ruling = Step.Ruling.STOPPED;
            } else if (later.contains(layer)) {
                ruling = Step.Ruling.WOULD_STOP;
            } else if (!entry.getValue().lets()) {
                ruling = Step.Ruling.NOTED;
            }
            steps.add(step(layer, entry.getValue(), ruling));
        }
        return steps;
    }

    private Step step(Layer layer, LayerVerdict verdict, Step.Ruling ruling) {
        boolean stops = ruling == Step.Ruling.STOPPED || ruling == Step.Ruling.WOULD_STOP;
        return switch (verdict) {
            case LayerVerdict.Allows(Optional<StatementReference> by, var _) ->
                new Step(
                        Step.Part.REQUEST,
                        layer.title(),
                        "",
                        ruling,
                        by.map(statement -> "allowed by " + statement)
                                .orElse("the account's root user needs no policy"),
                        by.flatMap(statement -> text(layer, statement)).stream().toList(),
                        List.of());
            case LayerVerdict.Denies denies ->
                new Step(
                        Step.Part.REQUEST,
                        layer.title(),
                        "",
                        ruling,
                        denies.toString(),
                        text(layer, denies.by()).stream().toList(),
                        stops ? withoutDeny(layer, denies.by()) : List.of());
            case LayerVerdict.Silent() ->
                new Step(
                        Step.Part.REQUEST,
                        layer.title(),
                        "",
                        ruling,
                        silence(layer, stops),
                        stops ? missed(layer) : List.of(),
                        stops ? allowing(layer) : List.of());
            case LayerVerdict.Absent() ->
                new Step(Step.Part.REQUEST, layer.title(), "", ruling, "there is none", List.of(), List.of());
        };
    }

    /** Which statements only their conditions keep from allowing it. */
    private List<String> missed(Layer layer) {
        PolicyKind kind = switch (layer) {
            case VPC_ENDPOINT -> PolicyKind.ENDPOINT;
            case RESOURCE, ACCESS_CONTROL_LIST -> PolicyKind.BUCKET;
            case KEY -> PolicyKind.KEY;
            case ROLE_TRUST -> PolicyKind.TRUST;
            case IDENTITY, PERMISSIONS_BOUNDARY, SESSION -> PolicyKind.IDENTITY;
            case SERVICE_CONTROL -> PolicyKind.SERVICE_CONTROL;
            case RESOURCE_CONTROL -> PolicyKind.RESOURCE_CONTROL;
        };
        return policies.of(layer).stream()
                .flatMap(kept -> missed(layer, kind, kept).stream())
                .map(Missed::toString)
                .toList();
    }

    private List<Missed> missed(Layer layer, PolicyKind kind, Policies.Kept kept) {
        try {
            Policy policy = Policy.parse(kept.document().toString(), kind);
            boolean accountMeansRoot = kept.place() instanceof PolicyPlace.OfEndpoint of && of.gateway();
            return Missed.in(
                    new NamedPolicy(kept.name().orElse(layer.title()), policy), decision.request(), accountMeansRoot);
        } catch (MalformedPolicyException e) {
            return List.of(); // as for those who decide: it allows nothing
        }
    }

    private Optional<String> text(Layer layer, StatementReference by) {
        return policies.find(layer, by.policy())
                .flatMap(policy -> policy.document().statement(by.index()));
    }

    private String silence(Layer layer, boolean stops) {
        AuthorizationRequest request = decision.request();
        String looked = policies.of(layer).stream()
                .flatMap(policy -> policy.name().stream())
                .reduce((one, other) -> one + ", " + other)
                .map(names -> " (looked at: " + names + ")")
                .orElse("");
        if (!stops) {
            return "says nothing of it, and need not" + looked;
        }
        boolean none = policies.of(layer).isEmpty();
        return (none ? "there is none that allows " : "no statement allows ")
                + request.action()
                + (request.resource().equals("*") ? "" : " on " + request.resource())
                + looked;
    }

    /** Takes away the statement that denies. */
    private List<Fix> withoutDeny(Layer layer, StatementReference by) {
        return policies.find(layer, by.policy())
                .map(policy -> {
                    String because = "take away " + by + ", which then denies nobody any more";
                    return List.of(policy.document()
                            .without(by.index())
                            .map(left -> policy.place().replaced(because, left.toString()))
                            .orElseGet(() -> policy.place().removed(because)));
                })
                .orElse(List.of());
    }

    /** Adds what allows. */
    private List<Fix> allowing(Layer layer) {
        return switch (layer) {
            case IDENTITY -> {
                List<Fix> fixes = new ArrayList<>(
                        policies.holder().map(this::ownPolicy).stream().toList());
                if (decision.request().sameAccount()) {
                    bucketPolicy().ifPresent(fixes::add);
                }
                yield fixes;
            }
            case RESOURCE, ACCESS_CONTROL_LIST -> bucketPolicy().stream().toList();
            case KEY ->
                policies.of(layer).stream()
                        .map(policy -> more(
                                policy,
                                "let the key's policy allow it to the caller",
                                Optional.of(PolicyDocument.aws(principal())),
                                "*"))
                        .toList();
            case VPC_ENDPOINT, PERMISSIONS_BOUNDARY, SESSION, SERVICE_CONTROL, RESOURCE_CONTROL ->
                policies.of(layer).stream().map(policy -> more(policy, layer)).toList();
            case ROLE_TRUST ->
                policies.of(layer).stream()
                        .map(policy -> policy.place()
                                .replaced(
                                        "let the role trust the caller",
                                        policy.document()
                                                .trusting(PolicyDocument.aws(principal()))
                                                .toString()))
                        .toList();
        };
    }

    private Fix more(Policies.Kept policy, Layer layer) {
        Optional<JsonNode> principal =
                layer == Layer.VPC_ENDPOINT ? Optional.of(PolicyDocument.everybody()) : Optional.empty();
        return more(
                policy,
                "let the " + layer.title() + " allow it",
                principal,
                decision.request().resource());
    }

    private Fix more(Policies.Kept policy, String because, Optional<JsonNode> principal, String resource) {
        String document = policy.document()
                .allowing(principal, decision.request().action(), resource)
                .toString();
        return policy.place().replaced(because, document);
    }

    /** An inline policy of the role or user: a new one, or the one that an earlier answer proposed with more in it. */
    private Fix ownPolicy(PolicyPlace.Holder holder) {
        PolicyDocument before = policies.find(Layer.IDENTITY, OUR_POLICY)
                .map(Policies.Kept::document)
                .orElseGet(PolicyDocument::empty);
        return new PolicyPlace.Inline(holder, OUR_POLICY)
                .replaced(
                        "let a policy of " + holder + " allow it",
                        before.allowing(
                                        Optional.empty(),
                                        decision.request().action(),
                                        decision.request().resource())
                                .toString());
    }

    private Optional<Fix> bucketPolicy() {
        boolean everybody = decision.request().caller().anonymous();
        JsonNode principal = everybody ? PolicyDocument.everybody() : PolicyDocument.aws(principal());
        Optional<Fix> policy = policies.of(Layer.RESOURCE).stream()
                .findFirst()
                .map(kept -> kept.place()
                        .replaced(
                                "let the " + (bucket.isPresent() ? "bucket" : "access point") + "'s policy allow it to "
                                        + (everybody ? "everybody" : "the caller"),
                                kept.document()
                                        .allowing(
                                                Optional.of(principal),
                                                decision.request().action(),
                                                decision.request().resource())
                                        .toString()));
        return everybody ? policy.map(fix -> bucket.map(b -> opened(b, fix)).orElse(fix)) : policy;
    }

    /** A public policy is neither taken nor heeded before the bucket's public access block lets it. */
    private static Fix opened(Bucket bucket, Fix fix) {
        Bucket.PublicAccessBlock block = bucket.effectiveBlock();
        if (!block.blockPublicPolicy() && !block.restrictPublicBuckets()) {
            return fix;
        }
        String open = AccessBlockChange.command(bucket, false, false);
        return new Fix(
                fix.text() + ", and the bucket take a public policy",
                Stream.concat(Stream.of(open), fix.commands().stream()).toList());
    }

    /** Who a policy of the resource has to name: of a session the role, which stays the same for every session. */
    private String principal() {
        return decision.request()
                .caller()
                .role()
                .orElse(decision.request().caller().arn());
    }
}
