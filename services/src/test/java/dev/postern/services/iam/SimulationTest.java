package dev.postern.services.iam;

import static dev.postern.services.authorization.TestAccount.allow;
import static dev.postern.services.authorization.TestAccount.json;
import static dev.postern.services.authorization.TestAccount.trust;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.authorization.TestAccount;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.Statement;

/** What IAM's simulation says of policies that somebody gives, and of those that somebody has. */
class SimulationTest {
    private static final String READS = allow("s3:GetObject", "arn:aws:s3:::reports/*");
    private static final String ALICE = "arn:aws:iam::111122223333:user/alice";
    private static final String FROM_OFFICE = json(
            "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'s3:GetObject','Resource':'*','Condition':"
                    + "{'IpAddress':{'aws:SourceIp':'203.0.113.0/24'},'StringEquals':{'aws:PrincipalTag/Team':'${aws:username}'}}}]}");

    private final TestAccount account = new TestAccount();
    private final IamService iam = account.iam();

    @AfterEach
    void close() {
        account.close();
    }

    private List<EvaluationResult> custom(SimulateCustomPolicyRequest.Builder request) {
        return account.asRoot(() -> iam.simulateCustomPolicy(request.build())).evaluationResults();
    }

    private EvaluationResult principal(String arn, String action, String resource) {
        return account.asRoot(() -> iam.simulatePrincipalPolicy(
                        r -> r.policySourceArn(arn).actionNames(action).resourceArns(resource)))
                .evaluationResults()
                .getFirst();
    }

    private static SimulateCustomPolicyRequest.Builder policies(String... documents) {
        return SimulateCustomPolicyRequest.builder().policyInputList(documents);
    }

    private static ContextEntry entry(String key, String type, String... values) {
        return ContextEntry.builder()
                .contextKeyName(key)
                .contextKeyType(type)
                .contextKeyValues(values)
                .build();
    }

    @Test
    void eachActionGetsItsDecisionAndTheStatementsThatMadeIt() {
        List<EvaluationResult> results = custom(policies(
                        READS,
                        json(
                                "{'Version':'2012-10-17','Statement':[{'Effect':'Deny','Action':'s3:Delete*','Resource':'*'}]}"))
                .actionNames("s3:GetObject", "s3:DeleteObject", "s3:PutObject")
                .resourceArns("arn:aws:s3:::reports/q1"));
        assertThat(results)
                .extracting(EvaluationResult::evalActionName)
                .containsExactly("s3:GetObject", "s3:DeleteObject", "s3:PutObject");
        assertThat(results)
                .extracting(EvaluationResult::evalDecision)
                .containsExactly(
                        PolicyEvaluationDecisionType.ALLOWED,
                        PolicyEvaluationDecisionType.EXPLICIT_DENY,
                        PolicyEvaluationDecisionType.IMPLICIT_DENY);
        assertThat(results.getFirst().matchedStatements()).singleElement().satisfies(statement -> {
            assertThat(statement.sourcePolicyId()).isEqualTo("PolicyInputList.1");
            assertThat(statement.startPosition().line()).isEqualTo(1);
            assertThat(READS.substring(
                            statement.startPosition().column() - 1,
                            statement.endPosition().column() - 1))
                    .contains("s3:GetObject")
                    .doesNotContain("Version");
        });
        assertThat(results.get(1).matchedStatements())
                .extracting(Statement::sourcePolicyId)
                .containsExactly("PolicyInputList.2");
        assertThat(results.get(2).matchedStatements()).isEmpty();
    }

    @Test
    void ofSeveralResourcesTheWorstIsTheWhole() {
        EvaluationResult result = custom(policies(READS)
                        .actionNames("s3:GetObject")
                        .resourceArns("arn:aws:s3:::reports/q1", "arn:aws:s3:::secrets/q1"))
                .getFirst();
        assertThat(result.evalDecision()).isEqualTo(PolicyEvaluationDecisionType.IMPLICIT_DENY);
        assertThat(result.resourceSpecificResults())
                .extracting(one -> one.evalResourceName() + " " + one.evalResourceDecisionAsString())
                .containsExactly("arn:aws:s3:::reports/q1 allowed", "arn:aws:s3:::secrets/q1 implicitDeny");
    }

