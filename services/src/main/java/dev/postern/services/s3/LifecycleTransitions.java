package dev.postern.services.s3;

import dev.postern.wire.ApiException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.NoncurrentVersionTransition;
import software.amazon.awssdk.services.s3.model.Transition;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;

/**
 * From which storage class to which objects move, and when at the earliest.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html">Transitioning
 *     objects</a>
 */
final class LifecycleTransitions {
    private static final int DAYS_BEFORE_INFREQUENT = 30;

    /** Each moves to those behind it alone. */
    private static final List<String> WATERFALL =
            List.of("STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE");

    private static final String TRANSITION = "Transition";
    private static final String NONCURRENT = "NoncurrentVersionTransition";
    private static final String GREATER = " must be greater than ";
    private static final String A_MONTH_MORE = " must be 30 days more than ";

    private LifecycleTransitions() {}

    static void check(LifecycleRule rule, LifecycleFilter filter) {
        rule.transitions().forEach(LifecycleTransitions::check);
        rule.noncurrentVersionTransitions().forEach(LifecycleTransitions::check);
        requireDifferent(
                "Transition",
                rule.transitions().stream().map(Transition::storageClass).toList(),
                filter);
        requireDifferent(
                "NoncurrentVersionTransition",
                rule.noncurrentVersionTransitions().stream()
                        .map(NoncurrentVersionTransition::storageClass)
                        .toList(),
                filter);
        refuseMixedTimes(rule, filter);
        requireOrder(rule, filter);
    }

    private static void check(Transition transition) {
        requireServed(transition.storageClass());
        if ((transition.days() == null) == (transition.date() == null)) {
            throw LifecycleRules.malformed();
        }
        LifecycleRules.requireMidnight(transition.date());
        if (transition.days() != null) {
            requireDays("Days", "Transition", transition.days(), transition.storageClass());
        }
    }

    private static void check(NoncurrentVersionTransition transition) {
        requireServed(transition.storageClass());
        if (transition.noncurrentDays() == null) {
            throw LifecycleRules.malformed();
        }
        requireDays(
                "NoncurrentDays",
                "NoncurrentVersionTransition",
                transition.noncurrentDays(),
                transition.storageClass());
        LifecycleRules.requireCount(transition.newerNoncurrentVersions(), "NoncurrentVersionTransition");
    }

    private static void requireServed(@Nullable TransitionStorageClass storageClass) {
        if (storageClass == null || storageClass == TransitionStorageClass.UNKNOWN_TO_SDK_VERSION) {
            throw LifecycleRules.malformed();
        }
        if (!WATERFALL.contains(storageClass.toString())) {
            throw S3Error.NOT_IMPLEMENTED.with("StorageClass", storageClass.toString());
        }
    }

    private static void requireDays(String name, String action, int days, TransitionStorageClass to) {
        if (days < 0) {
            throw LifecycleRules.argument("'" + name + "' in " + action + " action must be nonnegative");
        }
        if (isInfrequent(to.toString()) && days < DAYS_BEFORE_INFREQUENT) {
            throw LifecycleRules.argument("'" + name + "' in " + action
                    + " action must be greater than or equal to 30 for storageClass '" + to + "'");
        }
    }

    private static void requireDifferent(String action, List<TransitionStorageClass> classes, LifecycleFilter filter) {
        Set<TransitionStorageClass> different = new HashSet<>(classes);
        if (different.size() < classes.size()) {
            throw LifecycleRules.request("'StorageClass' must be different for '" + action
                    + "' actions in same 'Rule' with filter " + filter.described());
        }
    }

    private static void refuseMixedTimes(LifecycleRule rule, LifecycleFilter filter) {
        LifecycleExpiration expiration = rule.expiration();
        boolean days = (expiration != null && expiration.days() != null)
                || rule.transitions().stream().anyMatch(one -> one.days() != null);
        boolean dates = (expiration != null && expiration.date() != null)
                || rule.transitions().stream().anyMatch(one -> one.date() != null);
        if (days && dates) {
            throw LifecycleRules.request(
                    "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for filter "
                            + filter.described());
        }
    }

