package dev.postern.services.kms;

import dev.postern.model.kms.KeySpec;
import dev.postern.model.kms.KmsKey;
import dev.postern.services.keyring.KeyPairs;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the private keys of pairs sign, and their public ones verify: digests, whoever made them.
 *
 * @param algorithm AWS's name
 * @param digest of the message
 */
record Signatures(KmsKey key, String algorithm, String digest) {
    private static final String PSS = "RSASSA_PSS_SHA_";
    private static final String PKCS1 = "RSASSA_PKCS1_V1_5_SHA_";

    /** What RFC 8017 puts before a digest, to say of which kind it is. */
    private static final Map<String, String> KINDS = Map.of(
            "256", "3031300d060960864801650304020105000420",
            "384", "3041300d060960864801650304020205000430",
            "512", "3051300d060960864801650304020305000440");

    /** The algorithms of keys of a spec. */
    static List<String> algorithms(KeySpec spec) {
        return switch (spec) {
            case RSA_2048, RSA_3072, RSA_4096 ->
                Stream.of(PKCS1, PSS)
                        .flatMap(one -> Stream.of("256", "384", "512").map(one::concat))
                        .toList();
            case ECC_NIST_P256, ECC_SECG_P256K1 -> List.of("ECDSA_SHA_256");
            case ECC_NIST_P384 -> List.of("ECDSA_SHA_384");
            case ECC_NIST_P521 -> List.of("ECDSA_SHA_512");
            case SYMMETRIC_DEFAULT, HMAC_224, HMAC_256, HMAC_384, HMAC_512 -> List.of();
        };
    }

    /**
     * How a key signs.
     *
     * @param type whether the message is one, or its digest
     */
    static Signatures of(KmsKey key, @Nullable String algorithm, @Nullable String type, byte[] message) {
        KeySpec spec = key.kind().spec();
        if (algorithm == null || !algorithms(spec).contains(algorithm)) {
            throw KmsError.INVALID_KEY_USAGE.of(
                    "Algorithm " + algorithm + " is incompatible with key spec " + spec + ".");
        }
        if ("EXTERNAL_MU".equals(type)) {
            throw KmsError.VALIDATION.of("MessageType EXTERNAL_MU is incompatible with key spec " + spec + ".");
        }
        String bits = algorithm.substring(algorithm.length() - 3);
        if (!"DIGEST".equals(type)) {
            return new Signatures(key, algorithm, HexFormat.of().formatHex(hash(bits, message)));
        }
        if (message.length != Integer.parseInt(bits) / 8) {
            throw KmsError.VALIDATION.of("Digest is invalid length for algorithm " + algorithm + ".");
        }
        return new Signatures(key, algorithm, HexFormat.of().formatHex(message));
    }

    byte[] sign() {
        try {
            Signature signature = prepared();
            signature.initSign(KeyPairs.secret(key.kind().spec(), key.current().bits()));
            signature.update(signed());
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " is known", e);
        }
    }

    boolean verify(byte[] given) {
        try {
            Signature signature = prepared();
            signature.initVerify(
                    KeyPairs.open(key.kind().spec(), key.current().publicKey().orElseThrow()));
            signature.update(signed());
            return signature.verify(given);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " is known", e);
        }
    }

    private String bits() {
        return algorithm.substring(algorithm.length() - 3);
    }

    private byte[] signed() {
        return HexFormat.of().parseHex(algorithm.startsWith(PKCS1) ? KINDS.getOrDefault(bits(), "") + digest : digest);
    }

    private Signature prepared() throws GeneralSecurityException {
        if (algorithm.startsWith(PSS)) {
            Signature signature = Signature.getInstance("RAWRSASSA-PSS", KeyPairs.PROVIDER);
            String hash = "SHA-" + bits();
            signature.setParameter(new PSSParameterSpec(
                    hash,
                    "MGF1",
                    new MGF1ParameterSpec(hash),
                    Integer.parseInt(bits()) / 8,
                    PSSParameterSpec.TRAILER_FIELD_BC));
            return signature;
        }
        return Signature.getInstance(algorithm.startsWith(PKCS1) ? "NONEwithRSA" : "NONEwithECDSA", KeyPairs.PROVIDER);
    }

    private static byte[] hash(String bits, byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-" + bits).digest(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-2 is part of every JDK", e);
        }
    }
}
