package dev.postern.services.acm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.encoders.DecoderException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/** Reads certificates and keys as people have them: in PEM. */
final class Pem {
    private Pem() {}

    /** All certificates of a text; empty if it is not one of certificates alone. */
    static List<X509Certificate> certificates(String text) {
        List<X509Certificate> found = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemObject block : blocks(text)) {
                if (!block.getType().equals("CERTIFICATE")) {
                    return List.of();
                }
                found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.getContent())));
            }
        } catch (CertificateException | IOException notOne) {
            return List.of();
        }
        return List.copyOf(found);
    }

    /**
     * The first private key of a text, in whichever of the usual forms.
     *
     * @throws GeneralSecurityException if there is no such key, or an encrypted or a damaged one
     */
    static PrivateKey privateKey(String text) throws GeneralSecurityException {
        try {
            for (PemObject block : blocks(text)) {
                if (block.getType().endsWith("PRIVATE KEY")) {
                    return privateKey(block.getType(), block.getContent());
                }
            }
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        throw new GeneralSecurityException("no private key");
    }

    private static List<PemObject> blocks(String text) throws IOException {
        List<PemObject> blocks = new ArrayList<>();
        try (PemReader reader = new PemReader(new StringReader(text))) {
            for (PemObject next = reader.readPemObject(); next != null; next = reader.readPemObject()) {
                blocks.add(next);
            }
        } catch (DecoderException damaged) {
            throw new IOException(damaged);
        }
        return blocks;
    }

    private static PrivateKey privateKey(String form, byte[] der) throws GeneralSecurityException {
        try {
            PrivateKeyInfo info = switch (form) {
                case "PRIVATE KEY" -> PrivateKeyInfo.getInstance(der);
                case "RSA PRIVATE KEY" ->
                    new PrivateKeyInfo(
                            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                            ASN1Primitive.fromByteArray(der));
                case "EC PRIVATE KEY" -> {
                    ECPrivateKey key = ECPrivateKey.getInstance(der);
                    yield new PrivateKeyInfo(
                            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()),
                            key);
                }
                default -> throw new GeneralSecurityException(form);
            };
            boolean rsa = info.getPrivateKeyAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption);
            return KeyFactory.getInstance(rsa ? "RSA" : "EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (IOException | IllegalArgumentException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** A text of one block. */
    static String of(String kind, byte[] der) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(kind, der));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
