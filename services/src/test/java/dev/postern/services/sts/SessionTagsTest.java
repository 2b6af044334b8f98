package dev.postern.services.sts;

import static dev.postern.services.authorization.TestAccount.NOW;
import static dev.postern.services.authorization.TestAccount.OUTSIDE;
import static dev.postern.services.authorization.TestAccount.ROOT;
import static dev.postern.services.authorization.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.request.Caller;
import dev.postern.policy.ConditionContext;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.authorization.TestAccount;
import dev.postern.services.iam.SnapshotCredentials;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Tag;

/** What is passed to sessions of roles, and kept through a chain of them. */
class SessionTagsTest {
    private static final String ACCOUNT = "arn:aws:iam::111122223333:";

    private final TestAccount account = new TestAccount();
    private Caller alice = ROOT;

    @BeforeEach
    void makeUserAndRoles() {
        alice = account.user("alice");
        grantAlice("sts:*");
        role("first", "'sts:AssumeRole','sts:TagSession','sts:SetSourceIdentity'", "");
        role("second", "'sts:AssumeRole','sts:TagSession','sts:SetSourceIdentity'", "");
        role("plain", "'sts:AssumeRole'", "");
        account.asRoot(() -> account.iam()
                .tagRole(r -> r.roleName("first").tags(iamTag("Team", "role's"), iamTag("Kept", "role's"))));
    }

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void tagsOfTheSessionHideTheRoles() {
        Caller session = session(alice, "first", r -> r.tags(tag("team", "blue"), tag("Empty", "")));
        assertThat(value(session, "aws:PrincipalTag/Team")).containsExactly("blue");
        assertThat(value(session, "aws:PrincipalTag/kept")).containsExactly("role's");
        assertThat(value(session, "aws:PrincipalTag/Empty")).containsExactly("");
        assertThat(value(session, "aws:PrincipalTag/None")).isEmpty();
    }

    @Test
    void onlyTransitiveTagsGoThroughAChainAndCannotBeSetAnew() {
        Caller first = session(
                alice,
                "first",
                r -> r.tags(tag("Team", "blue"), tag("Cost", "7")).transitiveTagKeys("team"));
        Caller second = session(first, "second", r -> r.tags(tag("Stage", "two")));
        assertThat(value(second, "aws:PrincipalTag/Team")).containsExactly("blue");
        assertThat(value(second, "aws:PrincipalTag/Stage")).containsExactly("two");
        assertThat(value(second, "aws:PrincipalTag/Cost")).isEmpty();
        Caller third = session(second, "first", r -> {});
        assertThat(value(third, "aws:PrincipalTag/Team")).containsExactly("blue");
        assertThat(value(third, "aws:PrincipalTag/Stage")).isEmpty();
        assertThat(error(first, "second", r -> r.tags(tag("TEAM", "red"))))
                .startsWith("InvalidParameterValue: One of the specified transitive tag keys can't be set because");
        assertThat(error(first, "second", r -> r.tags(tag("Cost", "8")))).isEqualTo("none");
    }

    @Test
    void taggingAndSourceIdentitiesNeedTheTrustPolicyAndTheCallersOwn() {
        String asAlice = "User: " + ACCOUNT + "user/alice is not authorized to perform: sts:";
        assertThat(error(alice, "plain", r -> r.tags(tag("a", "b"))))
                .startsWith("AccessDenied: " + asAlice + "TagSession on resource: " + ACCOUNT + "role/plain");
        assertThat(error(alice, "plain", r -> r.sourceIdentity("alice")))
                .startsWith("AccessDenied: " + asAlice + "SetSourceIdentity on resource: " + ACCOUNT + "role/plain");
        assertThat(error(alice, "plain", r -> {})).isEqualTo("none");
        grantAlice("sts:AssumeRole");
        assertThat(error(alice, "first", r -> r.tags(tag("a", "b")))).startsWith("AccessDenied: " + asAlice + "Tag");
        assertThat(error(alice, "first", r -> {})).isEqualTo("none");
        grantAlice("sts:*");
        Caller tagged = session(alice, "first", r -> r.tags(tag("a", "b")).transitiveTagKeys("a"));
        assertThat(error(tagged, "plain", r -> {})).contains("not authorized to perform: sts:TagSession");
        Caller named = session(alice, "first", r -> r.sourceIdentity("alice"));
        assertThat(error(named, "plain", r -> {})).contains("not authorized to perform: sts:SetSourceIdentity");
    }

    @Test
    void sourceIdentityStaysThroughAChainAndCannotBeChanged() {
        AssumeRoleResponse response = assume(alice, "first", r -> r.sourceIdentity("alice"));
        assertThat(response.sourceIdentity()).isEqualTo("alice");
        Caller first = caller(response);
        assertThat(value(first, "aws:SourceIdentity")).containsExactly("alice");
        assertThat(value(session(first, "second", r -> {}), "aws:SourceIdentity"))
                .containsExactly("alice");
        assertThat(error(first, "second", r -> r.sourceIdentity("alice"))).isEqualTo("none");
        assertThat(error(first, "second", r -> r.sourceIdentity("mallory")))
                .contains("not authorized to perform: sts:SetSourceIdentity");
        assertThat(value(session(alice, "first", r -> {}), "aws:SourceIdentity"))
                .isEmpty();
    }

