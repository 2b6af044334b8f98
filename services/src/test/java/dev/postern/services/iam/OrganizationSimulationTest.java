package dev.postern.services.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Tags;
import dev.postern.model.organizations.Member;
import dev.postern.model.organizations.Organization;
import dev.postern.model.organizations.OrganizationPolicy;
import dev.postern.model.organizations.PolicyType;
import dev.postern.services.authorization.TestAccount;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.EvaluationResult;

/** What an organization allows is a part of a simulation. */
final class OrganizationSimulationTest {
    private static final PolicyType SCP = PolicyType.SERVICE_CONTROL_POLICY;
    private static final String USER = "arn:aws:iam::111122223333:user/ann";

    @Test
    void anOrganizationTakesPart() {
        try (TestAccount account = new TestAccount()) {
            account.user("ann");
            account.asRoot(() -> account.iam()
                    .putUserPolicy(
                            r -> r.userName("ann").policyName("p").policyDocument(TestAccount.allow("s3:*", "*"))));
            EvaluationResult before = simulate(account, "s3:PutObject");
            assertThat(before.evalDecisionAsString()).isEqualTo("allowed");
            assertThat(before.organizationsDecisionDetail()).isNull();
            account.commit(membership());
            EvaluationResult read = simulate(account, "s3:GetObject");
            assertThat(read.evalDecisionAsString()).isEqualTo("allowed");
            assertThat(read.organizationsDecisionDetail().allowedByOrganizations())
                    .isTrue();
            EvaluationResult write = simulate(account, "s3:PutObject");
            assertThat(write.evalDecisionAsString()).isEqualTo("implicitDeny");
            assertThat(write.organizationsDecisionDetail().allowedByOrganizations())
                    .isFalse();
        }
    }

    private static EvaluationResult simulate(TestAccount account, String action) {
        return account.asRoot(() -> account.iam()
                .simulatePrincipalPolicy(r -> r.policySourceArn(USER).actionNames(action))
                .evaluationResults()
                .getFirst());
    }

    /** The account as a member whose only policy lets it read. */
    private static Change membership() {
        String read = TestAccount.allow("s3:Get*", "*");
        return Change.builder()
                .put(new Organization(
                        "o-abcdefghij",
                        new AccountId("999988887777"),
                        true,
                        "r-ab12",
                        List.of(SCP),
                        List.of(SCP.awsId()),
                        Tags.NONE))
                .put(new OrganizationPolicy("p-12345678", "o-abcdefghij", SCP, "read", "", read, Tags.NONE))
                .put(new Member(
                        TestAccount.ACCOUNT,
                        "o-abcdefghij",
                        "r-ab12",
                        "dev",
                        "dev@example.com",
                        true,
                        TestAccount.NOW,
                        List.of("p-12345678"),
                        Tags.NONE))
                .build();
    }
}
