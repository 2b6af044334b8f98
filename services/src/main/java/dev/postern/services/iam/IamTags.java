package dev.postern.services.iam;

import dev.postern.model.Tags;
import dev.postern.wire.ApiException;
import dev.postern.wire.codec.Page;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.IamRequest;
import software.amazon.awssdk.services.iam.model.Tag;

/**
 * IAM's rules for tags.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html">Tags for IAM resources</a>
 */
final class IamTags {
    private static final int TAGS_MAX = 50;

    private IamTags() {}

    static Tags of(List<Tag> tags) {
        return add(Tags.NONE, tags);
    }

    /** Keys differ by more than their case; a tag put again, in any case, replaces the old one. */
    static Tags add(Tags before, List<Tag> tags) {
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        TreeMap<String, String> values = new TreeMap<>(before.values());
        for (Tag tag : tags) {
            if (!seen.add(tag.key())) {
                throw new ApiException(
                        IamError.INVALID_INPUT,
                        "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
            if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw new ApiException(IamError.INVALID_INPUT, "System tags cannot be added/updated by requester");
            }
            values.keySet().removeIf(key -> key.equalsIgnoreCase(tag.key()));
            values.put(tag.key(), tag.value());
        }
        if (values.size() > TAGS_MAX) {
            throw IamCall.limitExceeded("Cannot exceed quota for TagsPerResource: " + TAGS_MAX);
        }
        return Tags.of(values);
    }

    static Tags remove(Tags before, List<String> keys) {
        TreeMap<String, String> values = new TreeMap<>(before.values());
        keys.forEach(gone -> values.keySet().removeIf(key -> key.equalsIgnoreCase(gone)));
        return Tags.of(values);
    }

    static Tag shape(Map.Entry<String, String> tag) {
        return Tag.builder().key(tag.getKey()).value(tag.getValue()).build();
    }

    static List<Tag> shapes(Tags tags) {
        return tags.values().entrySet().stream().map(IamTags::shape).toList();
    }

    /** A page of them, in the order of their keys. */
    static Page<Map.Entry<String, String>> page(
            IamRequest request, Tags tags, @Nullable String marker, @Nullable Integer itemsMax) {
        return IamPage.of(request, tags.values().entrySet(), Map.Entry::getKey, marker, itemsMax);
    }
}
