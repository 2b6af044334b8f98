package dev.postern.services.accessanalyzer;

import dev.postern.policy.AccessCheck;
import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.NewAccess;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.policy.Principal;
import dev.postern.policy.PublicAccess;
import dev.postern.policy.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.accessanalyzer.AccessAnalyzerClient;
import software.amazon.awssdk.services.accessanalyzer.model.Access;
import software.amazon.awssdk.services.accessanalyzer.model.AccessCheckPolicyType;
import software.amazon.awssdk.services.accessanalyzer.model.CheckAccessNotGrantedRequest;
import software.amazon.awssdk.services.accessanalyzer.model.CheckAccessNotGrantedResponse;
import software.amazon.awssdk.services.accessanalyzer.model.CheckNoNewAccessRequest;
import software.amazon.awssdk.services.accessanalyzer.model.CheckNoNewAccessResponse;
import software.amazon.awssdk.services.accessanalyzer.model.CheckNoPublicAccessRequest;
import software.amazon.awssdk.services.accessanalyzer.model.CheckNoPublicAccessResponse;
import software.amazon.awssdk.services.accessanalyzer.model.ReasonSummary;

/**
 * The custom policy checks: whether a policy grants what it should not.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-custom-policy-checks.html">Custom policy checks</a>
 */
interface CheckOperations extends AccessAnalyzerClient {
    /** Of their policies it is known what makes them public. */
    Set<String> JUDGED = Set.of(
            "AWS::DynamoDB::Stream",
            "AWS::DynamoDB::Table",
            "AWS::IAM::AssumeRolePolicyDocument",
            "AWS::KMS::Key",
            "AWS::Kinesis::Stream",
            "AWS::Kinesis::StreamConsumer",
            "AWS::S3::AccessPoint",
            "AWS::S3::Bucket",
            "AWS::SNS::Topic",
            "AWS::SQS::Queue",
            "AWS::SecretsManager::Secret");

    int RESOURCE_CHARACTERS_MAX = 2048;

    @Override
    default CheckAccessNotGrantedResponse checkAccessNotGranted(CheckAccessNotGrantedRequest request) {
        if (request.access().isEmpty()
                || (request.access().getFirst().actions().isEmpty()
                        && request.access().getFirst().resources().isEmpty())) {
            throw AccessAnalyzerError.invalid("access must contain at least one action or resource");
        }
        Access access = request.access().getFirst();
        access.actions().forEach(CheckOperations::requireAction);
        access.resources().forEach(CheckOperations::requireResource);
        Policy policy = parse("policyDocument", request.policyDocument(), kind(request.policyType()));
        List<Statement> granting = new ArrayList<>();
        try {
            granting.addAll(new AccessCheck(policy, access.actions(), access.resources()).granting());
        } catch (AccessCheck.TooComplexException e) {
            throw tooComplex();
        }
        CheckAccessNotGrantedResponse.Builder answer = CheckAccessNotGrantedResponse.builder();
        return granting.isEmpty()
                ? answer.result("PASS")
                        .message(
                                "The policy document does not grant access to perform the listed actions or resources.")
                        .build()
                : answer.result("FAIL")
                        .message("The policy document grants access to perform one or more of the listed actions or"
                                + " resources.")
                        .reasons(reasons(
                                "One or more of the listed actions or resources in the statement with ", granting))
                        .build();
    }

    @Override
    default CheckNoNewAccessResponse checkNoNewAccess(CheckNoNewAccessRequest request) {
        PolicyKind kind = kind(request.policyType());
        Policy existing = parse("existingPolicyDocument", request.existingPolicyDocument(), kind);
        Policy updated = parse("newPolicyDocument", request.newPolicyDocument(), kind);
        List<Statement> granting = new ArrayList<>();
        try {
            granting.addAll(new NewAccess(existing, updated).granting());
        } catch (AccessCheck.TooComplexException e) {
            throw tooComplex();
        }
        CheckNoNewAccessResponse.Builder answer = CheckNoNewAccessResponse.builder();
        return granting.isEmpty()
                ? answer.result("PASS")
                        .message("The modified permissions do not grant new access compared to your existing policy.")
                        .build()
                : answer.result("FAIL")
                        .message("The modified permissions grant new access compared to your existing policy.")
                        .reasons(reasons("New access in the statement with ", granting))
                        .build();
    }

