package dev.postern.services.s3;

import dev.postern.model.Arn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;

/**
 * What a bucket's configuration says of one destination.
 *
 * @param events as {@code s3:ObjectCreated:*}
 * @param prefix of the keys that it is about; empty for all
 * @param suffix likewise
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html">Configuring event
 *     notifications using object key name filtering</a>
 */
record NotificationRule(String id, Arn destination, List<String> events, String prefix, String suffix) {
    private static final int VALUE_BYTES_MAX = 1024;

    /** What is told. Nothing is lost or replicated here. */
    private static final Set<String> SERVED = Set.of(
            "s3:ObjectCreated:*",
            "s3:ObjectCreated:Put",
            "s3:ObjectCreated:Post",
            "s3:ObjectCreated:Copy",
            "s3:ObjectCreated:CompleteMultipartUpload",
            "s3:ObjectRemoved:*",
            "s3:ObjectRemoved:Delete",
            "s3:ObjectRemoved:DeleteMarkerCreated",
            "s3:ObjectRestore:*",
            "s3:ObjectRestore:Post",
            "s3:ObjectRestore:Completed",
            "s3:ObjectRestore:Delete",
            "s3:ObjectTagging:*",
            "s3:ObjectTagging:Put",
            "s3:ObjectTagging:Delete",
            "s3:ObjectAcl:Put",
            "s3:LifecycleExpiration:*",
            "s3:LifecycleExpiration:Delete",
            "s3:LifecycleExpiration:DeleteMarkerCreated",
            "s3:LifecycleTransition");

    NotificationRule {
        events = List.copyOf(events);
    }

    /** Those of a configuration that was taken. */
    static List<NotificationRule> of(NotificationConfiguration asked) {
        return Stream.concat(
                        asked.topicConfigurations().stream()
                                .map(one ->
                                        rule("Topic", one.id(), one.topicArn(), one.eventsAsStrings(), one.filter())),
                        asked.queueConfigurations().stream()
                                .map(one ->
                                        rule("Queue", one.id(), one.queueArn(), one.eventsAsStrings(), one.filter())))
                .toList();
    }

    private static NotificationRule rule(
            String kind,
            @Nullable String id,
            @Nullable String arn,
            List<String> events,
            @Nullable NotificationConfigurationFilter filter) {
        if (arn == null || events.isEmpty()) {
            throw S3Error.MALFORMED_XML.with();
        }
        String service = kind.equals("Topic") ? "sns" : "sqs";
        Arn destination = Arn.parse(arn)
                .filter(parsed -> parsed.service().equals(service)
                        && !parsed.resource().isEmpty()
                        && !parsed.resource().contains(":"))
                .orElseThrow(() -> S3Error.argument("The ARN is not well formed", kind, arn));
        if (destination.resource().endsWith(".fifo")) {
            throw S3Error.argument("FIFO topics and queues are no destinations of event notifications", kind, arn);
        }
        for (String event : events) {
            requireServed(event);
        }
        List<FilterRule> rules = filter == null || filter.key() == null
                ? List.of()
                : filter.key().filterRules();
        return new NotificationRule(
                id == null ? "" : id, destination, events, value(rules, "prefix"), value(rules, "suffix"));
    }

    private static void requireServed(String event) {
        if (SERVED.contains(event)) {
            return;
        }
        if (Event.fromValue(event) == Event.UNKNOWN_TO_SDK_VERSION) {
            throw S3Error.argument("The event '" + event + "' is not supported for notifications", "Event", event);
        }
        throw S3Error.NOT_IMPLEMENTED.said("The event " + event + " is not supported.", "Event", event);
    }

    private static String value(List<FilterRule> rules, String name) {
        List<String> found = new ArrayList<>();
        for (FilterRule rule : rules) {
            String word = rule.nameAsString() == null ? "" : rule.nameAsString();
            String said = word.toLowerCase(Locale.ROOT);
            String value = rule.value() == null ? "" : rule.value();
            if (!said.equals("prefix") && !said.equals("suffix")) {
                throw S3Error.argument("filter rule name must be either prefix or suffix", "FilterRule.Name", word);
            }
            if (value.getBytes(StandardCharsets.UTF_8).length > VALUE_BYTES_MAX) {
                throw S3Error.argument(
                        "Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation",
                        "FilterRule.Value",
                        value);
            }
            if (said.equals(name)) {
                found.add(value);
            }
        }
        if (found.size() > 1) {
            throw S3Error.argument(
                    "Cannot specify more than one " + name + " rule in a filter.", "FilterRule.Name", name);
        }
        return found.isEmpty() ? "" : found.getFirst();
    }

    /** A filter as S3 tells it, whichever letters of its words are capitals; what is no word of its stays. */
    static @Nullable NotificationConfigurationFilter told(@Nullable NotificationConfigurationFilter filter) {
        return filter == null || filter.key() == null
                ? filter
                : filter.copy(told -> told.key(filter.key()
                        .copy(key -> key.filterRules(filter.key().filterRules().stream()
                                .map(NotificationRule::told)
                                .toList()))));
    }

    private static FilterRule told(FilterRule rule) {
        return Stream.of("Prefix", "Suffix")
                .filter(word -> word.equalsIgnoreCase(rule.nameAsString()))
                .findFirst()
                .map(word -> rule.toBuilder().name(word).build())
                .orElse(rule);
    }

    /** Refuses two that would tell of the same thing. */
    static void requireApart(List<NotificationRule> rules) {
        for (int i = 0; i < rules.size(); i++) {
            for (NotificationRule other : rules.subList(i + 1, rules.size())) {
                rules.get(i).requireApart(other);
            }
        }
    }

    private void requireApart(NotificationRule other) {
        boolean together = events.stream().anyMatch(one -> other.events.stream().anyMatch(two -> areCommon(one, two)))
                && (prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix))
                && (suffix.endsWith(other.suffix) || other.suffix.endsWith(suffix));
        if (!together) {
            return;
        }
        boolean filtered = !(prefix + suffix + other.prefix + other.suffix).isEmpty();
        throw S3Error.argument(
                filtered
                        ? "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes"
                                + " are overlapping for the same event type."
                        : "Configurations overlap. Configurations on the same bucket cannot share a common event type.",
                "Event",
                String.join(", ", events) + ", " + String.join(", ", other.events));
    }

    private static boolean areCommon(String one, String two) {
        return covers(one, two) || covers(two, one);
    }

    private static boolean covers(String pattern, String event) {
        return pattern.equals(event)
                || (pattern.endsWith("*") && event.startsWith(pattern.substring(0, pattern.length() - 1)));
    }

    /** Whether it is about what happened to a key. */
    boolean isAbout(String event, String key) {
        return key.startsWith(prefix)
                && key.endsWith(suffix)
                && events.stream().anyMatch(pattern -> covers(pattern, event));
    }
}
