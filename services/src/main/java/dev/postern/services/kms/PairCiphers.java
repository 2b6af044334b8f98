package dev.postern.services.kms;

import dev.postern.model.kms.KeySpec;
import dev.postern.model.kms.KmsKey;
import dev.postern.services.keyring.KeyPairs;
import java.security.GeneralSecurityException;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** What public keys encrypt and their private ones decrypt: RSAES-OAEP of RFC 8017. */
final class PairCiphers {
    private PairCiphers() {}

    static byte[] encrypt(KmsKey key, String algorithm, byte[] plain) {
        KeySpec spec = key.kind().spec();
        int max = spec.rsaBits() / 8 - 2 * (algorithm.equals(Algorithms.OAEP_SHA_1) ? 20 : 32) - 2;
        if (plain.length > max) {
            throw KmsError.VALIDATION.of("Algorithm " + algorithm + " and key spec " + spec
                    + " cannot encrypt data larger than " + max + " bytes.");
        }
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    KeyPairs.open(spec, key.current().publicKey().orElseThrow()),
                    parameters(algorithm));
            return cipher.doFinal(plain);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("OAEP is part of every JDK", e);
        }
    }

    static byte[] decrypt(KmsKey key, String algorithm, byte[] sealed) {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    KeyPairs.secret(key.kind().spec(), key.current().bits()),
                    parameters(algorithm));
            return cipher.doFinal(sealed);
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            throw KmsError.INVALID_CIPHERTEXT.of("");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("OAEP is part of every JDK", e);
        }
    }

    private static OAEPParameterSpec parameters(String algorithm) {
        boolean older = algorithm.equals(Algorithms.OAEP_SHA_1);
        return new OAEPParameterSpec(
                older ? "SHA-1" : "SHA-256",
                "MGF1",
                older ? MGF1ParameterSpec.SHA1 : MGF1ParameterSpec.SHA256,
                PSource.PSpecified.DEFAULT);
    }
}
