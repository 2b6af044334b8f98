package dev.postern.policy;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides requests, as AWS does: an explicit deny anywhere wins; what only limits (an organization, endpoint, boundary,
 * session) must allow where it exists; then the identity's side or the resource's side must grant, and across accounts
 * both.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy
 *     evaluation logic</a>
 */
public final class Evaluator {
    private Evaluator() {}

    public static Decision decide(AuthorizationRequest request, PolicyLayers layers) {
        return combine(request, judgeAll(request, layers));
    }

    /**
     * The decision if one layer allowed the request and all else were the same: what would stop it next.
     *
     * @param decision what was decided
     * @param layer the layer that is supposed to allow
     */
    public static Decision supposing(Decision decision, Layer layer) {
        EnumMap<Layer, LayerVerdict> verdicts = new EnumMap<>(Layer.class);
        verdicts.putAll(decision.verdicts());
        verdicts.put(layer, new LayerVerdict.Allows(Optional.empty(), Reach.ROLE));
        return combine(decision.request(), verdicts);
    }

    private static Decision combine(AuthorizationRequest request, EnumMap<Layer, LayerVerdict> verdicts) {
        for (var entry : verdicts.entrySet()) {
            if (entry.getValue() instanceof LayerVerdict.Denies) {
                return Decision.deniedBy(entry.getKey(), request, verdicts);
            }
        }
        for (Layer gate : List.of(Layer.RESOURCE_CONTROL, Layer.SERVICE_CONTROL, Layer.VPC_ENDPOINT)) {
            if (!verdict(verdicts, gate).lets()) {
                return Decision.deniedBy(gate, request, verdicts);
            }
        }
        for (Layer owner : List.of(Layer.KEY, Layer.ROLE_TRUST)) {
            if (verdicts.containsKey(owner)) {
                return decideByOwner(owner, request, verdicts);
            }
        }
        if (request.caller().anonymous() || request.caller().service().isPresent()) {
            return verdict(verdicts, Layer.RESOURCE).allows() || listed(verdicts) != Reach.NONE
                    ? Decision.allowedBy(granting(verdicts), request, verdicts)
                    : Decision.deniedBy(Layer.RESOURCE, request, verdicts);
        }
        return request.sameAccount() ? decideWithin(request, verdicts) : decideAcross(request, verdicts);
    }

    /** In one account, the resource's policy or the identity's is enough. */
    private static Decision decideWithin(AuthorizationRequest request, EnumMap<Layer, LayerVerdict> verdicts) {
        Reach reach = reach(verdict(verdicts, Layer.RESOURCE));
        if (reach == Reach.DIRECT) {
            return Decision.allowedBy(Layer.RESOURCE, request, verdicts);
        }
        if (listed(verdicts) == Reach.DIRECT) {
            return Decision.allowedBy(Layer.ACCESS_CONTROL_LIST, request, verdicts);
        }
        boolean identity = verdict(verdicts, Layer.IDENTITY).allows();
        if (!identity && reach != Reach.ROLE) {
            return Decision.deniedBy(Layer.IDENTITY, request, verdicts);
        }
        return limited(request, verdicts)
                .orElseGet(() -> Decision.allowedBy(identity ? Layer.IDENTITY : Layer.RESOURCE, request, verdicts));
    }

    /** Across accounts, both sides must allow. */
    private static Decision decideAcross(AuthorizationRequest request, EnumMap<Layer, LayerVerdict> verdicts) {
        if (reach(verdict(verdicts, Layer.RESOURCE)) == Reach.NONE && listed(verdicts) == Reach.NONE) {
            return Decision.deniedBy(Layer.RESOURCE, request, verdicts);
        }
        if (!verdict(verdicts, Layer.IDENTITY).allows()) {
            return Decision.deniedBy(Layer.IDENTITY, request, verdicts);
        }
        return limited(request, verdicts).orElseGet(() -> Decision.allowedBy(granting(verdicts), request, verdicts));
    }

    private static Reach listed(EnumMap<Layer, LayerVerdict> verdicts) {
        return reach(verdict(verdicts, Layer.ACCESS_CONTROL_LIST));
    }

