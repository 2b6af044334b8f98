package dev.postern.policy;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where the other simulator is known to differ from AWS, or where AWS's documentation leaves open what is so: each with the page that
 * decides, by its name in the IAM user's guide. Whoever adds one has read that page.
 */
enum PeerDifference {
    /** It takes the policy of an endpoint for everybody, whom its Principal names or not. reference_policies_elements_principal. */
    ENDPOINT_PRINCIPAL,
    /** It knows no unique ids of users and roles. reference_policies_elements_principal, "IAM user principals". */
    UNIQUE_ID,
    /** It spares who is named in any way; AWS asks for the account, the role and the session. reference_policies_elements_notprincipal. */
    NOT_PRINCIPAL_NAMES_ALL,
    /**
     * It lets no star of the policy of a resource or endpoint reach over a colon where the ARN is short of fields; a star that ends a
     * field may. reference_policies_elements_resource, "Using wildcards in resource ARNs".
     */
    STAR_OVER_COLONS,
    /**
     * It takes wildcards in the type of a resource for themselves, but only where a name follows. AWS says that they must not be there
     * (reference-arns), accepts them nevertheless, and its own policies have them, as {@code arn:aws:ec2:*:*:*}{@code /*}.
     */
    WILDCARD_IN_TYPE,
    /** What is malformed, or has a variable without value, it lets match nothing even negated. Nothing equals it, so that not-equals
     * holds. reference_policies_variables, "Policy variables with no value". */
    NOTHING_EQUALS_MALFORMED,
    /**
     * It takes a NotResource that has a variable without value, or is short of fields, for one that covers nothing. Such a resource
     * matches none, so that all are others. reference_policies_variables, "Policy variables with no value".
     */
    NOT_RESOURCE_OF_NOTHING,
    /** It reads a number as far as it is one, so that {@code 10x} is ten. reference_policies_elements_condition_operators. */
    NUMBERS_WITH_A_TAIL,
    /** It compares seconds since 1970 with milliseconds, a year's number with both, and has a 30th of February. W3C's note on dates. */
    DATES_AS_JAVASCRIPT_READS_THEM,
    /** It knows an address by its text, negates only blocks across families, and takes no block of all of IPv4 for all. RFC 5952. */
    ADDRESSES_AS_TEXT,
    /** It takes a single star for no ARN. AWS's own examples have it for any. reference_policies_elements_condition_operators. */
    STAR_AS_ARN,
    /** It never reads what a document of the old version says as plain text. reference_policies_elements_version. */
    OLD_VERSION,
    /**
     * It lets a session policy limit what the policy of a resource grants to the session itself. reference_policies_evaluation-logic,
     * "Session policies": such a grant is added.
     */
    GRANT_TO_THE_SESSION;

    static Optional<PeerDifference> ofPrincipal(
            PeerCase asked, Layer layer, Statement statement, Reach ours, String theirs) {
        if (layer == Layer.VPC_ENDPOINT && theirs.equals("Match")) {
            return Optional.of(ENDPOINT_PRINCIPAL);
        }
        Statement.PrincipalClause clause = statement.principals().orElseThrow();
        if (clause.principals().stream().anyMatch(Principal.UniqueId.class::isInstance)) {
            return Optional.of(UNIQUE_ID);
        }
        return clause.negated() && ours != Reach.NONE ? Optional.of(NOT_PRINCIPAL_NAMES_ALL) : Optional.empty();
    }

    static Optional<PeerDifference> ofResource(PeerCase asked, Layer layer, Policy policy, Statement statement) {
        List<String> resources = statement.resources().orElseThrow().resources();
        if (policy.version() == LanguageVersion.V2008_10_17 && any(resources, text -> text.contains("${"))) {
            return Optional.of(OLD_VERSION);
        }
        boolean covers = statement.resources().orElseThrow().matches(asked.request(), false);
        if (statement.resources().orElseThrow().negated() && covers && any(resources, text -> isNothing(asked, text))) {
            return Optional.of(NOT_RESOURCE_OF_NOTHING);
        }
        if (any(resources, text -> text.matches("arn:([^:]*:){0,3}([^:]*\\*:).*"))) {
            return Optional.of(STAR_OVER_COLONS);
        }
        return any(resources, PeerDifference::hasWildcardInType) ? Optional.of(WILDCARD_IN_TYPE) : Optional.empty();
    }

