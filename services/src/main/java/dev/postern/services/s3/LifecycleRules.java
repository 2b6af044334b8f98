package dev.postern.services.s3;

import dev.postern.model.request.Ids;
import dev.postern.wire.ApiException;
import dev.postern.wire.s3.RestXml;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.BucketLifecycleConfiguration;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleAndOperator;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.NoncurrentVersionExpiration;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * Which lifecycle configurations are taken.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html">
 *     PutBucketLifecycleConfiguration</a>
 */
final class LifecycleRules {
    static final String ROOT = "LifecycleConfiguration";
    private static final int RULES_MAX = 1_000;
    private static final int NEWER_VERSIONS_MAX = 100;
    private static final int ID_MAX = 255;
    private static final long SIZE_MAX = 1_099_511_627_776_000L;

    private LifecycleRules() {}

    /** A configuration that may be kept, as the document that it is kept as; a rule without an ID has one there. */
    static String checked(@Nullable BucketLifecycleConfiguration configuration, Ids ids) {
        if (configuration == null
                || configuration.rules().isEmpty()
                || configuration.rules().size() > RULES_MAX) {
            throw malformed();
        }
        List<LifecycleRule> rules = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (LifecycleRule rule : configuration.rules()) {
            LifecycleRule named = rule.id() == null || rule.id().isEmpty()
                    ? rule.toBuilder().id(newId(ids)).build()
                    : rule;
            if (named.id().length() > ID_MAX) {
                throw argument("ID length should not exceed allowed limit of 255");
            }
            check(named);
            if (!taken.add(named.id())) {
                throw argument("Rule ID must be unique. Found same ID for more than one rule");
            }
            rules.add(named);
        }
        requireOneForm(rules);
        refuseOverlaps(rules);
        return RestXml.document(
                ROOT, BucketLifecycleConfiguration.builder().rules(rules).build());
    }

    private static String newId(Ids ids) {
        return Base64.getEncoder().encodeToString(ids.uuid().getBytes(StandardCharsets.US_ASCII));
    }

    static ApiException malformed() {
        return S3Error.MALFORMED_XML.with();
    }

    static ApiException argument(String text) {
        return S3Error.INVALID_ARGUMENT.said(text);
    }

    static ApiException request(String text) {
        return S3Error.INVALID_REQUEST.said(text);
    }

    private static void check(LifecycleRule rule) {
        if (rule.status() == null || rule.status() == ExpirationStatus.UNKNOWN_TO_SDK_VERSION) {
            throw malformed();
        }
        if ((rule.filter() == null) == (LifecycleFilter.basePrefix(rule) == null)) {
            throw malformed();
        }
        if (rule.filter() != null) {
            check(rule.filter());
        }
        LifecycleFilter filter = LifecycleFilter.of(rule);
        checkSizes(filter);
        if (rule.expiration() == null
                && rule.transitions().isEmpty()
                && rule.noncurrentVersionExpiration() == null
                && rule.noncurrentVersionTransitions().isEmpty()
                && rule.abortIncompleteMultipartUpload() == null) {
            throw request("At least one action needs to be specified in a rule");
        }
        if (rule.expiration() != null) {
            check(rule.expiration(), filter);
        }
        if (rule.noncurrentVersionExpiration() != null) {
            check(rule.noncurrentVersionExpiration());
        }
        if (rule.abortIncompleteMultipartUpload() != null) {
            refuseBeside("AbortIncompleteMultipartUpload", filter);
            requirePositive(
                    rule.abortIncompleteMultipartUpload().daysAfterInitiation(),
                    "DaysAfterInitiation",
                    "AbortIncompleteMultipartUpload");
        }
        LifecycleTransitions.check(rule, filter);
    }

    private static void check(LifecycleRuleFilter filter) {
        LifecycleRuleAndOperator and = filter.and();
        if (count(filter.prefix(), filter.tag(), filter.objectSizeGreaterThan(), filter.objectSizeLessThan(), and)
                > 1) {
            throw malformed();
        }
        List<Tag> tags = and != null ? and.tags() : filter.tag() == null ? List.of() : List.of(filter.tag());
        if (and != null
                && count(and.prefix(), and.objectSizeGreaterThan(), and.objectSizeLessThan()) + tags.size() < 2) {
            throw malformed();
        }
        Set<String> keys = new HashSet<>();
        for (Tag tag : tags) {
            if (tag.key() == null || tag.key().isEmpty()) {
                throw malformed();
            }
            if (!keys.add(tag.key())) {
                throw request("Duplicate Tag Keys are not allowed.");
            }
        }
    }

    private static long count(@Nullable Object... values) {
        return Stream.of(values).filter(Objects::nonNull).count();
    }

