package dev.postern.services.kms;

import dev.postern.model.Tags;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import software.amazon.awssdk.services.kms.model.Tag;

/** The tags of keys. */
final class KeyTags {
    private static final int TAGS_MAX = 50;

    private KeyTags() {}

    static Tags of(List<Tag> given) {
        return over(Tags.NONE, given);
    }

    /** Those with others put over them. */
    static Tags over(Tags before, List<Tag> given) {
        TreeMap<String, String> tags = new TreeMap<>();
        for (Tag tag : given) {
            if (tag.tagKey().toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw KmsError.TAG.of("Tags beginning with aws: are reserved");
            }
            if (tags.put(tag.tagKey(), tag.tagValue()) != null) {
                throw KmsError.TAG.of("Duplicate tag keys");
            }
        }
        Tags all = before.plus(tags);
        if (all.values().size() > TAGS_MAX) {
            throw KmsError.TAG.of("Too many tags");
        }
        return all;
    }
}
