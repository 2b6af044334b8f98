package dev.postern.services.acm;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.acm.Certificate;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.wire.ApiException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import software.amazon.awssdk.services.acm.model.CertificateDetail;
import software.amazon.awssdk.services.acm.model.CertificateStatus;
import software.amazon.awssdk.services.acm.model.CertificateSummary;
import software.amazon.awssdk.services.acm.model.CertificateType;
import software.amazon.awssdk.services.acm.model.ExtendedKeyUsage;
import software.amazon.awssdk.services.acm.model.ExtendedKeyUsageName;
import software.amazon.awssdk.services.acm.model.KeyUsage;
import software.amazon.awssdk.services.acm.model.KeyUsageName;
import software.amazon.awssdk.services.acm.model.RenewalEligibility;

/** A certificate as ACM shows it: what it says itself, and who uses it. */
record CertificateView(Snapshot snapshot, Certificate certificate, X509Certificate content) {
    private static final int DNS_NAME = 2;

    /** In the order of the bits of the extension. */
    private static final List<KeyUsageName> USAGES = List.of(
            KeyUsageName.DIGITAL_SIGNATURE,
            KeyUsageName.NON_REPUDIATION,
            KeyUsageName.KEY_ENCIPHERMENT,
            KeyUsageName.DATA_ENCIPHERMENT,
            KeyUsageName.KEY_AGREEMENT,
            KeyUsageName.CERTIFICATE_SIGNING,
            KeyUsageName.CRL_SIGNING,
            KeyUsageName.ENCIPHER_ONLY,
            KeyUsageName.DECIPHER_ONLY);

    static CertificateView of(Snapshot snapshot, Certificate certificate) {
        return new CertificateView(
                snapshot, certificate, Pem.certificates(certificate.body()).getFirst());
    }

    CertificateDetail detail(Instant now) {
        return CertificateDetail.builder()
                .certificateArn(certificate.arn().toString())
                .domainName(domain())
                .subjectAlternativeNames(names())
                .serial(HexFormat.ofDelimiter(":").formatHex(unsigned(content.getSerialNumber())))
                .subject(content.getSubjectX500Principal().getName())
                .issuer(issuer())
                .createdAt(certificate.createdAt())
                .importedAt(certificate.importedAt())
                .status(status(now))
                .notBefore(content.getNotBefore().toInstant())
                .notAfter(content.getNotAfter().toInstant())
                .keyAlgorithm(algorithm())
                .signatureAlgorithm(content.getSigAlgName().toUpperCase(Locale.ROOT))
                .inUseBy(users())
                .type(CertificateType.IMPORTED)
                .keyUsages(usages().stream()
                        .map(name -> KeyUsage.builder().name(name).build())
                        .toList())
                .extendedKeyUsages(extended())
                .renewalEligibility(RenewalEligibility.INELIGIBLE)
                .build();
    }

    CertificateSummary summary(Instant now) {
        return CertificateSummary.builder()
                .certificateArn(certificate.arn().toString())
                .domainName(domain())
                .subjectAlternativeNameSummaries(names())
                .hasAdditionalSubjectAlternativeNames(false)
                .status(status(now))
                .type(CertificateType.IMPORTED)
                .keyAlgorithm(algorithm())
                .keyUsages(usages())
                .extendedKeyUsages(
                        extended().stream().map(ExtendedKeyUsage::name).toList())
                .inUse(!users().isEmpty())
                .renewalEligibility(RenewalEligibility.INELIGIBLE)
                .notBefore(content.getNotBefore().toInstant())
                .notAfter(content.getNotAfter().toInstant())
                .createdAt(certificate.createdAt())
                .importedAt(certificate.importedAt())
                .build();
    }

    CertificateStatus status(Instant now) {
        return content.getNotAfter().toInstant().isBefore(now) ? CertificateStatus.EXPIRED : CertificateStatus.ISSUED;
    }

    /** The balancers with a listener that has it. */
    List<String> users() {
        return snapshot.by(Indexes.LISTENERS_BY_CERTIFICATE, certificate.arn().toString()).values().stream()
                .flatMap(listener -> snapshot.find(LoadBalancer.class, listener.scope(), listener.balancer()).stream())
                .map(balancer -> balancer.arn().toString())
                .distinct()
                .toList();
    }

    String algorithm() {
        return algorithm(content.getPublicKey());
    }

    /** The kind of a key, as ACM writes it. */
    static String algorithm(PublicKey key) {
        return switch (key) {
            case RSAKey rsa -> "RSA_" + rsa.getModulus().bitLength();
            case ECKey ec ->
                switch (ec.getParams().getCurve().getField().getFieldSize()) {
                    case 256 -> "EC_prime256v1";
                    case 384 -> "EC_secp384r1";
                    case 521 -> "EC_secp521r1";
                    default -> "EC";
                };
            default -> key.getAlgorithm();
        };
    }

