package dev.postern.model.kms;

import java.time.Instant;
import java.util.Optional;

/**
 * The bits with which a key works, from some time on: 256 of a symmetric key that encrypts.
 *
 * @param bits in Base64, of a pair the private key as PKCS #8 has it: told to nobody
 * @param since when it was made
 * @param cause what made it
 * @param publicKey of a pair, a SubjectPublicKeyInfo in Base64
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html">Rotate AWS KMS keys</a>
 */
public record KeyMaterial(String bits, Instant since, Cause cause, Optional<String> publicKey) {
    public static final int BYTES = 32;

    /** The material of a key that is no pair. */
    public KeyMaterial(String bits, Instant since, Cause cause) {
        this(bits, since, cause, Optional.empty());
    }

    /** Why there is new material. */
    public enum Cause {
        CREATION,
        AUTOMATIC,
        ON_DEMAND
    }

    /** Without the bits. */
    @Override
    public String toString() {
        return "KeyMaterial[" + cause + " " + since + "]";
    }
}