    @Test
    void contextIsWhatIsGivenAndTheRestIsMissing() {
        SimulateCustomPolicyRequest.Builder request = policies(FROM_OFFICE).actionNames("s3:GetObject");
        assertThat(custom(request).getFirst()).satisfies(result -> {
            assertThat(result.evalDecision()).isEqualTo(PolicyEvaluationDecisionType.IMPLICIT_DENY);
            assertThat(result.missingContextValues())
                    .containsExactlyInAnyOrder("aws:SourceIp", "aws:PrincipalTag/Team", "aws:username");
        });
        request.contextEntries(
                entry("aws:sourceip", "ip", "203.0.113.9"),
                entry("aws:PrincipalTag/Team", "string", "alice"),
                entry("aws:username", "string", "alice"));
        assertThat(custom(request).getFirst()).satisfies(result -> {
            assertThat(result.evalDecision()).isEqualTo(PolicyEvaluationDecisionType.ALLOWED);
            assertThat(result.missingContextValues()).isEmpty();
        });
        assertThat(account.asRoot(() -> iam.getContextKeysForCustomPolicy(r -> r.policyInputList(FROM_OFFICE)))
                        .contextKeyNames())
                .containsExactlyInAnyOrder("aws:SourceIp", "aws:PrincipalTag/Team", "aws:username");
    }

    @Test
    void aBoundaryLimitsAndSaysSo() {
        EvaluationResult result = custom(policies(allow("s3:*", "*"))
                        .permissionsBoundaryPolicyInputList(allow("s3:GetObject", "*"))
                        .actionNames("s3:PutObject"))
                .getFirst();
        assertThat(result.evalDecision()).isEqualTo(PolicyEvaluationDecisionType.IMPLICIT_DENY);
        assertThat(result.permissionsBoundaryDecisionDetail().allowedByPermissionsBoundary())
                .isFalse();
    }

    @Test
    void aResourcesPolicyTakesPart() {
        String bucket = json("{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'AWS':'" + ALICE
                + "'},'Action':'s3:PutObject','Resource':'arn:aws:s3:::reports/*'}]}");
        EvaluationResult result = custom(policies(READS)
                        .actionNames("s3:PutObject")
                        .resourceArns("arn:aws:s3:::reports/q1")
                        .resourcePolicy(bucket)
                        .resourceOwner("arn:aws:iam::111122223333:root")
                        .callerArn(ALICE))
                .getFirst();
        assertThat(result.evalDecision()).isEqualTo(PolicyEvaluationDecisionType.ALLOWED);
        assertThat(result.matchedStatements())
                .extracting(Statement::sourcePolicyTypeAsString)
                .containsExactly("Resource Policy");
    }

    @Test
    void aUserHasWhatItsGroupsHave() {
        account.user("alice");
        account.asRoot(() -> iam.createGroup(r -> r.groupName("readers")));
        account.asRoot(() -> iam.addUserToGroup(r -> r.groupName("readers").userName("alice")));
        account.asRoot(() -> iam.putGroupPolicy(
                r -> r.groupName("readers").policyName("read").policyDocument(READS)));
        for (String source : List.of(ALICE, "arn:aws:iam::111122223333:group/readers")) {
            EvaluationResult result = principal(source, "s3:GetObject", "arn:aws:s3:::reports/q1");
            assertThat(result.evalDecision()).as(source).isEqualTo(PolicyEvaluationDecisionType.ALLOWED);
            assertThat(result.matchedStatements())
                    .extracting(Statement::sourcePolicyId)
                    .containsExactly("group_readers_read");
        }
        assertThat(account.asRoot(() -> iam.getContextKeysForPrincipalPolicy(
                                r -> r.policySourceArn(ALICE).policyInputList(FROM_OFFICE)))
                        .contextKeyNames())
                .contains("aws:SourceIp");
    }

