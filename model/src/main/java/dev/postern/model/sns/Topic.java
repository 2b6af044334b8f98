package dev.postern.model.sns;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;
import java.util.Optional;

/**
 * A standard topic.
 *
 * @param displayName what messages to people would say as their sender
 * @param policy who may do what with it; empty for the default one, which lets its owner do all
 * @param signatureVersion of what is delivered: 1 signs with SHA-1, 2 with SHA-256
 * @param createdAt since when
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-create-topic.html">Creating an Amazon SNS topic</a>
 */
public record Topic(
        Scope scope,
        String name,
        String displayName,
        Optional<String> policy,
        int signatureVersion,
        Instant createdAt,
        Tags tags)
        implements SnsResource {
    @Override
    public String key() {
        return name;
    }

    public Arn arn() {
        return Arn.of("sns", scope, name);
    }

    public Topic withDisplayName(String newName) {
        return new Topic(scope, name, newName, policy, signatureVersion, createdAt, tags);
    }

    public Topic withPolicy(Optional<String> newPolicy) {
        return new Topic(scope, name, displayName, newPolicy, signatureVersion, createdAt, tags);
    }

    public Topic withSignatureVersion(int version) {
        return new Topic(scope, name, displayName, policy, version, createdAt, tags);
    }

    public Topic withTags(Tags newTags) {
        return new Topic(scope, name, displayName, policy, signatureVersion, createdAt, newTags);
    }
}
