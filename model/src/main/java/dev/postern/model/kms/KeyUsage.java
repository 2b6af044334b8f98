package dev.postern.model.kms;

/**
 * What a key is for, by AWS's names.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/create-keys.html#key-usage">Key usage</a>
 */
public enum KeyUsage {
    ENCRYPT_DECRYPT,
    SIGN_VERIFY,
    GENERATE_VERIFY_MAC
}
