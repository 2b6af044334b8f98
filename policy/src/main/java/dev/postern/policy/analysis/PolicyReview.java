package dev.postern.policy.analysis;

import dev.postern.policy.Policy;
import dev.postern.policy.analysis.Span.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What can be said of a policy document by looking at it alone.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-policy-validation.html">Validate policies with IAM
 *     Access Analyzer</a>
 */
public final class PolicyReview {
    /** Of a managed policy, without white space. */
    private static final int IDENTITY_CHARACTERS_MAX = 6144;

    private static final String NEWEST = "2012-10-17";
    private static final List<String> VERSIONS = List.of(NEWEST, "2008-10-17");

    private final PolicyForm form;
    private final Findings findings = new Findings();

    private PolicyReview(PolicyForm form) {
        this.form = form;
    }

    /** All that was found, in the order of the document as far as there is one. */
    public static List<Finding> of(String document, PolicyForm form) {
        PolicyReview review = new PolicyReview(form);
        try {
            review.document(document, new Spot(List.of(), JsonText.read(document)));
        } catch (JsonText.Broken e) {
            Position at = e.where();
            review.findings.add(
                    Issue.JSON_SYNTAX_ERROR,
                    List.of(new Location(List.of(), new Span(at, at))),
                    " at index " + at.offset() + " line " + at.line() + " column " + at.column());
        }
        return review.findings.all();
    }

    private void document(String text, Spot root) {
        if (!findings.require(root, Node.Obj.class)) {
            return;
        }
        duplicates(root);
        for (Node.Member member : root.members()) {
            if (!Policy.ELEMENTS.contains(member.name())) {
                findings.add(Issue.INVALID_POLICY_ELEMENT, List.of(root.key(member)), member.name());
            }
        }
        boolean variables = version(root);
        root.member("Id").ifPresent(id -> findings.require(id, Node.Text.class));
        List<Spot> statements = statements(root);
        for (Spot statement : statements) {
            new StatementReview(form, variables, statement, findings).all();
        }
        sids(statements);
        redundant(statements);
        size(text, root);
    }

    /** A name that an object has twice has no meaning; IAM refuses the document. */
    private void duplicates(Spot spot) {
        Set<String> names = new HashSet<>();
        for (Node.Member member : spot.members()) {
            if (!names.add(member.name())) {
                findings.add(Issue.JSON_SYNTAX_ERROR, List.of(spot.key(member)), "");
            }
            duplicates(spot.of(member));
        }
        if (spot.node() instanceof Node.Arr) {
            spot.each().forEach(this::duplicates);
        }
    }

    /** Whether the version is one that has variables. */
    private boolean version(Spot root) {
        Optional<Spot> version = root.member("Version");
        if (version.isEmpty()) {
            findings.add(Issue.MISSING_VERSION, root);
            return false;
        }
        if (!findings.require(version.get(), Node.Text.class)) {
            return false;
        }
        String text = version.get().text();
        if (!VERSIONS.contains(text)) {
            findings.add(Issue.INVALID_VERSION, version.get(), text, String.join(", ", VERSIONS));
        }
        return text.equals(NEWEST);
    }

    private List<Spot> statements(Spot root) {
        Optional<Spot> element = root.member("Statement");
        if (element.isEmpty() || element.get().isEmptyArray()) {
            findings.add(Issue.MISSING_STATEMENT, element.orElse(root));
            return List.of();
        }
        return element.get().each().stream()
                .filter(statement -> findings.require(statement, Node.Obj.class))
                .toList();
    }

    private void sids(List<Spot> statements) {
        Map<String, List<Location>> bySid = new LinkedHashMap<>();
        for (Spot statement : statements) {
            statement
                    .member("Sid")
                    .filter(sid -> !sid.text().isEmpty())
                    .ifPresent(sid -> bySid.computeIfAbsent(sid.text(), s -> new ArrayList<>())
                            .add(sid.location()));
        }
        Issue issue = form.hasStrictSids() ? Issue.UNIQUE_SIDS_REQUIRED : Issue.UNIQUE_SIDS_RECOMMENDED;
        bySid.values().stream().filter(same -> same.size() > 1).forEach(same -> findings.add(issue, same));
    }

    private void redundant(List<Spot> statements) {
        Map<Object, List<Location>> byMeaning = new LinkedHashMap<>();
        for (Spot statement : statements) {
            byMeaning
                    .computeIfAbsent(meaning(statement, true), m -> new ArrayList<>())
                    .add(statement.location());
        }
        byMeaning.values().stream()
                .filter(same -> same.size() > 1)
                .forEach(same -> findings.add(Issue.REDUNDANT_STATEMENT, same));
    }

    /** What is equal of two statements that differ in nothing but their names and the order in which they list things. */
    private static Object meaning(Spot spot, boolean statement) {
        return switch (spot.node()) {
            case Node.Obj object -> {
                Map<String, Object> members = new LinkedHashMap<>();
                for (Node.Member member : object.members()) {
                    if (!statement || !member.name().equals("Sid")) {
                        members.put(member.name(), meaning(spot.of(member), false));
                    }
                }
                yield members;
            }
            default -> {
                Set<Object> values = new HashSet<>();
                spot.each()
                        .forEach(one -> values.add(
                                one.node() instanceof Node.Arr || one.node() instanceof Node.Obj
                                        ? one.node()
                                        : one.node().scalar()));
                yield values;
            }
        };
    }

    private void size(String text, Spot root) {
        long characters = text.chars().filter(c -> !Character.isWhitespace(c)).count();
        if (form == PolicyForm.IDENTITY && characters > IDENTITY_CHARACTERS_MAX) {
            findings.add(Issue.POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA, root, characters, IDENTITY_CHARACTERS_MAX);
        }
    }
}
