package dev.postern.model.kms;

import java.util.Set;

/**
 * What a key's material is, by AWS's names.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html">Key spec reference</a>
 */
public enum KeySpec {
    SYMMETRIC_DEFAULT(KeyMaterial.BYTES),
    HMAC_224(28),
    HMAC_256(32),
    HMAC_384(48),
    HMAC_512(64);

    private final int bytes;

    KeySpec(int bytes) {
        this.bytes = bytes;
    }

    /** How long material is that is nothing but random. */
    public int bytes() {
        return bytes;
    }

    /** What keys of this spec can be for: each for one of them. */
    public Set<KeyUsage> usages() {
        return switch (this) {
            case SYMMETRIC_DEFAULT -> Set.of(KeyUsage.ENCRYPT_DECRYPT);
            case HMAC_224, HMAC_256, HMAC_384, HMAC_512 -> Set.of(KeyUsage.GENERATE_VERIFY_MAC);
        };
    }
}
