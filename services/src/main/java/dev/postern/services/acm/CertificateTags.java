package dev.postern.services.acm;

import dev.postern.model.Tags;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.acm.model.Tag;

/**
 * Which tags a certificate may have.
 *
 * @see <a href="https://docs.aws.amazon.com/acm/latest/userguide/tags-restrictions.html">Tag restrictions</a>
 */
final class CertificateTags {
    private static final int TAGS_MAX = 50;
    private static final String RESERVED = "aws:";

    private CertificateTags() {}

    /** Tags with those of a request put over them. */
    static Tags with(Tags before, List<Tag> tags) {
        TreeMap<String, String> given = new TreeMap<>();
        for (Tag tag : tags) {
            if (isReserved(tag.key())) {
                throw AcmError.INVALID_TAG.of("Tag keys cannot start with aws:.");
            }
            if (isReserved(tag.value())) {
                throw AcmError.INVALID_TAG.of("Tag values cannot start with aws:.");
            }
            if (given.put(tag.key(), Optional.ofNullable(tag.value()).orElse("")) != null) {
                throw AcmError.INVALID_TAG.of("Duplicate tag keys found: " + tag.key() + ".");
            }
        }
        Tags all = before.plus(given);
        if (all.values().size() > TAGS_MAX) {
            throw AcmError.TOO_MANY_TAGS.of("A certificate has at most " + TAGS_MAX + " tags.");
        }
        return all;
    }

    private static boolean isReserved(@Nullable String text) {
        return text != null && text.toLowerCase(Locale.ROOT).startsWith(RESERVED);
    }
}
