package dev.postern.policy.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whether a policy of a resource names principals as it must. */
final class PrincipalReview {
    private static final Set<String> KEYS = Set.of("AWS", "Service", "Federated", "CanonicalUser");
    private static final String FEDERATED = "Federated";

    private final PolicyForm form;
    private final Spot statement;
    private final Spot principal;
    private final Findings findings;

    PrincipalReview(PolicyForm form, Spot statement, Spot principal, Findings findings) {
        this.form = form;
        this.statement = statement;
        this.principal = principal;
        this.findings = findings;
    }

    void all() {
        if (principal.text().equals("*")) {
            if (form == PolicyForm.TRUST) {
                findings.add(Issue.ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL, principal);
            }
            return;
        }
        if (!(principal.node() instanceof Node.Obj)) {
            findings.add(Issue.INVALID_PRINCIPAL_FORMAT, principal);
            return;
        }
        if (principal.members().isEmpty()) {
            findings.add(Issue.EMPTY_OBJECT_PRINCIPAL, principal);
        }
        for (Node.Member member : principal.members()) {
            if (KEYS.contains(member.name())) {
                named(member.name(), principal.of(member));
            } else {
                findings.add(Issue.INVALID_PRINCIPAL_KEY, List.of(principal.key(member)), member.name());
            }
        }
        principal.member(FEDERATED).ifPresent(this::federated);
    }

    private void named(String key, Spot names) {
        if (names.isEmptyArray()) {
            findings.add(Issue.EMPTY_ARRAY_PRINCIPAL, names);
        }
        if (key.equals(FEDERATED) && form == PolicyForm.BUCKET) {
            findings.add(Issue.FEDERATED_PRINCIPAL_NOT_SUPPORTED, names);
        }
        for (Spot name : names.each()) {
            if (findings.require(name, Node.Text.class)) {
                named(key, name, name.text());
            }
        }
    }

    private void named(String key, Spot spot, String name) {
        if (Variables.isIn(name)) {
            findings.add(Issue.VARIABLE_UNSUPPORTED_IN_ELEMENT, spot, Variables.first(name));
        } else if (!name.equals("*") && (name.indexOf('*') >= 0 || name.indexOf('?') >= 0)) {
            findings.add(Issue.UNSUPPORTED_WILDCARD_IN_PRINCIPAL, spot, key);
        } else if (key.equals("AWS") && name.matches("AROA[A-Z0-9]{12,124}")) {
            findings.add(Issue.INVALID_ROLE_REFERENCE, spot, name);
        } else if (key.equals("AWS") && name.matches("AIDA[A-Z0-9]{12,124}")) {
            findings.add(Issue.INVALID_USER_REFERENCE, spot, name);
        }
    }

    /** Each kind of provider has its own way into a role. */
    private void federated(Spot providers) {
        for (Spot action : statement.member("Action").map(Spot::texts).orElse(List.of())) {
            List<Spot> wrong = new ArrayList<>();
            for (Spot provider : providers.texts()) {
                boolean saml = provider.text().contains(":saml-provider/");
                switch (action.text().toLowerCase(Locale.ROOT)) {
                    case "sts:assumerole" -> wrong.add(provider);
                    case "sts:assumerolewithsaml" -> wrong.addAll(saml ? List.of() : List.of(provider));
                    case "sts:assumerolewithwebidentity" -> wrong.addAll(saml ? List.of(provider) : List.of());
                    default -> {}
                }
            }
            if (!wrong.isEmpty()) {
                List<Location> locations = new ArrayList<>(List.of(action.location()));
                wrong.forEach(provider -> locations.add(provider.location()));
                findings.add(
                        Issue.MISMATCHED_ACTION_FOR_PRINCIPAL,
                        locations,
                        action.text(),
                        String.join(", ", wrong.stream().map(Spot::text).toList()));
            }
        }
    }
}
