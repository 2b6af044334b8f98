package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.accessanalyzer.AccessAnalyzerClient;
import software.amazon.awssdk.services.accessanalyzer.model.Locale;
import software.amazon.awssdk.services.accessanalyzer.model.PathElement;
import software.amazon.awssdk.services.accessanalyzer.model.PolicyType;
import software.amazon.awssdk.services.accessanalyzer.model.ValidatePolicyFinding;
import software.amazon.awssdk.services.accessanalyzer.model.ValidatePolicyFindingType;
import software.amazon.awssdk.services.accessanalyzer.model.ValidatePolicyResourceType;
import software.amazon.awssdk.services.accessanalyzer.model.ValidatePolicyResponse;
import software.amazon.awssdk.services.accessanalyzer.model.ValidationException;

/** IAM Access Analyzer by the SDK over the wire: findings and their pages, verdicts, and what is refused. */
final class AccessAnalyzerWireTest {
    private static final String POLICY = """
            {"Version":"2012-10-17",
             "Statement":[{"Sid":"Many","Effect":"Allow","Action":["s3:GetObjekt","iam:PassRole"],"Resource":"*"}]}""";

    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private AccessAnalyzerClient analyzer;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
        analyzer = gateway.client(AccessAnalyzerClient.builder(), TestingGateway.ROOT);
    }

    @AfterEach
    void stop() throws IOException {
        analyzer.close();
        gateway.close();
    }

    @Test
    void tellsWhatIsWrongWithAPolicyAndWhere() {
        List<ValidatePolicyFinding> findings = analyzer.validatePolicy(
                        r -> r.policyDocument(POLICY).policyType(PolicyType.IDENTITY_POLICY))
                .findings();
        assertThat(findings)
                .extracting(ValidatePolicyFinding::issueCode)
                .containsExactly("INVALID_ACTION", "PASS_ROLE_WITH_STAR_IN_RESOURCE");
        ValidatePolicyFinding first = findings.getFirst();
        assertThat(first.findingType()).isEqualTo(ValidatePolicyFindingType.ERROR);
        assertThat(first.findingDetails()).isEqualTo("The action s3:GetObjekt does not exist.");
        assertThat(first.learnMoreLink()).endsWith("#access-analyzer-reference-policy-checks-error-invalid-action");
        assertThat(first.locations().getFirst().path())
                .containsExactly(
                        PathElement.fromValue("Statement"),
                        PathElement.fromIndex(0),
                        PathElement.fromValue("Action"),
                        PathElement.fromIndex(0));
        assertThat(first.locations().getFirst().span().start().line()).isEqualTo(2);
        assertThat(findings.getLast().findingType()).isEqualTo(ValidatePolicyFindingType.SECURITY_WARNING);
    }

    @Test
    void pagesFindings() {
        ValidatePolicyResponse first = analyzer.validatePolicy(r ->
                r.policyDocument(POLICY).policyType(PolicyType.IDENTITY_POLICY).maxResults(1));
        assertThat(first.findings()).hasSize(1);
        ValidatePolicyResponse second = analyzer.validatePolicy(r -> r.policyDocument(POLICY)
                .policyType(PolicyType.IDENTITY_POLICY)
                .maxResults(1)
                .nextToken(first.nextToken()));
        assertThat(second.findings()).hasSize(1).isNotEqualTo(first.findings());
        assertThat(second.nextToken()).isNull();
        assertThat(TestingGateway.refusal(() -> analyzer.validatePolicy(r -> r.policyDocument(POLICY)
                        .policyType(PolicyType.IDENTITY_POLICY)
                        .nextToken("?"))))
                .contains("ValidationException");
    }

    @Test
    void refusesByNameWhatIsNotServed() {
        assertThat(TestingGateway.refusal(() -> analyzer.listAnalyzers(r -> {})))
                .contains("UnknownOperationException", "Postern does not serve ListAnalyzers.");
        assertThat(TestingGateway.refusal(() -> analyzer.validatePolicy(r -> r.policyDocument(POLICY)
                        .policyType(PolicyType.IDENTITY_POLICY)
                        .locale(Locale.DE))))
                .contains("ValidationException", "The parameter locale is not supported.");
        assertThat(analyzer.validatePolicy(r -> r.policyDocument(POLICY)
                                .policyType(PolicyType.IDENTITY_POLICY)
                                .locale(Locale.EN))
                        .findings())
                .hasSize(2);
        assertThat(TestingGateway.refusal(() -> analyzer.validatePolicy(r -> r.policyDocument(POLICY)
                        .policyType(PolicyType.IDENTITY_POLICY)
                        .validatePolicyResourceType(ValidatePolicyResourceType.AWS_S3_BUCKET))))
                .contains("ValidationException", "only if policyType is RESOURCE_POLICY");
        assertThat(TestingGateway.refusal(() -> analyzer.validatePolicy(
                        r -> r.policyDocument(" ".repeat(140_000)).policyType(PolicyType.IDENTITY_POLICY))))
                .contains("ValidationException", "less than or equal to 131072");
    }

    @Test
    void saysWhichMembersAreWrong() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                        analyzer.validatePolicy(r -> r.policyDocument("{}").policyType("SOME_POLICY")))
                .isInstanceOfSatisfying(ValidationException.class, e -> {
                    assertThat(e.reasonAsString()).isEqualTo("fieldValidationFailed");
                    assertThat(e.awsErrorDetails().errorMessage())
                            .startsWith("1 validation error detected: Value 'SOME_POLICY' at 'policyType'");
                });
        HttpResponse nobody = gateway.handle(new HttpRequest(
                "POST",
                "/policy/validation",
                "",
                Headers.of("host", "access-analyzer.us-east-1.amazonaws.com"),
                new HttpRequest.Bytes("{}".getBytes(StandardCharsets.UTF_8))));
        assertThat(nobody.status()).isEqualTo(403);
        assertThat(nobody.headers().first("x-amzn-errortype")).contains("MissingAuthenticationTokenException");
    }

    @Test
    void asksForPermission() {
        try (AccessAnalyzerClient user = gateway.client(AccessAnalyzerClient.builder(), gateway.user("""
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"access-analyzer:Check*","Resource":"*"}]}"""))) {
            assertThat(TestingGateway.refusal(() ->
                            user.validatePolicy(r -> r.policyDocument(POLICY).policyType(PolicyType.IDENTITY_POLICY))))
                    .contains("AccessDeniedException", "access-analyzer:ValidatePolicy");
        }
    }
}
