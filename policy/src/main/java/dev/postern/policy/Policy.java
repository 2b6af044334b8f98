package dev.postern.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A policy document, parsed once: evaluating it never looks at JSON.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">Grammar of the IAM
 *     JSON policy language</a>
 */
public record Policy(LanguageVersion version, Optional<String> id, List<Statement> statements) {
    /** The elements that a document may have. */
    public static final Set<String> ELEMENTS = Set.of("Version", "Id", "Statement");

    public Policy {
        statements = List.copyOf(statements);
    }

    /**
     * Reads a document.
     *
     * @throws MalformedPolicyException with AWS's own text for this kind of policy
     */
    public static Policy parse(String document, PolicyKind kind) throws MalformedPolicyException {
        return new PolicyParser(kind).parse(document);
    }
}
