package dev.postern.policy;

import dev.postern.model.Resource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The condition keys that S3 knows. It refuses a bucket policy with a key that does not exist, or that none of an
 * action's requests can have.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys">
 *     Condition keys for Amazon S3</a>
 */
final class S3ConditionKeys {
    private static final String VENDOR = "s3:";

    /** In lower case. */
    private static final Set<String> KNOWN = names("""
            accessgrantsinstancearn accesspointnetworkorigin authtype dataaccesspointaccount dataaccesspointarn delimiter
            destinationregion existingjoboperation existingjobpriority if-match if-none-match
            inventoryaccessibleoptionalfields isreplicationpauserequest jobsuspendedcause locationconstraint max-keys
            object-lock-legal-hold object-lock-mode object-lock-remaining-retention-days
            object-lock-retain-until-date objectcreationoperation prefix requestjoboperation requestjobpriority
            requestobjecttagkeys resourceaccount signatureage signatureversion tlsversion versionid x-amz-acl
            x-amz-content-sha256 x-amz-copy-source x-amz-grant-full-control x-amz-grant-read x-amz-grant-read-acp
            x-amz-grant-write x-amz-grant-write-acp x-amz-metadata-directive x-amz-object-ownership
            x-amz-server-side-encryption x-amz-server-side-encryption-aws-kms-key-id
            x-amz-server-side-encryption-customer-algorithm x-amz-storage-class x-amz-website-redirect-location""");

    /** Those that end with the name of a tag. */
    private static final Set<String> OF_TAGS = names("accesspointtag/ buckettag/ existingobjecttag/ requestobjecttag/");

    /** The actions whose requests can have a key; what is behind a tag's slash is left out. */
    private static final Map<String, Set<String>> ACTIONS = actions();

    private S3ConditionKeys() {}

    /** Refuses keys that do not exist. Of the keys of other services nothing is known. */
    static void checkKnown(PolicyKind kind, List<Condition> conditions) throws MalformedPolicyException {
        for (Condition condition : conditions) {
            String key = condition.key();
            boolean unknown = key.startsWith(VENDOR)
                    ? !KNOWN.contains(key) && OF_TAGS.stream().noneMatch(key::startsWith)
                    : key.indexOf(':') < 0;
            if (unknown) {
                throw kind.error(Violation.INVALID_CONDITION_KEY, key);
            }
        }
    }

    /** Refuses keys beside an action none of whose requests has them. */
    static void checkApply(PolicyKind kind, List<Condition> conditions, List<String> actions)
            throws MalformedPolicyException {
        for (Condition condition : conditions) {
            int slash = condition.key().indexOf('/');
            String key = slash < 0 ? condition.key() : condition.key().substring(0, slash);
            Set<String> having = ACTIONS.getOrDefault(key, Set.of());
            for (String action : actions) {
                Glob pattern = Glob.ofLowerCase(action);
                if (!having.isEmpty() && having.stream().noneMatch(pattern::matches)) {
                    throw kind.error(Violation.CONDITION_WITHOUT_ACTION, condition.key());
                }
            }
        }
    }

    private static Map<String, Set<String>> actions() {
        Map<String, Set<String>> actions = new TreeMap<>();
        for (String line : Resource.lines(S3ConditionKeys.class, "s3-condition-keys.txt")) {
            String[] words = line.split(" ", -1);
            actions.put(words[0], names(words[1].replace(',', ' ')));
        }
        return Collections.unmodifiableMap(actions);
    }

    private static Set<String> names(String text) {
        TreeSet<String> names = new TreeSet<>();
        for (String name : text.split("\\s+", -1)) {
            names.add(VENDOR + name);
        }
        return Collections.unmodifiableSet(names);
    }
}
