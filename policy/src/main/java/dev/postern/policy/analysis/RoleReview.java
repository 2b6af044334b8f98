package dev.postern.policy.analysis;

import dev.postern.policy.Glob;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether a statement lets its holder pass more roles to services, or have services make more roles, than its author may have thought
 * of.
 */
final class RoleReview {
    private static final String LINKED = "role/aws-service-role/";

    private final Spot statement;
    private final Findings findings;

    RoleReview(Spot statement, Findings findings) {
        this.statement = statement;
        this.findings = findings;
    }

    void all() {
        if (!statement.allows()) {
            return;
        }
        if (!hasCondition("iam:passedtoservice")) {
            review(
                    "iam:passrole",
                    RoleReview::isAnyRole,
                    List.of(
                            Issue.PASS_ROLE_WITH_STAR_IN_RESOURCE,
                            Issue.PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE,
                            Issue.PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION,
                            Issue.PASS_ROLE_WITH_NOT_RESOURCE,
                            Issue.PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE,
                            Issue.PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE));
        }
        if (!hasCondition("iam:awsservicename")) {
            review(
                    "iam:createservicelinkedrole",
                    RoleReview::isAnyLinkedRole,
                    List.of(
                            Issue.CREATE_SLR_WITH_STAR_IN_RESOURCE,
                            Issue.CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE,
                            Issue.CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION,
                            Issue.CREATE_SLR_WITH_NOT_RESOURCE,
                            Issue.CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE,
                            Issue.CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE));
        }
    }

    private boolean hasCondition(String key) {
        return statement
                .member("Condition")
                .filter(block -> block.members().stream()
                        .flatMap(operator -> block.of(operator).members().stream())
                        .anyMatch(
                                member -> member.name().toLowerCase(Locale.ROOT).equals(key)))
                .isPresent();
    }

    /** @param issues for an action that is named, for one by a wildcard, for one that is not excluded; then those with NotResource */
    private void review(String action, Predicate<String> wide, List<Issue> issues) {
        int how = granted(action);
        Optional<Spot> resources = statement.member("Resource");
        List<Spot> starred = resources.map(Spot::texts).orElse(List.of()).stream()
                .filter(resource -> wide.test(resource.text()))
                .toList();
        Optional<Spot> excluded = statement.member("NotResource");
        if (how >= 0 && !starred.isEmpty()) {
            findings.add(issues.get(how), starred.stream().map(Spot::location).toList());
        } else if (how >= 0 && excluded.isPresent()) {
            findings.add(issues.get(how + 3), excluded.get());
        }
    }

    /** 0 if a statement names an action, 1 if a wildcard of it does, 2 if it does not exclude it, -1 if it is not for it. */
    private int granted(String action) {
        Optional<Spot> excluded = statement.member("NotAction");
        if (excluded.isPresent()) {
            return matches(excluded.get(), action) ? -1 : 2;
        }
        Spot actions = statement.member("Action").orElse(statement);
        if (actions.texts().stream()
                .anyMatch(one -> one.text().toLowerCase(Locale.ROOT).equals(action))) {
            return 0;
        }
        return matches(actions, action) ? 1 : -1;
    }

    private static boolean matches(Spot actions, String action) {
        return actions.texts().stream()
                .anyMatch(one -> Glob.ofLowerCase(one.text()).matches(action));
    }

    /** Some services name the roles that they are to be passed, so that a name that only begins is not too wide. */
    private static boolean isAnyRole(String resource) {
        String name = name(resource);
        return name.startsWith("*") || name.startsWith("role/*") || name.startsWith("role*");
    }

    private static boolean isAnyLinkedRole(String resource) {
        return isAnyRole(resource) || name(resource).startsWith(LINKED + "*");
    }

    private static String name(String resource) {
        String[] parts = resource.split(":", 6);
        return resource.equals("*") ? "*" : parts.length == 6 ? parts[5] : "";
    }
}
