package dev.postern.services.acm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Resource;
import dev.postern.model.acm.Certificate;
import dev.postern.services.authorization.TestAccount;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.acm.model.CertificateDetail;
import software.amazon.awssdk.services.acm.model.CertificateSummary;
import software.amazon.awssdk.services.acm.model.ImportCertificateRequest;
import software.amazon.awssdk.services.acm.model.KeyAlgorithm;
import software.amazon.awssdk.services.acm.model.Tag;

class AcmServiceTest {
    /** When the certificates are valid. */
    private Instant now = Instant.parse("2027-01-01T00:00:00Z");

    private final TestAccount account = new TestAccount();
    private final AcmService acm = new AcmService(account.cloud());

    @AfterEach
    void close() {
        account.close();
    }

    private <R> R asRoot(Callable<R> call) {
        return account.asRoot(() ->
                account.context(TestAccount.ROOT, TestAccount.OUTSIDE, now).call(call));
    }

    private String error(Callable<?> call) {
        return account.error(() -> asRoot(call));
    }

    private static SdkBytes file(String name) {
        return SdkBytes.fromUtf8String(Resource.text(AcmServiceTest.class, name));
    }

    private static ImportCertificateRequest request(String certificate, String key) {
        return ImportCertificateRequest.builder()
                .certificate(file(certificate))
                .privateKey(file(key))
                .build();
    }

    private String imported(ImportCertificateRequest request) {
        return asRoot(() -> acm.importCertificate(request)).certificateArn();
    }

    private CertificateDetail describe(String arn) {
        return asRoot(() -> acm.describeCertificate(r -> r.certificateArn(arn))).certificate();
    }

