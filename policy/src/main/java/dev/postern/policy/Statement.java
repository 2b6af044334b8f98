package dev.postern.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    /** The elements that one may have. */
    public static final Set<String> ELEMENTS = Set.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");

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

        /** Of names in lower case. */
        List<Glob> globs() {
            return globs;
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
        private static final int ARN_FIELDS = 6;

        private final boolean negated;
        private final List<String> resources;
        private final List<Template> templates;

        /** @param completes whether fields that an ARN lacks may have any value, as in policies of identities */
        ResourceClause(boolean negated, List<String> resources, LanguageVersion version, boolean completes) {
            this.negated = negated;
            this.resources = List.copyOf(resources);
            this.templates = resources.stream()
                    .map(resource -> Template.parse(completes ? complete(resource) : resource, version))
                    .toList();
        }

        /**
         * An ARN with fewer than six fields, with stars for those that it lacks: {@code arn:aws:sqs} is every queue.
         *
         * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html">IAM JSON
         *     policy elements: Resource</a>
         */
        private static String complete(String resource) {
            if (resource.equals("*") || resource.contains("${")) {
                return resource;
            }
            int fields = resource.split(":", ARN_FIELDS).length;
            return resource + ":*".repeat(ARN_FIELDS - fields);
        }

        public boolean negated() {
            return negated;
        }

        /** As they are written. */
        public List<String> resources() {
            return resources;
        }

        List<Template> templates() {
            return templates;
        }

        boolean matches(AuthorizationRequest request, boolean inDoubt) {
            boolean one = inDoubt != negated;
            for (Template template : templates) {
                if (isOn(template, request, one)) {
                    return !negated;
                }
            }
            return negated;
        }

        private static boolean isOn(Template template, AuthorizationRequest request, boolean inDoubt) {
            ConditionContext context = request.context();
            if (template.isConstant()) {
                return request.isOn(template.glob(context).orElseThrow(), inDoubt);
            }
            if (!request.uncertain() && !template.canMatch(request.resource()) && template.isKnown(context)) {
                return false;
            }
            return template.isKnown(context)
                    ? template.glob(context)
                            .filter(glob -> request.isOn(glob, inDoubt))
                            .isPresent()
                    : inDoubt;
        }
    }

    /**
     * Whether resource and conditions match; action and principal are judged apart.
     *
     * @param inDoubt the answer where something about the request is not known on which it depends
     */
    boolean covers(AuthorizationRequest request, boolean inDoubt) {
        if (!isOn(request, inDoubt)) {
            return false;
        }
        for (Condition condition : conditions) {
            if (!condition.holds(request.context(), inDoubt)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the resource matches; all else is judged apart. */
    boolean isOn(AuthorizationRequest request, boolean inDoubt) {
        return resources.isEmpty() || resources.get().matches(request, inDoubt);
    }
}
