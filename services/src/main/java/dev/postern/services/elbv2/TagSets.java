package dev.postern.services.elbv2;

import dev.postern.model.Tags;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag;

/**
 * Which tags are allowed, and their two forms.
 *
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-tags.html">Tag restrictions</a>
 */
final class TagSets {
    private static final int TAGS_MAX = 50;

    private TagSets() {}

    /** Tags with those of a request put over them. */
    static Tags with(Tags before, List<Tag> tags) {
        TreeMap<String, String> given = new TreeMap<>();
        for (Tag tag : tags) {
            if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw Elbv2Error.VALIDATION_ERROR.of("Tag keys cannot start with 'aws:'");
            }
            if (given.put(tag.key(), tag.value() == null ? "" : tag.value()) != null) {
                throw Elbv2Error.DUPLICATE_TAG_KEYS.of("Tag key was specified more than once: " + tag.key());
            }
        }
        Tags all = before.plus(given);
        if (all.values().size() > TAGS_MAX) {
            throw Elbv2Error.TOO_MANY_TAGS.of(
                    "The quota for the number of tags that can be assigned to a resource has been reached");
        }
        return all;
    }

    static List<Tag> view(Tags tags) {
        return tags.values().entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }
}
