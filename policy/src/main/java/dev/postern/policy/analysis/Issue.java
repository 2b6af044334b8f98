package dev.postern.policy.analysis;

import dev.postern.model.Resource;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What can be found of a policy. AWS has more; {@code docs/access-analyzer.md} lists what nothing here looks for.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html">IAM policy validation
 *     check reference</a>
 */
public enum Issue {
    ARN_ACCOUNT_NOT_ALLOWED(Severity.ERROR),
    ARN_REGION_NOT_ALLOWED(Severity.ERROR),
    DATA_TYPE_MISMATCH(Severity.ERROR),
    DUPLICATE_KEYS_WITH_DIFFERENT_CASE(Severity.ERROR),
    EMPTY_VARIABLE(Severity.ERROR),
    FEDERATED_PRINCIPAL_NOT_SUPPORTED(Severity.ERROR),
    INVALID_ACTION(Severity.ERROR),
    INVALID_ARN_ACCOUNT(Severity.ERROR),
    INVALID_ARN_PREFIX(Severity.ERROR),
    INVALID_ARN_REGION(Severity.ERROR),
    INVALID_ARN_RESOURCE(Severity.ERROR),
    INVALID_ARN_SERVICE_CASE(Severity.ERROR),
    INVALID_CONDITION_DATA_TYPE(Severity.ERROR),
    INVALID_CONDITION_KEY_FORMAT(Severity.ERROR),
    INVALID_CONDITION_MULTIPLE_BOOLEAN(Severity.ERROR),
    INVALID_CONDITION_OPERATOR(Severity.ERROR),
    INVALID_EFFECT(Severity.ERROR),
    INVALID_GLOBAL_CONDITION_KEY(Severity.ERROR),
    INVALID_PARTITION(Severity.ERROR),
    INVALID_POLICY_ELEMENT(Severity.ERROR),
    INVALID_PRINCIPAL_FORMAT(Severity.ERROR),
    INVALID_PRINCIPAL_KEY(Severity.ERROR),
    INVALID_REGION(Severity.ERROR),
    INVALID_SERVICE(Severity.ERROR),
    INVALID_SERVICE_CONDITION_KEY(Severity.ERROR),
    INVALID_SERVICE_IN_ACTION(Severity.ERROR),
    INVALID_VARIABLE_FOR_OPERATOR(Severity.ERROR),
    INVALID_VERSION(Severity.ERROR),
    INVALID_VPC_FORMAT(Severity.ERROR),
    INVALID_VPCE_FORMAT(Severity.ERROR),
    JSON_SYNTAX_ERROR(Severity.ERROR),
    MISMATCHED_ACTION_FOR_PRINCIPAL(Severity.ERROR),
    MISSING_ACTION(Severity.ERROR),
    MISSING_ARN_FIELD(Severity.ERROR),
    MISSING_ARN_REGION(Severity.ERROR),
    MISSING_BRACE_IN_VARIABLE(Severity.ERROR),
    MISSING_EFFECT(Severity.ERROR),
    MISSING_PRINCIPAL(Severity.ERROR),
    MISSING_QUALIFIER(Severity.ERROR),
    MISSING_QUOTE_IN_VARIABLE(Severity.ERROR),
    MISSING_RESOURCE(Severity.ERROR),
    MISSING_STATEMENT(Severity.ERROR),
    MISSING_TAG_KEY_IN_CONDITION(Severity.ERROR),
    NULL_WITH_IF_EXISTS(Severity.ERROR),
    PRIVATE_IP_ADDRESS(Severity.ERROR),
    PRIVATE_NOT_IP_ADDRESS(Severity.ERROR),
    RCP_SYNTAX_ERROR_ACTION(Severity.ERROR),
    RCP_SYNTAX_ERROR_ALLOW(Severity.ERROR),
    RCP_SYNTAX_ERROR_NOTACTION(Severity.ERROR),
    RCP_SYNTAX_ERROR_PRINCIPAL(Severity.ERROR),
    ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL(Severity.ERROR),
    ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE(Severity.ERROR),
    ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL(Severity.ERROR),
    SCP_SYNTAX_ERROR_PRINCIPAL(Severity.ERROR),
    TYPE_MISMATCH_IP_RANGE(Severity.ERROR),
    UNIQUE_SIDS_REQUIRED(Severity.ERROR),
    UNSUPPORTED_ACTION_FOR_CONDITION_KEY(Severity.ERROR),
    UNSUPPORTED_ACTION_IN_POLICY(Severity.ERROR),
    UNSUPPORTED_ELEMENT_COMBINATION(Severity.ERROR),
    UNSUPPORTED_PRINCIPAL(Severity.ERROR),
    UNSUPPORTED_RESOURCE_ARN_IN_POLICY(Severity.ERROR),
    UNSUPPORTED_SID(Severity.ERROR),
    UNSUPPORTED_SPACE_IN_VARIABLE(Severity.ERROR),
    UNSUPPORTED_WILDCARD_IN_PRINCIPAL(Severity.ERROR),
    VARIABLE_UNSUPPORTED_IN_ELEMENT(Severity.ERROR),
    VARIABLE_UNSUPPORTED_IN_VERSION(Severity.ERROR),
    CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE(Severity.WARNING),
    CREATE_SLR_WITH_NOT_RESOURCE(Severity.WARNING),
    CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE(Severity.WARNING),
    CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE(Severity.WARNING),
    CREATE_SLR_WITH_STAR_IN_RESOURCE(Severity.WARNING),
    CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION(Severity.WARNING),
    DEPRECATED_GLOBAL_CONDITION_KEY(Severity.WARNING),
    INVALID_DATE_VALUE(Severity.WARNING),
    INVALID_ROLE_REFERENCE(Severity.WARNING),
    INVALID_USER_REFERENCE(Severity.WARNING),
    MISSING_VERSION(Severity.WARNING),
    POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA(Severity.WARNING),
    TYPE_MISMATCH(Severity.WARNING),
    TYPE_MISMATCH_BOOLEAN(Severity.WARNING),
    TYPE_MISMATCH_DATE(Severity.WARNING),
    TYPE_MISMATCH_NUMBER(Severity.WARNING),
    TYPE_MISMATCH_STRING(Severity.WARNING),
    UNIQUE_SIDS_RECOMMENDED(Severity.WARNING),
    WILDCARD_WITHOUT_LIKE_OPERATOR(Severity.WARNING),
    ALLOW_WITH_NOT_PRINCIPAL(Severity.SECURITY_WARNING),
    FORALLVALUES_WITH_SINGLE_VALUED_KEY(Severity.SECURITY_WARNING),
    FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE(Severity.SECURITY_WARNING),
    MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL(Severity.SECURITY_WARNING),
    MISSING_GITHUB_REPO_CONDITION_KEY(Severity.SECURITY_WARNING),
    PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE(Severity.SECURITY_WARNING),
    PASS_ROLE_WITH_NOT_RESOURCE(Severity.SECURITY_WARNING),
    PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE(Severity.SECURITY_WARNING),
    PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE(Severity.SECURITY_WARNING),
    PASS_ROLE_WITH_STAR_IN_RESOURCE(Severity.SECURITY_WARNING),
    PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION(Severity.SECURITY_WARNING),
    S3_PREFIX_IN_NEGATIVE_CONTEXT(Severity.SECURITY_WARNING),
    STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS(Severity.SECURITY_WARNING),
    EMPTY_ARRAY_ACTION(Severity.SUGGESTION),
    EMPTY_ARRAY_CONDITION(Severity.SUGGESTION),
    EMPTY_ARRAY_CONDITION_FORALLVALUES(Severity.SUGGESTION),
    EMPTY_ARRAY_CONDITION_FORANYVALUE(Severity.SUGGESTION),
    EMPTY_ARRAY_CONDITION_IFEXISTS(Severity.SUGGESTION),
    EMPTY_ARRAY_PRINCIPAL(Severity.SUGGESTION),
    EMPTY_ARRAY_RESOURCE(Severity.SUGGESTION),
    EMPTY_OBJECT_CONDITION(Severity.SUGGESTION),
    EMPTY_OBJECT_PRINCIPAL(Severity.SUGGESTION),
    EMPTY_SID_VALUE(Severity.SUGGESTION),
    IMPROVE_IP_RANGE(Severity.SUGGESTION),
    NULL_WITH_QUALIFIER(Severity.SUGGESTION),
    PRIVATE_IP_ADDRESS_SUBSET(Severity.SUGGESTION),
    PRIVATE_NOT_IP_ADDRESS_SUBSET(Severity.SUGGESTION),
    REDUNDANT_ACTION(Severity.SUGGESTION),
    REDUNDANT_CONDITION_VALUE_NUM(Severity.SUGGESTION),
    REDUNDANT_RESOURCE(Severity.SUGGESTION),
    REDUNDANT_STATEMENT(Severity.SUGGESTION),
    WILDCARD_IN_SERVICE_NAME(Severity.SUGGESTION);

