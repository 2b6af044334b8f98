package dev.postern.services.acm;

import dev.postern.model.acm.Certificate;
import dev.postern.model.request.RequestContext;
import dev.postern.wire.ApiException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.acm.model.ImportCertificateRequest;

/**
 * What an import must be.
 *
 * @see <a href="https://docs.aws.amazon.com/acm/latest/userguide/import-certificate-prerequisites.html">Prerequisites</a>
 */
final class Imports {
    /** The kinds of keys that a certificate may have. */
    private static final Set<String> SUPPORTED =
            Set.of("RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1");

    private Imports() {}

    /** What was imported, with the key in the only form that is kept. */
    record Imported(String body, Optional<String> chain, String key) {
        /** Without the key. */
        @Override
        public String toString() {
            return body;
        }
    }

    static Imported read(ImportCertificateRequest request, Instant now) {
        String body = text(request.certificate());
        List<X509Certificate> certificates = Pem.certificates(body);
        if (certificates.size() > 1) {
            throw invalid(
                    "Certificate field contains more than one certificate. You can specify only one certificate in"
                            + " this field.");
        }
        if (certificates.isEmpty()) {
            throw invalid("The certificate field contains an invalid certificate. Provide a PEM-encoded certificate.");
        }
        X509Certificate certificate = certificates.getFirst();
        if (certificate.getNotAfter().toInstant().isBefore(now)) {
            throw invalid("The certificate that is used to sign your request has expired.");
        }
        if (certificate.getNotBefore().toInstant().isAfter(now)) {
            throw invalid("The certificate is not valid yet.");
        }
        PrivateKey key = key(text(request.privateKey()));
        if (!belongs(key, certificate)) {
            throw invalid("The private key does not match the public key of the certificate.");
        }
        if (!SUPPORTED.contains(CertificateView.algorithm(certificate.getPublicKey()))) {
            throw invalid("The key algorithm of the certificate is not supported.");
        }
        Optional<String> chain = Optional.ofNullable(request.certificateChain()).map(Imports::text);
        checkChain(certificate, chain);
        return new Imported(body, chain, Pem.of("PRIVATE KEY", key.getEncoded()));
    }

    private static PrivateKey key(String text) {
        try {
            return Pem.privateKey(text);
        } catch (GeneralSecurityException e) {
            throw invalid("The private key is not supported.");
        }
    }

    /** What the one signs, the other must find right. */
    private static boolean belongs(PrivateKey key, X509Certificate certificate) {
        String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** One that nobody else has signed needs no chain; in a chain, each has signed the one before. */
    private static void checkChain(X509Certificate certificate, Optional<String> chain) {
        if (chain.isEmpty()) {
            if (!certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
                throw invalid(
                        "Provided certificate is not a valid self signed. Please provide either a valid self-signed"
                                + " certificate or certificate chain.");
            }
            return;
        }
        List<X509Certificate> issuers = Pem.certificates(chain.get());
        X509Certificate last = certificate;
        for (X509Certificate issuer : issuers) {
            try {
                last.verify(issuer.getPublicKey());
            } catch (GeneralSecurityException e) {
                throw invalid("Could not validate the certificate with the certificate chain.");
            }
            last = issuer;
        }
        if (issuers.isEmpty()) {
            throw invalid("The certificate chain field contains an invalid certificate chain.");
        }
    }

    static Certificate made(RequestContext context, Imported imported, dev.postern.model.Tags tags) {
        return new Certificate(
                context.scope(),
                context.ids().uuid(),
                imported.body(),
                imported.chain(),
                imported.key(),
                context.now(),
                context.now(),
                tags);
    }

    private static String text(@Nullable SdkBytes bytes) {
        return bytes == null ? "" : bytes.asString(StandardCharsets.UTF_8);
    }

    private static ApiException invalid(String text) {
        return AcmError.VALIDATION.of(text);
    }
}