    @Test
    void tellsWhatACertificateSaysItself() {
        String arn = imported(request("rsa.pem", "rsa-key.pem"));
        assertThat(arn)
                .matches("arn:aws:acm:us-east-1:111122223333:certificate/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        CertificateDetail detail = describe(arn);
        assertThat(detail.domainName()).isEqualTo("web.acme.test");
        assertThat(detail.subjectAlternativeNames()).containsExactly("web.acme.test", "*.acme.test");
        assertThat(detail.issuer()).isEqualTo("Acme");
        assertThat(detail.keyAlgorithmAsString()).isEqualTo("RSA_2048");
        assertThat(detail.signatureAlgorithm()).isEqualTo("SHA256WITHRSA");
        assertThat(detail.statusAsString()).isEqualTo("ISSUED");
        assertThat(detail.typeAsString()).isEqualTo("IMPORTED");
        assertThat(detail.renewalEligibilityAsString()).isEqualTo("INELIGIBLE");
        assertThat(detail.keyUsages())
                .extracting(usage -> usage.nameAsString())
                .containsExactly("DIGITAL_SIGNATURE", "KEY_ENCIPHERMENT");
        assertThat(detail.extendedKeyUsages())
                .extracting(usage -> usage.nameAsString())
                .containsExactly("TLS_WEB_SERVER_AUTHENTICATION");
        assertThat(detail.serial()).matches("[0-9a-f]{2}(:[0-9a-f]{2})+");
        assertThat(asRoot(() -> acm.getCertificate(r -> r.certificateArn(arn))).certificate())
                .isEqualTo(file("rsa.pem").asUtf8String());
        assertThat(account.cloud()
                        .snapshot()
                        .all(Certificate.class)
                        .in(account.context(TestAccount.ROOT).scope()))
                .extracting(Certificate::toString)
                .containsExactly(arn);
    }

    @Test
    void takesKeysInTheirUsualForms() {
        imported(request("rsa.pem", "rsa-key-pkcs1.pem"));
        String ec = imported(request("ec.pem", "ec-key.pem"));
        assertThat(describe(ec).keyAlgorithmAsString()).isEqualTo("EC_prime256v1");
        assertThat(listed(List.of())).containsExactly("web.acme.test");
        assertThat(listed(List.of(KeyAlgorithm.EC_PRIME256_V1))).containsExactly("ec.acme.test");
    }

    private List<String> listed(List<KeyAlgorithm> keys) {
        return asRoot(() -> acm.listCertificates(r -> r.includes(filter -> filter.keyTypes(keys))))
                .certificateSummaryList()
                .stream()
                .map(CertificateSummary::domainName)
                .toList();
    }

    @Test
    void tellsNamesWithCommasWhole() {
        CertificateDetail detail = describe(imported(request("comma.pem", "comma-key.pem")));
        assertThat(detail.issuer()).isEqualTo("Acme, Inc.");
        assertThat(detail.domainName()).isEqualTo("a,b.acme.test");
    }

    @Test
    void refusesDamagedKeys() {
        String key = file("rsa-key.pem").asUtf8String();
        for (String damaged : List.of(
                "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                key.replaceFirst("\n.{5}", "\n"),
                key.substring(0, key.length() / 2),
                "")) {
            assertThat(error(() -> acm.importCertificate(request("rsa.pem", "rsa-key.pem").toBuilder()
                            .privateKey(SdkBytes.fromUtf8String(damaged))
                            .build())))
                    .isEqualTo("ValidationException: The private key is not supported.");
        }
    }

    @Test
    void refusesCertificatesThatAreNotValidNow() {
        now = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(error(() -> acm.importCertificate(request("rsa.pem", "rsa-key.pem"))))
                .isEqualTo("ValidationException: The certificate is not valid yet.");
        now = Instant.parse("2200-01-01T00:00:00Z");
        assertThat(error(() -> acm.importCertificate(request("rsa.pem", "rsa-key.pem"))))
                .startsWith("ValidationException: The certificate that is used");
    }

    @Test
    void wantsAChainOfWhatAnotherHasSigned() {
        assertThat(error(() -> acm.importCertificate(request("leaf.pem", "leaf-key.pem"))))
                .startsWith("ValidationException: Provided certificate is not a valid self signed.");
        assertThat(error(() -> acm.importCertificate(request("leaf.pem", "leaf-key.pem").toBuilder()
                        .certificateChain(file("ec.pem"))
                        .build())))
                .isEqualTo("ValidationException: Could not validate the certificate with the certificate chain.");
        String arn = imported(request("leaf.pem", "leaf-key.pem").toBuilder()
                .certificateChain(file("rsa.pem"))
                .build());
        assertThat(describe(arn).serial()).isEqualTo("07");
        assertThat(describe(arn).issuer()).isEqualTo("Acme");
    }

    @Test
    void refusesWhatDoesNotBelongTogether() {
        assertThat(error(() -> acm.importCertificate(request("rsa.pem", "ec-key.pem"))))
                .isEqualTo("ValidationException: The private key does not match the public key of the certificate.");
        assertThat(error(() -> acm.importCertificate(request("rsa-key.pem", "rsa-key.pem"))))
                .startsWith("ValidationException: The certificate field contains an invalid certificate.");
        assertThat(error(() -> acm.importCertificate(request("rsa.pem", "rsa.pem"))))
                .isEqualTo("ValidationException: The private key is not supported.");
        assertThat(error(() -> acm.describeCertificate(r -> r.certificateArn("arn:aws:acm:us-east-1:1:x"))))
                .isEqualTo("InvalidArnException: The ARN arn:aws:acm:us-east-1:1:x is not valid.");
    }

    @Test
    void isImportedAgainUnderItsArnTaggedAndDeleted() {
        String arn = imported(request("rsa.pem", "rsa-key.pem").toBuilder()
                .tags(Tag.builder().key("a").value("1").build())
                .build());
        assertThat(imported(again(arn, "again.pem", "rsa-key.pem"))).isEqualTo(arn);
        assertThat(describe(arn).domainName()).isEqualTo("again.acme.test");
        asRoot(() -> acm.addTagsToCertificate(r ->
                r.certificateArn(arn).tags(Tag.builder().key("b").value("2").build())));
        asRoot(() -> acm.removeTagsFromCertificate(
                r -> r.certificateArn(arn).tags(Tag.builder().key("a").build())));
        assertThat(asRoot(() -> acm.listTagsForCertificate(r -> r.certificateArn(arn)))
                        .tags())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .containsExactly("b=2");
        asRoot(() -> acm.deleteCertificate(r -> r.certificateArn(arn)));
        assertThat(error(() -> acm.deleteCertificate(r -> r.certificateArn(arn))))
                .isEqualTo(
                        "ResourceNotFoundException: Could not find certificate " + arn + " in account 111122223333.");
    }

    /** What uses a certificate finds the same kind of key after it was imported again, for all that it was for. */
    @Test
    void isNotImportedAgainAsSomethingLess() {
        String arn = imported(request("rsa.pem", "rsa-key.pem"));
        assertThat(error(() -> acm.importCertificate(again(arn, "ec.pem", "ec-key.pem"))))
                .isEqualTo(
                        "ValidationException: The key type and size of a certificate cannot be changed: it is RSA_2048,"
                                + " not EC_prime256v1.");
        assertThat(error(() -> acm.importCertificate(again(arn, "no-uses.pem", "rsa-key.pem"))))
                .isEqualTo("ValidationException: New certificate is missing one or more Key Usages supported by the"
                        + " currently imported certificate");
        assertThat(error(() -> acm.importCertificate(again(arn, "fewer-uses.pem", "rsa-key.pem"))))
                .isEqualTo(
                        "ValidationException: New certificate is missing one or more Extended Key Usages supported by"
                                + " the currently imported certificate");
        assertThat(describe(arn).domainName()).isEqualTo("web.acme.test");
        String forClients = imported(request("fewer-uses.pem", "rsa-key.pem"));
        assertThat(imported(again(forClients, "rsa.pem", "rsa-key.pem")))
                .as("authorities no longer sign for clients")
                .isEqualTo(forClients);
    }

    private static ImportCertificateRequest again(String arn, String certificate, String key) {
        return request(certificate, key).toBuilder().certificateArn(arn).build();
    }
}