    private static void checkSizes(LifecycleFilter filter) {
        long greater = filter.greaterThan().orElse(0L);
        long less = filter.lessThan().orElse(SIZE_MAX);
        if (greater < 0 || greater > SIZE_MAX) {
            throw request("'ObjectSizeGreaterThan' should be between 0 and " + SIZE_MAX + ".");
        }
        if (less < 1 || less > SIZE_MAX) {
            throw request("'ObjectSizeLessThan' should be between 1 and " + SIZE_MAX + ".");
        }
        if (filter.greaterThan().isPresent() && filter.lessThan().isPresent() && greater >= less) {
            throw request("'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.");
        }
    }

    private static void check(LifecycleExpiration expiration, LifecycleFilter filter) {
        if (count(expiration.days(), expiration.date(), expiration.expiredObjectDeleteMarker()) != 1) {
            throw malformed();
        }
        if (expiration.days() != null) {
            requirePositive(expiration.days(), "Days", "Expiration");
        }
        requireMidnight(expiration.date());
        if (expiration.expiredObjectDeleteMarker() != null) {
            refuseBeside("ExpiredObjectDeleteMarker", filter);
        }
    }

    static void requireMidnight(@Nullable Instant date) {
        if (date != null && !date.truncatedTo(ChronoUnit.DAYS).equals(date)) {
            throw S3Error.argument("'Date' must be at midnight GMT", "Date", date.toString());
        }
    }

    /** What is about no object's content cannot be chosen by it. */
    private static void refuseBeside(String action, LifecycleFilter filter) {
        if (!filter.tags().isEmpty()) {
            throw request(action + " cannot be specified with Tags.");
        }
        if (filter.hasSizes()) {
            throw request(action + " cannot be specified with Object Size.");
        }
    }

    private static void check(NoncurrentVersionExpiration expiration) {
        requirePositive(expiration.noncurrentDays(), "NoncurrentDays", "NoncurrentVersionExpiration");
        requireCount(expiration.newerNoncurrentVersions(), "NoncurrentVersionExpiration");
    }

    /** How many newer versions are to stay, if a rule says so. */
    static void requireCount(@Nullable Integer newerVersions, String action) {
        if (newerVersions != null && (newerVersions < 1 || newerVersions > NEWER_VERSIONS_MAX)) {
            throw argument("'NewerNoncurrentVersions' for " + action + " action must be an integer between 1 and "
                    + NEWER_VERSIONS_MAX);
        }
    }

    static void requirePositive(@Nullable Integer value, String name, String action) {
        if (value == null) {
            throw malformed();
        }
        if (value <= 0) {
            throw argument("'" + name + "' for " + action + " action must be a positive integer");
        }
    }

    /** Rules with filters and rules without are of two versions of S3's API, which do not mix. */
    private static void requireOneForm(List<LifecycleRule> rules) {
        boolean filters = rules.getFirst().filter() != null;
        for (LifecycleRule rule : rules) {
            if (!filters && rule.filter() != null) {
                throw request("Filter element can only be used in Lifecycle V2.");
            }
            if (filters && rule.filter() == null) {
                throw request("Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the"
                        + " Filter.");
            }
            boolean counts = rule.noncurrentVersionTransitions().stream()
                            .anyMatch(transition -> transition.newerNoncurrentVersions() != null)
                    || (rule.noncurrentVersionExpiration() != null
                            && rule.noncurrentVersionExpiration().newerNoncurrentVersions() != null);
            if (!filters && counts) {
                throw request("NewerNoncurrentVersions element can only be used in Lifecycle V2.");
            }
        }
    }

    /** Without filters, no two rules may do the same to the same objects. With filters S3 sorts that out. */
    private static void refuseOverlaps(List<LifecycleRule> rules) {
        for (int i = 0; i < rules.size(); i++) {
            for (int j = i + 1; j < rules.size() && rules.get(i).filter() == null; j++) {
                String one = LifecycleFilter.of(rules.get(i)).prefix();
                String other = LifecycleFilter.of(rules.get(j)).prefix();
                String shorter = one.length() <= other.length() ? one : other;
                String longer = one.length() <= other.length() ? other : one;
                List<String> shared = actions(rules.get(i));
                shared.retainAll(actions(rules.get(j)));
                if (longer.startsWith(shorter) && !shared.isEmpty()) {
                    throw request("Found overlapping prefixes '" + shorter + "' and '" + longer
                            + "' for same action type '" + shared.getFirst() + "'");
                }
            }
        }
    }

    private static List<String> actions(LifecycleRule rule) {
        List<String> actions = new ArrayList<>();
        if (rule.expiration() != null) {
            actions.add("Expiration");
        }
        if (!rule.transitions().isEmpty()) {
            actions.add("Transition");
        }
        if (rule.noncurrentVersionExpiration() != null) {
            actions.add("NoncurrentVersionExpiration");
        }
        if (!rule.noncurrentVersionTransitions().isEmpty()) {
            actions.add("NoncurrentVersionTransition");
        }
        if (rule.abortIncompleteMultipartUpload() != null) {
            actions.add("AbortIncompleteMultipartUpload");
        }
        return actions;
    }
}
