package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.accessanalyzer.AccessAnalyzerClient;
import software.amazon.awssdk.services.accessanalyzer.model.Access;
import software.amazon.awssdk.services.accessanalyzer.model.CheckAccessNotGrantedResponse;
import software.amazon.awssdk.services.accessanalyzer.model.CheckNoNewAccessResponse;
import software.amazon.awssdk.services.accessanalyzer.model.CheckNoPublicAccessResponse;
import software.amazon.awssdk.services.accessanalyzer.model.Locale;
import software.amazon.awssdk.services.accessanalyzer.model.PathElement;
import software.amazon.awssdk.services.accessanalyzer.model.PolicyType;
import software.amazon.awssdk.services.accessanalyzer.model.ReasonSummary;
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
        assertThatThrownBy(() ->
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

    private CheckAccessNotGrantedResponse granted(String policy, PolicyType type, Access access) {
        return analyzer.checkAccessNotGranted(
                r -> r.policyDocument(policy).policyType(type.toString()).access(access));
    }

    /** Two of the examples in AWS's SDKs. */
    @Test
    void tellsWhetherAPolicyGrantsWhatItShouldNot() {
        String john = """
                {"Version":"2012-10-17","Id":"123","Statement":[{"Sid":"AllowJohnDoe","Effect":"Allow",
                 "Principal":{"AWS":"arn:aws:iam::123456789012:user/JohnDoe"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::my-bucket/*"}]}""";
        CheckAccessNotGrantedResponse fails = granted(
                john,
                PolicyType.RESOURCE_POLICY,
                Access.builder().resources("arn:aws:s3:::my-bucket/*").build());
        assertThat(fails.resultAsString()).isEqualTo("FAIL");
        assertThat(fails.message())
                .isEqualTo(
                        "The policy document grants access to perform one or more of the listed actions or resources.");
        assertThat(fails.reasons())
                .containsExactly(ReasonSummary.builder()
                        .description(
                                "One or more of the listed actions or resources in the statement with sid: AllowJohnDoe.")
                        .statementIndex(0)
                        .statementId("AllowJohnDoe")
                        .build());
        CheckAccessNotGrantedResponse passes = granted(
                POLICY,
                PolicyType.IDENTITY_POLICY,
                Access.builder().actions("s3:PutObject", "iam:Create*").build());
        assertThat(passes.resultAsString()).isEqualTo("PASS");
        assertThat(passes.message())
                .isEqualTo("The policy document does not grant access to perform the listed actions or resources.");
        assertThat(passes.reasons()).isEmpty();
        assertThat(granted(
                                POLICY.replace("\"Sid\":\"Many\",", ""),
                                PolicyType.IDENTITY_POLICY,
                                Access.builder().actions("iam:Pass*").build())
                        .reasons())
                .extracting(ReasonSummary::description)
                .containsExactly("One or more of the listed actions or resources in the statement with index: 0.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "``; ``; ValidationException",
                "PutObject; ``; InvalidParameterException",
                "s3:*:x; ``; InvalidParameterException",
                "``; bucket; InvalidParameterException",
                "``; arn:aws:s3:*:*:b; InvalidParameterException",
                "*; arn:aws:s3:::*; none",
            })
    void refusesQuestionsThatAreNone(String action, String resource, String refusal) {
        Access access = Access.builder()
                .actions(action.isEmpty() ? List.of() : List.of(action))
                .resources(resource.isEmpty() ? List.of() : List.of(resource))
                .build();
        assertThat(TestingGateway.refusal(() -> granted(POLICY, PolicyType.IDENTITY_POLICY, access)))
                .startsWith(refusal);
    }

    @Test
    void refusesDocumentsThatAreNoPolicies() {
        Access access = Access.builder().actions("s3:*").build();
        assertThat(TestingGateway.refusal(() -> granted("{", PolicyType.IDENTITY_POLICY, access)))
                .isEqualTo("InvalidParameterException: The policy document is not valid: Syntax errors in policy.");
        assertThat(TestingGateway.refusal(() -> granted(POLICY, PolicyType.RESOURCE_POLICY, access)))
                .contains("Missing required field Principal");
        assertThat(TestingGateway.refusal(() -> analyzer.checkAccessNotGranted(r -> r.policyDocument(POLICY)
                        .policyType("IDENTITY_POLICY")
                        .access(Access.builder()
                                .actions(Collections.nCopies(101, "s3:*"))
                                .build()))))
                .contains("ValidationException", "access.1.member.actions", "less than or equal to 100");
    }

    @Test
    void findsNewAccess() {
        String more = POLICY.replaceFirst("\"Action\": *(\\[[^]]*]|\"[^\"]*\")", "\"Action\":\"*\"");
        assertThat(more).isNotEqualTo(POLICY);
        CheckNoNewAccessResponse same = compared(POLICY, POLICY);
        assertThat(same.resultAsString()).isEqualTo("PASS");
        assertThat(same.message())
                .isEqualTo("The modified permissions do not grant new access compared to your existing policy.");
        assertThat(same.reasons()).isEmpty();
        assertThat(compared(more, POLICY).resultAsString()).isEqualTo("PASS");
        CheckNoNewAccessResponse found = compared(POLICY, more);
        assertThat(found.resultAsString()).isEqualTo("FAIL");
        assertThat(found.message())
                .isEqualTo("The modified permissions grant new access compared to your existing policy.");
        assertThat(found.reasons())
                .singleElement()
                .satisfies(reason -> assertThat(reason.description()).startsWith("New access in the statement with "));
        assertThat(TestingGateway.refusal(() -> compared(POLICY, "{")))
                .isEqualTo("InvalidParameterException: The policy document is not valid: Syntax errors in policy.");
        assertThat(TestingGateway.refusal(() -> compared("", POLICY))).startsWith("InvalidParameterException");
    }

    private CheckNoNewAccessResponse compared(String existing, String updated) {
        return analyzer.checkNoNewAccess(r ->
                r.existingPolicyDocument(existing).newPolicyDocument(updated).policyType("IDENTITY_POLICY"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "AWS::S3::Bucket; {'Sid':'Bob','Effect':'Allow','Principal':'*','Action':['s3:GetObject']}; sid: Bob",
                "AWS::S3::Bucket; {'Effect':'Allow','Principal':{'AWS':'123456789012'},'Action':'s3:GetObject','Resource':'*'}; ``",
                "AWS::SQS::Queue; {'Effect':'Allow','Principal':'*','Action':'sqs:*','Resource':'*','Condition':{'ArnLike':{'aws:SourceArn':'arn:aws:sns:*:123456789012:*'}}}; ``",
                "AWS::SQS::Queue; {'Effect':'Allow','Principal':'*','Action':'sqs:*','Resource':'*','Condition':{'Bool':{'aws:SecureTransport':'true'}}}; index: 0",
                "AWS::SNS::Topic; {'Effect':'Allow','NotPrincipal':{'AWS':'123456789012'},'Action':'sns:Publish','Resource':'*'}; index: 0",
                "AWS::SNS::Topic; {'Effect':'Allow','Principal':'*','Action':'sns:Publish','Resource':'*'},{'Effect':'Deny','Principal':'*','Action':'sns:*','Resource':'*'}; ``",
                "AWS::KMS::Key; {'Effect':'Allow','Principal':'*','Action':'kms:*','Resource':'*','Condition':{'StringEquals':{'kms:CallerAccount':'123456789012'}}}; ``",
                "AWS::SQS::Queue; {'Effect':'Allow','Principal':'*','Action':'sqs:*','Resource':'*','Condition':{'StringEquals':{'kms:CallerAccount':'123456789012'}}}; index: 0",
                "AWS::IAM::AssumeRolePolicyDocument; {'Effect':'Allow','Principal':{'AWS':'*'},'Action':'sts:AssumeRole'}; index: 0",
                "AWS::IAM::AssumeRolePolicyDocument; {'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com'},'Action':'sts:AssumeRole'}; ``",
            })
    void tellsWhetherAPolicyIsPublic(String type, String statements, String reason) {
        CheckNoPublicAccessResponse answer = analyzer.checkNoPublicAccess(
                r -> r.policyDocument(document(statements)).resourceType(type));
        assertThat(answer.resultAsString()).isEqualTo(reason.isEmpty() ? "PASS" : "FAIL");
        assertThat(answer.message())
                .isEqualTo("The resource policy " + (reason.isEmpty() ? "does not grant" : "grants")
                        + " public access for the given resource type.");
        assertThat(answer.reasons().stream().map(ReasonSummary::description).toList())
                .isEqualTo(
                        reason.isEmpty()
                                ? List.of()
                                : List.of("Public access granted in the following statement with " + reason + "."));
    }

    private static String document(String statements) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements.replace('\'', '"') + "]}";
    }

    @Test
    void refusesByNameWhatNothingJudges() {
        String federated =
                document("{'Effect':'Allow','Principal':{'Federated':'accounts.google.com'},'Action':'sts:*'}");
        assertThat(TestingGateway.refusal(() -> analyzer.checkNoPublicAccess(
                        r -> r.policyDocument(federated).resourceType("AWS::IAM::AssumeRolePolicyDocument"))))
                .startsWith("UnprocessableEntityException: Postern does not judge whom an identity provider lets in.");
        assertThat(TestingGateway.refusal(() -> analyzer.checkNoPublicAccess(
                        r -> r.policyDocument(federated).resourceType("AWS::EFS::FileSystem"))))
                .startsWith("UnprocessableEntityException: Postern does not judge policies of AWS::EFS::FileSystem.");
        assertThat(TestingGateway.refusal(() -> analyzer.checkNoPublicAccess(
                        r -> r.policyDocument(federated).resourceType("AWS::Moon::Rock"))))
                .startsWith("ValidationException");
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
