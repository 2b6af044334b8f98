package dev.postern.policy;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The condition keys that S3 knows. It refuses a bucket policy with a key that does not exist, or that none of an
 * action's requests can have.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys">
 *     Condition keys for Amazon S3</a>
 */
public final class S3ConditionKeys {
    private static final String VENDOR = "s3:";

    /** In lower case. */
    private static final ServiceAuthorization.Keys KNOWN = new ServiceAuthorization.Keys(S3Actions.S3.keys(), Set.of());

    /** What says by which way, and how signed, a request came can be in any request. */
    private static final Set<String> OF_ALL = Set.of(
            "s3:authtype",
            "s3:resourceaccount",
            "s3:signatureage",
            "s3:signatureversion",
            "s3:tlsversion",
            "s3:x-amz-content-sha256");

    private static final List<String> OF_WAYS = List.of("s3:accesspoint", "s3:dataaccesspoint", "s3:accessgrants");

    private S3ConditionKeys() {}

    /** Refuses keys that do not exist. Of the keys of other services nothing is known. */
    static void checkKnown(PolicyKind kind, List<Condition> conditions) throws MalformedPolicyException {
        for (Condition condition : conditions) {
            String key = condition.key();
            if (key.startsWith(VENDOR) ? !KNOWN.have(key) : key.indexOf(':') < 0) {
                throw kind.error(Violation.INVALID_CONDITION_KEY, key);
            }
        }
    }

    /**
     * Whether a request for an action can have a key. It can have all keys of other services.
     *
     * @param action one of S3's
     * @param lowerCaseKey with its service
     */
    public static boolean apply(ServiceAuthorization.Action action, String lowerCaseKey) {
        return !lowerCaseKey.startsWith(VENDOR)
                || OF_ALL.contains(lowerCaseKey)
                || OF_WAYS.stream().anyMatch(lowerCaseKey::startsWith)
                || action.canHave(lowerCaseKey);
    }

    /** Refuses keys beside an action none of whose requests has them. */
    static void checkApply(PolicyKind kind, List<Condition> conditions, List<String> actions)
            throws MalformedPolicyException {
        for (Condition condition : conditions) {
            String key = condition.key();
            for (String action : actions) {
                Glob pattern = Glob.ofLowerCase(action);
                boolean fits = !key.startsWith(VENDOR)
                        || S3Actions.S3.actions().stream()
                                .filter(known ->
                                        pattern.matches(VENDOR + known.name().toLowerCase(Locale.ROOT)))
                                .anyMatch(known -> apply(known, key));
                if (!fits) {
                    throw kind.error(Violation.CONDITION_WITHOUT_ACTION, key);
                }
            }
        }
    }
}
