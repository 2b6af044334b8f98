package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.guest.tls.CertificateAuthority;
import dev.postern.guest.tls.ServerCertificate;
import dev.postern.guest.tls.ServerCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.acm.AcmClient;
import software.amazon.awssdk.services.acm.model.AcmException;
import software.amazon.awssdk.services.acm.model.CertificateDetail;
import software.amazon.awssdk.services.acm.model.CertificateSummary;
import software.amazon.awssdk.services.acm.model.KeyAlgorithm;
import software.amazon.awssdk.services.acm.model.ResourceNotFoundException;
import software.amazon.awssdk.services.acm.model.Tag;

/** Certificate Manager by the SDK over the wire: its blobs and times, its errors, and what its callers' policies allow. */
final class AcmWireTest {
    private static final String HOST = "s3.amazonaws.com";
    private static final String ARN = "arn:aws:acm:us-east-1:000000000000:certificate/";

    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private AcmClient acm;
    private ServerCertificate certificate;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
        acm = acm(TestingGateway.ROOT);
        certificate = new ServerCertificates(
                        CertificateAuthority.open(directory.resolve("ca"), Instant.now()), Clock.systemUTC())
                .forHost(HOST)
                .orElseThrow();
    }

    @AfterEach
    void stop() throws Exception {
        acm.close();
        gateway.close();
    }

    private AcmClient acm(AwsCredentialsProvider credentials) {
        return AcmClient.builder()
                .endpointOverride(gateway.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .build();
    }

    private String imported(AcmClient client, String team) {
        return client.importCertificate(r -> r.certificate(SdkBytes.fromUtf8String(leaf()))
                        .privateKey(SdkBytes.fromUtf8String(
                                pem("PRIVATE KEY", certificate.key().getEncoded())))
                        .certificateChain(SdkBytes.fromUtf8String(pem(1)))
                        .tags(Tag.builder().key("team").value(team).build()))
                .certificateArn();
    }

    private String leaf() {
        return pem(0);
    }

    private String pem(int at) {
        try {
            return pem("CERTIFICATE", certificate.chain().get(at).getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String what, byte[] content) {
        byte[] lineEnd = "\n".getBytes(StandardCharsets.US_ASCII);
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, lineEnd).encodeToString(content) + "\n-----END " + what + "-----\n";
    }

    @Test
    void certificatesTravelWhole() {
        String arn = imported(acm, "ä + b");
        assertThat(arn).startsWith(ARN);
        CertificateDetail detail =
                acm.describeCertificate(r -> r.certificateArn(arn)).certificate();
        assertThat(detail.domainName()).isEqualTo(HOST);
        assertThat(detail.notAfter())
                .isEqualTo(certificate.chain().getFirst().getNotAfter().toInstant());
        assertThat(acm.getCertificate(r -> r.certificateArn(arn)).certificate()).isEqualTo(leaf());
        assertThat(acm.listCertificates(
                                r -> r.includes(i -> i.keyTypes(KeyAlgorithm.EC_PRIME256_V1, KeyAlgorithm.RSA_2048)))
                        .certificateSummaryList())
                .extracting(CertificateSummary::certificateArn)
                .containsExactly(arn);
        assertThat(acm.listTagsForCertificate(r -> r.certificateArn(arn)).tags())
                .extracting(Tag::value)
                .containsExactly("ä + b");
    }

    @Test
    void errorsAreThoseOfTheService() {
        String absent = ARN + "00000000-0000-0000-0000-000000000000";
        assertThatThrownBy(() -> acm.describeCertificate(r -> r.certificateArn(absent)))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Could not find certificate " + absent)
                .hasMessageContaining("400");
    }

    @Test
    void refusesWhoIsNobodyOrAsksAnother() {
        long before = gateway.commits();
        try (AcmClient nobody = acm(AnonymousCredentialsProvider.create());
                AcmClient wrong = acm(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "wrong")))) {
            refused(() -> imported(nobody, "a"), "MissingAuthenticationTokenException");
            refused(() -> imported(wrong, "a"), "InvalidSignatureException");
        }
        gateway.setAddressOf("ec2");
        assertThatThrownBy(() -> imported(acm, "a")).isInstanceOf(AcmException.class);
        gateway.setAddressOf("acm");
        assertThat(acm.listCertificates(r -> {}).certificateSummaryList()).isEmpty();
        assertThat(gateway.commits()).isEqualTo(before);
    }

    @Test
    void policiesDecideByCertificateAndTheTagsThatItGets() {
        String other = imported(acm, "b");
        String policy = """
                {"Version":"2012-10-17","Statement":[
                 {"Effect":"Allow","Action":"acm:ImportCertificate","Resource":"%s*",
                  "Condition":{"StringEquals":{"aws:RequestTag/team":"a"}}},
                 {"Effect":"Allow","Action":"acm:DescribeCertificate","Resource":"%s"}]}
                """.formatted(ARN, other);
        try (AcmClient limited = acm(gateway.user(policy))) {
            String own = imported(limited, "a");
            denied(() -> imported(limited, "b"), "ImportCertificate on resource: " + ARN);
            assertThat(limited.describeCertificate(r -> r.certificateArn(other))
                            .certificate()
                            .certificateArn())
                    .isEqualTo(other);
            denied(
                    () -> limited.describeCertificate(r -> r.certificateArn(own)),
                    "DescribeCertificate on resource: " + own);
            denied(
                    () -> limited.deleteCertificate(r -> r.certificateArn(own)),
                    "DeleteCertificate on resource: " + own);
            denied(() -> limited.listCertificates(r -> {}), "ListCertificates because");
        }
    }

    private static void denied(ThrowingCallable call, String what) {
        refused(call, "AccessDeniedException");
        assertThatThrownBy(call).hasMessageContaining("is not authorized to perform: acm:" + what);
    }

    private static void refused(ThrowingCallable call, String code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AcmException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.statusCode()).isEqualTo(400);
        });
    }
}
