package dev.postern.model.kms;

/**
 * What a key is and what it is for, chosen once for all when it is made.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/create-keys.html">Create a KMS key</a>
 */
public record KeyKind(KeySpec spec, KeyUsage usage) {
    /** Encrypts, and is all that keys are for where nobody says more. */
    public static final KeyKind SYMMETRIC = new KeyKind(KeySpec.SYMMETRIC_DEFAULT, KeyUsage.ENCRYPT_DECRYPT);
}
