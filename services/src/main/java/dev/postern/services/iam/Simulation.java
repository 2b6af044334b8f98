package dev.postern.services.iam;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.policy.AskedKeys;
import dev.postern.policy.AuthorizationRequest;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.ControlLevel;
import dev.postern.policy.Decision;
import dev.postern.policy.Effect;
import dev.postern.policy.Evaluator;
import dev.postern.policy.Layer;
import dev.postern.policy.LayerVerdict;
import dev.postern.policy.Matched;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyLayers;
import dev.postern.policy.PrincipalFacts;
import dev.postern.policy.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.OrganizationsDecisionDetail;
import software.amazon.awssdk.services.iam.model.PermissionsBoundaryDecisionDetail;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.ResourceSpecificResult;
import software.amazon.awssdk.services.iam.model.Statement;

/**
 * A simulation: the decisions of {@link Evaluator} on requests that nobody makes, and all statements because of which they are so.
 *
 * @param resource the policy that each of the resources is supposed to have
 * @param owner whose the resources are whose ARN does not say it, if that is told
 * @param arns the resources, or a star
 * @param given the context keys that have an entry, in lower case
 * @param controls the levels of service control policies that bind the account; none outside an organization
 */
record Simulation(
        List<SimulatedPolicy> identity,
        Optional<SimulatedPolicy> boundary,
        Optional<SimulatedPolicy> resource,
        PrincipalFacts caller,
        Optional<AccountId> owner,
        List<String> arns,
        Set<String> given,
        ConditionContext context,
        List<ControlLevel> controls) {
    Simulation {
        controls = List.copyOf(controls);
        identity = List.copyOf(identity);
        arns = List.copyOf(arns);
        given = new TreeSet<>(given);
    }

    /** What came of one action on one resource. */
    private record Outcome(Decision decision, List<Statement> matched) {
        Outcome {
            matched = List.copyOf(matched);
        }

        PolicyEvaluationDecisionType type() {
            return decision.allowed()
                    ? PolicyEvaluationDecisionType.ALLOWED
                    : decision.explicitlyDenied()
                            ? PolicyEvaluationDecisionType.EXPLICIT_DENY
                            : PolicyEvaluationDecisionType.IMPLICIT_DENY;
        }

        String arn() {
            return decision.request().resource();
        }
    }

    /**
     * The answer for an action. Of several resources it is the worst that is told as the whole, so that only what is allowed on all of
     * them is allowed.
     */
    EvaluationResult result(String action) {
        List<Outcome> outcomes = arns.stream().map(arn -> outcome(action, arn)).toList();
        PolicyEvaluationDecisionType worst = Stream.of(
                        PolicyEvaluationDecisionType.EXPLICIT_DENY, PolicyEvaluationDecisionType.IMPLICIT_DENY)
                .filter(type -> outcomes.stream().anyMatch(outcome -> outcome.type() == type))
                .findFirst()
                .orElse(PolicyEvaluationDecisionType.ALLOWED);
        List<Outcome> telling =
                outcomes.stream().filter(outcome -> outcome.type() == worst).toList();
        boolean all = arns.equals(List.of(SimulationTerms.ALL_RESOURCES));
        List<String> missing = missing();
        return EvaluationResult.builder()
                .evalActionName(action)
                .evalResourceName(arns.size() == 1 ? arns.getFirst() : SimulationTerms.ALL_RESOURCES)
                .evalDecision(worst)
                .matchedStatements(telling.stream()
                        .flatMap(outcome -> outcome.matched().stream())
                        .distinct()
                        .toList())
                .missingContextValues(all ? missing : List.of())
                .permissionsBoundaryDecisionDetail(bounded(telling))
                .organizationsDecisionDetail(controlled(telling))
                .evalDecisionDetails(all ? null : details(telling.getFirst()))
                .resourceSpecificResults(
                        all
                                ? null
                                : outcomes.stream()
                                        .map(outcome -> specific(outcome, missing))
                                        .toList())
                .build();
    }

    private ResourceSpecificResult specific(Outcome outcome, List<String> missing) {
        Map<String, PolicyEvaluationDecisionType> details = details(outcome);
        return ResourceSpecificResult.builder()
                .evalResourceName(outcome.arn())
                .evalResourceDecision(outcome.type())
                .matchedStatements(outcome.matched())
                .missingContextValues(missing)
                .evalDecisionDetails(details.isEmpty() ? null : details)
                .permissionsBoundaryDecisionDetail(bounded(List.of(outcome)))
                .build();
    }

    private Outcome outcome(String action, String arn) {
        AuthorizationRequest request = new AuthorizationRequest(caller, action, arn, ownerOf(arn), context);
        PolicyLayers layers = PolicyLayers.ofIdentity(
                identity.stream().map(SimulatedPolicy::named).toList());
        layers = layers.withControls(controls, List.of());
        if (boundary.isPresent()) {
            layers = layers.withBoundary(boundary.get().named());
        }
        if (resource.isPresent()) {
            layers = layers.withResource(
                    new PolicyLayers.ResourceBased(resource.get().named()));
        }
        Decision decision = Evaluator.decide(request, layers);
        return new Outcome(decision, matched(request, decision));
    }

    /** Resources have their policies only if these are given; where none is, nothing is said of their side, whoever they belong to. */
    private Optional<AccountId> ownerOf(String arn) {
        if (resource.isEmpty() && owner.isEmpty()) {
            return Optional.empty();
        }
        return Arn.parse(arn)
                .map(Arn::account)
                .filter(AccountId::isValid)
                .map(AccountId::new)
                .or(() -> owner);
    }

    /** The statements that decided. Each side tells its own: of a side that denies, only what denies. */
    private List<Statement> matched(AuthorizationRequest request, Decision decision) {
        if (!decision.allowed() && !decision.explicitlyDenied()) {
            return List.of();
        }
        List<Statement> statements = new ArrayList<>();
        statements.addAll(side(request, resource.stream().toList()));
        statements.addAll(side(request, identity));
        boundary.ifPresent(policy -> Matched.in(policy.named(), request, true).stream()
                .filter(matched -> matched.effect() == Effect.DENY)
                .forEach(matched -> statements.add(policy.shape(matched))));
        return statements;
    }

    private List<Statement> side(AuthorizationRequest request, List<SimulatedPolicy> policies) {
        List<Statement> denying = new ArrayList<>();
        List<Statement> allowing = new ArrayList<>();
        for (SimulatedPolicy policy : policies) {
            for (Matched matched : Matched.in(policy.named(), request, boundary.isPresent())) {
                if (matched.effect() == Effect.DENY) {
                    denying.add(policy.shape(matched));
                } else if (matched.reach() != Reach.ACCOUNT || !request.sameAccount()) {
                    allowing.add(policy.shape(matched));
                }
            }
        }
        return denying.isEmpty() ? allowing : denying;
    }

    /** What each side says, across accounts; nothing within one. */
    private static Map<String, PolicyEvaluationDecisionType> details(Outcome outcome) {
        if (outcome.decision().request().sameAccount()) {
            return Map.of();
        }
        Map<String, PolicyEvaluationDecisionType> details = new TreeMap<>();
        details.put(SimulatedPolicy.IDENTITY_TYPE, type(outcome.decision().verdict(Layer.IDENTITY)));
        details.put(SimulatedPolicy.RESOURCE_TYPE, type(outcome.decision().verdict(Layer.RESOURCE)));
        return details;
    }

    private static PolicyEvaluationDecisionType type(LayerVerdict verdict) {
        return switch (verdict) {
            case LayerVerdict.Allows _ -> PolicyEvaluationDecisionType.ALLOWED;
            case LayerVerdict.Denies _ -> PolicyEvaluationDecisionType.EXPLICIT_DENY;
            case LayerVerdict.Silent(), LayerVerdict.Absent() -> PolicyEvaluationDecisionType.IMPLICIT_DENY;
        };
    }

    private @Nullable PermissionsBoundaryDecisionDetail bounded(List<Outcome> outcomes) {
        return boundary.isEmpty()
                ? null
                : PermissionsBoundaryDecisionDetail.builder()
                        .allowedByPermissionsBoundary(outcomes.stream()
                                .allMatch(outcome -> outcome.decision()
                                        .verdict(Layer.PERMISSIONS_BOUNDARY)
                                        .allows()))
                        .build();
    }

    private @Nullable OrganizationsDecisionDetail controlled(List<Outcome> outcomes) {
        return controls.isEmpty()
                ? null
                : OrganizationsDecisionDetail.builder()
                        .allowedByOrganizations(outcomes.stream()
                                .allMatch(outcome -> outcome.decision()
                                        .verdict(Layer.SERVICE_CONTROL)
                                        .allows()))
                        .build();
    }

    /** The keys on which the policies depend and that no entry gives: of all statements, as AWS tells it. */
    private List<String> missing() {
        List<Policy> policies = Stream.of(identity.stream(), boundary.stream(), resource.stream())
                .flatMap(all -> all)
                .map(policy -> policy.named().policy())
                .toList();
        return AskedKeys.of(policies).stream()
                .filter(key -> !given.contains(key.toLowerCase(Locale.ROOT)))
                .toList();
    }
}
