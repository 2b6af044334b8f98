package dev.postern.services.authorization;

import static dev.postern.services.authorization.TestAccount.allow;
import static dev.postern.services.authorization.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.request.Caller;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.policy.Layer;
import dev.postern.policy.StatementReference;
import dev.postern.services.iam.IamService;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.iam.model.AddUserToGroupRequest;
import software.amazon.awssdk.services.iam.model.CreateGroupRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsForUserRequest;
import software.amazon.awssdk.services.iam.model.ListGroupsRequest;
import software.amazon.awssdk.services.iam.model.UpdateGroupRequest;
import software.amazon.awssdk.services.iam.model.UpdateUserRequest;

/** What the groups of a user say is what the user's own policies would say, while the user is in them. */
class GroupAuthorizationTest {
    private static final String READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
    private static final String IAM_ARN = "arn:aws:iam::111122223333:";

    private final TestAccount account = new TestAccount();
    private final IamService iam = account.iam();
    private Caller alice = TestAccount.ROOT;

    @BeforeEach
    void readers() {
        account.asRoot(() -> iam.createGroup(r -> r.groupName("readers").path("/team/")));
        alice = account.user("alice");
        account.asRoot(() -> iam.addUserToGroup(r -> r.groupName("readers").userName("alice")));
    }

    @AfterEach
    void close() {
        account.close();
    }

    private void groupPolicy(String name, String document) {
        account.asRoot(() ->
                iam.putGroupPolicy(r -> r.groupName("readers").policyName(name).policyDocument(document)));
    }

    private void userPolicy(String name, String document) {
        account.asRoot(() ->
                iam.putUserPolicy(r -> r.userName("alice").policyName(name).policyDocument(document)));
    }

    private Decision decide(String action) {
        return account.authorizer()
                .decide(
                        account.cloud().snapshot(),
                        account.context(alice),
                        action,
                        "arn:aws:s3:::data/key",
                        Optional.empty(),
                        ConditionContext.EMPTY);
    }

    @Test
    void aGroupAllowsItsMembersUntilTheyLeave() {
        assertThat(decide("s3:GetObject").allowed()).isFalse();
        groupPolicy("read", allow("s3:GetObject", "*"));
        Decision decision = decide("s3:GetObject");
        assertThat(decision.allowed()).isTrue();
        assertThat(decision.statement()).map(StatementReference::policy).contains("group/readers/read");
        assertThat(decide("s3:PutObject").deniedText())
                .endsWith("because no identity-based policy allows the s3:PutObject action");
        account.asRoot(() -> iam.updateGroup(r -> r.groupName("readers").newGroupName("lectors")));
        assertThat(decide("s3:GetObject").allowed()).isTrue();
        account.asRoot(() -> iam.removeUserFromGroup(r -> r.groupName("lectors").userName("alice")));
        assertThat(decide("s3:GetObject").allowed()).isFalse();
    }

    @Test
    void whatIsAttachedToAGroupCounts() {
        account.asRoot(() -> iam.attachGroupPolicy(r -> r.groupName("readers").policyArn(READ_ONLY)));
        assertThat(decide("s3:GetObject").statement())
                .map(StatementReference::policy)
                .contains(READ_ONLY);
        assertThat(decide("s3:PutObject").allowed()).isFalse();
        account.asRoot(() -> iam.detachGroupPolicy(r -> r.groupName("readers").policyArn(READ_ONLY)));
        assertThat(decide("s3:GetObject").allowed()).isFalse();
    }

    @Test
    void aGroupsDenyBeatsWhatTheUserIsAllowed() {
        userPolicy("p", allow("s3:*", "*"));
        groupPolicy(
                "p",
                json(
                        "{'Version':'2012-10-17','Statement':{'Sid':'No','Effect':'Deny','Action':'s3:PutObject','Resource':'*'}}"));
        assertThat(decide("s3:GetObject").statement())
                .map(StatementReference::policy)
                .contains("p");
        Decision denied = decide("s3:PutObject");
        assertThat(denied.deniedText()).endsWith("with an explicit deny in an identity-based policy");
        assertThat(denied.statement()).map(StatementReference::toString).contains("group/readers/p statement 1 (No)");
    }

    @Test
    void theUsersBoundaryLimitsWhatGroupsGrant() {
        groupPolicy("all", allow("s3:*", "*"));
        account.asRoot(
                () -> iam.putUserPermissionsBoundary(r -> r.userName("alice").permissionsBoundary(READ_ONLY)));
        assertThat(decide("s3:GetObject").allowed()).isTrue();
        assertThat(decide("s3:PutObject").decidedBy()).isEqualTo(Layer.PERMISSIONS_BOUNDARY);
    }

    static Stream<Arguments> resources() {
        return Stream.of(
                Arguments.of(
                        "AddUserToGroup",
                        AddUserToGroupRequest.builder()
                                .groupName("READERS")
                                .userName("alice")
                                .build(),
                        List.of("group/team/readers")),
                Arguments.of(
                        "CreateGroup",
                        CreateGroupRequest.builder()
                                .groupName("new")
                                .path("/x/")
                                .build(),
                        List.of("group/x/new")),
                Arguments.of(
                        "ListGroups",
                        ListGroupsRequest.builder().pathPrefix("/team/").build(),
                        List.of("group/team/")),
                Arguments.of(
                        "ListGroupsForUser",
                        ListGroupsForUserRequest.builder().userName("alice").build(),
                        List.of("user/alice")),
                Arguments.of(
                        "UpdateGroup",
                        UpdateGroupRequest.builder()
                                .groupName("readers")
                                .newGroupName("new")
                                .build(),
                        List.of("group/team/readers", "group/team/new")),
                Arguments.of(
                        "UpdateUser",
                        UpdateUserRequest.builder()
                                .userName("alice")
                                .newPath("/x/")
                                .build(),
                        List.of("user/alice", "user/x/alice")));
    }

    @ParameterizedTest
    @MethodSource("resources")
    void requestsAreJudgedByTheGroupsArn(String operation, SdkPojo request, List<String> arns) {
        assertThat(IamResources.checks(
                        account.cloud().snapshot(), account.context(TestAccount.ROOT), operation, request))
                .extracting(Check::resource)
                .containsExactlyElementsOf(arns.stream().map(IAM_ARN::concat).toList());
    }
}