    private static boolean isNothing(PeerCase asked, String resource) {
        return resource.split(":", 6).length < 6 || isWithoutValue(asked, resource);
    }

    private static boolean hasWildcardInType(String resource) {
        String[] fields = resource.split(":", 6);
        return fields.length == 6 && !fields[2].equals("s3") && fields[5].matches("[^/:]*([*?]|\\$\\{).*");
    }

    static Optional<PeerDifference> ofCondition(PeerCase asked, Policy policy, Condition condition) {
        List<String> expected = condition.values();
        List<String> actual = asked.request().context().values(condition.key());
        if (policy.version() == LanguageVersion.V2008_10_17 && any(expected, text -> text.contains("${"))) {
            return Optional.of(OLD_VERSION);
        }
        String family = condition.operator().wireName();
        if (family.startsWith("Numeric")
                && any(expected, actual, text -> text.matches("\\s*-?\\d.*") && !text.matches("-?\\d+(\\.\\d+)?"))) {
            return Optional.of(NUMBERS_WITH_A_TAIL);
        }
        if (family.startsWith("Date") && any(expected, actual, text -> text.matches("\\s*-?\\d+\\s*|2026-02-30"))) {
            return Optional.of(DATES_AS_JAVASCRIPT_READS_THEM);
        }
        if (family.endsWith("IpAddress") && isAddressAsText(expected, actual)) {
            return Optional.of(ADDRESSES_AS_TEXT);
        }
        if (family.startsWith("Arn") && any(expected, text -> text.equals("*"))) {
            return Optional.of(STAR_AS_ARN);
        }
        return condition.operator().negated() && any(expected, actual, text -> isMalformed(asked, family, text))
                ? Optional.of(NOTHING_EQUALS_MALFORMED)
                : Optional.empty();
    }

    private static boolean isAddressAsText(List<String> expected, List<String> actual) {
        return any(expected, text -> text.endsWith("/0"))
                || any(expected, text -> text.indexOf('/') < 0 && any(actual, other -> family(other) != family(text)))
                || any(actual, text -> text.contains(":0"));
    }

    private static char family(String address) {
        return address.indexOf(':') >= 0 ? '6' : '4';
    }

    private static boolean isMalformed(PeerCase asked, String family, String text) {
        if (isWithoutValue(asked, text)) {
            return true;
        }
        return switch (family) {
            case "NumericNotEquals" -> ValueMatcher.number(text).isEmpty();
            case "DateNotEquals" -> PolicyDates.find(text).isEmpty();
            case "NotIpAddress" -> AddressBlock.find(text).isEmpty();
            case "ArnNotEquals", "ArnNotLike" -> text.split(":", 6).length < 6;
            default -> false;
        };
    }

    private static boolean isWithoutValue(PeerCase asked, String text) {
        return Template.parse(text, LanguageVersion.V2012_10_17)
                .text(asked.request().context())
                .isEmpty();
    }

    static Optional<PeerDifference> ofDecision(PeerCase asked, Decision ours, String theirs) {
        boolean direct = ours.verdict(asked.ours(Layer.RESOURCE)) instanceof LayerVerdict.Allows(var _, Reach reach)
                && reach == Reach.DIRECT;
        return ours.allowed() && direct && ours.verdict(Layer.SESSION) instanceof LayerVerdict.Silent
                ? Optional.of(GRANT_TO_THE_SESSION)
                : Optional.empty();
    }

    private static boolean any(List<String> texts, Predicate<String> test) {
        return texts.stream().anyMatch(test);
    }

    private static boolean any(List<String> texts, List<String> more, Predicate<String> test) {
        return any(texts, test) || any(more, test);
    }
}
