package dev.postern.policy;

/**
 * How closely a resource's policy names the caller, from not at all to by their own name. It decides what else must
 * allow the request.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-id-rdp.html">
 *     Evaluating identity-based policies with resource-based policies</a>
 */
public enum Reach {
    NONE,
    /** The caller's account: it leaves to the account whom of its principals it lets. */
    ACCOUNT,
    /** The caller's role: permissions boundary and session policy still limit it. */
    ROLE,
    /** The user, the session, the root user, the service or everybody: nothing but an explicit deny limits it. */
    DIRECT
}
