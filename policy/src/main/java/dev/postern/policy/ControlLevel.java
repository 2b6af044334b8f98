package dev.postern.policy;

import java.util.List;

/**
 * The policies of one type that an organization has attached to one target above an account, or to the account. What one of them allows
 * the level allows; a request needs all levels.
 *
 * @param target the id of the root, the unit or the account
 * @see <a href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html">SCP evaluation</a>
 */
public record ControlLevel(String target, List<NamedPolicy> policies) {
    public ControlLevel {
        policies = List.copyOf(policies);
    }
}
