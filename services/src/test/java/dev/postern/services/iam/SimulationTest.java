package dev.postern.services.iam;

import static dev.postern.services.authorization.TestAccount.allow;
import static dev.postern.services.authorization.TestAccount.json;
import static dev.postern.services.authorization.TestAccount.trust;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.postern.services.authorization.TestAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.ContextKeyTypeEnum;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.Statement;

class SimulationTest {
    private static final String KEY = "arn:aws:s3:::data/key";
    private static final String ALICE = "arn:aws:iam::111122223333:user/alice";
    private static final String STRANGER = "arn:aws:iam::444455556666:user/bob";
    private static final String READS = allow("s3:Get*", "arn:aws:s3:::data/*");
    private static final String FROM_OFFICE = json(
            "{'Version':'2012-10-17','Statement':["
                    + "{'Effect':'Allow','Action':'s3:*','Resource':'*'},"
                    + "{'Effect':'Deny','Action':'s3:Delete*','Resource':'*'},"
                    + "{'Effect':'Deny','Action':'*','Resource':'*','Condition':{'IpAddress':{'aws:SourceIp':'198.51.100.0/24'}}}]}");

    private final TestAccount account = new TestAccount();
    private final IamService iam = account.iam();

    @AfterEach
    void close() {
        account.close();
    }

    private EvaluationResult custom(Consumer<SimulateCustomPolicyRequest.Builder> request) {
        return account.asRoot(() -> iam.simulateCustomPolicy(request))
                .evaluationResults()
                .getFirst();
    }

    private String refused(Consumer<SimulateCustomPolicyRequest.Builder> request) {
        return account.error(() -> iam.simulateCustomPolicy(
                r -> request.accept(r.policyInputList(READS).actionNames("s3:GetObject"))));
    }

    private EvaluationResult principal(Consumer<SimulatePrincipalPolicyRequest.Builder> request) {
        return account.asRoot(() -> iam.simulatePrincipalPolicy(request))
                .evaluationResults()
                .getFirst();
    }

    private static String bucket(String effect, String principal) {
        return json("{'Version':'2012-10-17','Statement':[{'Effect':'" + effect + "','Principal':{'AWS':'" + principal
                + "'},'Action':'s3:*','Resource':'arn:aws:s3:::data/*'}]}");
    }

