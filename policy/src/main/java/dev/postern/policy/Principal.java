package dev.postern.policy;

import dev.postern.model.AccountId;

/**
 * One principal that a policy names.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html">IAM JSON
 *     policy elements: Principal</a>
 */
public sealed interface Principal {
    /** {@code *}: everybody, also who did not sign. */
    record Everyone() implements Principal {}

    /** An account, by its number or its root ARN: whoever the account lets, and its root user. */
    record Account(AccountId id) implements Principal {}

    /** A user, a role or a role's session, by its ARN. */
    record Named(String arn) implements Principal {}

    /** A user or role by its unique id ({@code AIDA...}, {@code AROA...}), as policies show one that was deleted. */
    record UniqueId(String id) implements Principal {}

    /** An AWS service, as {@code ec2.amazonaws.com}. */
    record Service(String name) implements Principal {}

    /** An identity provider. */
    record Federated(String provider) implements Principal {}

    /** An S3 canonical user. */
    record CanonicalUser(String id) implements Principal {}
}
