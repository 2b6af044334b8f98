package dev.postern.policy.analysis;

import dev.postern.policy.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a statement has the elements that it must have, each of the form that it must have. */
final class StatementReview {
    private final PolicyForm form;
    private final boolean variables;
    private final Spot statement;
    private final Findings findings;

    /** @param variables whether the document's version has them */
    StatementReview(PolicyForm form, boolean variables, Spot statement, Findings findings) {
        this.form = form;
        this.variables = variables;
        this.statement = statement;
        this.findings = findings;
    }

    void all() {
        for (Node.Member member : statement.members()) {
            if (!Statement.ELEMENTS.contains(member.name())) {
                findings.add(Issue.INVALID_POLICY_ELEMENT, List.of(statement.key(member)), member.name());
            }
        }
        for (String name : List.of("Principal", "Action", "Resource")) {
            if (statement.has(name) && statement.has("Not" + name)) {
                findings.add(Issue.UNSUPPORTED_ELEMENT_COMBINATION, statement, name, "Not" + name);
            }
        }
        sid();
        effect();
        principal();
        actions();
        resources();
        statement.member("Condition").ifPresent(block -> new ConditionReview(variables, block, findings).all());
        new TogetherReview(form, statement, findings).all();
        if (form == PolicyForm.IDENTITY) {
            new RoleReview(statement, findings).all();
        }
        if (form == PolicyForm.RESOURCE_CONTROL && statement.allows()) {
            allowedByControl();
        }
    }

    private void sid() {
        statement
                .member("Sid")
                .filter(sid -> findings.require(sid, Node.Text.class))
                .ifPresent(sid -> {
                    if (sid.text().isEmpty()) {
                        findings.add(Issue.EMPTY_SID_VALUE, sid);
                    } else if (form.hasStrictSids() && !sid.text().matches("[0-9A-Za-z]*")) {
                        findings.add(Issue.UNSUPPORTED_SID, sid);
                    }
                });
    }

    private void effect() {
        Optional<Spot> effect = statement.member("Effect");
        if (effect.isEmpty()) {
            findings.add(Issue.MISSING_EFFECT, statement);
        } else if (findings.require(effect.get(), Node.Text.class)
                && !effect.get().text().equals("Allow")
                && !effect.get().text().equals("Deny")) {
            findings.add(Issue.INVALID_EFFECT, effect.get(), effect.get().text());
        }
    }

    private void principal() {
        Optional<Spot> principal = statement.member("Principal");
        Optional<Spot> other = statement.member("NotPrincipal");
        if (!form.hasPrincipal()) {
            principal.or(() -> other).ifPresent(named -> {
                if (form == PolicyForm.SERVICE_CONTROL) {
                    findings.add(Issue.SCP_SYNTAX_ERROR_PRINCIPAL, named);
                } else {
                    findings.add(Issue.UNSUPPORTED_PRINCIPAL, named, "IDENTITY_POLICY");
                }
            });
            return;
        }
        if (principal.isEmpty() && other.isEmpty()) {
            findings.add(Issue.MISSING_PRINCIPAL, statement);
            return;
        }
        if (form == PolicyForm.RESOURCE_CONTROL) {
            if (!isEverybody(principal)) {
                findings.add(
                        Issue.RCP_SYNTAX_ERROR_PRINCIPAL,
                        principal.or(() -> other).orElse(statement));
            }
            return;
        }
        if (other.isPresent() && form == PolicyForm.TRUST) {
            findings.add(Issue.ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL, other.get());
        } else if (other.isPresent() && statement.allows()) {
            findings.add(Issue.ALLOW_WITH_NOT_PRINCIPAL, other.get());
        }
        principal.or(() -> other).ifPresent(named -> new PrincipalReview(form, statement, named, findings).all());
    }

    private static boolean isEverybody(Optional<Spot> principal) {
        return principal
                .map(spot -> spot.member("AWS").orElse(spot))
                .filter(spot -> spot.each().stream().allMatch(one -> one.text().equals("*")) && !spot.isEmptyArray())
                .isPresent();
    }

    private void actions() {
        Optional<Spot> action = statement.member("Action");
        Optional<Spot> element = action.or(() -> statement.member("NotAction"));
        if (element.isEmpty()) {
            findings.add(Issue.MISSING_ACTION, statement);
            return;
        }
        if (form == PolicyForm.RESOURCE_CONTROL && action.isEmpty()) {
            findings.add(Issue.RCP_SYNTAX_ERROR_NOTACTION, element.get());
        }
        if (element.get().isEmptyArray()) {
            findings.add(Issue.EMPTY_ARRAY_ACTION, element.get());
            return;
        }
        new ActionReview(form, element.get(), findings).all();
    }

    private void resources() {
        Optional<Spot> element = statement.member("Resource").or(() -> statement.member("NotResource"));
        if (form == PolicyForm.TRUST) {
            element.ifPresent(named -> findings.add(Issue.ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE, named));
            return;
        }
        if (element.isEmpty()) {
            if (form != PolicyForm.RESOURCE || !isOfTrust()) {
                findings.add(Issue.MISSING_RESOURCE, statement);
            }
            return;
        }
        if (element.get().isEmptyArray()) {
            findings.add(Issue.EMPTY_ARRAY_RESOURCE, element.get());
            return;
        }
        new ResourceReview(form, variables, element.get(), findings).all();
    }

    /** A resource policy of which nobody says what it is of may be a role's, which names no resource. */
    private boolean isOfTrust() {
        return statement
                .member("Action")
                .filter(actions -> actions.each().stream()
                        .allMatch(
                                action -> action.text().toLowerCase(Locale.ROOT).startsWith("sts:")))
                .isPresent();
    }

    private void allowedByControl() {
        boolean all = isEverybody(statement.member("Principal"))
                && isEverybody(statement.member("Resource"))
                && !statement.has("Condition");
        if (!all) {
            findings.add(Issue.RCP_SYNTAX_ERROR_ALLOW, statement);
        }
    }
}
