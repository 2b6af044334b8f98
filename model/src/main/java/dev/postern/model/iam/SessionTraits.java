package dev.postern.model.iam;

import dev.postern.model.Tags;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is said of a session when it begins, and is known of it in each request that it makes.
 *
 * @param tags its session tags, those inherited from the session that began it among them
 * @param transitiveKeys of which of them the sessions that it begins inherit
 * @param sourceIdentity who is behind it: set once, it stays through all sessions that come of it
 * @param webIdentity whose token began it
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html">Pass session tags in AWS STS</a>
 */
public record SessionTraits(
        Tags tags, List<String> transitiveKeys, Optional<String> sourceIdentity, Optional<WebIdentity> webIdentity) {
    public static final SessionTraits NONE = new SessionTraits(Tags.NONE, List.of(), Optional.empty());

    /** Those of a session that no identity provider's token began. */
    public SessionTraits(Tags tags, List<String> transitiveKeys, Optional<String> sourceIdentity) {
        this(tags, transitiveKeys, sourceIdentity, Optional.empty());
    }

    public SessionTraits {
        transitiveKeys = List.copyOf(transitiveKeys);
    }

    /** The same of somebody who is known by a token. */
    public SessionTraits of(WebIdentity identity) {
        return new SessionTraits(tags, transitiveKeys, sourceIdentity, Optional.of(identity));
    }

    /** Whether a tag goes on to the sessions that this one begins. */
    public boolean isTransitive(String key) {
        return transitiveKeys.stream().anyMatch(key::equalsIgnoreCase);
    }

    /** The tags that go on to the sessions that this one begins. */
    public Tags transitiveTags() {
        TreeMap<String, String> going = new TreeMap<>(tags.values());
        going.keySet().removeIf(key -> !isTransitive(key));
        return Tags.of(going);
    }

    /** These tags in place of those of the same keys in any case: a session's hide its role's. */
    public Tags over(Tags ofRole) {
        TreeSet<String> hidden = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        hidden.addAll(tags.values().keySet());
        TreeMap<String, String> all = new TreeMap<>(ofRole.values());
        all.keySet().removeIf(hidden::contains);
        all.putAll(tags.values());
        return Tags.of(all);
    }
}