    /** What moves on moves later, and what goes goes last. */
    private static void requireOrder(LifecycleRule rule, LifecycleFilter filter) {
        for (Transition one : rule.transitions()) {
            for (Transition other : rule.transitions()) {
                if (rank(one.storageClassAsString()) < rank(other.storageClassAsString()) && !isBefore(one, other)) {
                    String time = one.days() == null ? "'Date'" : "'Days'";
                    throw early(
                            filter,
                            time,
                            TRANSITION,
                            other.storageClassAsString(),
                            GREATER,
                            one.storageClassAsString());
                }
                requireStay(filter, one, other);
            }
            LifecycleExpiration expiration = rule.expiration();
            if (expiration != null
                    && !isBefore(
                            one,
                            Transition.builder()
                                    .days(expiration.days())
                                    .date(expiration.date())
                                    .build())) {
                String time = one.days() == null ? "'Date'" : "'Days'";
                throw LifecycleRules.argument(time + " in the Expiration action for filter " + filter.described()
                        + " must be greater than " + time + " in the Transition action");
            }
        }
        requireOrderOfNoncurrent(rule, filter);
        if (rule.noncurrentVersionExpiration() != null) {
            int goes = rule.noncurrentVersionExpiration().noncurrentDays();
            if (rule.noncurrentVersionTransitions().stream().anyMatch(one -> one.noncurrentDays() >= goes)) {
                throw LifecycleRules.argument("'NoncurrentDays' in the NoncurrentVersionExpiration action for filter "
                        + filter.described()
                        + " must be greater than 'NoncurrentDays' in the NoncurrentVersionTransition action");
            }
        }
    }

    /** What moves to a class of which a month is paid for in any case stays there for a month. */
    private static void requireStay(LifecycleFilter filter, Transition one, Transition other) {
        String from = one.storageClassAsString();
        boolean later = rank(from) < rank(other.storageClassAsString());
        boolean days = one.days() != null && other.days() != null;
        if (later && days && isInfrequent(from) && other.days() - one.days() < DAYS_BEFORE_INFREQUENT) {
            throw early(filter, "'Days'", TRANSITION, other.storageClassAsString(), A_MONTH_MORE, from);
        }
    }

    private static void requireOrderOfNoncurrent(LifecycleRule rule, LifecycleFilter filter) {
        for (NoncurrentVersionTransition one : rule.noncurrentVersionTransitions()) {
            for (NoncurrentVersionTransition other : rule.noncurrentVersionTransitions()) {
                String from = one.storageClassAsString();
                String to = other.storageClassAsString();
                int between = other.noncurrentDays() - one.noncurrentDays();
                if (rank(from) < rank(to) && between <= 0) {
                    throw early(filter, "'NoncurrentDays'", NONCURRENT, to, GREATER, from);
                }
                if (rank(from) < rank(to) && isInfrequent(from) && between < DAYS_BEFORE_INFREQUENT) {
                    throw early(filter, "'NoncurrentDays'", NONCURRENT, to, A_MONTH_MORE, from);
                }
            }
        }
    }

    private static ApiException early(
            LifecycleFilter filter, String time, String action, String to, String how, String from) {
        String of = " in the " + action + " action for StorageClass '";
        String matching = "' for filter " + filter.described();
        return LifecycleRules.argument(time + of + to + matching + how + time + of + from + matching);
    }

    private static boolean isInfrequent(String storageClass) {
        return storageClass.equals("STANDARD_IA") || storageClass.equals("ONEZONE_IA");
    }

    /** Whether one comes before another, as far as they can be compared. */
    private static boolean isBefore(Transition one, Transition other) {
        if (one.days() != null && other.days() != null) {
            return one.days() < other.days();
        }
        Instant date = one.date();
        return date == null || other.date() == null || date.isBefore(other.date());
    }

    private static int rank(String storageClass) {
        return WATERFALL.indexOf(storageClass);
    }

    /** Of the classes to which an object may move by now, the last one that there is a way to from its own. */
    static Optional<String> furthest(String from, Stream<String> to) {
        return to.filter(other -> leads(from, other)).max((one, other) -> rank(one) - rank(other));
    }

    private static boolean leads(String from, String to) {
        return rank(from) < rank(to) && !(from.equals("ONEZONE_IA") && to.equals("GLACIER_IR"));
    }
}