    /**
     * Refuses to stand in for one that was imported before, where whoever uses that would miss something of it.
     *
     * @see <a href="https://docs.aws.amazon.com/acm/latest/userguide/import-reimport.html">Reimport a certificate</a>
     */
    void checkReplaces(CertificateView before) {
        if (!algorithm().equals(before.algorithm())) {
            throw AcmError.VALIDATION.of("The key type and size of a certificate cannot be changed: it is "
                    + before.algorithm() + ", not " + algorithm() + ".");
        }
        if (domain().isEmpty() && !before.domain().isEmpty()) {
            throw AcmError.VALIDATION.of("All of the domain names of a certificate cannot be removed.");
        }
        Set<KeyUsageName> usages = new HashSet<>(before.usages());
        if (content.getPublicKey() instanceof ECKey) {
            usages.remove(KeyUsageName.KEY_ENCIPHERMENT);
        }
        if (!usages().containsAll(usages)) {
            throw missing("Key Usages");
        }
        boolean less = before.extended().stream()
                .filter(usage -> usage.name() != ExtendedKeyUsageName.TLS_WEB_CLIENT_AUTHENTICATION)
                .anyMatch(usage -> !extended().contains(usage));
        if (less) {
            throw missing("Extended Key Usages");
        }
    }

    private static ApiException missing(String what) {
        return AcmError.VALIDATION.of(
                "New certificate is missing one or more " + what + " supported by the currently imported certificate");
    }

    private String domain() {
        return part(content.getSubjectX500Principal(), BCStyle.CN)
                .or(() -> names().stream().findFirst())
                .orElse("");
    }

    private String issuer() {
        X500Principal issuer = content.getIssuerX500Principal();
        return part(issuer, BCStyle.O).or(() -> part(issuer, BCStyle.CN)).orElseGet(issuer::getName);
    }

    /** What a name says of something, without what RFC 2253 escapes it with. */
    private static Optional<String> part(X500Principal name, ASN1ObjectIdentifier kind) {
        return Stream.of(X500Name.getInstance(name.getEncoded()).getRDNs(kind))
                .flatMap(part -> Stream.of(part.getTypesAndValues()))
                .filter(one -> one.getType().equals(kind))
                .map(one -> one.getValue() instanceof ASN1String text
                        ? text.getString()
                        : one.getValue().toString())
                .findFirst();
    }

    private List<String> names() {
        try {
            Collection<List<?>> all = content.getSubjectAlternativeNames();
            return all == null
                    ? List.of()
                    : all.stream()
                            .filter(name -> name.getFirst().equals(DNS_NAME))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    private List<KeyUsageName> usages() {
        boolean[] bits = content.getKeyUsage();
        return bits == null
                ? List.of()
                : IntStream.range(0, Math.min(bits.length, USAGES.size()))
                        .filter(i -> bits[i])
                        .mapToObj(USAGES::get)
                        .toList();
    }

    private List<ExtendedKeyUsage> extended() {
        try {
            List<String> oids = content.getExtendedKeyUsage();
            List<ExtendedKeyUsage> usages = new ArrayList<>();
            Stream.ofNullable(oids)
                    .flatMap(List::stream)
                    .forEach(oid -> usages.add(
                            ExtendedKeyUsage.builder().name(name(oid)).oid(oid).build()));
            return List.copyOf(usages);
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    private static ExtendedKeyUsageName name(String oid) {
        return switch (oid) {
            case "1.3.6.1.5.5.7.3.1" -> ExtendedKeyUsageName.TLS_WEB_SERVER_AUTHENTICATION;
            case "1.3.6.1.5.5.7.3.2" -> ExtendedKeyUsageName.TLS_WEB_CLIENT_AUTHENTICATION;
            case "1.3.6.1.5.5.7.3.3" -> ExtendedKeyUsageName.CODE_SIGNING;
            case "1.3.6.1.5.5.7.3.4" -> ExtendedKeyUsageName.EMAIL_PROTECTION;
            case "1.3.6.1.5.5.7.3.8" -> ExtendedKeyUsageName.TIME_STAMPING;
            case "1.3.6.1.5.5.7.3.9" -> ExtendedKeyUsageName.OCSP_SIGNING;
            case "2.5.29.37.0" -> ExtendedKeyUsageName.ANY;
            default -> ExtendedKeyUsageName.CUSTOM;
        };
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes.length > 1 && bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }
}
