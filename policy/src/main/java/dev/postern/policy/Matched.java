package dev.postern.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A statement that is for a request with all that it says. A {@link Decision} names the one that decided; these are all of them.
 *
 * @param reach how closely it names the caller
 */
public record Matched(StatementReference statement, Effect effect, Reach reach) {
    /**
     * The statements of a policy that are for a request, in their order.
     *
     * @param bounded whether the caller has a permissions boundary
     */
    public static List<Matched> in(NamedPolicy named, AuthorizationRequest request, boolean bounded) {
        String action = request.action().toLowerCase(Locale.ROOT);
        List<Matched> matched = new ArrayList<>();
        for (Statement statement : named.policy().statements(action)) {
            Reach reach = Evaluator.reach(statement, request.caller(), false, bounded);
            if (reach != Reach.NONE && statement.covers(request, statement.effect() == Effect.DENY)) {
                StatementReference reference = new StatementReference(named.name(), statement.index(), statement.sid());
                matched.add(new Matched(reference, statement.effect(), reach));
            }
        }
        return matched;
    }

    /** Whether a policy says anything of a resource, be it for other callers, other actions or under conditions. */
    public static boolean speaksOf(Policy policy, String resource) {
        return policy.statements().stream()
                .flatMap(statement -> statement.resources().stream())
                .anyMatch(clause -> clause.negated()
                        || clause.templates().stream()
                                .anyMatch(template -> template.widest().matches(resource)));
    }
}
