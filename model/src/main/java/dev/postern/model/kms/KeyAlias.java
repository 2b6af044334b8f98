package dev.postern.model.kms;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import java.time.Instant;

/**
 * Another name of a key.
 *
 * @param name with {@code alias/} before it
 * @param keyId of a key in the same account and Region
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html">Aliases in AWS KMS</a>
 */
public record KeyAlias(Scope scope, String name, String keyId, Instant createdAt, Instant updatedAt)
        implements KmsResource {
    public static final String PREFIX = "alias/";

    /** The names that AWS's services give to theirs. */
    public static final String RESERVED = PREFIX + "aws/";

    @Override
    public String key() {
        return name;
    }

    public Arn arn() {
        return Arn.of("kms", scope, name);
    }

    /** The same for another key. */
    public KeyAlias to(String newKeyId, Instant now) {
        return new KeyAlias(scope, name, newKeyId, createdAt, now);
    }
}