    private static ContextEntry entry(String key, ContextKeyTypeEnum type, String... values) {
        return ContextEntry.builder()
                .contextKeyName(key)
                .contextKeyType(type)
                .contextKeyValues(values)
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "s3:GetObject,    203.0.113.9,   allowed",
        "S3:getobject,    203.0.113.9,   allowed",
        "s3:DeleteObject, 203.0.113.9,   explicitDeny",
        "s3:GetObject,    198.51.100.7,  explicitDeny",
        "ec2:RunInstances,203.0.113.9,   implicitDeny",
    })
    void decidesAsTheCloudDoes(String action, String from, String decision) {
        EvaluationResult result = custom(r -> r.policyInputList(FROM_OFFICE)
                .actionNames(action)
                .contextEntries(entry("AWS:sourceip", ContextKeyTypeEnum.IP, from)));
        assertThat(result.evalDecisionAsString()).isEqualTo(decision);
        assertThat(result.evalActionName()).isEqualTo(action);
        assertThat(result.evalResourceName()).isEqualTo("*");
        assertThat(result.missingContextValues()).isEmpty();
        assertThat(result.hasResourceSpecificResults()).isFalse();
        assertThat(result.permissionsBoundaryDecisionDetail()).isNull();
        assertThat(result.matchedStatements().isEmpty()).isEqualTo(decision.equals("implicitDeny"));
    }

    @Test
    void tellsWhichStatementsMatchedAndWhereTheyAre() {
        EvaluationResult result = custom(r -> r.policyInputList(READS, FROM_OFFICE)
                .actionNames("s3:GetObject")
                .resourceArns(KEY));
        assertThat(result.matchedStatements())
                .extracting(
                        Statement::sourcePolicyId,
                        Statement::sourcePolicyTypeAsString,
                        s -> s.startPosition().line(),
                        s -> s.startPosition().column(),
                        s -> s.endPosition().column())
                .containsExactly(
                        tuple("PolicyInputList.1", "IAM Policy", 1, 38, READS.length() - 1),
                        tuple("PolicyInputList.2", "IAM Policy", 1, 38, 87));
        assertThat(result.missingContextValues()).isEmpty();
        assertThat(result.resourceSpecificResults()).singleElement().satisfies(one -> {
            assertThat(one.evalResourceName()).isEqualTo(KEY);
            assertThat(one.missingContextValues()).containsExactly("aws:SourceIp");
            assertThat(one.matchedStatements()).isEqualTo(result.matchedStatements());
        });
        assertThat(result.hasEvalDecisionDetails()).isTrue();
        assertThat(result.evalDecisionDetails()).isEmpty();
    }

    @Test
    void severalResourcesAreAllowedOnlyIfEachIs() {
        EvaluationResult result = custom(r ->
                r.policyInputList(READS).actionNames("s3:GetObject").resourceArns(KEY, "arn:aws:s3:::other/key", KEY));
        assertThat(result.evalDecision()).isEqualTo(PolicyEvaluationDecisionType.IMPLICIT_DENY);
        assertThat(result.matchedStatements()).isEmpty();
        assertThat(result.resourceSpecificResults())
                .extracting(one -> one.evalResourceName() + " " + one.evalResourceDecisionAsString())
                .containsExactly(KEY + " allowed", "arn:aws:s3:::other/key implicitDeny");
    }

    @ParameterizedTest
    @CsvSource({
        "s3:*,   allowed,      true",
        "ec2:*,  implicitDeny, false",
    })
    void boundaryLimits(String bounds, String decision, boolean allowed) {
        EvaluationResult result = custom(r -> r.policyInputList(READS)
                .permissionsBoundaryPolicyInputList(allow(bounds, "*"))
                .actionNames("s3:GetObject")
                .resourceArns(KEY));
        assertThat(result.evalDecisionAsString()).isEqualTo(decision);
        assertThat(result.permissionsBoundaryDecisionDetail().allowedByPermissionsBoundary())
                .isEqualTo(allowed);
        assertThat(result.resourceSpecificResults()
                        .getFirst()
                        .permissionsBoundaryDecisionDetail()
                        .allowedByPermissionsBoundary())
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        // effect, principal, caller, owner, identity, decision, of the identity, of the resource
        "Allow, arn:aws:iam::111122223333:user/alice, arn:aws:iam::111122223333:user/alice, , ec2:*, allowed, , ",
        "Allow, 111122223333, arn:aws:iam::111122223333:user/alice, , ec2:*, implicitDeny, , ",
        "Deny, 111122223333, arn:aws:iam::111122223333:user/alice, , s3:*, explicitDeny, , ",
        "Allow, 444455556666, arn:aws:iam::444455556666:user/bob, 111122223333, s3:*, allowed, allowed, allowed",
        "Allow, 444455556666, arn:aws:iam::444455556666:user/bob, 111122223333, ec2:*, implicitDeny, implicitDeny, allowed",
        "Allow, 111122223333, arn:aws:iam::444455556666:user/bob, 111122223333, s3:*, implicitDeny, allowed, implicitDeny",
    })
    void resourcesHaveTheGivenPolicy(
            String effect,
            String principal,
            String caller,
            String owner,
            String identity,
            String decision,
            String ofIdentity,
            String ofResource) {
        EvaluationResult result = custom(r -> r.policyInputList(allow(identity, "*"))
                .actionNames("s3:GetObject")
                .resourceArns(KEY)
                .resourcePolicy(bucket(effect, principal))
                .resourceOwner(owner == null ? null : "arn:aws:iam::" + owner + ":root")
                .callerArn(caller));
        assertThat(result.evalDecisionAsString()).isEqualTo(decision);
        assertThat(result.evalDecisionDetailsAsStrings().get("IAM Policy")).isEqualTo(ofIdentity);
        assertThat(result.evalDecisionDetailsAsStrings().get("Resource Policy")).isEqualTo(ofResource);
        assertThat(result.resourceSpecificResults().getFirst().evalDecisionDetailsAsStrings())
                .isEqualTo(result.evalDecisionDetailsAsStrings());
    }

    @Test
    void bothSidesTellTheirStatements() {
        EvaluationResult result = custom(r -> r.policyInputList(READS)
                .actionNames("s3:GetObject")
                .resourceArns(KEY)
                .resourcePolicy(bucket("Deny", ALICE))
                .callerArn(ALICE));
        assertThat(result.matchedStatements())
                .extracting(s -> s.sourcePolicyId() + " " + s.sourcePolicyTypeAsString())
                .containsExactly("ResourcePolicy Resource Policy", "PolicyInputList.1 IAM Policy");
    }

    @Test
    void simulatesWhatAUserHolds() {
        account.user("alice");
        account.asRoot(() ->
                iam.putUserPolicy(r -> r.userName("alice").policyName("reads").policyDocument(READS)));
        String bounds = account.asRoot(
                        () -> iam.createPolicy(r -> r.policyName("bounds").policyDocument(allow("ec2:*", "*"))))
                .policy()
                .arn();
        Consumer<SimulatePrincipalPolicyRequest.Builder> get =
                r -> r.policySourceArn(ALICE).actionNames("s3:GetObject").resourceArns(KEY);
        assertThat(principal(get).matchedStatements())
                .extracting(Statement::sourcePolicyId)
                .containsExactly("user_alice_reads");
        account.asRoot(
                () -> iam.putUserPermissionsBoundary(r -> r.userName("alice").permissionsBoundary(bounds)));
        EvaluationResult bounded = principal(get);
        assertThat(bounded.evalDecisionAsString()).isEqualTo("implicitDeny");
        assertThat(bounded.permissionsBoundaryDecisionDetail().allowedByPermissionsBoundary())
                .isFalse();
        EvaluationResult other = principal(get.andThen(r -> r.permissionsBoundaryPolicyInputList(allow("s3:*", "*"))));
        assertThat(other.evalDecisionAsString()).isEqualTo("allowed");
        EvaluationResult granted = principal(get.andThen(r -> r.actionNames("s3:PutObject")
                .permissionsBoundaryPolicyInputList(allow("ec2:*", "*"))
                .resourcePolicy(bucket("Allow", ALICE))));
        assertThat(granted.evalDecisionAsString()).isEqualTo("allowed");
    }

    @Test
    void simulatesWhatARoleHolds() {
        account.asRoot(() -> iam.createRole(r ->
                r.roleName("app").path("/team/").assumeRolePolicyDocument(trust("{'Service':'ec2.amazonaws.com'}"))));
        account.asRoot(() ->
                iam.attachRolePolicy(r -> r.roleName("app").policyArn("arn:aws:iam::aws:policy/AdministratorAccess")));
        String role = "arn:aws:iam::111122223333:role/team/app";
        EvaluationResult result = principal(r -> r.policySourceArn(role)
                .actionNames("ec2:RunInstances")
                .policyInputList(json("{'Version':'2012-10-17','Statement':{'Effect':'Deny','Action':'s3:*',"
                        + "'Resource':'*','Condition':{'StringLike':{'s3:prefix':'${aws:username}/*'}}}}")));
        assertThat(result.evalDecisionAsString()).isEqualTo("allowed");
        assertThat(result.matchedStatements())
                .extracting(Statement::sourcePolicyId)
                .containsExactly("AdministratorAccess");
        assertThat(result.missingContextValues()).containsExactly("s3:prefix", "aws:username");
        assertThat(account.asRoot(() -> iam.getContextKeysForPrincipalPolicy(
                                r -> r.policySourceArn(role).policyInputList(FROM_OFFICE)))
                        .contextKeyNames())
                .containsExactly("aws:SourceIp");
        assertThat(account.error(() -> iam.simulatePrincipalPolicy(r -> r.policySourceArn(role)
                        .actionNames("s3:GetObject")
                        .resourceArns(KEY)
                        .resourcePolicy(bucket("Allow", ALICE)))))
                .isEqualTo("InvalidInput: CallerArn must be specified when ResourcePolicy is specified.");
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:iam::111122223333:user/nobody, NoSuchEntity: The user with name nobody cannot be found.",
        "arn:aws:iam::111122223333:role/x/nobody, NoSuchEntity: The role with name nobody cannot be found.",
        "arn:aws:iam::111122223333:group/nobody, NoSuchEntity: The group with name nobody cannot be found.",
        "arn:aws:iam::444455556666:user/alice, NoSuchEntity: The user with name alice cannot be found.",
        "arn:aws:sts::111122223333:assumed-role/app/s, InvalidInput: Invalid Entity Arn:"
                + " arn:aws:sts::111122223333:assumed-role/app/s does not clearly define entity type and name.",
        "arn:aws:iam::111122223333:root, InvalidInput: Invalid Entity Arn:"
                + " arn:aws:iam::111122223333:root does not clearly define entity type and name.",
    })
    void sourceMustBeThere(String arn, String error) {
        account.user("alice");
        assertThat(account.error(() ->
                        iam.simulatePrincipalPolicy(r -> r.policySourceArn(arn).actionNames("s3:GetObject"))))
                .isEqualTo(error);
        assertThat(account.error(() -> iam.getContextKeysForPrincipalPolicy(r -> r.policySourceArn(arn))))
                .isEqualTo(error);
    }

    @Test
    void refusesWhatCannotBeSimulated() {
        assertThat(refused(r -> r.actionNames("s3:*")))
                .isEqualTo("InvalidInput: ActionNames are not in a valid format: s3:*.");
        assertThat(refused(r -> r.actionNames("GetObject"))).startsWith("InvalidInput: ActionNames");
        assertThat(refused(r -> r.actionNames("a"))).startsWith("ValidationError: 1 validation error detected");
        assertThat(refused(r -> r.resourceArns("data")))
                .isEqualTo("InvalidInput: ResourceNames are not in a valid ARN format: data.");
        assertThat(refused(r -> r.policyInputList("{")))
                .isEqualTo("InvalidInput: PolicyInputList.1 is not a valid policy: Syntax errors in policy.");
        assertThat(refused(r -> r.permissionsBoundaryPolicyInputList(READS, READS)))
                .startsWith("InvalidInput: PermissionsBoundaryPolicyInputList cannot have more than one");
        assertThat(refused(r -> r.resourceOwner("123456789012")))
                .isEqualTo("InvalidInput: '123456789012' is not a valid as a Resource Owner.");
        assertThat(refused(r -> r.callerArn("arn:aws:iam::111122223333:role/app")))
                .startsWith("InvalidInput: Invalid Entity Arn");
        assertThat(refused(r -> r.resourcePolicy(bucket("Allow", ALICE)).resourceArns(KEY)))
                .startsWith("InvalidInput: CallerArn must be specified");
        assertThat(refused(r -> r.resourcePolicy(bucket("Allow", ALICE))
                        .callerArn(ALICE)
                        .resourceArns(KEY, "arn:aws:s3:::other/key")))
                .isEqualTo("InvalidInput: ResourcePolicy is not applicable to the resource arn:aws:s3:::other/key.");
        assertThat(refused(r -> r.resourcePolicy(READS).callerArn(ALICE).resourceArns(KEY)))
                .startsWith("InvalidInput: ResourcePolicy is not a valid policy: Missing required field Principal");
        assertThat(refused(r -> r.resourceHandlingOption("EC2-Moon")))
                .isEqualTo("InvalidInput: 'EC2-Moon' is not a valid ResourceHandlingOption.");
        assertThat(refused(r -> r.resourceHandlingOption("EC2-VPC-EBS")
                        .resourceArns(
                                "arn:aws:ec2:us-east-1:111122223333:instance/*", "arn:aws:ec2:us-east-1::image/a")))
                .endsWith("there is none of security-group, network-interface, volume.");
    }

    @ParameterizedTest
    @CsvSource({
        "NUMERIC,     1.5e3,                true",
        "NUMERIC,     many,                 false",
        "BOOLEAN,     True,                 true",
        "BOOLEAN,     yes,                  false",
        "DATE,        2019-04-25T11:00:00Z, true",
        "DATE,        yesterday,            false",
        "IP,          2001:db8::/32,        true",
        "IP_LIST,     10.0.0.300,           false",
        "BINARY,      QmluYXJ5,             true",
        "BINARY,      %,                    false",
        "STRING_LIST, anything,             true",
    })
    void valuesMustBeOfTheirType(ContextKeyTypeEnum type, String value, boolean accepted) {
        String answer = refused(r -> r.contextEntries(entry("aws:Key", type, value)));
        assertThat(answer)
                .isEqualTo(
                        accepted
                                ? "none"
                                : "InvalidInput: '" + value
                                        + "' is not a valid value of the context key aws:Key of type " + type + ".");
    }

    @Test
    void keysComeOnceAndSingleTypesHaveOneValue() {
        assertThat(refused(r -> r.contextEntries(entry("aws:Key", ContextKeyTypeEnum.STRING, "a", "b"))))
                .startsWith("InvalidInput: The context key aws:Key of type string cannot have more than one");
        assertThat(refused(r -> r.contextEntries(
                        entry("aws:Key", ContextKeyTypeEnum.STRING, "a"),
                        entry("aws:key", ContextKeyTypeEnum.STRING, "a"))))
                .startsWith("InvalidInput: ContextEntries has more than one entry of the key aws:key");
    }

    @Test
    void pagesGoThroughTheActions() {
        List<String> actions =
                List.of("s3:GetObject", "ec2:RunInstances", "s3:PutObject", "iam:GetUser", "s3:GetObject");
        List<String> seen = new ArrayList<>();
        account.asRoot(() -> {
            String marker = null;
            do {
                String from = marker;
                var page = iam.simulateCustomPolicy(r -> r.policyInputList(READS)
                        .actionNames(actions)
                        .maxItems(2)
                        .marker(from));
                page.evaluationResults().forEach(result -> seen.add(result.evalActionName()));
                assertThat(page.isTruncated()).isEqualTo(page.marker() != null);
                marker = page.marker();
            } while (marker != null);
            return seen;
        });
        assertThat(seen).isEqualTo(actions);
    }

    @Test
    void strangersUserCanBeSimulated() {
        EvaluationResult result = custom(r -> r.policyInputList(READS)
                .actionNames("s3:GetObject")
                .resourceArns(KEY)
                .callerArn(STRANGER));
        assertThat(result.evalDecisionAsString()).isEqualTo("allowed");
        EvaluationResult ofOwner = custom(r -> r.policyInputList(READS)
                .actionNames("s3:GetObject")
                .resourceArns(KEY)
                .resourceOwner("arn:aws:iam::111122223333:root")
                .callerArn(STRANGER));
        assertThat(ofOwner.evalDecisionAsString()).isEqualTo("implicitDeny");
    }

    @Test
    void aUserHasWhatItsGroupsHave() {
        account.user("alice");
        account.asRoot(() -> iam.createGroup(r -> r.groupName("readers")));
        account.asRoot(() -> iam.addUserToGroup(r -> r.groupName("readers").userName("alice")));
        account.asRoot(() -> iam.putGroupPolicy(
                r -> r.groupName("readers").policyName("read").policyDocument(READS)));
        for (String source : List.of(ALICE, "arn:aws:iam::111122223333:group/readers")) {
            EvaluationResult result = principal(
                    r -> r.policySourceArn(source).actionNames("s3:GetObject").resourceArns(KEY));
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
}
