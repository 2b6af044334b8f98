package dev.postern.policy;

import java.util.Locale;

/**
 * What the policies of organizations may not have though the language has it.
 *
 * @see <a href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html">RCP syntax</a>
 */
public final class ControlGrammar {
    private ControlGrammar() {}

    /** Whether a resource control policy is one that customers can write: it denies everybody some actions of services that RCPs bind. */
    public static boolean isResourceControl(Policy policy) {
        return policy.statements().stream().allMatch(ControlGrammar::isResourceControl);
    }

    private static boolean isResourceControl(Statement statement) {
        return statement.effect() == Effect.DENY
                && statement
                        .principals()
                        .filter(clause -> !clause.negated()
                                && clause.principals().stream().allMatch(Principal.Everyone.class::isInstance))
                        .isPresent()
                && !statement.actions().negated()
                && statement.actions().actions().stream().allMatch(ControlGrammar::isBound);
    }

    private static boolean isBound(String action) {
        int colon = action.indexOf(':');
        return colon > 0
                && ControlsInForce.OF_RESOURCES.contains(
                        action.substring(0, colon).toLowerCase(Locale.ROOT));
    }
}
