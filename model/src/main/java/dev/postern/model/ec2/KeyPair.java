package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;

/**
 * A key pair; only its public half is kept.
 *
 * @param keyType {@code rsa} or {@code ed25519}
 * @param fingerprint as AWS computes it for the way the key came to be
 * @param publicKey in OpenSSH's one-line form
 */
public record KeyPair(
        Scope scope,
        KeyPairId id,
        String name,
        String keyType,
        String fingerprint,
        String publicKey,
        Instant createdAt,
        Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    public KeyPair withTags(Tags newTags) {
        return new KeyPair(scope, id, name, keyType, fingerprint, publicKey, createdAt, newTags);
    }
}
