package dev.postern.services.acm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Resource;
import dev.postern.services.authorization.TestAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.acm.model.CertificateSummary;
import software.amazon.awssdk.services.acm.model.ImportCertificateRequest;
import software.amazon.awssdk.services.acm.model.ListCertificatesRequest;
import software.amazon.awssdk.services.acm.model.ListCertificatesResponse;
import software.amazon.awssdk.services.acm.model.Tag;

/** In which order certificates are told, with which tags they are marked, and of which keys they may be. */
class CertificateRequestsTest {
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

    private static ImportCertificateRequest request(String certificate, String key, Tag... tags) {
        return ImportCertificateRequest.builder()
                .certificate(file(certificate))
                .privateKey(file(key))
                .tags(tags)
                .build();
    }

    private static SdkBytes file(String name) {
        return SdkBytes.fromUtf8String(Resource.text(AcmServiceTest.class, name));
    }

    private String imported() {
        return asRoot(() -> acm.importCertificate(request("rsa.pem", "rsa-key.pem")))
                .certificateArn();
    }

    private ListCertificatesResponse list(ListCertificatesRequest request) {
        return asRoot(() -> acm.listCertificates(request));
    }

    @Test
    void areToldInTheOrderInWhichTheyCame() {
        List<String> made = IntStream.range(0, 5)
                .mapToObj(i -> {
                    now = now.plus(Duration.ofHours(1));
                    return imported();
                })
                .toList();
        assertThat(pages("ASCENDING")).containsExactlyElementsOf(made);
        assertThat(pages("DESCENDING")).containsExactlyElementsOf(made.reversed());
        ListCertificatesRequest bare = ListCertificatesRequest.builder().build();
        assertThat(list(bare).certificateSummaryList())
                .extracting(CertificateSummary::certificateArn)
                .isSorted();
        String together = "InvalidArgsException: SortBy and SortOrder must be specified together.";
        assertThat(error(() -> acm.listCertificates(r -> r.sortBy("CREATED_AT"))))
                .isEqualTo(together);
        assertThat(error(() -> acm.listCertificates(r -> r.sortOrder("ASCENDING"))))
                .isEqualTo(together);
        assertThat(error(() -> acm.listCertificates(r -> r.nextToken("x!"))))
                .isEqualTo("ValidationException: The NextToken is not valid.");
    }

    /** All of them, two by two. */
    private List<String> pages(String order) {
        ListCertificatesRequest first = ListCertificatesRequest.builder()
                .sortBy("CREATED_AT")
                .sortOrder(order)
                .maxItems(2)
                .build();
        List<String> told = new ArrayList<>();
        ListCertificatesResponse page = list(first);
        page.certificateSummaryList().forEach(one -> told.add(one.certificateArn()));
        while (page.nextToken() != null) {
            String token = page.nextToken();
            page = list(first.toBuilder().nextToken(token).build());
            page.certificateSummaryList().forEach(one -> told.add(one.certificateArn()));
        }
        return told;
    }

    @Test
    void kindsThatThereAreNotAreRefused() {
        assertThat(error(() -> acm.listCertificates(r -> r.certificateStatusesWithStrings("GONE"))))
                .startsWith(
                        "ValidationException: 1 validation error detected: Value '[GONE]' at 'certificateStatuses'");
        assertThat(error(() -> acm.listCertificates(r -> r.includes(i -> i.keyTypesWithStrings("RSA_1")))))
                .startsWith("ValidationException: 1 validation error detected: Value '[RSA_1]' at 'includes.keyTypes'");
    }

    @Test
    void aTagIsSaidOnceAndIsNobodyElses() {
        String arn = imported();
        String twice = "InvalidTagException: Duplicate tag keys found: a.";
        assertThat(error(() ->
                        acm.addTagsToCertificate(r -> r.certificateArn(arn).tags(tag("a", "1"), tag("a", "2")))))
                .isEqualTo(twice);
        assertThat(error(() -> acm.importCertificate(request("rsa.pem", "rsa-key.pem", tag("a", "1"), tag("a", "1")))))
                .isEqualTo(twice);
        assertThat(error(() ->
                        acm.addTagsToCertificate(r -> r.certificateArn(arn).tags(tag("AWS:a", "1")))))
                .isEqualTo("InvalidTagException: Tag keys cannot start with aws:.");
        assertThat(error(() ->
                        acm.addTagsToCertificate(r -> r.certificateArn(arn).tags(tag("a", "aws:1")))))
                .isEqualTo("InvalidTagException: Tag values cannot start with aws:.");
        Tag[] fifty = IntStream.range(0, 50).mapToObj(i -> tag("k" + i, "")).toArray(Tag[]::new);
        asRoot(() -> acm.addTagsToCertificate(r -> r.certificateArn(arn).tags(fifty)));
        assertThat(error(() ->
                        acm.addTagsToCertificate(r -> r.certificateArn(arn).tags(tag("one-more", "")))))
                .startsWith("TooManyTagsException");
        asRoot(() -> acm.addTagsToCertificate(r -> r.certificateArn(arn).tags(tag("k1", "other"))));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Test
    void shortKeysAreRefused() {
        assertThat(error(() -> acm.importCertificate(request("short.pem", "short-key.pem"))))
                .isEqualTo("ValidationException: The key algorithm of the certificate is not supported.");
    }
}
