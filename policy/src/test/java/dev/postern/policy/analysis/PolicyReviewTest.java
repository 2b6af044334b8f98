package dev.postern.policy.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.policy.AwsManagedPolicies;
import dev.postern.policy.analysis.Issue.Severity;
import dev.postern.policy.analysis.Location.Step;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is found of documents: the issues that there are, at their places, and nothing of what is right. */
class PolicyReviewTest {
    private static String codes(PolicyForm form, String document) {
        return PolicyReview.of(document.replace('\'', '"'), form).stream()
                .peek(finding -> assertThat(finding.details()).doesNotContain("{}"))
                .map(finding -> finding.issue().name())
                .collect(Collectors.joining(" "));
    }

    private static String identity(String action, String resource, String condition) {
        return codes(
                PolicyForm.IDENTITY,
                "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':%s,'Resource':%s%s}]}"
                        .formatted(action, resource, condition.isEmpty() ? "" : ",'Condition':{" + condition + "}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "IDENTITY; {'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'s3:GetObject','Resource':'arn:aws:s3:::b/*'}}; ``",
                "IDENTITY; {'Statement':[{'Effect':'Allow','Action':'s3:Get*','Resource':'*'}]}; MISSING_VERSION",
                "IDENTITY; {'Version':'2013-10-17','Statement':[{'Effect':'Allow','Action':'*','Resource':'arn:aws:s3:::b'}]}; INVALID_VERSION",
                "IDENTITY; {'Version':'2012-10-17'}; MISSING_STATEMENT",
                "IDENTITY; {'Version':'2012-10-17','Statement':[]}; MISSING_STATEMENT",
                "IDENTITY; {'Version':1,'Statement':[1]}; DATA_TYPE_MISMATCH DATA_TYPE_MISMATCH",
                "IDENTITY; []; DATA_TYPE_MISMATCH",
                "IDENTITY; ``; JSON_SYNTAX_ERROR",
                "IDENTITY; {'Version':'2012-10-17',; JSON_SYNTAX_ERROR",
                "IDENTITY; {'Version':'2012-10-17','Statement':[{}]}; MISSING_EFFECT MISSING_ACTION MISSING_RESOURCE",
                "IDENTITY; {'Version':'2012-10-17','Statement':[{'Effect':'allow','Action':[],'Resource':[]}]}; INVALID_EFFECT EMPTY_ARRAY_ACTION EMPTY_ARRAY_RESOURCE",
                "IDENTITY; {'Version':'2012-10-17','Comment':1,'Statement':[{'Effect':'Deny','Actions':1,'NotAction':'*','Action':'*','Resource':'*'}]}; INVALID_POLICY_ELEMENT INVALID_POLICY_ELEMENT UNSUPPORTED_ELEMENT_COMBINATION",
                "IDENTITY; {'Version':'2012-10-17','Statement':[{'Principal':'*','Effect':'Deny','Action':'*','Resource':'*'}]}; UNSUPPORTED_PRINCIPAL",
                "IDENTITY; {'Version':'2012-10-17','Statement':[{'Sid':'a b','Effect':'Deny','Action':'*','Resource':'*'},{'Sid':'','Effect':'Deny','Action':'s3:*','Resource':'*'}]}; UNSUPPORTED_SID EMPTY_SID_VALUE",
                "IDENTITY; {'Version':'2012-10-17','Statement':[{'Sid':'a','Effect':'Deny','Action':'s3:*','Resource':'*'},{'Sid':'a','Effect':'Deny','Action':['s3:*'],'Resource':'*'}]}; UNIQUE_SIDS_REQUIRED REDUNDANT_STATEMENT",
                "IDENTITY; {'Version':'2012-10-17','Version':'2012-10-17','Statement':[{'Effect':'Deny','Action':'*','Resource':'*'}]}; JSON_SYNTAX_ERROR",
                "SERVICE_CONTROL; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*'}]}; SCP_SYNTAX_ERROR_PRINCIPAL",
                "SERVICE_CONTROL; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'*','Resource':'*'}]}; ``",
                "RESOURCE_CONTROL; {'Version':'2012-10-17','Statement':[{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*'}]}; ``",
                "RESOURCE_CONTROL; {'Version':'2012-10-17','Statement':[{'Effect':'Deny','Action':['*','ec2:*'],'Resource':'*'}]}; MISSING_PRINCIPAL RCP_SYNTAX_ERROR_ACTION RCP_SYNTAX_ERROR_ACTION REDUNDANT_ACTION",
                "RESOURCE_CONTROL; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'AWS':'111122223333'},'NotAction':'s3:*','Resource':'*'}]}; RCP_SYNTAX_ERROR_PRINCIPAL RCP_SYNTAX_ERROR_NOTACTION RCP_SYNTAX_ERROR_ALLOW",
                "RESOURCE; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'s3:*','Resource':'*'}]}; MISSING_PRINCIPAL",
                "RESOURCE; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','NotPrincipal':{'AWS':'111122223333'},'Action':'sqs:*','Resource':'*'}]}; ALLOW_WITH_NOT_PRINCIPAL",
                "RESOURCE; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':'me','Action':'sqs:*','Resource':'*'}]}; INVALID_PRINCIPAL_FORMAT",
                "RESOURCE; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{},'Action':'sqs:*','Resource':'*'}]}; EMPTY_OBJECT_PRINCIPAL",
                "RESOURCE; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'AWS':[],'Who':'x'},'Action':'sqs:*','Resource':'*'}]}; EMPTY_ARRAY_PRINCIPAL INVALID_PRINCIPAL_KEY",
                "RESOURCE; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'AWS':['arn:aws:iam::111122223333:role/*','AROAABCDEFGHIJKLMNOPQ','AIDAABCDEFGHIJKLMNOPQ','*']},'Action':'sqs:*','Resource':'*'}]}; UNSUPPORTED_WILDCARD_IN_PRINCIPAL INVALID_ROLE_REFERENCE INVALID_USER_REFERENCE",
                "BUCKET; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'Federated':'x.example'},'Action':'sqs:SendMessage','Resource':'arn:aws:sqs:eu-west-1:111122223333:q'}]}; FEDERATED_PRINCIPAL_NOT_SUPPORTED UNSUPPORTED_ACTION_IN_POLICY UNSUPPORTED_RESOURCE_ARN_IN_POLICY",
                "TRUST; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com'},'Action':'sts:AssumeRole'}]}; ``",
                "TRUST; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':'*','Action':'sts:AssumeRole','Resource':'*'}]}; ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE",
                "TRUST; {'Version':'2012-10-17','Statement':[{'Effect':'Deny','NotPrincipal':{'AWS':'111122223333'},'Action':'sts:AssumeRole'}]}; ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL",
                "TRUST; {'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'Federated':'arn:aws:iam::111122223333:saml-provider/p'},'Action':['sts:AssumeRoleWithSAML','sts:AssumeRoleWithWebIdentity']}]}; MISMATCHED_ACTION_FOR_PRINCIPAL",
            })
    void saysWhatIsWrongWithTheElements(PolicyForm form, String document, String codes) {
        assertThat(codes(form, document)).isEqualTo(codes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'GetObject'; INVALID_ACTION",
                "'s3:GetObjekt'; INVALID_ACTION",
                "'S3:getobject'; ``",
                "'s3:Get*Tagg?ng'; ``",
                "'s3:Gett*'; INVALID_ACTION",
                "'s4:GetObject'; INVALID_SERVICE_IN_ACTION",
                "'*:Describe*'; INVALID_SERVICE_IN_ACTION",
                "'bedrock-agentcore:CreateEvent'; ``",
                "'s3:${aws:username}'; VARIABLE_UNSUPPORTED_IN_ELEMENT",
                "['s3:Get*','s3:List*','s3:GetObject']; REDUNDANT_ACTION",
                "['s3:Get*','s3:*Object']; ``",
                "['s3:GetObject','s3:getobject']; REDUNDANT_ACTION",
                "[1,'s3:GetObject']; DATA_TYPE_MISMATCH",
            })
    void knowsTheActions(String action, String codes) {
        assertThat(identity(action, "'*'", "")).isEqualTo(codes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'arn:aws:s3:::b/${aws:username}/*'; ``",
                "'arn:aws:s3:us-east-1:111122223333:accesspoint/a/object/*'; ``",
                "'arn:aws:s3:us-east-1:111122223333:b/k'; ARN_REGION_NOT_ALLOWED ARN_ACCOUNT_NOT_ALLOWED",
                "'arn:aws:iam:us-east-1:111122223333:role/r'; ARN_REGION_NOT_ALLOWED",
                "'arn:aws:iam::111122223333:roles/r'; INVALID_ARN_RESOURCE",
                "'arn:aws:iam::aws:policy/p'; ``",
                "'arn:aws:sqs::111122223333:q'; MISSING_ARN_REGION",
                "'arn:aws:sqs:*:*:q'; ``",
                "'arn:aws:sqs:europe:1111:q'; INVALID_ARN_REGION INVALID_ARN_ACCOUNT",
                "'arn:aws:sqs'; MISSING_ARN_FIELD",
                "'arn:aws:sqs:*'; ``",
                "'arn:aws:SQS:us-east-1:111122223333:q'; INVALID_ARN_SERVICE_CASE",
                "'arn:aws:*code*::111122223333:*'; WILDCARD_IN_SERVICE_NAME",
                "'arn:amazon:s3:::b'; INVALID_PARTITION",
                "'bucket'; INVALID_ARN_PREFIX",
                "'arn:aws:ssm:us-east-1::parameter/aws/service/*'; ``",
                "['arn:aws:s3:::a*','arn:aws:s3:::abc']; REDUNDANT_RESOURCE",
                "'arn:aws:s3:::b/${aws:username'; MISSING_BRACE_IN_VARIABLE",
                "'arn:aws:s3:::b/${}'; EMPTY_VARIABLE",
                "'arn:aws:s3:::b/${aws: username}'; UNSUPPORTED_SPACE_IN_VARIABLE",
                "'arn:aws:s3:::b/${aws:PrincipalTag/cost center, `x`}'; MISSING_QUOTE_IN_VARIABLE",
                "'arn:aws:s3:::b/${*}/${$}'; ``",
            })
    void knowsHowArnsAreWritten(String resource, String codes) {
        assertThat(identity("'ec2:RunInstances'", resource, "")).isEqualTo(codes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'StringEquals':{'aws:PrincipalOrgID':'o-1'}; ``",
                "'StringEqual':{'aws:PrincipalOrgID':'o-1'}; INVALID_CONDITION_OPERATOR",
                "'NullIfExists':{'aws:PrincipalOrgID':'true'}; NULL_WITH_IF_EXISTS",
                "'ForAnyValue:Null':{'aws:TagKeys':'true'}; NULL_WITH_QUALIFIER",
                "'StringEquals':{}; EMPTY_OBJECT_CONDITION",
                "'StringEquals':{'orgid':'o-1'}; INVALID_CONDITION_KEY_FORMAT",
                "'StringEquals':{'aws:OrgId':'o-1'}; INVALID_GLOBAL_CONDITION_KEY",
                "'StringEquals':{'aws:ResourceTag':'o-1'}; MISSING_TAG_KEY_IN_CONDITION",
                "'StringEquals':{'aws:ResourceTag/team':'o-1'}; ``",
                "'StringEquals':{'s3:colour':'red'}; INVALID_SERVICE_CONDITION_KEY",
                "'StringEquals':{'s4:prefix':'red'}; INVALID_SERVICE",
                "'StringEquals':{'s3:ExistingObjectTag/a':'red','kms:EncryptionContext:a':'b'}; ``",
                "'StringEquals':{'token.actions.githubusercontent.com:sub':'a','saml:aud':'b'}; ``",
                "'StringEquals':{'aws:PrincipalOrgID':'a','aws:principalorgid':'b'}; DUPLICATE_KEYS_WITH_DIFFERENT_CASE",
                "'StringEquals':{'aws:TagKeys':'a'}; MISSING_QUALIFIER",
                "'ForAllValues:StringEquals':{'aws:TagKeys':['a','b']}; ``",
                "'ForAllValues:StringEquals':{'aws:PrincipalOrgID':'a'}; FORALLVALUES_WITH_SINGLE_VALUED_KEY",
                "'StringLike':{'aws:SourceArn':'arn:aws:s3:::b'}; STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS",
                "'StringEquals':{'aws:SecureTransport':'true'}; TYPE_MISMATCH",
                "'Bool':{'aws:SecureTransport':['true','false']}; INVALID_CONDITION_MULTIPLE_BOOLEAN",
                "'Bool':{'aws:SecureTransport':true}; ``",
                "'Bool':{'aws:SecureTransport':'yes'}; TYPE_MISMATCH_BOOLEAN",
                "'StringEquals':{'aws:PrincipalOrgID':['a',1]}; INVALID_CONDITION_DATA_TYPE",
                "'StringEquals':{'aws:PrincipalOrgID':{}}; DATA_TYPE_MISMATCH",
                "'StringEquals':{'aws:PrincipalOrgID':[]}; EMPTY_ARRAY_CONDITION",
                "'StringEqualsIfExists':{'aws:PrincipalOrgID':[]}; EMPTY_ARRAY_CONDITION_IFEXISTS",
                "'ForAnyValue:StringEquals':{'aws:TagKeys':[]}; EMPTY_ARRAY_CONDITION_FORANYVALUE",
                "'ForAllValues:StringEquals':{'aws:TagKeys':[]}; EMPTY_ARRAY_CONDITION_FORALLVALUES",
                "'StringEquals':{'aws:userid':'AIDA*'}; WILDCARD_WITHOUT_LIKE_OPERATOR",
                "'NumericLessThan':{'aws:MultiFactorAuthAge':['2700','3600']}; REDUNDANT_CONDITION_VALUE_NUM",
                "'NumericLessThan':{'aws:MultiFactorAuthAge':'soon'}; TYPE_MISMATCH_NUMBER",
                "'DateLessThan':{'aws:CurrentTime':'tomorrow'}; TYPE_MISMATCH_DATE",
                "'DateLessThan':{'aws:CurrentTime':'1700000000'}; INVALID_DATE_VALUE",
                "'DateLessThan':{'aws:CurrentTime':'2030-01-01T00:00:00Z'}; ``",
                "'IpAddress':{'aws:SourceIp':'203.0.113.300'}; TYPE_MISMATCH_IP_RANGE",
                "'IpAddress':{'aws:SourceIp':'203.0.113.7/24'}; IMPROVE_IP_RANGE",
                "'IpAddress':{'aws:SourceIp':['203.0.113.7','2001:db8::/32']}; ``",
                "'IpAddress':{'aws:SourceIp':'10.0.0.0/8'}; PRIVATE_IP_ADDRESS",
                "'NotIpAddress':{'aws:SourceIp':'192.168.1.1'}; PRIVATE_NOT_IP_ADDRESS",
                "'IpAddress':{'aws:SourceIp':['10.0.0.0/8','203.0.113.7']}; PRIVATE_IP_ADDRESS_SUBSET",
                "'NotIpAddress':{'aws:SourceIp':['10.0.0.0/8','203.0.113.7']}; PRIVATE_NOT_IP_ADDRESS_SUBSET",
                "'IpAddress':{'aws:VpcSourceIp':'10.0.0.0/8'}; ``",
                "'IpAddress':{'aws:SourceIp':'${aws:username}'}; INVALID_VARIABLE_FOR_OPERATOR",
                "'StringEquals':{'aws:SourceVpc':'vpc-1'}; INVALID_VPC_FORMAT",
                "'StringEquals':{'aws:SourceVpc':['vpc-12345678','vpc-0123456789abcdef0']}; ``",
                "'StringEquals':{'aws:SourceVpce':'vpc-12345678'}; INVALID_VPCE_FORMAT",
                "'StringEquals':{'aws:RequestedRegion':'europe'}; INVALID_REGION",
                "'StringEquals':{'aws:arn':'arn:aws:iam::111122223333:role/r'}; DEPRECATED_GLOBAL_CONDITION_KEY",
            })
    void knowsWhatConditionsCanAsk(String condition, String codes) {
        assertThat(identity("'ec2:RunInstances'", "'*'", condition)).isEqualTo(codes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'Action':'iam:PassRole','Resource':'*'; PASS_ROLE_WITH_STAR_IN_RESOURCE",
                "'Action':'iam:PassRole','Resource':'arn:aws:iam::111122223333:role/Service*'; ``",
                "'Action':'iam:PassRole','Resource':'*','Condition':{'StringEquals':{'iam:PassedToService':'ec2.amazonaws.com'}}; ``",
                "'Action':'*','Resource':'*'; PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
                "'NotAction':'s3:*','Resource':'*'; PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
                "'NotAction':'iam:*','Resource':'*'; ``",
                "'Action':'iam:PassRole','NotResource':'arn:aws:iam::111122223333:role/admin'; PASS_ROLE_WITH_NOT_RESOURCE",
                "'Action':'iam:Pass*','NotResource':'arn:aws:iam::111122223333:role/admin'; PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
                "'NotAction':'s3:*','NotResource':'arn:aws:iam::111122223333:role/admin'; PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE",
                "'Action':'iam:CreateServiceLinkedRole','Resource':'arn:aws:iam::*:role/aws-service-role/*'; CREATE_SLR_WITH_STAR_IN_RESOURCE",
                "'Action':'iam:CreateServiceLinkedRole','Resource':'arn:aws:iam::*:role/aws-service-role/ecs.amazonaws.com/*'; ``",
            })
    void warnsOfRolesForAnybody(String elements, String codes) {
        assertThat(codes(
                        PolicyForm.IDENTITY,
                        "{'Version':'2012-10-17','Statement':[{'Effect':'Allow'," + elements + "}]}"))
                .isEqualTo(codes);
        assertThat(codes(
                        PolicyForm.IDENTITY,
                        "{'Version':'2012-10-17','Statement':[{'Effect':'Deny'," + elements + "}]}"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'Effect':'Allow','Action':'s3:ListBucket','Resource':'*','Condition':{'StringLike':{'s3:prefix':'a/*'}}; ``",
                "'Effect':'Deny','Action':'s3:ListBucket','Resource':'*','Condition':{'StringNotLike':{'s3:prefix':'a/*'}}; ``",
                "'Effect':'Deny','Action':'s3:ListBucket','Resource':'*','Condition':{'StringLike':{'s3:prefix':'a/*'}}; S3_PREFIX_IN_NEGATIVE_CONTEXT",
                "'Effect':'Allow','Action':'s3:ListBucket','Resource':'*','Condition':{'StringNotEquals':{'s3:prefix':'a/'}}; S3_PREFIX_IN_NEGATIVE_CONTEXT",
                "'Effect':'Deny','Action':'s3:ListBucket','Resource':'*','Condition':{'Null':{'s3:prefix':'true'}}; ``",
                "'Effect':'Allow','Action':['s3:ListBucket','s3:GetObject'],'Resource':'*','Condition':{'StringLike':{'s3:prefix':'a/*'}}; UNSUPPORTED_ACTION_FOR_CONDITION_KEY",
                "'Effect':'Allow','Action':['s3:*','s3:Get*'],'Resource':'*','Condition':{'StringLike':{'s3:prefix':'a/*'}}; REDUNDANT_ACTION",
                "'Effect':'Allow','Action':'s3:PutObject','Resource':'*','Condition':{'NumericLessThan':{'s3:signatureAge':'1000'},'StringEquals':{'s3:x-amz-acl':'private'}}; ``",
                "'Effect':'Allow','Action':'ec2:RunInstances','Resource':'*','Condition':{'ForAnyValue:StringEquals':{'accounts.google.com:aud':'a'}}; FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE",
            })
    void looksAtActionsAndConditionsTogether(String elements, String codes) {
        assertThat(codes(PolicyForm.IDENTITY, "{'Version':'2012-10-17','Statement':[{" + elements + "}]}"))
                .isEqualTo(codes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "accounts.google.com; ``; MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL",
                "accounts.google.com; accounts.google.com:aud; ``",
                "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A; ``; MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL",
                "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A; oidc.example.com/id/A:sub; ``",
                "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com; token.actions.githubusercontent.com:aud; MISSING_GITHUB_REPO_CONDITION_KEY",
                "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com; token.actions.githubusercontent.com:sub; ``",
            })
    void wantsProvidersOfIdentitiesNarrowed(String provider, String key, String codes) {
        String condition = key.isEmpty() ? "" : ",'Condition':{'StringEquals':{'" + key + "':'x'}}";
        assertThat(codes(
                        PolicyForm.TRUST,
                        "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'Federated':'" + provider
                                + "'},'Action':'sts:AssumeRoleWithWebIdentity'" + condition + "}]}"))
                .isEqualTo(codes);
    }

    @Test
    void variablesNeedTheNewestVersion() {
        assertThat(codes(
                        PolicyForm.RESOURCE,
                        "{'Version':'2008-10-17','Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:*',"
                                + "'Resource':'arn:aws:s3:::b/${aws:userid}'}]}"))
                .isEqualTo("VARIABLE_UNSUPPORTED_IN_VERSION");
    }

    /** The example of AWS's command line reference, with the places that AWS tells; the last value was two letters longer there. */
    @Test
    void tellsPlacesAsAwsDoes() {
        String document = """
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Sid": "",
                            "Effect": "Allow",
                            "Principal": {
                                "Federated": "cognito-identity.amazonaws.com"
                            },
                            "Action": [
                                "sts:AssumeRole",
                                "sts:TagSession"
                            ],
                            "Condition": {
                                "StringEquals": {
                                    "cognito-identity.amazonaws.com:aud": "us-west-2_EXAMPLE"
                                }
                            }
                        }
                    ]
                }
                """;
        List<Finding> findings = PolicyReview.of(document, PolicyForm.RESOURCE);
        assertThat(findings)
                .extracting(Finding::issue)
                .containsExactly(
                        Issue.EMPTY_SID_VALUE,
                        Issue.MISMATCHED_ACTION_FOR_PRINCIPAL,
                        Issue.UNSUPPORTED_ACTION_FOR_CONDITION_KEY);
        assertThat(findings.getFirst().issue().link())
                .isEqualTo(
                        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html"
                                + "#access-analyzer-reference-policy-checks-suggestion-empty-sid-value");
        assertThat(findings.getFirst().locations())
                .containsExactly(new Location(
                        List.of(new Step.Value("Statement"), new Step.Index(0), new Step.Value("Sid")),
                        span(5, 19, 79, 21, 81)));
        assertThat(findings.get(1).details())
                .startsWith("The sts:AssumeRole action is invalid with the following principal(s):"
                        + " cognito-identity.amazonaws.com. Use a SAML provider principal");
        assertThat(findings.get(1).locations())
                .extracting(Location::span)
                .containsExactly(span(11, 16, 258, 32, 274), span(8, 29, 170, 61, 202));
        assertThat(findings.getLast().details())
                .startsWith("The following actions: sts:TagSession are not supported by the condition key"
                        + " cognito-identity.amazonaws.com:aud. The condition will not be evaluated");
        assertThat(findings.getLast().locations())
                .extracting(Location::span)
                .containsExactly(span(12, 16, 292, 32, 308), span(16, 58, 443, 77, 462));
    }

    private static Span span(int line, int from, int offset, int to, int end) {
        return new Span(new Span.Position(line, from, offset), new Span.Position(line, to, end));
    }

    @Test
    void tellsWhereAKeyIs() {
        Finding finding = PolicyReview.of(
                        "{\n\"Version\":\"2012-10-17\",\"Id\\u0041\":\"\\ud83d\\ude00\\n\"}", PolicyForm.IDENTITY)
                .getFirst();
        assertThat(finding.details()).isEqualTo("The policy element IdA is not valid.");
        assertThat(finding.locations())
                .containsExactly(new Location(List.of(new Step.Key("IdA")), span(2, 23, 25, 33, 35)));
        assertThat(PolicyReview.of("{\"a\": tru}", PolicyForm.IDENTITY)
                        .getFirst()
                        .details())
                .isEqualTo("Fix the JSON syntax error at index 6 line 1 column 6.");
    }

    /** AWS's own policies name actions and services that are there no longer, as its page says; all else of them is right. */
    @Test
    void hasNoErrorForAwsOwnPolicies() {
        assertThat(AwsManagedPolicies.all()).isNotEmpty();
        AwsManagedPolicies.all()
                .forEach(policy -> assertThat(PolicyReview.of(policy.document(), PolicyForm.IDENTITY))
                        .as(policy.name())
                        .filteredOn(finding -> finding.issue().severity() == Severity.ERROR)
                        .filteredOn(finding -> finding.issue() != Issue.INVALID_ACTION)
                        .filteredOn(finding -> finding.issue() != Issue.INVALID_SERVICE_IN_ACTION)
                        .isEmpty());
    }

    @ParameterizedTest
    @EnumSource(Issue.class)
    void hasASentenceForEach(Issue issue) {
        assertThat(issue.details().length()).isGreaterThan(20);
    }

    @Test
    void isQuickWhateverTheDocument() {
        String many = "\"s3:*a*\",".repeat(14_000);
        String document = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[" + many
                + "\"*\"],\"Resource\":\"*\"}]}";
        Assertions.assertTimeout(Duration.ofSeconds(60), () -> PolicyReview.of(document, PolicyForm.IDENTITY));
        assertThat(codes(PolicyForm.IDENTITY, "[".repeat(100_000))).isEqualTo("JSON_SYNTAX_ERROR");
        assertThat(codes(PolicyForm.IDENTITY, "{'a':'\t'}")).isEqualTo("JSON_SYNTAX_ERROR");
    }
}
