package dev.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which statements of a policy are on an action. */
final class PolicyTest {
    private static final Policy POLICY = Fixtures.identity(
                    "{'Effect':'Allow','Action':'s3:Get*','Resource':'*'}",
                    "{'Effect':'Deny','NotAction':['s3:GetObject','ec2:*'],'Resource':'*'}",
                    "{'Effect':'Allow','Action':['ec2:RunInstances','S3:GetObject'],'Resource':'*'}")
            .policy();

    @Test
    void hasTheStatementsOnAnActionInOrder() {
        for (int again = 0; again < 2; again++) {
            assertThat(POLICY.statements("s3:getobject"))
                    .extracting(Statement::index)
                    .containsExactly(0, 2);
            assertThat(POLICY.statements("s3:getobjectacl"))
                    .extracting(Statement::index)
                    .containsExactly(0, 1);
            assertThat(POLICY.statements("ec2:runinstances"))
                    .extracting(Statement::index)
                    .containsExactly(2);
            assertThat(POLICY.statements("ec2:describevpcs")).isEmpty();
        }
    }

    /** What is remembered of actions that somebody makes up is given up for others, and right again. */
    @Test
    void isAskedForAnyNumberOfActions() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(POLICY.statements("s3:get" + i)).hasSize(2);
            assertThat(POLICY.statements("ec2:made" + i)).isEmpty();
        }
        assertThat(POLICY.statements("s3:getobject")).hasSize(2);
    }
}
