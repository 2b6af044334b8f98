package dev.postern.services.iam;

import static dev.postern.services.authorization.TestAccount.allow;
import static dev.postern.services.authorization.TestAccount.trust;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.authorization.TestAccount;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.GetGroupResponse;
import software.amazon.awssdk.services.iam.model.Group;
import software.amazon.awssdk.services.iam.model.PolicyGroup;
import software.amazon.awssdk.services.iam.model.PolicyUsageType;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;
import software.amazon.awssdk.services.iam.model.User;

class GroupsTest {
    private static final String S3_FULL = "arn:aws:iam::aws:policy/AmazonS3FullAccess";

    private final TestAccount account = new TestAccount();
    private final IamService iam = account.iam();

    @BeforeEach
    void readers() {
        account.asRoot(() -> iam.createGroup(r -> r.groupName("readers").path("/team/")));
        account.user("alice");
        account.asRoot(() -> iam.addUserToGroup(r -> r.groupName("readers").userName("alice")));
    }

    @AfterEach
    void close() {
        account.close();
    }

    interface Request {
        Object send(IamService iam);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refused(iam -> iam.getGroup(r -> r.groupName("none")), noSuch("none")),
                refused(iam -> iam.deleteGroup(r -> r.groupName("none")), noSuch("none")),
                refused(iam -> iam.updateGroup(r -> r.groupName("none")), noSuch("none")),
                refused(iam -> iam.addUserToGroup(r -> r.groupName("none").userName("alice")), noSuch("none")),
                refused(iam -> iam.listGroupPolicies(r -> r.groupName("none")), noSuch("none")),
                refused(iam -> iam.listAttachedGroupPolicies(r -> r.groupName("none")), noSuch("none")),
                refused(
                        iam -> iam.addUserToGroup(r -> r.groupName("readers").userName("bob")),
                        "NoSuchEntity: The user with name bob cannot be found."),
                refused(
                        iam -> iam.removeUserFromGroup(
                                r -> r.groupName("readers").userName("bob")),
                        "NoSuchEntity: The user with name bob cannot be found."),
                refused(
                        iam -> iam.listGroupsForUser(r -> r.userName("bob")),
                        "NoSuchEntity: The user with name bob cannot be found."),
                refused(
                        iam -> iam.getGroupPolicy(r -> r.groupName("readers").policyName("p")),
                        "NoSuchEntity: The group policy with name p cannot be found."),
                refused(
                        iam -> iam.deleteGroupPolicy(r -> r.groupName("readers").policyName("p")),
                        "NoSuchEntity: The group policy with name p cannot be found."),
                refused(
                        iam -> iam.detachGroupPolicy(r -> r.groupName("readers").policyArn(S3_FULL)),
                        "NoSuchEntity: Policy " + S3_FULL + " was not found."),
                refused(
                        iam -> iam.attachGroupPolicy(r -> r.groupName("readers").policyArn(S3_FULL + "s")),
                        "NoSuchEntity: Policy " + S3_FULL + "s does not exist or is not attachable."),
                refused(
                        iam -> iam.createGroup(r -> r.groupName("Readers")),
                        "EntityAlreadyExists: Group with name Readers already exists."),
                refused(
                        iam -> iam.putGroupPolicy(
                                r -> r.groupName("readers").policyName("p").policyDocument("{")),
                        "MalformedPolicyDocument: Syntax errors in policy."),
                refused(
                        iam -> iam.putGroupPolicy(r -> r.groupName("readers")
                                .policyName("p")
                                .policyDocument(allow("s3:*", "arn:aws:s3:::" + "x".repeat(5_120)))),
                        "LimitExceeded: Maximum policy size of 5120 bytes exceeded for group readers"),
                refused(
                        iam -> iam.deleteUser(r -> r.userName("alice")),
                        "DeleteConflict: Cannot delete entity, must remove users from group first."),
                refused(
                        iam -> iam.createRole(r -> r.roleName("app")
                                .assumeRolePolicyDocument(
                                        trust("{'AWS':'arn:aws:iam::111122223333:group/team/readers'}"))),
                        "MalformedPolicyDocument: Invalid principal in policy:"
                                + " \"AWS\":\"arn:aws:iam::111122223333:group/team/readers\""));
    }

    private static Arguments refused(Request request, String error) {
        return Arguments.of(request, error);
    }

    private static String noSuch(String name) {
        return "NoSuchEntity: The group with name " + name + " cannot be found.";
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesInAwssWords(Request request, String error) {
        assertThat(account.error(() -> request.send(iam))).isEqualTo(error);
    }

    @Test
    void groupLivesAndDies() {
        Group group = group("READERS").group();
        assertThat(group.groupName()).isEqualTo("readers");
        assertThat(group.arn()).isEqualTo("arn:aws:iam::111122223333:group/team/readers");
        assertThat(group.groupId()).matches("AGPA[A-Z2-7]{17}");
        account.asRoot(() -> iam.attachGroupPolicy(r -> r.groupName("readers").policyArn(S3_FULL)));
        String document = allow("s3:*", "*");
        account.asRoot(() ->
                iam.putGroupPolicy(r -> r.groupName("readers").policyName("In").policyDocument(document)));
        account.asRoot(() ->
                iam.putGroupPolicy(r -> r.groupName("readers").policyName("in").policyDocument(document)));
        assertThat(account.asRoot(() -> iam.listGroupPolicies(r -> r.groupName("readers")))
                        .policyNames())
                .containsExactly("in");
        assertThat(account.asRoot(
                        () -> iam.getGroupPolicy(r -> r.groupName("readers").policyName("IN"))))
                .satisfies(policy -> assertThat(policy.policyName()).isEqualTo("in"))
                .satisfies(policy -> assertThat(URLDecoder.decode(policy.policyDocument(), StandardCharsets.UTF_8))
                        .isEqualTo(document));
        assertThat(account.asRoot(() -> iam.listAttachedGroupPolicies(r -> r.groupName("readers")))
                        .attachedPolicies())
                .singleElement()
                .satisfies(policy -> assertThat(policy.policyName()).isEqualTo("AmazonS3FullAccess"));

        assertThat(deleteReaders())
                .isEqualTo("DeleteConflict: Cannot delete entity, must remove users from group first.");
        for (int time = 1; time <= 2; time++) { // who is not in it is no error
            account.asRoot(
                    () -> iam.removeUserFromGroup(r -> r.groupName("readers").userName("alice")));
        }
        assertThat(deleteReaders()).isEqualTo("DeleteConflict: Cannot delete entity, must detach all policies first.");
        account.asRoot(() -> iam.detachGroupPolicy(r -> r.groupName("readers").policyArn(S3_FULL)));
        assertThat(deleteReaders()).isEqualTo("DeleteConflict: Cannot delete entity, must delete policies first.");
        account.asRoot(() -> iam.deleteGroupPolicy(r -> r.groupName("readers").policyName("in")));
        assertThat(deleteReaders()).isEqualTo("none");
        assertThat(deleteReaders()).isEqualTo(noSuch("readers"));
        assertThat(account.error(() -> iam.deleteUser(r -> r.userName("alice"))))
                .isEqualTo("none");
    }

    private String deleteReaders() {
        return account.error(() -> iam.deleteGroup(r -> r.groupName("readers")));
    }

    private GetGroupResponse group(String name) {
        return account.asRoot(() -> iam.getGroup(r -> r.groupName(name)));
    }

    private List<String> groupsOf(String user) {
        return account.asRoot(() -> iam.listGroupsForUser(r -> r.userName(user))).groups().stream()
                .map(Group::groupName)
                .toList();
    }

    @Test
    void membersAndPoliciesFollowARename() {
        account.asRoot(() -> iam.attachGroupPolicy(r -> r.groupName("readers").policyArn(S3_FULL)));
        account.asRoot(() -> iam.updateGroup(
                r -> r.groupName("readers").newGroupName("Readers").newPath("/")));
        account.asRoot(() -> iam.updateUser(r -> r.userName("alice").newUserName("anna")));
        assertThat(group("readers"))
                .satisfies(got -> assertThat(got.group().arn()).endsWith(":group/Readers"))
                .satisfies(got ->
                        assertThat(got.users()).extracting(User::userName).containsExactly("anna"));
        assertThat(groupsOf("anna")).containsExactly("Readers");
        assertThat(account.asRoot(() -> iam.listAttachedGroupPolicies(r -> r.groupName("readers")))
                        .attachedPolicies())
                .hasSize(1);
        account.asRoot(() -> iam.createGroup(r -> r.groupName("other")));
        assertThat(account.error(() -> iam.updateGroup(r -> r.groupName("other").newGroupName("readers"))))
                .isEqualTo("EntityAlreadyExists: Group with name readers already exists.");
    }

    @Test
    void listsComeInPagesAndByPath() {
        for (String name : List.of("b", "c", "d", "e")) {
            account.user(name);
            account.asRoot(() -> iam.addUserToGroup(r -> r.groupName("readers").userName(name)));
        }
        List<String> members = new ArrayList<>();
        String marker = null;
        do {
            String from = marker;
            GetGroupResponse page = account.asRoot(
                    () -> iam.getGroup(r -> r.groupName("readers").maxItems(2).marker(from)));
            page.users().forEach(user -> members.add(user.userName()));
            marker = page.marker();
            assertThat(page.isTruncated()).isEqualTo(marker != null);
        } while (marker != null);
        assertThat(members).containsExactly("alice", "b", "c", "d", "e");
        account.asRoot(() -> iam.createGroup(r -> r.groupName("all")));
        assertThat(account.asRoot(() -> iam.listGroups(r -> r.pathPrefix("/team")))
                        .groups())
                .extracting(Group::groupName)
                .containsExactly("readers");
        assertThat(account.asRoot(() -> iam.listGroups(r -> r.maxItems(1))))
                .satisfies(page -> assertThat(page.isTruncated()).isTrue())
                .satisfies(page ->
                        assertThat(page.groups()).extracting(Group::groupName).containsExactly("all"));
    }

    @Test
    void aUserIsInTenGroupsAndAnAccountHasThreeHundred() {
        for (int i = 1; i < GroupOperations.GROUPS_MAX; i++) {
            String name = "g" + i;
            account.asRoot(() -> iam.createGroup(r -> r.groupName(name)));
        }
        assertThat(account.error(() -> iam.createGroup(r -> r.groupName("more"))))
                .isEqualTo("LimitExceeded: Cannot exceed quota for GroupsPerAccount: 300");
        for (int i = 1; i < GroupOperations.GROUPS_PER_USER_MAX; i++) {
            String name = "g" + i;
            account.asRoot(() -> iam.addUserToGroup(r -> r.groupName(name).userName("alice")));
        }
        Callable<?> again = () -> iam.addUserToGroup(r -> r.groupName("readers").userName("alice"));
        assertThat(account.error(again)).isEqualTo("none");
        assertThat(account.error(
                        () -> iam.addUserToGroup(r -> r.groupName("g10").userName("alice"))))
                .isEqualTo("LimitExceeded: Cannot exceed quota for GroupsPerUser: 10");
        assertThat(groupsOf("alice")).hasSize(10);
    }

    @Test
    void whatIsAttachedToAGroupIsInUse() {
        String arn = account.asRoot(
                        () -> iam.createPolicy(r -> r.policyName("p").policyDocument(allow("s3:*", "*"))))
                .policy()
                .arn();
        account.asRoot(() -> iam.attachGroupPolicy(r -> r.groupName("readers").policyArn(arn)));
        account.asRoot(() -> iam.attachUserPolicy(r -> r.userName("alice").policyArn(arn)));
        assertThat(account.asRoot(() -> iam.getPolicy(r -> r.policyArn(arn)))
                        .policy()
                        .attachmentCount())
                .isEqualTo(2);
        var all = account.asRoot(() -> iam.listEntitiesForPolicy(r -> r.policyArn(arn)));
        assertThat(all.policyGroups()).extracting(PolicyGroup::groupName).containsExactly("readers");
        assertThat(all.policyUsers()).hasSize(1);
        assertThat(account.asRoot(
                        () -> iam.listEntitiesForPolicy(r -> r.policyArn(arn).entityFilter(EntityType.GROUP))))
                .satisfies(groups -> assertThat(groups.policyGroups()).hasSize(1))
                .satisfies(groups -> assertThat(groups.policyUsers()).isEmpty());
        assertThat(account.asRoot(() -> iam.listEntitiesForPolicy(
                                r -> r.policyArn(arn).policyUsageFilter(PolicyUsageType.PERMISSIONS_BOUNDARY)))
                        .policyGroups())
                .isEmpty();
        account.asRoot(() -> iam.detachUserPolicy(r -> r.userName("alice").policyArn(arn)));
        assertThat(account.error(() -> iam.deletePolicy(r -> r.policyArn(arn))))
                .isEqualTo("DeleteConflict: Cannot delete a policy attached to entities.");
    }

    @Test
    void theAccountTellsOfItsGroups() {
        account.asRoot(() -> iam.attachGroupPolicy(r -> r.groupName("readers").policyArn(S3_FULL)));
        account.asRoot(() ->
                iam.putGroupPolicy(r -> r.groupName("readers").policyName("in").policyDocument(allow("s3:*", "*"))));
        var details = account.asRoot(() -> iam.getAccountAuthorizationDetails(r -> {}));
        assertThat(details.userDetailList())
                .singleElement()
                .satisfies(user -> assertThat(user.groupList()).containsExactly("readers"));
        assertThat(details.policies()).hasSize(1);
        var only = account.asRoot(() -> iam.getAccountAuthorizationDetails(r -> r.filter(EntityType.GROUP)));
        assertThat(only.userDetailList()).isEmpty();
        assertThat(only.groupDetailList())
                .singleElement()
                .satisfies(group -> assertThat(group.path()).isEqualTo("/team/"))
                .satisfies(group -> assertThat(group.groupPolicyList()).hasSize(1))
                .satisfies(group -> assertThat(group.attachedManagedPolicies()).hasSize(1));
        Map<SummaryKeyType, Integer> summary =
                account.asRoot(() -> iam.getAccountSummary(r -> {})).summaryMap();
        assertThat(summary)
                .containsEntry(SummaryKeyType.GROUPS, 1)
                .containsEntry(SummaryKeyType.GROUPS_QUOTA, 300)
                .containsEntry(SummaryKeyType.GROUPS_PER_USER_QUOTA, 10);
    }

    @Test
    void theSummaryTellsEveryNumberThatAwsTells() {
        account.asRoot(() -> iam.createPolicy(r -> r.policyName("read").policyDocument(allow("s3:*", "*"))));
        String arn = account.asRoot(() -> iam.listPolicies(r -> r.scope("Local")))
                .policies()
                .getFirst()
                .arn();
        account.asRoot(() -> iam.createPolicyVersion(r -> r.policyArn(arn).policyDocument(allow("s3:Get*", "*"))));
        Map<SummaryKeyType, Integer> summary =
                account.asRoot(() -> iam.getAccountSummary(r -> {})).summaryMap();
        assertThat(summary.keySet()).containsAll(SummaryKeyType.knownValues());
        assertThat(summary)
                .containsEntry(SummaryKeyType.POLICY_VERSIONS_IN_USE, 2)
                .containsEntry(SummaryKeyType.POLICY_SIZE_QUOTA, 6_144)
                .containsEntry(SummaryKeyType.USER_POLICY_SIZE_QUOTA, 2_048);
    }

    @Test
    void detailsAreOfKindsThatThereAre() {
        assertThat(account.error(() -> iam.getAccountAuthorizationDetails(r -> r.filterWithStrings("Foo"))))
                .isEqualTo("ValidationError: 1 validation error detected: Value '[Foo]' at 'filter' failed to satisfy"
                        + " constraint: Member must satisfy constraint: [Member must satisfy enum value set: [User, Role,"
                        + " Group, LocalManagedPolicy, AWSManagedPolicy]]");
    }
}
