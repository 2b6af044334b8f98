package dev.postern.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A policy document, parsed once: evaluating it never looks at JSON.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">Grammar of the IAM
 *     JSON policy language</a>
 */
public final class Policy {
    /** The elements that a document may have. */
    public static final Set<String> ELEMENTS = Set.of("Version", "Id", "Statement");

    /** Without statements: what can be read of a document that is none. */
    public static final Policy EMPTY = new Policy(LanguageVersion.V2012_10_17, Optional.empty(), List.of());

    /** More than anybody's programs ask for; who makes names up makes no more than this wait. */
    private static final int ACTIONS_REMEMBERED = 256;

    private final LanguageVersion version;
    private final Optional<String> id;
    private final List<Statement> statements;

    /** Of the actions that were asked for, in lower case: one caller's are the same again and again. */
    private final Map<String, List<Statement>> byAction = new ConcurrentHashMap<>();

    public Policy(LanguageVersion version, Optional<String> id, List<Statement> statements) {
        this.version = version;
        this.id = id;
        this.statements = List.copyOf(statements);
    }

    /**
     * Reads a document.
     *
     * @throws MalformedPolicyException with AWS's own text for this kind of policy
     */
    public static Policy parse(String document, PolicyKind kind) throws MalformedPolicyException {
        return new PolicyParser(kind).parse(document);
    }

    public LanguageVersion version() {
        return version;
    }

    public Optional<String> id() {
        return id;
    }

    public List<Statement> statements() {
        return statements;
    }

    /** The statements on an action, in order. */
    List<Statement> statements(String lowerCaseAction) {
        List<Statement> known = byAction.get(lowerCaseAction);
        return known == null ? remember(lowerCaseAction) : known;
    }

    private List<Statement> remember(String lowerCaseAction) {
        List<Statement> found = statements.stream()
                .filter(statement -> statement.actions().matches(lowerCaseAction))
                .toList();
        if (byAction.size() >= ACTIONS_REMEMBERED) {
            byAction.clear();
        }
        byAction.put(lowerCaseAction, found);
        return found;
    }
}
