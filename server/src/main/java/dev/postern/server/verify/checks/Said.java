package dev.postern.server.verify.checks;

import dev.postern.model.request.Caller;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.ConditionOperator;
import dev.postern.policy.Distinctions;
import dev.postern.policy.S3ConditionKeys;
import dev.postern.policy.ServiceAuthorization;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What requests can say beside what they ask for, and what strangers can be: the condition keys whose values are not known from the cloud, with
 * the values that policies tell apart.
 */
final class Said {
    private static final String FRESH = "postern-stranger";

    private final Policies policies;
    private final Optional<String> trustedOrganization;
    private final Map<String, Pool<List<String>>> pools = new TreeMap<>();

    Said(Policies policies, Optional<String> trustedOrganization) {
        this.policies = policies;
        this.trustedOrganization = trustedOrganization;
    }

    /** Whether the value of a key is up to who asks, or a fact about a stranger. */
    static boolean isFree(String key, Who who, Way way, String action, Target target) {
        if (key.startsWith("s3:")) {
            return ofS3(key, who, action);
        }
        return switch (key) {
            case "aws:referer", "aws:useragent", "aws:tagkeys" -> true;
            case "aws:principalorgid",
                    "aws:principalorgpaths",
                    "aws:sourceidentity",
                    "aws:multifactorauthpresent",
                    "aws:multifactorauthage" -> who.stranger() && !(who.caller() instanceof Caller.Anonymous);
            case "aws:resourceorgid", "aws:resourceorgpaths" -> target.foreign();
            case "aws:vpceorgid", "aws:vpceorgpaths" -> way.foreign();
            case "sts:externalid", "sts:rolesessionname", "sts:sourceidentity" ->
                target.role().isPresent();
            default ->
                key.startsWith("aws:requesttag/")
                        || (key.startsWith("aws:principaltag/")
                                && who.stranger()
                                && !(who.caller() instanceof Caller.Anonymous))
                        || (key.startsWith("aws:resourcetag/") && target.foreign())
                        || key.startsWith("dynamodb:")
                        || key.startsWith("sns:");
        };
    }

    private static boolean ofS3(String key, Who who, String action) {
        if (!action.startsWith("s3:")) {
            return false;
        }
        ServiceAuthorization.Action known =
                ServiceAuthorization.of("s3").action(action.substring(action.indexOf(':') + 1));
        boolean signed = !(who.caller() instanceof Caller.Anonymous);
        return switch (key) {
            case "s3:resourceaccount", "s3:tlsversion", "s3:versionid", "s3:objectcreationoperation" -> false;
            case "s3:authtype", "s3:signatureage" -> signed;
            case "s3:signatureversion" -> false;
            default ->
                S3ConditionKeys.apply(known, key)
                        && !key.startsWith("s3:dataaccesspoint")
                        && !key.startsWith("s3:accesspoint")
                        && !key.startsWith("s3:accessgrants");
        };
    }

    /** The policies that bind resources whatever their own say. */
    List<Distinctions> resourceControls() {
        return policies.resourceControls();
    }

    /** The values of a key that some of these policies tell apart; none at all is the first. */
    List<List<String>> values(String key, List<Distinctions> told) {
        return pools.computeIfAbsent(key, this::pool).apart(told);
    }

    private Pool<List<String>> pool(String key) {
        Set<List<String>> all = new LinkedHashSet<>();
        all.add(List.of());
        Set<String> single = new LinkedHashSet<>();
        policies.conditions().filter(condition -> condition.key().equals(key)).forEach(condition -> {
            for (String value : condition.values()) {
                if (condition.operator() != ConditionOperator.NULL) {
                    single.addAll(Samples.of(value));
                    single.addAll(around(value));
                }
            }
        });
        single.add(fresh(key));
        if (key.equals("s3:authtype")) {
            single.retainAll(List.of("REST-HEADER", "REST-QUERY-STRING"));
            single.addAll(List.of("REST-HEADER", "REST-QUERY-STRING"));
        }
        single.removeIf(value -> isTrusted(key, value));
        for (String value : single) {
            all.add(List.of(value));
        }
        List<String> several = new ArrayList<>(single);
        if (isMultivalued(key)) {
            several.forEach(value -> all.add(List.of(value, fresh(key))));
            all.add(List.copyOf(several));
        }
        boolean variables = policies.values(key).stream().anyMatch(value -> value.contains("${"));
        return new Pool<>(
                all,
                values -> values.isEmpty(),
                (policy, values) -> variables || policy.asVariable(key)
                        ? values
                        : policy.ofContext(ConditionContext.of(Map.of(key, values)), key::equals));
    }

    private static boolean isMultivalued(String key) {
        return key.equals("aws:tagkeys")
                || key.endsWith("orgpaths")
                || key.startsWith("dynamodb:")
                || key.equals("s3:requestobjecttagkeys");
    }

    /** Strangers are of another organization than one's own. */
    private boolean isTrusted(String key, String value) {
        return trustedOrganization
                .filter(own -> key.endsWith("orgid") || key.endsWith("orgpaths"))
                .filter(own -> value.equals(own) || value.startsWith(own + "/"))
                .isPresent();
    }

    private static String fresh(String key) {
        if (key.endsWith("orgid")) {
            return "o-0stranger0";
        }
        return key.endsWith("orgpaths") ? "o-0stranger0/r-0000/ou-0000-00000000/" : FRESH;
    }

    /** Numbers beside one. */
    private static List<String> around(String value) {
        try {
            BigDecimal number = new BigDecimal(value.strip());
            return List.of(
                    number.add(BigDecimal.ONE).toPlainString(),
                    number.subtract(BigDecimal.ONE).toPlainString());
        } catch (NumberFormatException e) {
            return value.equalsIgnoreCase("true")
                    ? List.of("false")
                    : value.equalsIgnoreCase("false") ? List.of("true") : List.of();
        }
    }
}