    @Test
    void aRoleHasItsOwnAndAttachedPoliciesAndItsBoundary() {
        account.asRoot(() -> iam.createRole(r ->
                r.roleName("app").path("/shop/").assumeRolePolicyDocument(trust("{'Service':'ec2.amazonaws.com'}"))));
        account.asRoot(() -> iam.attachRolePolicy(
                r -> r.roleName("app").policyArn("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")));
        account.asRoot(() -> iam.putRolePermissionsBoundary(
                r -> r.roleName("app").permissionsBoundary("arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess")));
        String arn = "arn:aws:iam::111122223333:role/shop/app";
        EvaluationResult bounded = principal(arn, "s3:GetObject", "arn:aws:s3:::reports/q1");
        assertThat(bounded.evalDecision()).isEqualTo(PolicyEvaluationDecisionType.IMPLICIT_DENY);
        account.asRoot(() -> iam.deleteRolePermissionsBoundary(r -> r.roleName("app")));
        assertThat(principal(arn, "s3:GetObject", "arn:aws:s3:::reports/q1").matchedStatements())
                .extracting(Statement::sourcePolicyId)
                .containsExactly("AmazonS3ReadOnlyAccess");
    }

    @Test
    void pagesGoOnWhereTheyEnded() {
        SimulateCustomPolicyRequest.Builder request = policies(allow("s3:*", "*"))
                .actionNames("s3:GetObject", "s3:PutObject", "s3:DeleteObject")
                .maxItems(2);
        var first = account.asRoot(() -> iam.simulateCustomPolicy(request.build()));
        assertThat(first.isTruncated()).isTrue();
        assertThat(first.evaluationResults()).hasSize(2);
        var second = account.asRoot(
                () -> iam.simulateCustomPolicy(request.marker(first.marker()).build()));
        assertThat(second.isTruncated()).isFalse();
        assertThat(second.evaluationResults())
                .extracting(EvaluationResult::evalActionName)
                .containsExactly("s3:DeleteObject");
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        policies(READS).actionNames("s3:*"), "InvalidInput: ActionNames are not in a valid format"),
                Arguments.of(
                        policies("{").actionNames("s3:GetObject"),
                        "InvalidInput: PolicyInputList.1 is not a valid policy"),
                Arguments.of(
                        policies(READS).actionNames("s3:GetObject").resourceArns("reports"),
                        "InvalidInput: ResourceNames are not in a valid ARN format"),
                Arguments.of(
                        policies(READS).actionNames("s3:GetObject").contextEntries(entry("a:b", "numeric", "x")),
                        "InvalidInput: 'x' is not a valid value"),
                Arguments.of(
                        policies(READS).actionNames("s3:GetObject").contextEntries(entry("a:b", "colour", "red")),
                        "InvalidInput: 'colour' is not a valid ContextKeyType"),
                Arguments.of(
                        policies(READS)
                                .actionNames("s3:GetObject")
                                .resourceArns("arn:aws:s3:::reports/q1")
                                .resourcePolicy(READS),
                        "InvalidInput: CallerArn must be specified"),
                Arguments.of(
                        policies(READS).actionNames("s3:GetObject").callerArn("arn:aws:iam::111122223333:root"),
                        "InvalidInput: Invalid Entity Arn"),
                Arguments.of(
                        policies(READS).actionNames("s3:GetObject").resourceHandlingOption("EC2-Classic-EBS"),
                        "InvalidInput: 'EC2-Classic-EBS' is not a valid ResourceHandlingOption"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesWhatCannotBeSimulated(SimulateCustomPolicyRequest.Builder request, String error) {
        assertThat(account.error(() -> iam.simulateCustomPolicy(request.build())))
                .startsWith(error);
    }

    @Test
    void whoIsNotThereCannotBeSimulated() {
        for (String type : List.of("user", "role", "group")) {
            assertThat(account.error(() -> iam.simulatePrincipalPolicy(
                            r -> r.policySourceArn("arn:aws:iam::111122223333:" + type + "/none")
                                    .actionNames("s3:GetObject"))))
                    .isEqualTo("NoSuchEntity: The " + type + " with name none cannot be found.");
        }
        assertThat(account.error(() -> iam.simulatePrincipalPolicy(
                        r -> r.policySourceArn("arn:aws:s3:::reports").actionNames("s3:GetObject"))))
                .startsWith("InvalidInput: Invalid Entity Arn");
    }
}
