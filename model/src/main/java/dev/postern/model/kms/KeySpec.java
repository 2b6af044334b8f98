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
    HMAC_512(64),
    RSA_2048(0),
    RSA_3072(0),
    RSA_4096(0),
    ECC_NIST_P256(0),
    ECC_NIST_P384(0),
    ECC_NIST_P521(0),
    ECC_SECG_P256K1(0);

    private static final String RSA = "RSA_";

    private final int bytes;

    KeySpec(int bytes) {
        this.bytes = bytes;
    }

    /** How long material is that is nothing but random; 0 of pairs, which are made. */
    public int bytes() {
        return bytes;
    }

    /** Whether there is a public key with the private one. */
    public boolean isPair() {
        return bytes == 0;
    }

    public boolean isRsa() {
        return name().startsWith(RSA);
    }

    /** The length of the modulus; only of RSA's. */
    public int rsaBits() {
        return Integer.parseInt(name().substring(RSA.length()));
    }

    /** What keys of this spec can be for: each for one of them. */
    public Set<KeyUsage> usages() {
        return switch (this) {
            case SYMMETRIC_DEFAULT -> Set.of(KeyUsage.ENCRYPT_DECRYPT);
            case RSA_2048, RSA_3072, RSA_4096 -> Set.of(KeyUsage.ENCRYPT_DECRYPT, KeyUsage.SIGN_VERIFY);
            case ECC_NIST_P256, ECC_NIST_P384, ECC_NIST_P521, ECC_SECG_P256K1 -> Set.of(KeyUsage.SIGN_VERIFY);
            case HMAC_224, HMAC_256, HMAC_384, HMAC_512 -> Set.of(KeyUsage.GENERATE_VERIFY_MAC);
        };
    }
}
