package dev.postern.services.keyring;

import dev.postern.model.kms.KeySpec;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Pairs of a private and a public key. Bouncy Castle has all of AWS's curves, and signs digests that others made; the JDK does neither.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html">Key spec reference</a>
 */
public final class KeyPairs {
    /** What signs and verifies. */
    public static final Provider PROVIDER = new BouncyCastleProvider();

    private static final Map<KeySpec, String> CURVES = Map.of(
            KeySpec.ECC_NIST_P256, "secp256r1",
            KeySpec.ECC_NIST_P384, "secp384r1",
            KeySpec.ECC_NIST_P521, "secp521r1",
            KeySpec.ECC_SECG_P256K1, "secp256k1");

    private KeyPairs() {}

    /** A new pair. */
    public static KeyPair generate(KeySpec spec) {
        try {
            if (spec.isRsa()) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(spec.rsaBits());
                return generator.generateKeyPair();
            }
            String curve = CURVES.get(spec);
            if (curve == null) {
                throw new IllegalArgumentException(spec + " has no pairs");
            }
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", PROVIDER);
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the specs of key pairs are all known", e);
        }
    }

    /**
     * The private key.
     *
     * @param bits as PKCS #8 has it, in Base64
     */
    public static PrivateKey secret(KeySpec spec, String bits) {
        try {
            return factory(spec)
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(bits)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the private key was written here", e);
        }
    }

    /**
     * The public key.
     *
     * @param bits a SubjectPublicKeyInfo, in Base64
     */
    public static PublicKey open(KeySpec spec, String bits) {
        try {
            return factory(spec)
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(bits)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the public key was written here", e);
        }
    }

    private static KeyFactory factory(KeySpec spec) throws GeneralSecurityException {
        return spec.isRsa() ? KeyFactory.getInstance("RSA") : KeyFactory.getInstance("EC", PROVIDER);
    }
}
