package dev.postern.policy;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** S3's actions by the type of resource that they act on. S3 refuses a bucket policy whose actions fit none of its resources. */
final class S3Actions {
    static final ServiceAuthorization S3 = ServiceAuthorization.of("s3");

    private static final Set<String> ALL = named(action -> true);
    private static final Set<String> ON_OBJECTS =
            named(action -> action.resources().containsKey("object"));
    private static final Set<String> ON_BUCKETS =
            named(action -> action.resources().containsKey("bucket"));

    private S3Actions() {}

    /** Whether a pattern can match any action that exists. */
    static boolean isKnown(String action) {
        return matchesAny(Glob.ofLowerCase(action), ALL);
    }

    /** Refuses a statement in which an action fits none of the resources. */
    static void checkApply(PolicyKind kind, List<String> actions, Statement.ResourceClause clause)
            throws MalformedPolicyException {
        if (clause.negated()) {
            return;
        }
        boolean objects = clause.resources().stream().anyMatch(S3Actions::mayBeObject);
        boolean buckets = clause.resources().stream().anyMatch(S3Actions::mayBeBucket);
        for (String action : actions) {
            Glob pattern = Glob.ofLowerCase(action);
            boolean fits = (objects && matchesAny(pattern, ON_OBJECTS)) || (buckets && matchesAny(pattern, ON_BUCKETS));
            if (!fits) {
                throw kind.error(Violation.ACTION_WITHOUT_RESOURCE, action);
            }
        }
    }

    private static boolean mayBeObject(String resource) {
        return resource.equals("*") || resource.indexOf('/') >= 0 || resource.indexOf('*') >= 0;
    }

    private static boolean mayBeBucket(String resource) {
        return resource.indexOf('/') < 0;
    }

    private static boolean matchesAny(Glob pattern, Set<String> actions) {
        return actions.stream().anyMatch(pattern::matches);
    }

    private static Set<String> named(Predicate<ServiceAuthorization.Action> which) {
        TreeSet<String> names = new TreeSet<>();
        S3.actions().stream()
                .filter(which)
                .forEach(action -> names.add("s3:" + action.name().toLowerCase(Locale.ROOT)));
        return Collections.unmodifiableSet(names);
    }
}
