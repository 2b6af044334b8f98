package dev.postern.services.accessanalyzer;

import dev.postern.policy.analysis.Finding;
import dev.postern.policy.analysis.PolicyForm;
import dev.postern.policy.analysis.PolicyReview;
import dev.postern.services.fabric.Listing;
import dev.postern.wire.codec.Page;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.accessanalyzer.AccessAnalyzerClient;
import software.amazon.awssdk.services.accessanalyzer.model.PolicyType;
import software.amazon.awssdk.services.accessanalyzer.model.ValidatePolicyRequest;
import software.amazon.awssdk.services.accessanalyzer.model.ValidatePolicyResponse;

/** What is to be said of a policy. */
interface ValidationOperations extends AccessAnalyzerClient {
    /** Far above the largest policy that any service takes: what is longer is only to cost time. */
    int CHARACTERS_MAX = 131_072;

    /** How many findings come at once where nobody says. */
    int FINDINGS_MAX = 100;

    @Override
    default ValidatePolicyResponse validatePolicy(ValidatePolicyRequest request) {
        PolicyForm form = form(request);
        int max = request.maxResults() == null ? FINDINGS_MAX : request.maxResults();
        if (max < 1) {
            throw AccessAnalyzerError.invalid(
                    "1 validation error detected: Value '" + max
                            + "' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1");
        }
        requireSize(request.policyDocument(), "policyDocument");
        List<Finding> findings = PolicyReview.of(request.policyDocument(), form);
        Page<Integer> page = Page.of(
                Listing.regional(request),
                IntStream.range(0, findings.size()).boxed().toList(),
                "%08d"::formatted,
                request.nextToken(),
                max,
                () -> AccessAnalyzerError.invalid("Invalid nextToken"));
        return ValidatePolicyResponse.builder()
                .findings(page.map(index -> FindingShape.of(findings.get(index))))
                .nextToken(page.next())
                .build();
    }

    private static PolicyForm form(ValidatePolicyRequest request) {
        String type = request.validatePolicyResourceTypeAsString();
        if (type != null && request.policyType() != PolicyType.RESOURCE_POLICY) {
            throw AccessAnalyzerError.invalid(
                    "validatePolicyResourceType can be specified only if policyType is RESOURCE_POLICY");
        }
        return switch (request.policyTypeAsString()) {
            case "IDENTITY_POLICY" -> PolicyForm.IDENTITY;
            case "SERVICE_CONTROL_POLICY" -> PolicyForm.SERVICE_CONTROL;
            case "RESOURCE_CONTROL_POLICY" -> PolicyForm.RESOURCE_CONTROL;
            default ->
                type == null
                        ? PolicyForm.RESOURCE
                        : switch (type) {
                            case "AWS::S3::Bucket" -> PolicyForm.BUCKET;
                            case "AWS::IAM::AssumeRolePolicyDocument" -> PolicyForm.TRUST;
                            default -> PolicyForm.RESOURCE;
                        };
        };
    }

    /** Refuses a document that no service would take. */
    static void requireSize(String document, String member) {
        if (document.length() > CHARACTERS_MAX) {
            throw AccessAnalyzerError.invalid("1 validation error detected: Value at '" + member
                    + "' failed to satisfy constraint: Member must have length less than or equal to "
                    + CHARACTERS_MAX);
        }
    }
}