    /** Which of the two that a resource of S3 can have lets strangers. */
    private static Layer granting(EnumMap<Layer, LayerVerdict> verdicts) {
        return verdict(verdicts, Layer.RESOURCE).allows() ? Layer.RESOURCE : Layer.ACCESS_CONTROL_LIST;
    }

    /**
     * A role is assumed and a key is used by whom its own policy names; if that is only an account, the account must let them too.
     *
     * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html">Key policies in AWS KMS</a>
     */
    private static Decision decideByOwner(
            Layer owner, AuthorizationRequest request, EnumMap<Layer, LayerVerdict> verdicts) {
        Reach reach = reach(verdict(verdicts, owner));
        if (reach == Reach.NONE) {
            return Decision.deniedBy(owner, request, verdicts);
        }
        boolean withoutAccount = request.caller().service().isPresent()
                || request.caller().provider().isPresent()
                || request.caller().anonymous();
        if (withoutAccount || (request.sameAccount() && reach == Reach.DIRECT)) {
            return Decision.allowedBy(owner, request, verdicts);
        }
        boolean byOwnerAlone = request.sameAccount() && reach == Reach.ROLE;
        if (!byOwnerAlone && !verdict(verdicts, Layer.IDENTITY).allows()) {
            return Decision.deniedBy(Layer.IDENTITY, request, verdicts);
        }
        return limited(request, verdicts).orElseGet(() -> Decision.allowedBy(owner, request, verdicts));
    }

    /** The refusal of a permissions boundary or session policy, if they do not allow the request. */
    private static Optional<Decision> limited(AuthorizationRequest request, EnumMap<Layer, LayerVerdict> verdicts) {
        for (Layer limit : List.of(Layer.PERMISSIONS_BOUNDARY, Layer.SESSION)) {
            if (!verdict(verdicts, limit).lets()) {
                return Optional.of(Decision.deniedBy(limit, request, verdicts));
            }
        }
        return Optional.empty();
    }

    private static EnumMap<Layer, LayerVerdict> judgeAll(AuthorizationRequest request, PolicyLayers layers) {
        EnumMap<Layer, LayerVerdict> verdicts = new EnumMap<>(Layer.class);
        String action = request.action().toLowerCase(Locale.ROOT);
        boolean bounded = layers.boundary().isPresent();
        controls(request, action, layers.resourceControl(), bounded)
                .ifPresent(verdict -> verdicts.put(Layer.RESOURCE_CONTROL, verdict));
        controls(request, action, layers.serviceControl(), bounded)
                .ifPresent(verdict -> verdicts.put(Layer.SERVICE_CONTROL, verdict));
        layers.endpoint()
                .ifPresent(endpoint -> verdicts.put(
                        Layer.VPC_ENDPOINT,
                        judge(request, action, List.of(endpoint.policy()), endpoint.gateway(), bounded)));
        judgeResource(verdicts, request, action, layers.resource(), bounded);
        if (request.caller().account().isPresent()) {
            verdicts.put(Layer.IDENTITY, identity(request, action, layers.identity()));
        }
        layers.boundary()
                .ifPresent(boundary -> verdicts.put(
                        Layer.PERMISSIONS_BOUNDARY, judge(request, action, List.of(boundary), false, bounded)));
        layers.session()
                .ifPresent(session ->
                        verdicts.put(Layer.SESSION, judge(request, action, List.of(session), false, bounded)));
        return verdicts;
    }

    private static void judgeResource(
            EnumMap<Layer, LayerVerdict> verdicts,
            AuthorizationRequest request,
            String action,
            PolicyLayers.ResourceSide side,
            boolean bounded) {
        switch (side) {
            case PolicyLayers.NoPolicy() -> {
                if (!request.sameAccount() || request.caller().anonymous()) {
                    verdicts.put(Layer.RESOURCE, new LayerVerdict.Silent());
                }
            }
            case PolicyLayers.ResourceBased(NamedPolicy policy) ->
                verdicts.put(Layer.RESOURCE, judge(request, action, List.of(policy), false, bounded));
            case PolicyLayers.KeyBased(List<NamedPolicy> policies) ->
                verdicts.put(Layer.KEY, judge(request, action, policies, false, bounded));
            case PolicyLayers.Trust(NamedPolicy policy) ->
                verdicts.put(Layer.ROLE_TRUST, judge(request, action, List.of(policy), false, bounded));
            case PolicyLayers.Listed(var policy, boolean policyAllows, var grant) -> {
                judgeResource(verdicts, request, action, policy, bounded);
                if (!policyAllows && verdict(verdicts, Layer.RESOURCE).allows()) {
                    verdicts.put(Layer.RESOURCE, new LayerVerdict.Silent());
                }
                grant.ifPresent(by -> verdicts.put(
                        Layer.ACCESS_CONTROL_LIST, new LayerVerdict.Allows(Optional.of(by.by()), by.reach())));
            }
        }
    }

