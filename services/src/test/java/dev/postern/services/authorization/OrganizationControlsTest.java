package dev.postern.services.authorization;

import static dev.postern.services.authorization.TestAccount.ACCOUNT;
import static dev.postern.services.authorization.TestAccount.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.iam.Role;
import dev.postern.model.organizations.Member;
import dev.postern.model.organizations.Organization;
import dev.postern.model.organizations.OrganizationPolicy;
import dev.postern.model.organizations.PolicyType;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.policy.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom a resource control policy stops, and that nothing but a service's role is spared. */
final class OrganizationControlsTest {
    private static final String PROVIDER = "arn:aws:iam::111122223333:oidc-provider/idp.example.com";
    private static final String WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity";

    private final TestAccount account = new TestAccount();

    @BeforeEach
    void joinAnOrganization() {
        AccountId management = new AccountId("444455556666");
        PolicyType type = PolicyType.RESOURCE_CONTROL_POLICY;
        account.commit(Change.builder()
                .put(new Organization("o-a", management, true, "r-a", List.of(type), aws(), Tags.NONE))
                .put(new Member(
                        ACCOUNT, "o-a", "r-a", "a", "a@example.com", true, TestAccount.NOW, aws("p-a"), Tags.NONE))
                .put(new OrganizationPolicy("p-a", "o-a", type, "a", "", json("""
                        {'Version':'2012-10-17','Statement':[
                         {'Effect':'Deny','Principal':'*','Action':'s3:GetObject','Resource':'*'},
                         {'Effect':'Deny','Principal':'*','Action':['sts:AssumeRole','sts:AssumeRoleWithWebIdentity'],
                          'Resource':'*','Condition':{'StringNotEqualsIfExists':{'idp.example.com:sub':'main'}}}]}"""), Tags.NONE))
                .build());
    }

    private static List<String> aws(String... more) {
        List<String> ids = new ArrayList<>(List.of(PolicyType.RESOURCE_CONTROL_POLICY.awsId()));
        ids.addAll(List.of(more));
        return ids;
    }

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void aTokensHolderIsStoppedAsEverybodyIs() {
        Role role = role("/", "{'Federated':'" + PROVIDER + "'}", WEB_IDENTITY);
        assertThat(federated(role, "main").allowed()).isTrue();
        Decision denied = federated(role, "other");
        assertThat(denied.allowed()).isFalse();
        assertThat(denied.decidedBy()).isEqualTo(Layer.RESOURCE_CONTROL);
    }

    private Decision federated(Role role, String subject) {
        return account.authorizer()
                .decideFederated(
                        account.cloud().snapshot(),
                        account.context(TestAccount.ROOT),
                        WEB_IDENTITY,
                        role,
                        PROVIDER,
                        ConditionContext.of(Map.of("idp.example.com:sub", List.of(subject))));
    }

    @Test
    void aServicesRoleIsSparedAndNoOther() {
        assertThat(mayAssume(role("/aws-service-role/ec2.amazonaws.com/", "{'Service':'ec2.amazonaws.com'}", "sts:*")))
                .isTrue();
        assertThat(mayAssume(role("/", "{'Service':'ec2.amazonaws.com'}", "sts:*")))
                .isFalse();
        assertThat(mayAssume(role("/:role/aws-service-role/", "{'Service':'ec2.amazonaws.com'}", "sts:*")))
                .isFalse();
    }

    private boolean mayAssume(Role role) {
        return account.authorizer().serviceMayAssume(account.cloud().snapshot(), "ec2.amazonaws.com", role);
    }

    @Test
    void anObjectsKeyIsNoRole() {
        for (String key : List.of("k", "a:role/aws-service-role/b")) {
            Decision decision = account.authorizer()
                    .decide(
                            account.cloud().snapshot(),
                            account.context(TestAccount.ROOT),
                            "s3:GetObject",
                            "arn:aws:s3:::b/" + key,
                            Optional.of(new ResourcePolicy(ACCOUNT, Optional.empty())),
                            ConditionContext.EMPTY);
            assertThat(decision.decidedBy()).as(key).isEqualTo(Layer.RESOURCE_CONTROL);
            assertThat(decision.allowed()).as(key).isFalse();
        }
    }

    private static Role role(String path, String principal, String action) {
        return new Role(
                Scope.ofAccount(ACCOUNT),
                "role",
                path,
                "AROAROLEROLEROLEROLE1",
                json("{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':" + principal + ",'Action':'"
                        + action + "'}]}"),
                "",
                3_600,
                TestAccount.NOW,
                new TreeMap<>(),
                List.of(),
                Optional.empty(),
                Tags.NONE);
    }
}