    private static final String PAGE =
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html";

    private final Severity severity;

    Issue(Severity severity) {
        this.severity = severity;
    }

    /** What an issue means for who wrote the policy. */
    public enum Severity {
        /** A part of the policy does not work. */
        ERROR("error"),
        /** The policy allows more than seems wise. */
        SECURITY_WARNING("security-warning"),
        /** Better style would not change what is allowed. */
        SUGGESTION("suggestion"),
        /** The policy is not as policies should be written. */
        WARNING("general-warning");

        private final String inLinks;

        Severity(String inLinks) {
            this.inLinks = inLinks;
        }
    }

    private static final class Texts {
        static final Map<String, String> ALL = Resource.lines(Issue.class, "issues.txt").stream()
                .map(line -> line.split("\t", -1))
                .collect(Collectors.toUnmodifiableMap(columns -> columns[0], columns -> columns[1]));
    }

    public Severity severity() {
        return severity;
    }

    /** Where AWS explains it. */
    public String link() {
        return PAGE + "#access-analyzer-reference-policy-checks-" + severity.inLinks + "-"
                + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The sentence about a document. */
    String details(Object... words) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        String pattern = Texts.ALL.getOrDefault(name(), "");
        for (Object word : words) {
            int brace = pattern.indexOf("{}", from);
            text.append(pattern, from, brace).append(word);
            from = brace + 2;
        }
        return text.append(pattern.substring(from)).toString();
    }
}
