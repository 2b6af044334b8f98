package dev.postern.model.kms;

import java.time.Instant;

/**
 * 256 bits with which a key encrypts, from some time on.
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
