package dev.postern.services.kms;

import dev.postern.model.kms.KmsKey;
import dev.postern.services.keyring.KeyPairs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.jspecify.annotations.Nullable;

/** What the private keys of pairs sign, and their public ones verify: digests, whoever made them. */
final class Signatures {
    private final KmsKey key;
    private final String algorithm;
    private final int bits;
    private final byte[] digest;

    /**
     * How a key signs a message.
     *
     * @param asked the algorithm that the request names
     * @param type whether the message is one, or its digest
     */
    Signatures(KmsKey key, @Nullable String asked, @Nullable String type, byte[] message) {
        this.key = key;
        this.algorithm = Algorithms.require(key, asked);
        this.bits = Integer.parseInt(algorithm.substring(algorithm.lastIndexOf('_') + 1));
        if ("EXTERNAL_MU".equals(type)) {
            throw KmsError.VALIDATION.of("MessageType EXTERNAL_MU is incompatible with key spec "
                    + key.kind().spec() + ".");
        }
        boolean digested = "DIGEST".equals(type);
        if (digested && message.length != bits / 8) {
            throw KmsError.VALIDATION.of("Digest is invalid length for algorithm " + algorithm + ".");
        }
        this.digest = digested ? message : hash(message);
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

    private boolean isPkcs1() {
        return algorithm.startsWith(Algorithms.PKCS1);
    }

    /** By PKCS #1 a digest says of which kind it is. */
    private byte[] signed() {
        if (!isPkcs1()) {
            return digest;
        }
        ASN1ObjectIdentifier kind = switch (bits) {
            case 256 -> NISTObjectIdentifiers.id_sha256;
            case 384 -> NISTObjectIdentifiers.id_sha384;
            default -> NISTObjectIdentifiers.id_sha512;
        };
        try {
            return new DigestInfo(new AlgorithmIdentifier(kind, DERNull.INSTANCE), digest).getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException("it is written to memory", e);
        }
    }

    private Signature prepared() throws GeneralSecurityException {
        if (algorithm.startsWith(Algorithms.PSS)) {
            Signature signature = Signature.getInstance("RAWRSASSA-PSS", KeyPairs.PROVIDER);
            signature.setParameter(new PSSParameterSpec(
                    hashName(),
                    "MGF1",
                    new MGF1ParameterSpec(hashName()),
                    bits / 8,
                    PSSParameterSpec.TRAILER_FIELD_BC));
            return signature;
        }
        return Signature.getInstance(isPkcs1() ? "NONEwithRSA" : "NONEwithECDSA", KeyPairs.PROVIDER);
    }

    private String hashName() {
        return "SHA-" + bits;
    }

    private byte[] hash(byte[] message) {
        try {
            return MessageDigest.getInstance(hashName()).digest(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-2 is part of every JDK", e);
        }
    }
}