    /** Each level of an organization must allow, so one that does not is the layer's verdict, and a deny at any is. */
    private static Optional<LayerVerdict> controls(
            AuthorizationRequest request, String action, List<ControlLevel> levels, boolean bounded) {
        LayerVerdict whole = null;
        for (ControlLevel level : levels) {
            LayerVerdict one = judge(request, action, level.policies(), false, bounded);
            if (one instanceof LayerVerdict.Denies) {
                return Optional.of(one);
            }
            if (whole == null || whole.allows()) {
                whole = one;
            }
        }
        return Optional.ofNullable(whole);
    }

    /** The first of an organization's levels at which nothing allows a request. */
    public static Optional<ControlLevel> silentLevel(AuthorizationRequest request, List<ControlLevel> levels) {
        String action = request.action().toLowerCase(Locale.ROOT);
        return levels.stream()
                .filter(level -> judge(request, action, level.policies(), false, false) instanceof LayerVerdict.Silent)
                .findFirst();
    }

    private static LayerVerdict identity(AuthorizationRequest request, String action, List<NamedPolicy> policies) {
        return request.caller().root()
                ? new LayerVerdict.Allows(Optional.empty(), Reach.DIRECT)
                : judge(request, action, policies, false, false);
    }

    /**
     * A Deny with NotPrincipal always denies whoever has a permissions boundary, be they named or not.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html">
     *     NotPrincipal</a>
     */
    static Reach reach(Statement statement, PrincipalFacts caller, boolean accountMeansRoot, boolean bounded) {
        boolean sparesOthers = statement.effect() == Effect.DENY
                && statement
                        .principals()
                        .filter(Statement.PrincipalClause::negated)
                        .isPresent();
        return bounded && sparesOthers
                ? Reach.DIRECT
                : PrincipalMatcher.reach(statement.principals(), caller, accountMeansRoot);
    }

    /**
     * One layer: its first statement that denies, or else the one that allows and names the caller most closely. In doubt, what denies
     * does so, and what allows does not.
     */
    private static LayerVerdict judge(
            AuthorizationRequest request,
            String action,
            List<NamedPolicy> policies,
            boolean accountMeansRoot,
            boolean bounded) {
        Reach best = Reach.NONE;
        Optional<StatementReference> by = Optional.empty();
        for (NamedPolicy named : policies) {
            for (Statement statement : named.policy().statements(action)) {
                Reach reach = reach(statement, request.caller(), accountMeansRoot, bounded);
                boolean matters = statement.effect() == Effect.DENY ? reach != Reach.NONE : reach.compareTo(best) > 0;
                boolean denies = statement.effect() == Effect.DENY;
                if (!matters || !statement.covers(request, denies)) {
                    continue;
                }
                StatementReference reference = new StatementReference(named.name(), statement.index(), statement.sid());
                if (denies) {
                    return new LayerVerdict.Denies(reference, statement, !statement.covers(request, false));
                }
                best = reach;
                by = Optional.of(reference);
            }
        }
        return best == Reach.NONE ? new LayerVerdict.Silent() : new LayerVerdict.Allows(by, best);
    }

    private static Reach reach(LayerVerdict verdict) {
        return verdict instanceof LayerVerdict.Allows(var _, Reach reach) ? reach : Reach.NONE;
    }

    private static LayerVerdict verdict(EnumMap<Layer, LayerVerdict> verdicts, Layer layer) {
        LayerVerdict verdict = verdicts.get(layer);
        return verdict == null ? new LayerVerdict.Absent() : verdict;
    }
}
