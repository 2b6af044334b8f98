package dev.postern.services.s3;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleAndOperator;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * Which objects a rule is about.
 *
 * @param prefix of their keys
 * @param tags that they have, beside others
 * @param greaterThan their size is more
 * @param lessThan their size is less
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-filters.html">Adding filters to Lifecycle
 *     rules</a>
 */
record LifecycleFilter(
        String prefix, SortedMap<String, String> tags, Optional<Long> greaterThan, Optional<Long> lessThan) {
    LifecycleFilter {
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }

    /** That of a rule that was checked. */
    static LifecycleFilter of(LifecycleRule rule) {
        LifecycleRuleFilter filter = rule.filter();
        if (filter == null) {
            return of(Optional.ofNullable(basePrefix(rule)), List.of(), Optional.empty(), Optional.empty());
        }
        LifecycleRuleAndOperator and = filter.and();
        if (and != null) {
            return of(
                    Optional.ofNullable(and.prefix()),
                    and.tags(),
                    Optional.ofNullable(and.objectSizeGreaterThan()),
                    Optional.ofNullable(and.objectSizeLessThan()));
        }
        return of(
                Optional.ofNullable(filter.prefix()),
                filter.tag() == null ? List.of() : List.of(filter.tag()),
                Optional.ofNullable(filter.objectSizeGreaterThan()),
                Optional.ofNullable(filter.objectSizeLessThan()));
    }

    private static LifecycleFilter of(
            Optional<String> prefix, List<Tag> tags, Optional<Long> greaterThan, Optional<Long> lessThan) {
        TreeMap<String, String> pairs = new TreeMap<>();
        tags.forEach(tag -> pairs.put(tag.key(), tag.value() == null ? "" : tag.value()));
        return new LifecycleFilter(prefix.orElse(""), pairs, greaterThan, lessThan);
    }

    /** The prefix of a rule as S3 had it before there were filters. */
    @SuppressWarnings("deprecation") // and has it still
    static @Nullable String basePrefix(LifecycleRule rule) {
        return rule.prefix();
    }

    boolean hasSizes() {
        return greaterThan.isPresent() || lessThan.isPresent();
    }

    boolean matches(String key, long size, Map<String, String> has) {
        return key.startsWith(prefix)
                && has.entrySet().containsAll(tags.entrySet())
                && greaterThan.filter(bound -> size <= bound).isEmpty()
                && lessThan.filter(bound -> size >= bound).isEmpty();
    }

    /** As errors tell it. */
    String described() {
        List<String> parts = new ArrayList<>();
        if (!prefix.isEmpty() || (tags.isEmpty() && !hasSizes())) {
            parts.add("prefix=" + prefix);
        }
        tags.forEach((key, value) -> parts.add("tag={key=" + key + ", value=" + value + "}"));
        greaterThan.ifPresent(bound -> parts.add("objectsizegreaterthan=" + bound));
        lessThan.ifPresent(bound -> parts.add("objectsizelessthan=" + bound));
        return "'(" + String.join(" and ", parts) + ")'";
    }
}
