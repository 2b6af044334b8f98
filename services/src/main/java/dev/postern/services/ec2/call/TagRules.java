package dev.postern.services.ec2.call;

import dev.postern.model.Tags;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/**
 * Which tags are allowed, and their two forms.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions">Tag
 *     restrictions</a>
 */
public final class TagRules {
    private static final int KEY_MAX = 128;
    private static final int VALUE_MAX = 256;
    private static final int TAGS_MAX = 50;
    private static final Pattern METADATA_KEY = Pattern.compile("[0-9a-zA-Z\\-_+=,.@:]{1,255}");
    private static final List<String> METADATA_RESERVED = List.of(".", "..", "_index");

    private TagRules() {}

    /** The tags that a creation gives to the new resource; specifications for another type are an error. */
    public static Tags of(List<TagSpecification> specifications, String resourceType) {
        return of(specifications, resourceType, List.of(resourceType));
    }

    /**
     * The tags for one of the types that an operation creates.
     *
     * @param taggable all types that the operation can tag
     */
    public static Tags of(List<TagSpecification> specifications, String resourceType, List<String> taggable) {
        TreeMap<String, String> tags = new TreeMap<>();
        for (TagSpecification specification : specifications) {
            String type = specification.resourceTypeAsString();
            if (type == null) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of("Tag specification resource type must have a value");
            }
            if (!taggable.contains(type)) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "'" + type + "' is not a valid taggable resource type for this operation.");
            }
            if (!specification.hasTags() || specification.tags().isEmpty()) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of("Tag specification must have at least one tag");
            }
            if (type.equals(resourceType)) {
                read(specification.tags(), tags);
            }
        }
        return checkCount(Tags.of(tags));
    }

    public static Map<String, String> read(List<Tag> tags) {
        TreeMap<String, String> values = new TreeMap<>();
        read(tags, values);
        return values;
    }

    /** Refuses a key that only AWS itself gives. */
    public static void refuseReserved(String key) {
        if (isReserved(key)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Tag keys starting with 'aws:' are reserved for internal use");
        }
    }

    /** Whether only AWS itself gives a key. */
    public static boolean isReserved(String key) {
        return key.toLowerCase(Locale.ROOT).startsWith("aws:");
    }

    /** Those of a resource's tags that AWS itself gave, which nobody takes away. */
    public static Tags reserved(Tags tags) {
        TreeMap<String, String> kept = new TreeMap<>(tags.values());
        kept.keySet().removeIf(key -> !isReserved(key));
        return Tags.of(kept);
    }

    /** Refuses too many tags; those that AWS itself gives do not count. */
    public static Tags checkCount(Tags tags) {
        if (tags.values().size() - reserved(tags).values().size() > TAGS_MAX) {
            throw Ec2Error.TAG_LIMIT.of();
        }
        return tags;
    }

    /** The tags of an instance whose metadata shows them: there, each key is a part of a path. */
    public static Tags checkForMetadata(Tags tags, boolean shown) {
        for (String key : tags.values().keySet()) {
            if (shown && (!METADATA_KEY.matcher(key).matches() || METADATA_RESERVED.contains(key))) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "'" + key + "' is not a valid tag key. Tag keys must match"
                                + " pattern ([0-9a-zA-Z\\\\-_+=,.@:]{1,255}), and must not be a reserved name ('.', '..', '_index')");
            }
        }
        return tags;
    }

    /** As {@link #view}, for resources that show no element of tags when they have none: null then. */
    public static @Nullable List<Tag> viewIfAny(Tags tags) {
        return tags.values().isEmpty() ? null : view(tags);
    }

    public static List<Tag> view(Tags tags) {
        return tags.values().entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    private static void read(List<Tag> tags, Map<String, String> into) {
        for (Tag tag : tags) {
            String key = tag.key() == null ? "" : tag.key();
            String value = tag.value() == null ? "" : tag.value();
            if (key.isEmpty()) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of("Tag key cannot be null or empty.");
            }
            if (key.codePointCount(0, key.length()) > KEY_MAX) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of("Tag key exceeds the maximum length of 128 characters");
            }
            if (value.codePointCount(0, value.length()) > VALUE_MAX) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of("Tag value exceeds the maximum length of 256 characters");
            }
            refuseReserved(key);
            if (into.put(key, value) != null) {
                throw Ec2Error.INVALID_PARAMETER_VALUE.of("Duplicate tag keys found: '" + key + "'");
            }
        }
    }
}
