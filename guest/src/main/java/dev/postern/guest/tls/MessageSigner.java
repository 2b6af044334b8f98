package dev.postern.guest.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * What SNS signs its messages with: an RSA key, and a certificate for it by the cloud's authority. Both are kept, so that what was sent
 * can be verified after a restart.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html">Verifying the signatures of Amazon SNS
 *     messages</a>
 */
public final class MessageSigner {
    private static final String NAME = "sns.amazonaws.com";
    private static final Duration LIFETIME = Duration.ofDays(1825);
    private static final Duration RENEWAL = Duration.ofDays(30);
    private static final int KEY_BITS = 2048;

    private final PrivateKey key;
    private final X509Certificate certificate;

    private MessageSigner(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /** Reads what is kept in a directory, or makes it there if it is not there or will soon expire. */
    public static MessageSigner open(Path directory, CertificateAuthority authority, Instant now) throws IOException {
        Path file = directory.resolve("sns.pem");
        try {
            Optional<MessageSigner> kept = Files.exists(file)
                    ? Optional.of(read(Files.readString(file, StandardCharsets.ISO_8859_1)))
                    : Optional.empty();
            if (kept.isPresent()
                    && kept.get()
                            .certificate
                            .getNotAfter()
                            .toInstant()
                            .minus(RENEWAL)
                            .isAfter(now)) {
                return kept.get();
            }
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            KeyPair pair = generator.generateKeyPair();
            MessageSigner made =
                    new MessageSigner(pair.getPrivate(), authority.certify(NAME, pair.getPublic(), now, LIFETIME));
            CertificateAuthority.write(
                    file,
                    CertificateAuthority.pem("PRIVATE KEY", made.key.getEncoded()) + made.certificatePem(),
                    "rw-------");
            return made;
        } catch (GeneralSecurityException e) {
            throw new IOException("the signing key of SNS in " + directory + ": " + e.getMessage(), e);
        }
    }

    private static MessageSigner read(String text) throws IOException, GeneralSecurityException {
        try (PemReader reader = new PemReader(new StringReader(text))) {
            PemObject key = reader.readPemObject();
            PemObject certificate = reader.readPemObject();
            if (key == null || certificate == null) {
                throw new IOException("sns.pem must hold a private key and a certificate");
            }
            return new MessageSigner(
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key.getContent())),
                    (X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(certificate.getContent())));
        }
    }

    /**
     * The signature of a text in Base64.
     *
     * @param version 1 for SHA-1 with RSA, 2 for SHA-256 with RSA
     */
    public String sign(String text, int version) {
        try {
            Signature signature = Signature.getInstance(version == 1 ? "SHA1withRSA" : "SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK signs with RSA", e);
        }
    }

    /** Where SNS's hosts have the certificate. */
    public String path() {
        try {
            byte[] print = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return "/SimpleNotificationService-" + HexFormat.of().formatHex(print, 0, 16) + ".pem";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public String certificatePem() {
        try {
            return CertificateAuthority.pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }
}
