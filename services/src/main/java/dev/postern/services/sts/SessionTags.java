package dev.postern.services.sts;

import dev.postern.model.Tags;
import dev.postern.model.iam.SessionTraits;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * The session tags and the source identity that a request passes, and those that the session which asks hands down.
 *
 * @param requested the tags of the request
 * @param transitiveKeys which of them the request makes transitive
 * @param sourceIdentity that of the request
 * @param inherited the traits of the session which asks
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html">Pass session tags in AWS STS</a>
 */
record SessionTags(
        Tags requested, List<String> transitiveKeys, Optional<String> sourceIdentity, SessionTraits inherited) {
    private static final int TAGS_MAX = 50;

    SessionTags {
        transitiveKeys = List.copyOf(transitiveKeys);
    }

    /** Checks what a request passes. */
    static SessionTags of(
            SessionTraits inherited, List<Tag> tags, List<String> transitiveKeys, Optional<String> sourceIdentity) {
        Tags requested = requested(tags);
        Set<String> keys = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        keys.addAll(requested.values().keySet());
        if (!keys.containsAll(transitiveKeys)) {
            throw invalid("The specified transitive tag key must be included in the requested tags.");
        }
        if (keys.stream().anyMatch(inherited::isTransitive)) {
            throw invalid("One of the specified transitive tag keys can't be set because it conflicts with a transitive"
                    + " tag key from the calling session.");
        }
        return new SessionTags(requested, transitiveKeys, sourceIdentity, inherited);
    }

    private static Tags requested(List<Tag> tags) {
        if (tags.size() > TAGS_MAX) {
            throw new ApiException(
                    StsError.VALIDATION_ERROR,
                    "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length"
                            + " less than or equal to " + TAGS_MAX);
        }
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, String> values = new TreeMap<>();
        for (Tag tag : tags) {
            if (!seen.add(tag.key())) {
                throw invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
            if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw invalid("System tags cannot be added/updated by requester");
            }
            values.put(tag.key(), tag.value());
        }
        return Tags.of(values);
    }

    /** Whether the session gets tags, be they new or handed down: that needs a permission of its own. */
    boolean tags() {
        return !requested.values().isEmpty()
                || !inherited.transitiveTags().values().isEmpty();
    }

    /** Who is behind the session; that needs a permission of its own too, even where it is only kept. */
    Optional<String> source() {
        return inherited.sourceIdentity().or(() -> sourceIdentity);
    }

    /** Whether the request would put another source identity in place of the one that there is. */
    boolean changesSource() {
        return sourceIdentity.isPresent()
                && inherited.sourceIdentity().isPresent()
                && !sourceIdentity.equals(inherited.sourceIdentity());
    }

    /** What is known of the session that begins so. */
    SessionTraits traits() {
        Tags handedDown = inherited.transitiveTags();
        List<String> transitive = new ArrayList<>(handedDown.values().keySet());
        transitive.addAll(transitiveKeys);
        return new SessionTraits(handedDown.plus(requested.values()), transitive, source());
    }

    /** Puts the condition keys that the request has because of these. */
    void addKeys(Map<String, List<String>> keys) {
        requested.values().forEach((key, value) -> keys.put("aws:RequestTag/" + key, List.of(value)));
        if (!requested.values().isEmpty()) {
            keys.put("aws:TagKeys", List.copyOf(requested.values().keySet()));
        }
        if (!transitiveKeys.isEmpty()) {
            keys.put("sts:TransitiveTagKeys", transitiveKeys);
        }
        source().ifPresent(source -> keys.put("sts:SourceIdentity", List.of(source)));
    }

    private static ApiException invalid(String message) {
        return new ApiException(StsError.INVALID_PARAMETER_VALUE, message);
    }
}
