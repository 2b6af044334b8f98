package dev.postern.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Compares two answers to a case: of each statement what each of its elements says, of each layer its verdict, and the decision. What
 * differs must be explained where it begins, in an element or in how layers are combined; above that, it follows.
 */
final class PeerComparison {
    private final PeerCase asked;
    private final AuthorizationRequest request;
    private final String action;
    private final JsonNode theirs;
    private final boolean bounded;
    private final Set<PeerDifference> explained = EnumSet.noneOf(PeerDifference.class);
    private final List<String> unexplained = new ArrayList<>();
    private final Set<Layer> differingElements = EnumSet.noneOf(Layer.class);

    /** Whether the two decide the same. */
    private boolean sameDecision;

    private PeerComparison(PeerCase asked, JsonNode theirs) {
        this.asked = asked;
        this.request = asked.request();
        this.action = asked.action().toLowerCase(Locale.ROOT);
        this.theirs = theirs;
        this.bounded = !asked.of(Layer.PERMISSIONS_BOUNDARY).isEmpty();
    }

    static PeerComparison of(PeerCase asked, Decision ours, JsonNode theirs) {
        PeerComparison comparison = new PeerComparison(asked, theirs);
        if (theirs.has("failed")) {
            comparison.unexplained.add(theirs.path("failed").asText());
            return comparison;
        }
        for (Layer layer : PeerCase.LAYERS) {
            comparison.compareStatements(layer);
        }
        boolean follows = false;
        for (Layer layer : PeerCase.LAYERS) {
            follows |= comparison.compareVerdict(layer, ours);
        }
        comparison.compareDecision(ours, follows);
        return comparison;
    }

    Set<PeerDifference> explained() {
        return explained;
    }

    List<String> unexplained() {
        return unexplained;
    }

    boolean sameDecision() {
        return sameDecision;
    }

    private void compareStatements(Layer layer) {
        if (layer == Layer.IDENTITY && request.caller().root()) {
            return;
        }
        List<NamedPolicy> policies = asked.policies(layer);
        for (JsonNode element : theirs.path("layers").path(layer.name()).path("statements")) {
            Policy policy = policies.get(element.path("policy").asInt()).policy();
            compare(
                    layer,
                    policy,
                    policy.statements().get(element.path("statement").asInt()),
                    element);
        }
    }

    private void compare(Layer layer, Policy policy, Statement statement, JsonNode element) {
        boolean acts = statement.actions().matches(action);
        if (acts != element.path("action").asBoolean()) {
            note(
                    Optional.of(layer),
                    Optional.empty(),
                    () -> "action: we say " + acts + ": " + describe(layer, statement));
        }
        boolean covers =
                statement.resources().isEmpty() || statement.resources().get().matches(request, false);
        if (covers != element.path("resource").asBoolean()) {
            note(
                    Optional.of(layer),
                    PeerDifference.ofResource(asked, layer, policy, statement),
                    () -> "resource: we say " + covers + ": " + describe(layer, statement) + " for "
                            + asked.resource());
        }
        boolean accountMeansRoot = layer == Layer.VPC_ENDPOINT && asked.gateway();
        Reach reach = layer != Layer.VPC_ENDPOINT && layer != Layer.RESOURCE
                ? Reach.DIRECT
                : Evaluator.reach(statement, request.caller(), accountMeansRoot, bounded);
        String principal = element.path("principal").asText();
        if (!agree(reach, principal)) {
            note(
                    Optional.of(layer),
                    PeerDifference.ofPrincipal(asked, layer, statement, reach, principal),
                    () -> "principal: we say " + reach + ", they say " + principal + ": " + describe(layer, statement));
        }
        JsonNode conditions = element.path("conditions");
        for (int i = 0; i < conditions.size(); i++) {
            Condition condition = statement.conditions().get(i);
            boolean holds = condition.holds(request.context(), false);
            if (holds != conditions.get(i).asBoolean()) {
                note(
                        Optional.of(layer),
                        PeerDifference.ofCondition(asked, policy, condition),
                        () -> "condition: we say " + holds + ": " + condition + " of "
                                + request.context().values(condition.key()));
            }
        }
    }

    /** The root user is the account; the other has no word for that. */
    private boolean agree(Reach reach, String principal) {
        Reach theirReach = switch (principal) {
            case "Match" -> Reach.DIRECT;
            case "SessionRoleMatch", "SessionUserMatch" -> Reach.ROLE;
            case "AccountLevelMatch" -> request.caller().root() ? Reach.DIRECT : Reach.ACCOUNT;
            case "NoMatch" -> Reach.NONE;
            default -> throw new IllegalArgumentException(principal);
        };
        return reach == theirReach;
    }

    private boolean compareVerdict(Layer layer, Decision decision) {
        Layer ourLayer = asked.ours(layer);
        String ours = switch (decision.verdict(ourLayer)) {
            case LayerVerdict.Denies _ -> "Denies";
            case LayerVerdict.Allows _ -> "Allows";
            case LayerVerdict.Silent() -> "Silent";
            case LayerVerdict.Absent() -> "Silent";
        };
        String others =
                switch (theirs.path("layers").path(layer.name()).path("result").asText("none")) {
                    case "ExplicitlyDenied", "DeniedForAccount" -> "Denies";
                    case "Allowed", "AllowedForAccount" -> "Allows";
                    default -> "Silent";
                };
        if (ours.equals(others)) {
            return differingElements.contains(layer); // how closely the caller is named may still differ
        }
        if (!differingElements.contains(layer)) {
            unexplained.add(layer + ": we say " + ours + ", they say " + others);
        }
        return true;
    }

    private void compareDecision(Decision decision, boolean follows) {
        String ours =
                decision.allowed() ? "Allowed" : decision.explicitlyDenied() ? "ExplicitlyDenied" : "ImplicitlyDenied";
        String others = theirs.path("result").asText();
        sameDecision = ours.equals(others);
        if (!sameDecision && !follows) {
            note(
                    Optional.empty(),
                    PeerDifference.ofDecision(asked, decision, others),
                    () -> "decision: we say " + ours + " by " + decision.decidedBy() + ", they say " + others + ": "
                            + decision.explanation());
        }
    }

    private void note(Optional<Layer> layer, Optional<PeerDifference> reason, Supplier<String> text) {
        layer.ifPresent(differingElements::add);
        reason.ifPresentOrElse(explained::add, () -> unexplained.add(text.get()));
    }

    private String describe(Layer layer, Statement statement) {
        return layer + " " + statement.effect()
                + statement
                        .principals()
                        .map(p -> (p.negated() ? " NotPrincipal " : " Principal ") + p.principals())
                        .orElse("")
                + (statement.actions().negated() ? " NotAction " : " Action ")
                + statement.actions().actions()
                + statement
                        .resources()
                        .map(r -> (r.negated() ? " NotResource " : " Resource ") + r.resources())
                        .orElse("");
    }
}
