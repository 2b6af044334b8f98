package dev.postern.services.dynamodb;

import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.services.dynamodb.model.Tag;

/** The values of condition keys that tell of the tags of a request. */
final class TagKeys {
    private static final String REQUEST_TAG = "aws:requesttag/";

    private TagKeys() {}

    static List<String> of(List<Tag> tags, String key) {
        if (key.equals("aws:tagkeys")) {
            return tags.stream().map(Tag::key).toList();
        }
        return tags.stream()
                .filter(tag -> key.equals(REQUEST_TAG + tag.key().toLowerCase(Locale.ROOT)))
                .map(Tag::value)
                .toList();
    }
}
