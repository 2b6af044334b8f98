package dev.postern.model.kms;

import java.time.Instant;

/**
 * The bits with which a key works, from some time on: 256 of a symmetric key that encrypts.
 *
 * @param bits in Base64: told to nobody
 * @param since when it was made
 * @param cause what made it
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html">Rotate AWS KMS keys</a>
 */
public record KeyMaterial(String bits, Instant since, Cause cause) {
    public static final int BYTES = 32;

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
