package dev.postern.services.authorization;

import dev.postern.model.Tags;
import dev.postern.policy.ConditionContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The values of condition keys that tell of tags. Names of tags in condition keys have no case.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html">Controlling access to AWS resources using tags</a>
 */
public final class TagConditions {
    private static final String REQUEST_TAG = "aws:requesttag/";
    private static final String RESOURCE_TAG = "resourcetag/";

    private TagConditions() {}

    /** Of tags that a request says: {@code aws:RequestTag/} and {@code aws:TagKeys}. */
    public static List<String> ofRequest(Map<String, String> tags, String key) {
        if (key.equals("aws:tagkeys")) {
            return List.copyOf(tags.keySet());
        }
        return key.startsWith(REQUEST_TAG) ? values(tags, key.substring(REQUEST_TAG.length())) : List.of();
    }

    /** Whether a key asks for a tag of what is acted on, in AWS's words or in a service's own. */
    public static boolean isOfResource(String key) {
        return key.contains(RESOURCE_TAG);
    }

    /** Of the tags of what is acted on, as {@code aws:ResourceTag/}. */
    public static List<String> ofResource(Tags tags, String key) {
        return values(tags.values(), key.substring(key.indexOf(RESOURCE_TAG) + RESOURCE_TAG.length()));
    }

    /** Keys, and those of the tags of what is acted on. */
    static ConditionContext withResource(Tags tags, ConditionContext keys) {
        return new ConditionContext() {
            @Override
            public List<String> values(String key) {
                List<String> given = keys.values(key);
                return given.isEmpty() && isOfResource(key) ? ofResource(tags, key) : given;
            }

            @Override
            public boolean knows(String key) {
                return isOfResource(key) || keys.knows(key);
            }
        };
    }

    private static List<String> values(Map<String, String> tags, String name) {
        return value(tags, name).map(List::of).orElse(List.of());
    }

    /** The value of a tag, by its name in lower case. */
    static Optional<String> value(Map<String, String> tags, String name) {
        return tags.entrySet().stream()
                .filter(tag -> tag.getKey().toLowerCase(Locale.ROOT).equals(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
