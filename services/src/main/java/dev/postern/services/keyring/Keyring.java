package dev.postern.services.keyring;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.kms.KeyUsage;
import dev.postern.model.kms.KmsKey;
import dev.postern.services.keyring.KeyException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The keys that there are. That a caller may use one is decided elsewhere.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html">Key states of AWS KMS keys</a>
 */
public final class Keyring {
    private Keyring() {}

    /**
     * The key that a text names.
     *
     * @param own where a key is that is named without an account; only those of its Region are found
     * @throws KeyException where there is none
     */
    public static KmsKey find(Snapshot snapshot, @Nullable String text, Scope own) {
        String given = text == null ? "" : text;
        KeyName name = KeyName.parse(given, own)
                .orElseThrow(() -> given.startsWith("arn:")
                        ? new KeyException(Kind.INVALID_ARN, "Invalid arn " + given)
                        : new KeyException(Kind.NOT_FOUND, "Invalid keyId '" + given + "'"));
        if (!name.scope().region().equals(own.region())) {
            throw new KeyException(Kind.NOT_FOUND, "Invalid arn " + name.scope().region());
        }
        return find(snapshot, name);
    }

    /**
     * The key of a name, of whatever Region.
     *
     * @throws KeyException where there is none
     */
    public static KmsKey find(Snapshot snapshot, KeyName name) {
        return name.in(snapshot)
                .orElseThrow(() -> new KeyException(
                        Kind.NOT_FOUND,
                        name.isAlias()
                                ? "Alias " + name.arn() + " is not found."
                                : "Key '" + name.arn() + "' does not exist"));
    }

    /**
     * A key that can be used now.
     *
     * @throws KeyException where it is disabled or going to be deleted
     */
    public static KmsKey usable(KmsKey key) {
        if (key.status() instanceof KmsKey.Disabled) {
            throw new KeyException(Kind.DISABLED, key.arn() + " is disabled.");
        }
        return lasting(key);
    }

    /**
     * A key that is for something.
     *
     * @param operation that is asked for
     * @throws KeyException where it is for something else
     */
    public static KmsKey suited(KmsKey key, KeyUsage usage, String operation) {
        if (key.kind().usage() != usage) {
            throw new KeyException(
                    Kind.INVALID_USAGE,
                    key.arn() + " key usage is " + key.kind().usage() + " which is not valid for " + operation + ".");
        }
        return key;
    }

    /**
     * A key that can be used now, and encrypts data keys.
     *
     * @param operation that is asked for
     * @throws KeyException where it cannot, or is of another kind
     */
    public static KmsKey ofDataKeys(KmsKey key, String operation) {
        if (!suited(usable(key), KeyUsage.ENCRYPT_DECRYPT, operation).isSymmetric()) {
            throw new KeyException(Kind.INVALID_USAGE, "You cannot generate a data key with an asymmetric CMK");
        }
        return key;
    }

    /**
     * A key that can be changed.
     *
     * @throws KeyException where it is going to be deleted
     */
    public static KmsKey lasting(KmsKey key) {
        if (key.status() instanceof KmsKey.PendingDeletion) {
            throw new KeyException(Kind.INVALID_STATE, key.arn() + " is pending deletion.");
        }
        return key;
    }
}