    @Override
    default CheckNoPublicAccessResponse checkNoPublicAccess(CheckNoPublicAccessRequest request) {
        String type = request.resourceTypeAsString();
        if (!JUDGED.contains(type)) {
            throw AccessAnalyzerError.UNPROCESSABLE.of("Postern does not judge policies of " + type + ".");
        }
        Policy policy = parse("policyDocument", request.policyDocument(), PolicyKind.ANY);
        boolean trust = type.equals("AWS::IAM::AssumeRolePolicyDocument");
        if (trust && policy.statements().stream().anyMatch(CheckOperations::isFederated)) {
            throw AccessAnalyzerError.UNPROCESSABLE.of("Postern does not judge whom an identity provider lets in.");
        }
        Set<String> fixing = type.equals("AWS::KMS::Key") ? Set.of("kms:calleraccount") : Set.of();
        AccessCheck any = new AccessCheck(policy, List.of(), List.of());
        List<Statement> open = new ArrayList<>();
        try {
            for (Statement statement : PublicAccess.of(policy, fixing)) {
                if (any.grants(statement)) {
                    open.add(statement);
                }
            }
        } catch (AccessCheck.TooComplexException e) {
            throw tooComplex();
        }
        CheckNoPublicAccessResponse.Builder answer = CheckNoPublicAccessResponse.builder();
        return open.isEmpty()
                ? answer.result("PASS")
                        .message("The resource policy does not grant public access for the given resource type.")
                        .build()
                : answer.result("FAIL")
                        .message("The resource policy grants public access for the given resource type.")
                        .reasons(reasons("Public access granted in the following statement with ", open))
                        .build();
    }

    private static boolean isFederated(Statement statement) {
        return statement
                .principals()
                .filter(clause -> clause.principals().stream().anyMatch(Principal.Federated.class::isInstance))
                .isPresent();
    }

    private static PolicyKind kind(AccessCheckPolicyType type) {
        return type == AccessCheckPolicyType.IDENTITY_POLICY ? PolicyKind.IDENTITY : PolicyKind.ANY;
    }

    private static Policy parse(String member, String document, PolicyKind kind) {
        ValidationOperations.requireSize(document, member);
        try {
            return Policy.parse(document.strip(), kind);
        } catch (MalformedPolicyException e) {
            throw AccessAnalyzerError.INVALID_PARAMETER.of("The policy document is not valid: " + e.text());
        }
    }

    private static RuntimeException tooComplex() {
        return AccessAnalyzerError.UNPROCESSABLE.of("The policy document is too complex to be checked.");
    }

    private static void requireAction(String action) {
        if (!action.equals("*") && !action.matches("[a-zA-Z0-9\\-.*?]+:[^:\\s]+")) {
            throw AccessAnalyzerError.INVALID_PARAMETER.of("The action " + action + " is not valid.");
        }
    }

    /** Wildcards may stand in what names the resource alone. */
    private static void requireResource(String resource) {
        String[] parts = resource.split(":", 6);
        boolean valid = parts.length == 6 && parts[0].equals("arn") && !parts[5].isEmpty();
        for (int i = 0; valid && i < 5; i++) {
            valid = parts[i].indexOf('*') < 0 && parts[i].indexOf('?') < 0;
        }
        if (!valid || resource.length() > RESOURCE_CHARACTERS_MAX) {
            throw AccessAnalyzerError.INVALID_PARAMETER.of("The resource " + resource + " is not valid.");
        }
    }

    private static List<ReasonSummary> reasons(String words, List<Statement> statements) {
        return statements.stream()
                .map(statement -> {
                    String sid = statement.sid().orElse("");
                    return ReasonSummary.builder()
                            .description(words + (sid.isEmpty() ? "index: " + statement.index() : "sid: " + sid) + ".")
                            .statementIndex(statement.index())
                            .statementId(sid.isEmpty() ? null : sid)
                            .build();
                })
                .toList();
    }
}
