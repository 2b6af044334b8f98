package dev.postern.policy;

import java.util.List;
import java.util.Optional;

/**
 * One statement of a policy, compiled.
 *
 * @param index its place in the document, from 0
 * @param sid its name, if it has one
 * @param principals absent in identity-based policies
 * @param resources absent in trust policies
 * @param conditions all must hold
 */
public record Statement(
        int index,
        Optional<String> sid,
        Effect effect,
        Optional<PrincipalClause> principals,
        ActionClause actions,
        Optional<ResourceClause> resources,
        List<Condition> conditions) {
    public Statement {
        conditions = List.copyOf(conditions);
    }

    /**
     * Principal or NotPrincipal.
     *
     * @param negated whether it is NotPrincipal
     */
    public record PrincipalClause(boolean negated, List<Principal> principals) {
        public PrincipalClause {
            principals = List.copyOf(principals);
        }
    }

    /** Action or NotAction. */
    public static final class ActionClause {
        private final boolean negated;
        private final List<String> actions;
        private final List<Glob> globs;

        ActionClause(boolean negated, List<String> actions) {
            this.negated = negated;
            this.actions = List.copyOf(actions);
            this.globs = actions.stream().map(Glob::ofLowerCase).toList();
        }

        public boolean negated() {
            return negated;
        }

        /** As they are written. */
        public List<String> actions() {
            return actions;
        }

        boolean matches(String lowerCaseAction) {
            for (Glob glob : globs) {
                if (glob.matches(lowerCaseAction)) {
                    return !negated;
                }
            }
            return negated;
        }
    }

    /** Resource or NotResource. */
    public static final class ResourceClause {
        private final boolean negated;
        private final List<String> resources;
        private final List<Template> templates;

        ResourceClause(boolean negated, List<String> resources, LanguageVersion version) {
            this.negated = negated;
            this.resources = List.copyOf(resources);
            this.templates = resources.stream()
                    .map(resource -> Template.parse(resource, version))
                    .toList();
        }

        public boolean negated() {
            return negated;
        }

        /** As they are written. */
        public List<String> resources() {
            return resources;
        }

        boolean matches(String resource, ConditionContext context) {
            for (Template template : templates) {
                Optional<Glob> glob = template.glob(context);
                if (glob.isPresent() && glob.get().matches(resource)) {
                    return !negated;
                }
            }
            return negated;
        }
    }

    /** Whether action, resource and conditions match; the principal is judged apart. */
    boolean covers(String lowerCaseAction, String resource, ConditionContext context) {
        if (!speaksOf(lowerCaseAction, resource, context)) {
            return false;
        }
        for (Condition condition : conditions) {
            if (!condition.holds(context)) {
                return false;
            }
        }
        return true;
    }

    /** Whether action and resource match; principal and conditions are judged apart. */
    boolean speaksOf(String lowerCaseAction, String resource, ConditionContext context) {
        return actions.matches(lowerCaseAction)
                && (resources.isEmpty() || resources.get().matches(resource, context));
    }
}