    @Test
    void trustPoliciesSeeWhatIsPassed() {
        role("strict", "'sts:AssumeRole','sts:TagSession','sts:SetSourceIdentity'", """
                {'StringEquals':{'aws:RequestTag/Project':['a','b'],'sts:SourceIdentity':'${aws:username}',
                'sts:RoleSessionName':'${aws:username}','sts:ExternalId':'e-1','aws:ResourceTag/Open':'yes'},
                'ForAllValues:StringEquals':{'aws:TagKeys':['Project'],'sts:TransitiveTagKeys':['Project']}}""");
        Consumer<AssumeRoleRequest.Builder> fit = r -> r.tags(tag("Project", "a"))
                .transitiveTagKeys("Project")
                .sourceIdentity("alice")
                .roleSessionName("alice")
                .externalId("e-1");
        assertThat(error(alice, "strict", fit)).startsWith("AccessDenied");
        account.asRoot(() -> account.iam().tagRole(r -> r.roleName("strict").tags(iamTag("Open", "yes"))));
        assertThat(error(alice, "strict", fit)).isEqualTo("none");
        for (Consumer<AssumeRoleRequest.Builder> unfit : List.<Consumer<AssumeRoleRequest.Builder>>of(
                r -> r.tags(tag("Project", "c")),
                r -> r.tags(tag("Project", "a"), tag("Other", "x")),
                r -> r.tags(tag("Project", "a"), tag("Other", "x")).transitiveTagKeys("Other"),
                r -> r.sourceIdentity("bob"),
                r -> r.roleSessionName("bob"),
                r -> r.externalId("e-2"))) {
            assertThat(error(alice, "strict", fit.andThen(unfit))).startsWith("AccessDenied");
        }
    }

    @Test
    @SuppressWarnings("deprecation") // the packed size, which AWS still answers
    void tagsHaveRulesAndARoom() {
        assertThat(error(alice, "first", r -> r.tags(tag("a", "1"), tag("A", "2"))))
                .isEqualTo("InvalidParameterValue: Duplicate tag keys found. Please note that Tag keys are case"
                        + " insensitive.");
        assertThat(error(alice, "first", r -> r.tags(tag("AWS:x", "1")))).startsWith("InvalidParameterValue: System");
        assertThat(error(alice, "first", r -> r.transitiveTagKeys("a")))
                .isEqualTo("InvalidParameterValue: The specified transitive tag key must be included in the requested"
                        + " tags.");
        assertThat(error(alice, "first", r -> r.tags(Collections.nCopies(51, tag("a", "1")))))
                .contains("Member must have length less than or equal to 50");
        List<Tag> huge = IntStream.rangeClosed(1, 9)
                .mapToObj(i -> tag("T" + i, "a".repeat(250)))
                .toList();
        assertThat(error(alice, "first", r -> r.tags(huge)))
                .isEqualTo("PackedPolicyTooLarge: Packed size of session tags consumes 498% of allotted space.");
        Caller first = session(alice, "first", r -> r.tags(huge.getFirst()).transitiveTagKeys("T1"));
        assertThat(error(first, "second", r -> r.tags(huge.get(1)))).startsWith("PackedPolicyTooLarge");
        assertThat(assume(alice, "first", r -> r.tags(tag("a", "1"))).packedPolicySize())
                .isEqualTo(1);
        assertThat(assume(alice, "first", r -> {}).packedPolicySize()).isNull();
    }

    private void grantAlice(String action) {
        account.asRoot(() -> account.iam()
                .putUserPolicy(
                        r -> r.userName("alice").policyName("sts").policyDocument(TestAccount.allow(action, "*"))));
    }

    private void role(String name, String actions, String condition) {
        String trust = json("{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'AWS':'111122223333'},"
                + "'Action':[" + actions + "]" + (condition.isEmpty() ? "" : ",'Condition':" + condition) + "}]}");
        account.asRoot(() -> account.iam().createRole(r -> r.roleName(name).assumeRolePolicyDocument(trust)));
        account.asRoot(() -> account.iam()
                .putRolePolicy(r -> r.roleName(name).policyName("p").policyDocument(TestAccount.allow("sts:*", "*"))));
    }

    private static software.amazon.awssdk.services.iam.model.Tag iamTag(String key, String value) {
        return software.amazon.awssdk.services.iam.model.Tag.builder()
                .key(key)
                .value(value)
                .build();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private AssumeRoleResponse assume(Caller caller, String role, Consumer<AssumeRoleRequest.Builder> more) {
        return account.as(
                caller,
                () -> account.sts()
                        .assumeRole(r ->
                                more.accept(r.roleArn(ACCOUNT + "role/" + role).roleSessionName("s1"))));
    }

    private Caller session(Caller caller, String role, Consumer<AssumeRoleRequest.Builder> more) {
        return caller(assume(caller, role, more));
    }

    private Caller caller(AssumeRoleResponse response) {
        return new SnapshotCredentials(account.cloud())
                .find(response.credentials().accessKeyId())
                .orElseThrow()
                .caller();
    }

    private String error(Caller caller, String role, Consumer<AssumeRoleRequest.Builder> more) {
        return account.errorAs(caller, () -> assume(caller, role, more));
    }

    private List<String> value(Caller caller, String key) {
        ConditionContext keys = Authorizer.keys(account.cloud().snapshot(), account.context(caller, OUTSIDE, NOW));
        return keys.values(key.toLowerCase(Locale.ROOT));
    }
}
