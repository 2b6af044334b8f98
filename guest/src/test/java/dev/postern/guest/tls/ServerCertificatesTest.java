package dev.postern.guest.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.guest.ServiceNames;
import dev.postern.model.Region;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerCertificatesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    Path directory;

    @Test
    void theAuthorityIsMadeOnceAndItsKeyIsPrivate() throws Exception {
        CertificateAuthority first = CertificateAuthority.open(directory.resolve("ca"), NOW);
        CertificateAuthority second = CertificateAuthority.open(directory.resolve("ca"), NOW.plusSeconds(5));

        assertThat(second.certificate()).isEqualTo(first.certificate());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("ca/ca.pem"))))
                .isEqualTo("rw-------");
        assertThat(first.certificatePem())
                .startsWith("-----BEGIN CERTIFICATE-----\n")
                .endsWith("-----\n");
    }

    @Test
    void aDamagedAuthorityIsRefusedInWordsAndItsLoneCertificateWrittenAnew() throws Exception {
        CertificateAuthority first = CertificateAuthority.open(directory, NOW);
        Path alone = CertificateAuthority.certificateFile(directory);
        Path file = directory.resolve("ca.pem");
        byte[] whole = Files.readAllBytes(file);
        byte[] notText = {(byte) 0xff, (byte) 0xfe, 0, 1};
        for (byte[] content : List.of(new byte[0], notText)) {
            Files.write(alone, content);
            assertThat(CertificateAuthority.open(directory, NOW).certificate()).isEqualTo(first.certificate());
            assertThat(alone).hasContent(first.certificatePem());
        }
        String cut = new String(whole, 0, whole.length / 2, StandardCharsets.US_ASCII);
        for (byte[] content : List.of(new byte[0], notText, cut.getBytes(StandardCharsets.US_ASCII))) {
            Files.write(file, content);
            assertThatThrownBy(() -> CertificateAuthority.open(directory, NOW))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file + " is damaged")
                    .hasMessageContaining("put a copy of it back, or move it away");
            assertThat(file).hasBinaryContent(content);
        }
    }

    @Test
    void certificatesNameTheZoneAndChainToTheAuthority() throws Exception {
        CertificateAuthority authority = CertificateAuthority.open(directory, NOW);
        ServerCertificate served = certificates(authority, NOW)
                .forHost("my-bucket.s3.eu-west-1.amazonaws.com")
                .orElseThrow();

        assertThat(served.chain().getFirst().getSubjectAlternativeNames())
                .extracting(entry -> String.valueOf(entry.get(1)))
                .contains("s3.eu-west-1.amazonaws.com", "*.s3.eu-west-1.amazonaws.com");
        validate(authority, served.chain().getFirst());
    }

    @Test
    void accessPointsHaveNamesWithCertificatesAtTheAddressOfS3() throws Exception {
        ServerCertificates certificates = certificates(CertificateAuthority.open(directory, NOW), NOW);
        for (String label : List.of("team-000000000000.s3-accesspoint", "000000000000.s3-control")) {
            String host = label + ".eu-west-1.amazonaws.com";
            assertThat(names(certificates.forHost(host).orElseThrow()))
                    .contains("*" + host.substring(host.indexOf('.')));
            assertThat(ServiceNames.find(host).orElseThrow().address())
                    .isEqualTo(AddressPlan.address("s3", new Region("eu-west-1")));
        }
    }

    @Test
    void theAuthorityCannotVouchForOtherDomains() throws Exception {
        CertificateAuthority authority = CertificateAuthority.open(directory, NOW);
        NameConstraints constraints = NameConstraints.getInstance(JcaX509ExtensionUtils.parseExtensionValue(
                authority.certificate().getExtensionValue("2.5.29.30")));
        PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
        validator.intersectPermittedSubtree(constraints.getPermittedSubtrees());

        validator.checkPermitted(new GeneralName(GeneralName.dNSName, "s3.us-east-1.amazonaws.com"));
        validator.checkPermitted(new GeneralName(GeneralName.dNSName, "b.localhost"));
        validator.checkPermitted(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        validator.checkPermitted(new GeneralName(GeneralName.iPAddress, "198.18.0.10"));
        validator.checkPermitted(new GeneralName(GeneralName.iPAddress, "::1"));
        for (String address : List.of("192.0.2.1", "10.0.0.1", "198.20.0.1", "::2")) {
            assertThatThrownBy(() -> validator.checkPermitted(new GeneralName(GeneralName.iPAddress, address)))
                    .isInstanceOf(NameConstraintValidatorException.class);
        }
        assertThatThrownBy(() -> validator.checkPermitted(new GeneralName(GeneralName.dNSName, "www.example.com")))
                .isInstanceOf(NameConstraintValidatorException.class);
    }

    @Test
    void aCertificateIsKeptUntilItIsNearItsEnd() throws Exception {
        CertificateAuthority authority = CertificateAuthority.open(directory, NOW);
        TestClock clock = new TestClock();
        ServerCertificates certificates = new ServerCertificates(authority, clock);
        ServerCertificate first = certificates.forHost("sts.amazonaws.com").orElseThrow();

        clock.now = NOW.plus(Duration.ofDays(59));
        assertThat(certificates.forHost("sts.amazonaws.com")).contains(first);
        clock.now = NOW.plus(Duration.ofDays(61));
        assertThat(certificates.forHost("sts.amazonaws.com")).get().isNotEqualTo(first);
    }

    @Test
    void whoNamesNoHostGetsAllNamesOfTheAddress() throws Exception {
        CertificateAuthority authority = CertificateAuthority.open(directory, NOW);
        ServerCertificates certificates = certificates(authority, NOW);
        assertThat(names(certificates.forAddress(AddressPlan.globalAddress("s3"))))
                .contains("s3.amazonaws.com", "*.s3.amazonaws.com", "s3.us-east-1.amazonaws.com", "198.18.0.10");
        assertThat(names(certificates.forAddress(AddressPlan.globalAddress("iam"))))
                .contains("iam.amazonaws.com");
        assertThat(names(certificates.forAddress(Ip.of("127.0.0.1"))))
                .contains("localhost", "*.localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(certificates.forHost("LOCALHOST")).contains(certificates.forAddress(Ip.of("::1")));
        for (String address : List.of("127.0.0.1", "198.18.0.10", "169.254.169.254")) {
            validate(authority, certificates.forAddress(Ip.of(address)).chain().getFirst());
        }
    }

    @Test
    void anAuthorityForFewerNamesKeepsItsKey() throws Exception {
        CertificateAuthority authority = CertificateAuthority.open(directory, NOW);
        Path file = directory.resolve("ca.pem");
        String key = Files.readString(file);
        // A certificate without our constraints in the place of ours, as one of an earlier version is.
        ServerCertificate other = certificates(authority, NOW).forAddress(Ip.of("127.0.0.1"));
        assertThat(Files.readString(CertificateAuthority.certificateFile(directory)))
                .isEqualTo(authority.certificatePem());
        Files.writeString(
                file,
                key.substring(0, key.indexOf("-----BEGIN CERT"))
                        + pem(other.chain().getFirst()));
        CertificateAuthority renewed = CertificateAuthority.open(directory, NOW);
        assertThat(renewed.certificate().getExtensionValue("2.5.29.30"))
                .isEqualTo(authority.certificate().getExtensionValue("2.5.29.30"));
        assertThat(Files.readString(file)).startsWith(key.substring(0, key.indexOf("-----BEGIN CERT")));
        assertThat(Files.readString(CertificateAuthority.certificateFile(directory)))
                .isEqualTo(renewed.certificatePem());
    }

    private static String pem(X509Certificate certificate) throws Exception {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    private static List<String> names(ServerCertificate certificate) throws Exception {
        return certificate.chain().getFirst().getSubjectAlternativeNames().stream()
                .map(entry -> String.valueOf(entry.get(1)))
                .toList();
    }

    @Test
    void noOtherNameHasACertificate() throws Exception {
        ServerCertificates certificates = certificates(CertificateAuthority.open(directory, NOW), NOW);

        assertThat(List.of("", "amazonaws.com", "www.amazon.com", "x.ec2.us-east-1.amazonaws.com", "s3.evil.com"))
                .allSatisfy(name -> assertThat(certificates.forHost(name)).isEmpty());
    }

    private static ServerCertificates certificates(CertificateAuthority authority, Instant now) {
        return new ServerCertificates(authority, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static void validate(CertificateAuthority authority, X509Certificate leaf) throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(java.util.Date.from(NOW));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf)), parameters);
    }

    private static final class TestClock extends Clock {
        private Instant now = NOW;

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
